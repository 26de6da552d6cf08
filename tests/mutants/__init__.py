"""The mutants of the emulated module against the suites: which are killed, and which survive."""
