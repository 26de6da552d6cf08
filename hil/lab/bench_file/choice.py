"""Which module of a bench file a run takes: by its name, by tags, or the only one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hil.errors import UsageError, nearest
from hil.lab.bench_file.form import Module
from hil.lab.bench_file.reading import LoadedBench

MOST_SHOWN = 8
"""So many modules an error names; of more it tells the number."""


def chosen(loaded: LoadedBench, *, name: str = "", tags: Sequence[str] = ()) -> Module:
    """The one module with that name and these tags; raises `UsageError` where there is none, or more than one."""
    fitting = [
        each for each in loaded.modules if (not name or each.name == name) and set(tags) <= set(each.tags)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UsageError(
            f"{loaded.path} has {len(fitting)} modules{_with(tags)}, and a run takes one; choose it by --module: "
            f"{_shown(each.name for each in fitting)}"
        )
    names = [each.name for each in loaded.modules]
    if name and name not in names:
        raise UsageError(
            f"--module: {loaded.path} has no module {name!r}; it has {_shown(names)}; "
            f"the nearest is {nearest(name, names)!r}"
        )
    known = sorted({tag for each in loaded.modules for tag in each.tags})
    of = f"the module {name}" if name else "no module"
    has = "has" if not name else "does not have"
    raise UsageError(
        f"--tags: {of} of {loaded.path} {has} the tags {', '.join(tags)}; known tags are {_shown(known) or 'none'}"
    )


def _with(tags: Sequence[str]) -> str:
    return f" with the tags {', '.join(tags)}" if tags else ""


def _shown(names: Iterable[str]) -> str:
    words = list(names)
    more = f" and {len(words) - MOST_SHOWN} more" if len(words) > MOST_SHOWN else ""
    return ", ".join(words[:MOST_SHOWN]) + more
