"""Endurance: one load of thousands of sessions, and the cases that judge it; only in the campaign of that name."""
