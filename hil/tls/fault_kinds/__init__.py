"""The TLS faults by subject, and the acts that they share."""
