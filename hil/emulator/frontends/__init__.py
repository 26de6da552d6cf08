"""Ways to reach an emulated module from other programs: pty, TCP, RFC 2217, all served by one thread."""
