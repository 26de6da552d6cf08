"""How like two runs are: the exchanges of equal cases, aligned and compared (docs/fidelity.md)."""
