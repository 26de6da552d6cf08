"""The handlers of the commands that are kept only as a setting (`hil.emulator.commands.kept_settings`).

Programs that expect a GSM module can set it up and read what they set
(27.005, 27.007; series' manual).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from functools import partial

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Arguments, Cme, Outcome, answer
from hil.emulator.commands.kept_settings import SETTINGS, Allowed, KeptSetting, Text
from hil.spec.cme import CmeCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_VALUE = re.compile(r'"[^"]*"|[^,]+')


class SettingCommands:
    """The commands on `settings`, which hold the values that differ from the defaults.

    Those of the profile are held by the profile of the terminal.
    """

    def __init__(self, *, settings: MutableMapping[str, str]) -> None:
        self._settings = settings

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            **{name: self._of(name, setting) for name, setting in SETTINGS.items()},
            "+CLCC": Command(accepted, test=accepted),
            "+CPAS": Command(listing("+CPAS: 0"), test=listing("+CPAS: (0,2,3,4,5)")),
            "+GCAP": Command(listing("+GCAP: +FCLASS,+CGSM"), test=accepted),
            "+CSAS": Command(accepted, write=_profile_number, test=listing("+CSAS: (0,1)"), refusal=_INVALID),
            "+CRES": Command(accepted, write=_profile_number, test=listing("+CRES: (0,1)"), refusal=_INVALID),
        }

    def _of(self, name: str, setting: KeptSetting) -> Command:
        return Command(
            write=partial(self._write, name, setting),
            read=accepted if setting.is_named else partial(self._read, name, setting),
            test=listing(f"{name}: " + ",".join(map(_listed, setting.allowed))),
            refusal=_INVALID,
        )

    def _write(self, name: str, setting: KeptSetting, call: Call) -> Outcome:
        call.arguments.expect(1, len(setting.allowed))
        given = {
            index: _checked(call.arguments, index, allowed)
            for index, allowed in enumerate(setting.allowed)
            if call.arguments.has(index)
        }
        if setting.is_indexed:
            call.arguments.expect(2, 2)
            given = {call.arguments.integer(0): given[1]} if 1 in given else {}
        if not given:
            raise call.arguments.refused()
        held = self._holder(setting, call)
        values = _VALUE.findall(held.get(name, ",".join(setting.default)))
        for index, value in given.items():
            values[index : index + 1] = [value] if index < len(setting.default) else []
        held[name] = ",".join(values)
        return OK

    def _read(self, name: str, setting: KeptSetting, call: Call) -> Outcome:
        value = self._holder(setting, call).get(name, ",".join(setting.default))
        return answer(f"{name}: {value}")

    def _holder(self, setting: KeptSetting, call: Call) -> MutableMapping[str, str]:
        return call.terminal.profile.settings if setting.is_in_profile else self._settings


def _checked(arguments: Arguments, index: int, allowed: Allowed) -> str:
    """The argument as the read form prints it; raises `CommandRefused` if the parameter can't be that."""
    match allowed:
        case Text(longest):
            text = arguments.text(index, "")
            if len(text) > longest or '"' in text:
                raise arguments.refused()
            return f'"{text}"'
        case (str(), *_):
            word = arguments.text(index)
            if word not in allowed:
                raise arguments.refused()
            return f'"{word}"'
        case _:
            number = arguments.integer(index)
            if number not in allowed:
                raise arguments.refused()
            return str(number)


def _listed(allowed: Allowed) -> str:
    """The values as the test form prints them."""
    match allowed:
        case Text():
            return ""
        case range() if len(allowed) > 2:
            return f"({allowed[0]}-{allowed[-1]})"
        case (str(), *_):
            return "(" + ",".join(f'"{word}"' for word in allowed) + ")"
        case _:
            return "(" + ",".join(map(str, allowed)) + ")"


def _profile_number(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.arguments.number(0, 0, 1)
    return OK
