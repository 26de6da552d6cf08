"""A second, independent M95 with FTPS, as a program behind a TCP socket (README.md)."""

from __future__ import annotations

READINGS = ("laconic", "other", "seed:1")
"""What `--readings` takes in the campaigns of this folder."""
