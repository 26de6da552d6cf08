"""The doctor of a bench."""
