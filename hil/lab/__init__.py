"""The lower tester's place in the world: the addresses and ports of the bench, and the peers that cases start there."""
