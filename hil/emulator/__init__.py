"""The emulated M95: a DCE with an FTPS client of its own."""
