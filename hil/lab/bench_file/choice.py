"""Which modules of a bench file a run takes: by their names, by tags, the only one, or all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hil.errors import UsageError, hint
from hil.lab.bench_file.form import Module
from hil.lab.bench_file.reading import LoadedBench

MOST_SHOWN = 8
"""So many modules an error names; of more it tells the number."""


def chosen(loaded: LoadedBench, *, name: str = "", tags: Sequence[str] = ()) -> Module:
    """The one module with that name and these tags; raises `UsageError` where there is none, or more than one."""
    found = fitting(loaded, names=(name,) if name else (), tags=tags)
    if len(found) == 1:
        return found[0]
    raise UsageError(
        f"{loaded.path} has {len(found)} modules{_with(tags)}, and a run takes one; choose it by --module: "
        f"{_shown(each.name for each in found)}; -n auto takes all of them, each with a worker of its own"
    )


def fitting(
    loaded: LoadedBench, *, names: Sequence[str] = (), tags: Sequence[str] = ()
) -> tuple[Module, ...]:
    """The modules with one of these names (all without names) and all of these tags; raises `UsageError` for none."""
    known_names = [each.name for each in loaded.modules]
    for name in names:
        if loaded.named(name) is None:
            raise UsageError(
                f"--module: {loaded.path} has no module {name!r}; it has {_shown(known_names)}"
                f"{hint(name, known_names)}"
            )
    asked = [found for name in names if (found := loaded.named(name))]
    named = [*asked] if names else [*loaded.modules]
    lacking = [each.name for each in named if not set(tags) <= set(each.tags)]
    if len(lacking) == len(named) or (names and lacking):
        known = sorted({tag for each in loaded.modules for tag in each.tags})
        of, has = (f"the module {lacking[0]}", "does not have") if names else ("no module", "has")
        raise UsageError(
            f"--tags: {of} of {loaded.path} {has} the tags {', '.join(tags)}; "
            f"known tags are {_shown(known) or 'none'}"
        )
    return tuple(each for each in named if each.name not in lacking)


def _with(tags: Sequence[str]) -> str:
    return f" with the tags {', '.join(tags)}" if tags else ""


def _shown(names: Iterable[str]) -> str:
    words = list(names)
    more = f" and {len(words) - MOST_SHOWN} more" if len(words) > MOST_SHOWN else ""
    return ", ".join(words[:MOST_SHOWN]) + more


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list with commas."""
    return tuple(filter(None, map(str.strip, text.split(","))))
