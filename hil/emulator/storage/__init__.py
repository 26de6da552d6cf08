"""The storage of the module: security files, local files, and the state that survives a power loss (note 2.4 to 2.6)."""
