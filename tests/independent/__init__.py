"""Sound modules that share no code with `hil.emulator`, and the campaigns that judge them."""
