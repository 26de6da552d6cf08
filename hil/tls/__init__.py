"""The TLS side of the lower tester: what to offer, and what the peer did."""
