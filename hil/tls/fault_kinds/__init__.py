"""The TLS faults by subject, and what they are made of."""
