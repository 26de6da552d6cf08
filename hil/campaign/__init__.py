"""The selection of cases: campaigns, covering arrays, claims of the DUT (PICS), known deviations."""
