"""Tool validation on site: seeded defects, sound variants and foreign TLS programs judge this installation."""
