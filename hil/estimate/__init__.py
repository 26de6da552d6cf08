"""How long a campaign takes on a DUT: a rehearsal counts its steps, a calibration measures what each costs."""
