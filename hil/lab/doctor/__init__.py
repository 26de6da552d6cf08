"""The doctor: examines a bench from the host to the module's way to the lower tester, and says how to mend what is wrong."""
