"""A case of a run as a folder for the maker of the firmware: its AT lines, its servers, a script that repeats it."""
