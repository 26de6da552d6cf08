"""The JSON Schemas of the files that a run writes, made from the types of its records."""
