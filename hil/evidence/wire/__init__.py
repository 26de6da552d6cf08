"""The record of a line: all bytes of a DUT with their times, and a placeholder where a secret was (docs/evidence.md)."""
