"""What several renderings show of a run, as frozen values; each rendering has its own form of them."""
