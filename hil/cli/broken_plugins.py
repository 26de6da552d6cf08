"""Plugins of pytest that cannot be imported: a run goes on without them, and names them in one line each.

pytest loads each plugin of the environment, whoever brought it, and ends by a traceback
at the first one that is broken.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint, entry_points

from hil.cli.broken_library import broken_library

GROUP = "pytest11"
OWN = "hil."


def without_broken_plugins() -> list[str]:
    """The options by which pytest does not load them; each is told on standard error."""
    if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        return []
    options = []
    foreign = [plugin for plugin in entry_points(group=GROUP) if not plugin.name.startswith(OWN)]
    broken = {plugin.dist: trouble for plugin in foreign if (trouble := _trouble(plugin))}
    for plugin in foreign:
        if why := broken.get(plugin.dist):  # what a package brings belongs together
            print(
                f"hil: warning: the run goes on without the pytest plugin {plugin.name}: {why}",
                file=sys.stderr,
            )
            options += ["-p", f"no:{plugin.name}"]
    return options


def _trouble(plugin: EntryPoint) -> str:
    try:
        plugin.load()
    except (Exception, SystemExit) as error:  # whatever a broken library raises
        return broken_library(error) or f"{type(error).__name__}: {error}"
    return ""
