"""The AT channel of the module: terminal, echo, result codes, data mode, multiplexer (V.250, 27.007, 27.010)."""
