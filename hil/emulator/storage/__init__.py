"""What the module stores: security files, local files, and what survives a loss of power (note 2.4 to 2.6)."""
