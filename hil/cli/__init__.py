"""The command `hil`, one file a subcommand."""
