"""The endurance campaign without pytest and driver: its span, its mix, its record, and the test for a slowdown."""
