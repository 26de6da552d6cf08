"""What is public, as data: the names of hil.api by griffe, and the names that pytest users meet.

`generate_api.py` writes them as a page, `check_api.py` compares them with a snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import griffe

from hil import plugin
from hil.plugin.options import INI_KEYS, OPTIONS

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ("dut", "server", "recording", "special")
"""The modules of fixtures/, in the order of the page."""

_OVERRIDE = "Override: "


@dataclass(frozen=True, slots=True)
class Member:
    """A public name and how it is written: `send(line: str) -> Exchange`; `about` is its docstring."""

    name: str
    form: str
    about: str
    is_field: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """A name of hil.api; `home` is the module that defines it."""

    name: str
    home: str
    form: str
    about: str
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture of hil.fixtures."""

    name: str
    scope: str
    type: str
    about: str
    override: str


@dataclass(frozen=True, slots=True)
class Option:
    """An option of pytest or an ini key."""

    name: str
    default: str
    about: str


def exports() -> tuple[Export, ...]:
    """The names that hil.api exports."""
    api = griffe.load("hil.api", search_paths=[str(ROOT)], resolve_aliases=True)
    assert isinstance(api, griffe.Module)
    return tuple(_export(str(name), api[str(name)]) for name in sorted(map(str, api.exports or ())))


def fixtures() -> tuple[Fixture, ...]:
    """The fixtures of the top-level folder fixtures/."""
    found = []
    for module in FIXTURES:
        loaded = griffe.load(f"fixtures.{module}", search_paths=[str(ROOT)])
        assert isinstance(loaded, griffe.Module)
        for function in loaded.functions.values():
            decorators = [str(decorator.value) for decorator in function.decorators]
            if any(text.startswith("pytest.fixture") for text in decorators):
                found.append(_fixture(function, decorators[0]))
    return tuple(found)


def options() -> tuple[Option, ...]:
    """The options of pytest that the plugin registers."""
    return _Registered.by_plugin().options


def ini_keys() -> tuple[Option, ...]:
    """The ini keys that the plugin registers."""
    return _Registered.by_plugin().ini


def lines() -> list[str]:
    """Everything public, one line each, sorted: what the snapshot holds."""
    found = [f"option {option.name} (default {option.default})" for option in options()]
    found += [f"ini {key.name} (default {key.default})" for key in ini_keys()]
    found += [f"marker {plugin.PREFIX}{marker.partition(':')[0]}" for marker in plugin.MARKERS]
    found += [f"fixture {fixture.name}: {fixture.type} (scope {fixture.scope})" for fixture in fixtures()]
    for export in exports():
        found.append(f"hil.api.{export.form}")
        found += [f"hil.api.{export.name}.{member.form}" for member in export.members]
    return sorted(found)


class _Registered:
    """What pytest is told, as the page shows it."""

    def __init__(self) -> None:
        self.options: tuple[Option, ...] = ()
        self.ini: tuple[Option, ...] = ()

    @classmethod
    def by_plugin(cls) -> _Registered:
        registered = cls()
        for option in OPTIONS:
            registered.addoption(option.word, **option.attributes)
        for key in INI_KEYS:
            registered.addini(key.name, key.about, **key.more)
        return registered

    def addoption(self, name: str, *, help: str, default: object, **_: object) -> None:  # noqa: A002
        about = help.replace(" (default: %(default)s)", "")
        self.options += (Option(name, "none" if default in (None, []) else str(default), about),)

    def addini(self, name: str, help: str, *, default: object = "", **_: object) -> None:  # noqa: A002
        self.ini += (Option(name, "none" if default in ("", None) else str(default).lower(), help),)


def _export(name: str, found: griffe.Object | griffe.Alias) -> Export:
    target = found.final_target if isinstance(found, griffe.Alias) else found
    home = str(target.canonical_path).rpartition(".")[0]
    if isinstance(target, griffe.Class):
        bases = ", ".join(str(base) for base in target.bases)
        form = f"class {name}({bases})" if bases else f"class {name}"
        return Export(name, home, form, _about(target), tuple(_members(target)))
    if isinstance(target, griffe.Function):
        return Export(name, home, _call(target, name), _about(target))
    assert isinstance(target, griffe.Attribute)
    return Export(name, home, f"{name} = {target.value}", _about(target))


def _members(of: griffe.Class) -> Iterator[Member]:
    for name, member in of.members.items():
        if name == "__init__" and isinstance(member, griffe.Function):
            yield Member(name, _call(member, name).removesuffix(" -> None"), _about(member))
        elif name.startswith("_"):
            continue
        elif isinstance(member, griffe.Function):
            kind = "".join(f"{label} " for label in ("classmethod", "staticmethod") if label in member.labels)
            yield Member(name, f"{kind}{_call(member, name)}", _about(member))
        elif isinstance(member, griffe.Attribute):
            yield _attribute(name, member, is_enum=any("Enum" in str(base) for base in of.bases))


def _attribute(name: str, found: griffe.Attribute, *, is_enum: bool) -> Member:
    if found.annotation is None and is_enum:
        return Member(name, f"{name} = {found.value}", _about(found), is_field=True)
    if found.annotation is None:
        raise ValueError(f"{found.canonical_path} is public and has no annotation")
    return Member(name, f"{name}: {found.annotation}", _about(found), is_field="property" not in found.labels)


def _call(function: griffe.Function, name: str) -> str:
    return str(function.signature(name=name))


def _fixture(function: griffe.Function, decorator: str) -> Fixture:
    scope = re.search(r"scope='(\w+)'", decorator)
    about, _, override = _about(function).partition(_OVERRIDE)
    if not override:
        raise ValueError(f"the docstring of the fixture {function.name} does not say how to override it")
    returned = re.sub(r"^Iterator\[(.*)\]$", r"\1", str(function.returns))
    return Fixture(function.name, scope[1] if scope else "function", returned, about.strip(), override)


def _about(found: griffe.Object) -> str:
    return found.docstring.value.strip() if found.docstring else ""
