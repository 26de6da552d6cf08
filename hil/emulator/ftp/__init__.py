"""The FTP service of the module: sessions, control and data connections, transfers (RFC 959, 4217; note 2.2, 4.2)."""
