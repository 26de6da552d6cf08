"""The device itself: clock, timers, SIM, identity, hardware options, personality."""
