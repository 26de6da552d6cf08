"""The bench file: the lower tester, the lab, and the modules of a rack, in one TOML file."""
