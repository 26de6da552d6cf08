"""Power and control of a bench: the supply of a module, its power key, and its network tester."""
