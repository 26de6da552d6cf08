"""The seal of a run: a chain of digests over its files, its check, its signature (docs/evidence.md)."""
