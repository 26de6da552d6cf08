"""The settings of one terminal that AT&W stores, their factory values, and the stored ones (V.250 6.1; series' manual)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from hil.at.result import Framing
from hil.emulator.storage.kept_state import CorruptState

_REGISTERS = {0: 0, 2: 43, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 15}
REGISTER_RANGES = {  # series' manual
    0: (0, 255),
    2: (0, 127),
    3: (0, 127),
    4: (0, 127),
    5: (0, 127),
    6: (0, 10),
    7: (1, 255),
    8: (0, 255),
    10: (1, 254),
}


@dataclass(slots=True)
class Profile:
    """Echo, result code format, S-registers and extended settings."""

    echo: bool = True
    quiet: bool = False
    verbose: bool = True
    x: int = 4
    dcd: int = 1
    dtr: int = 0
    cmee: int = 1
    ifc: tuple[int, int] = (0, 0)
    icf: tuple[int, int] = (3, 3)
    ipr: int = 0
    creg: int = 0
    cgreg: int = 0
    registers: dict[int, int] = field(default_factory=lambda: dict(_REGISTERS))
    settings: dict[str, str] = field(default_factory=dict)
    """What hosts set with commands that have no other effect, by name, where it differs from the factory value."""

    def copy(self) -> Profile:
        """An independent profile with the same values."""
        return replace(self, registers=dict(self.registers), settings=dict(self.settings))

    @property
    def framing(self) -> Framing:
        """The settings that give responses their form."""
        return _framing(self.verbose, self.registers[3], self.registers[4])


@lru_cache(maxsize=64)
def _framing(verbose: bool, s3: int, s4: int) -> Framing:
    """One object for all responses, as every command line needs it."""
    return Framing(verbose, s3, s4)


# clause: V.250 6.1.1, V.250 6.1.2
class ProfileStore:
    """The profiles of AT&F, AT&W and ATZ; the stored one survives a power loss.

    `kept_changed` is called after each AT&W.
    """

    def __init__(self, *, cmee: int) -> None:
        self.kept_changed: Callable[[], None] = lambda: None
        self._cmee = cmee
        self._stored = self.factory()
        self._is_restored = False

    def factory(self) -> Profile:
        """The profile of AT&F."""
        return Profile(cmee=self._cmee)

    def stored(self) -> Profile:
        """The profile of ATZ and of power-on."""
        return self._stored.copy()

    def store(self, profile: Profile) -> None:
        """AT&W."""
        self._stored = profile.copy()
        self.kept_changed()

    @property
    def kept(self) -> Mapping[str, Any] | None:
        """The settings of the stored profile by name; None while it is the factory profile."""
        if not self._is_restored and self._stored == self.factory():
            return None
        settings: dict[str, Any] = json.loads(json.dumps(asdict(self._stored)))
        return settings

    def restore(self, kept: Mapping[str, Any] | None) -> None:
        """Start with kept settings; raises `CorruptState` for settings that no profile has."""
        if kept is not None:
            self._stored = _profile(kept)
            self._is_restored = True


def _profile(kept: Mapping[str, Any]) -> Profile:
    """The profile with those settings; a setting that is missing has its default."""
    defaults = Profile()
    known = {entry.name for entry in fields(Profile)}
    if not isinstance(kept, Mapping) or not set(kept) <= known:
        raise CorruptState(f"the stored profile has unknown settings: {sorted(set(kept) - known)}")
    return Profile(**{name: _setting(name, getattr(defaults, name), value) for name, value in kept.items()})


def _setting(name: str, default: object, value: Any) -> Any:
    """The value, as the profile holds it, if it has the type of the default."""
    match default:
        case bool() | int() | str() if type(value) is type(default):
            return value
        case tuple() if isinstance(value, list) and [type(v) for v in value] == [type(v) for v in default]:
            return tuple(value)
        case dict() if name == "settings" and _is_texts(value):
            return dict(value)
        case dict() if name == "registers" and isinstance(value, dict):
            with contextlib.suppress(ValueError):
                registers = {int(number): setting for number, setting in value.items()}
                if set(registers) == set(default) and all(
                    type(v) is int and 0 <= v <= 255 for v in registers.values()
                ):
                    return registers
    raise CorruptState(f"the stored profile's {name} can't be {value!r}")


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(type(text) is str for entry in value.items() for text in entry)
