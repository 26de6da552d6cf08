"""Evidence of a run: captures, and the redaction of secrets."""
