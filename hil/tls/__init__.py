"""The TLS side of the lower tester: what it offers, and what it observes of the peer."""
