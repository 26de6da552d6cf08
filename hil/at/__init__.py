"""V.250 syntax, sans-IO: bytes in, events out; knows no command."""
