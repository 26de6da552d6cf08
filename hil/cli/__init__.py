"""The command `hil`, one file a subcommand."""

from __future__ import annotations

from hil.cli.broken_library import require
from hil.libraries import tolerate_broken

tolerate_broken()
require("click")
