"""Options without prefix on the command line: `--dut` is `--hil-dut` in runs of hil.suites, and where a project opted in.

Nothing is registered under a short name, so no other plugin can collide with
one.  An option that a plugin or a conftest of somebody else has registered
stays theirs.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

import pytest

from hil.plugin import SHORT_NAMES

SHORT = {
    f"--{name}": f"--hil-{name}"
    for name in (
        "dut",
        "bench",
        "module",
        "tags",
        "baud",
        "flow-control",
        "wait",
        "campaign",
        "report-dir",
        "captures",
        "requirement",
        "pics",
        "settings",
        "public",
        "listen",
        "ports",
        "host-name",
        "standard-ports",
        "no-preflight",
        "port-wait",
        "deviations",
        "selftest",
        "gate",
        "max-time",
        "shard",
        "case-time",
        "for",
        "seed",
        "requirements",
    )
}
"""Each short option, and what it stands for."""


TAKEN: pytest.StashKey[frozenset[str]] = pytest.StashKey()
"""In the config: the short names that stand for options of ours in this run."""


def put_full_names(config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Put the full names in place of the short ones that no conftest and no other plugin has registered."""
    if not any(_name(word) in SHORT for word in args):
        return
    namespace = copy.copy(config.option)
    free = {_name(word) for word in parser.parse_known_and_unknown_args(args, namespace)[1]}
    full = [_with_full_name(word) if _name(word) in free else word for word in args]
    if full != args and _is_about_suites(config, parser, full):
        args[:] = full
        config.stash[TAKEN] = frozenset(free)


def _name(word: str) -> str:
    return word.partition("=")[0]


def _with_full_name(word: str) -> str:
    name, equals, value = word.partition("=")
    return f"{SHORT.get(name, name)}{equals}{value}"


def _is_about_suites(config: pytest.Config, parser: pytest.Parser, args: Sequence[str]) -> bool:
    """Whether the project opted in, or any place that is to be tested lies in hil.suites."""
    if config.getini(SHORT_NAMES):
        return True
    from hil.plugin.markers import is_of_suites  # noqa: PLC0415 - only for a run with short options

    chosen = parser.parse_known_args(args, copy.copy(config.option))
    places = [str(place).partition("::")[0] for place in chosen.file_or_dir]
    if chosen.pyargs and any(f"{place}.".startswith("hil.suites.") for place in places):
        return True
    if not places:
        places = [str(config.rootpath / place) for place in config.getini("testpaths")]
    here = config.invocation_params.dir
    return any(is_of_suites(here / Path(place)) for place in places or ["."])
