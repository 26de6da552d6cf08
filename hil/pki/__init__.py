"""Certificates for the lower tester: good chains and flawed ones."""
