"""Commands that keep what they are told and change nothing else: what hosts set up for calls and messages.

The module has no calls and no messages; programs that expect a GSM modem get as
far as one without traffic brings them (27.005, 27.007; series' manual).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.at.parse import Argument
from hil.emulator.at.outcome import OK, Call, Cme, Command, Outcome, accepted, told
from hil.emulator.commands.sim import require_sim

_INVALID = Cme(3518)


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


def _of(name: str, setting: _Setting) -> Command:
    def write(call: Call) -> Outcome:
        call.arguments.expect(1, setting.most)
        if setting.needs_sim:
            require_sim(call)
        call.module.settings[name] = _after(
            call.module.settings.get(name, setting.default), call.arguments.items
        )
        return OK

    def read(call: Call) -> Outcome:
        if setting.needs_sim:
            require_sim(call)
        return told(f"{name}: {call.module.settings.get(name, setting.default)}")

    test = accepted if not setting.test else (lambda _call: told(f"{name}: {setting.test}"))
    return Command(write=write, read=read, test=test, refusal=_INVALID)


def _after(kept: str, items: tuple[Argument, ...]) -> str:
    """The values that were given in place of the first ones of those kept."""
    values = kept.split(",")
    for index, item in enumerate(items):
        if not item.omitted:
            text = f'"{item.text}"' if item.quoted else item.text
            values[index : index + 1] = [text]
    return ",".join(values)


def _no_message(call: Call) -> Outcome:
    """The store is empty."""
    require_sim(call)
    return OK


def _capabilities(call: Call) -> Outcome:
    return told(*sorted(name for name in call.module.commands if name.startswith("+")))


COMMANDS: Mapping[str, Command] = {
    **{name: _of(name, setting) for name, setting in _SETTINGS.items()},
    "+CMGL": Command(_no_message, write=_no_message, test=lambda _call: told("+CMGL: (0-4)")),
    "+CLCC": Command(accepted, test=accepted),
    "+CPAS": Command(lambda _call: told("+CPAS: 0"), test=lambda _call: told("+CPAS: (0,2,3,4,5)")),
    "+CLAC": Command(_capabilities, test=accepted),
    "+GCAP": Command(lambda _call: told("+GCAP: +FCLASS,+CGSM"), test=accepted),
}
