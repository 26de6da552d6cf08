"""TOML files that a user writes: their forms, errors and JSON Schemas. `msgspec` checks them."""
