"""The FTPS server of the lower tester."""
