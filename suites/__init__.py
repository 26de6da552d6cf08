"""The conformance suites, run against a DUT; shipped as `hil.suites`."""
