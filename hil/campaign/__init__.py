"""Which cases a run is about: campaigns, covering arrays, what the DUT claims (PICS), known deviations."""
