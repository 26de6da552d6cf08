"""Commands that only store their parameters: settings that hosts make for calls and messages.

The module has no calls and no messages.  Programs that expect a GSM modem can set
it up, but find no traffic (27.005, 27.007; series' manual).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass

from hil.at.parse import Argument
from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Cme, Outcome, answer
from hil.emulator.commands.sim import require_sim
from hil.emulator.device.sim import Sim
from hil.spec.cme import CmeCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)


@dataclass(frozen=True, slots=True)
class _Setting:
    """`default` as the read form prints it; `most` parameters; `test` as the test form prints it."""

    default: str
    most: int
    test: str
    needs_sim: bool = False


_SETTINGS: Mapping[str, _Setting] = {
    "+CSCS": _Setting('"GSM"', 1, '("GSM","IRA","HEX","UCS2")'),
    "+CMGF": _Setting("0", 1, "(0,1)"),
    "+CSMS": _Setting("0,1,1,1", 1, "(0,1)"),
    "+CNMI": _Setting("2,1,0,0,0", 5, "(0-3),(0-3),(0,2,3),(0-2),(0,1)"),
    "+CSDH": _Setting("0", 1, "(0,1)"),
    "+CSMP": _Setting("17,167,0,0", 4, "(0-255),(0-255),(0-255),(0-255)"),
    "+CSCA": _Setting('"",129', 2, ""),
    "+CPMS": _Setting(
        '"SM",0,50,"SM",0,50,"SM",0,50', 3, '("SM","ME"),("SM","ME"),("SM","ME")', needs_sim=True
    ),
    "+CLIP": _Setting("0,1", 1, "(0,1)"),
    "+COLP": _Setting("0,1", 1, "(0,1)"),
    "+CRC": _Setting("0", 1, "(0,1)"),
    "+CUSD": _Setting("0", 3, "(0-2)"),
    "+CMOD": _Setting("0", 1, "(0)"),
    "+CGEREP": _Setting("0,0", 2, "(0-2),(0,1)"),
    "+QIURC": _Setting("1", 1, "(0,1)"),
    "+QSCLK": _Setting("0", 1, "(0-2)"),
    "+QIMODE": _Setting("0", 1, "(0,1)"),
    "+QIHEAD": _Setting("0", 1, "(0,1)"),
    "+QISHOWRA": _Setting("0", 1, "(0,1)"),
}


class SettingCommands:
    """The commands on `settings`, which hold the values that differ from the defaults."""

    def __init__(self, *, settings: MutableMapping[str, str], sim: Sim) -> None:
        self._settings, self._sim = settings, sim

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            **{name: self._of(name, setting) for name, setting in _SETTINGS.items()},
            "+CMGL": Command(self._no_message, write=self._no_message, test=listing("+CMGL: (0-4)")),
            "+CLCC": Command(accepted, test=accepted),
            "+CPAS": Command(listing("+CPAS: 0"), test=listing("+CPAS: (0,2,3,4,5)")),
            "+GCAP": Command(listing("+GCAP: +FCLASS,+CGSM"), test=accepted),
        }

    def _of(self, name: str, setting: _Setting) -> Command:
        def write(call: Call) -> Outcome:
            call.arguments.expect(1, setting.most)
            if setting.needs_sim:
                require_sim(self._sim)
            kept = self._settings.get(name, setting.default)
            self._settings[name] = _replaced(kept, call.arguments.items)
            return OK

        def read(_call: Call) -> Outcome:
            if setting.needs_sim:
                require_sim(self._sim)
            return answer(f"{name}: {self._settings.get(name, setting.default)}")

        test = listing(f"{name}: {setting.test}") if setting.test else accepted
        return Command(write=write, read=read, test=test, refusal=_INVALID)

    def _no_message(self, _call: Call) -> Outcome:
        """The message store is empty."""
        require_sim(self._sim)
        return OK


def _replaced(kept: str, items: tuple[Argument, ...]) -> str:
    """The given values, followed by the remaining stored ones."""
    values = kept.split(",")
    for index, item in enumerate(items):
        if not item.omitted:
            text = f'"{item.text}"' if item.quoted else item.text
            values[index : index + 1] = [text]
    return ",".join(values)
