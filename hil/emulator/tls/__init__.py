"""The TLS client of the module and its settings (note 2.3; RFC 5246, 5280)."""
