"""The plugin as a guest of any run of pytest: it brings its names when the project has told its own, and none beside those.

Options and ini keys are registered behind the conftests, so that a project never meets one of ours
where it registers its own.  A project that has one of them for itself runs as if m95-hil were not
installed.  If it uses m95-hil, too, one line names the conflict.  A marker that others declare is
theirs (`declared`); so is a fixture of another plugin, and one of a conftest overrides ours.

Every pytest run of an environment loads this file.  It imports nothing that costs time.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Generator, Iterator, Sequence
from importlib import import_module
from itertools import pairwise
from types import ModuleType

import pytest

from hil.plugin import FIXTURES, HOOKS, PREFIX
from hil.plugin.options import GROUP, INI_KEYS, OPTIONS, Option
from hil.plugin.short_options import put_full_names

PLUGIN = "hil.plugin"
"""The name of the plugin, as for `-p no:hil.plugin`."""

SUITES = "hil.suites"


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None]:
    """Once the first conftests have registered their names: register ours."""
    _leave_values_out(early_config, args)
    try:
        yield
    finally:  # `--help` goes on after a conftest that failed
        _come_in(early_config, parser, args)


def _leave_values_out(config: pytest.Config, args: Sequence[str]) -> None:
    """No value of an option of ours, which pytest does not know yet, is a place where conftests are looked for."""
    with_value = {option.word for option in OPTIONS if option.has_value}
    places: list[str] = config.known_args_namespace.file_or_dir
    for word, value in pairwise(args):
        if word in with_value and value in places:
            places.remove(value)


def _come_in(config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    taken = {
        **{f"the option {option.word}": option.word for option in _taken_options(parser)},
        **{f"the ini key {name}": name for name in _taken_ini_keys(config)},
    }
    if not taken:
        _register(config, parser)
        put_full_names(config, parser, args)
    elif use := _use(config, args, theirs=set(taken.values())):
        raise pytest.UsageError(
            f"m95-hil: {use} asks for it, but this project or another plugin has a name of it: {', '.join(taken)}; "
            f"rename that, or leave m95-hil out: -p no:{PLUGIN}"
        )


def _taken_options(parser: pytest.Parser) -> Iterator[Option]:
    """The options of which somebody else has the name or the place of its value."""
    known = vars(parser.parse_known_args([], argparse.Namespace()))
    free = set(_unknown(parser, [option.word for option in OPTIONS]))
    return (option for option in OPTIONS if option.dest in known or option.word not in free)


def _unknown(parser: pytest.Parser, words: Sequence[str]) -> list[str]:
    """Those of the options that the parser does not know."""
    try:
        left = parser.parse_known_and_unknown_args([f"{word}=" for word in words], argparse.Namespace())[1]
    except pytest.UsageError:  # it knows one, which takes no such value
        halves = (words[: len(words) // 2], words[len(words) // 2 :]) if len(words) > 1 else ()
        return [word for half in halves for word in _unknown(parser, half)]
    return [word.removesuffix("=") for word in left]


def _taken_ini_keys(config: pytest.Config) -> Iterator[str]:
    for key in INI_KEYS:
        try:
            config.getini(key.name)
        except ValueError:  # pytest knows no such key
            continue
        yield key.name


def _use(config: pytest.Config, args: Sequence[str], *, theirs: set[str]) -> str:
    """What asks for m95-hil in this run; empty if nothing does."""
    if PLUGIN in config.known_args_namespace.plugins:
        return f"-p {PLUGIN}"
    if PLUGIN in os.environ.get("PYTEST_PLUGINS", "").split(","):
        return f"PYTEST_PLUGINS={PLUGIN}"
    if any(PLUGIN in getattr(plugin, "pytest_plugins", ()) for plugin in config.pluginmanager.get_plugins()):
        return f'pytest_plugins = ["{PLUGIN}"]'
    ours = {option.word for option in OPTIONS} - theirs
    return next(
        (word for word in args if word.partition("=")[0] in ours or f"{word}.".startswith(f"{SUITES}.")), ""
    )


def _register(config: pytest.Config, parser: pytest.Parser) -> None:
    """Register options, ini keys, hooks and fixtures."""
    group = parser.getgroup(GROUP, "conformance tests of an M95 (m95-hil)")
    for option in OPTIONS:
        group.addoption(option.word, **option.attributes)
    for key in INI_KEYS:
        parser.addini(key.name, key.about, **key.more)
    for name in HOOKS:
        _bring(config, import_module(name), name)
    others = [plugin for plugin in config.pluginmanager.get_plugins() if _may_have_fixtures(config, plugin)]
    for name in FIXTURES:
        module = import_module(name)
        theirs = {
            each for each in vars(module) if each.startswith(PREFIX) and _is_theirs(each, module, others)
        }
        _bring(config, _without(module, theirs) if theirs else module, name)


def _bring(config: pytest.Config, module: ModuleType, name: str) -> None:
    """Register a module that no conftest has asked for by its name."""
    if not config.pluginmanager.has_plugin(name):
        config.pluginmanager.register(module, name)


def _may_have_fixtures(config: pytest.Config, plugin: object) -> bool:
    """Whether it is a plugin of somebody else; the fixtures of a conftest override ours in any case."""
    name = config.pluginmanager.get_name(plugin) or ""
    return isinstance(plugin, ModuleType) and not name.endswith("conftest.py")


def _is_theirs(name: str, module: ModuleType, others: Sequence[object]) -> bool:
    ours = getattr(module, name)
    return any(vars(other).get(name, ours) is not ours for other in others)


def _without(module: ModuleType, names: set[str]) -> ModuleType:
    """The module without some of its fixtures; of plugins, the one that is registered last would win."""
    rest = ModuleType(module.__name__, module.__doc__)
    vars(rest).update({name: value for name, value in vars(module).items() if name not in names})
    return rest
