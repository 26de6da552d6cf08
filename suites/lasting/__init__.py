"""What lasts: a setting holds until it is set anew or the DUT restarts, whatever happens in between (note 2.2, 2.3)."""
