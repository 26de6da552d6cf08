"""What the documents say, as data with clause numbers; no behaviour, and no judgement."""
