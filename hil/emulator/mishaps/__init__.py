"""What benches do to a sound module: lost bytes, restarts, late answers."""
