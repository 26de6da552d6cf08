"""The kinds of chains by subject; `hil.pki.chains` is the table of all."""
