"""A further, independent M95 with FTPS, as a program behind a TCP socket: its TLS is GnuTLS (README.md)."""

from __future__ import annotations

READINGS = ("first", "other", "seed:1")
"""What `--readings` takes in the campaigns of this folder."""
