"""The page of a run: one self-contained HTML file, which loads nothing from the network."""
