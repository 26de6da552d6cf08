"""A rack under trouble: emulated modules behind gateways of others, a campaign over it, and seeded mishaps meanwhile."""
