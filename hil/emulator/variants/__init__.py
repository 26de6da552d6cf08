"""Sound behaviours beside those of the note: each replaces a part, and the note or its silence allows it."""
