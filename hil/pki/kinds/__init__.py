"""The kinds of chains, by what is special about them; `hil.pki.chains` is the table of all."""
