"""Mishaps: troubles of a bench with a conforming module, such as lost bytes, restarts or late responses."""
