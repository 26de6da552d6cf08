"""V.250 syntax, sans-IO: bytes go in, events come out. Nothing here knows which commands exist."""
