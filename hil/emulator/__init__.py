"""The emulated M95: a DCE with judgement of its own."""
