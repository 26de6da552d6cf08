"""The name of a folder on the command line, with the home for its `~`, which a shell leaves as it is in `--option=~/x`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hil.plugin.run_folder import named


class FolderName(click.ParamType[Path]):
    """A folder; an empty name, which a variable of a script that is not set gives, is no folder."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The folder; raises `UsageError`."""
        del ctx
        if isinstance(value, Path):
            return value
        return named(str(value), where=param.opts[0] if param else "the folder")
