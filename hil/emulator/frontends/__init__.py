"""Front ends by which other programs reach an emulated module: pty, TCP, RFC 2217; one thread serves all."""
