"""Evidence of a run: what is kept of it, and what never is."""
