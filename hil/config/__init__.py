"""TOML files that a user writes: their forms, their errors and their JSON Schemas; `msgspec` is behind it."""
