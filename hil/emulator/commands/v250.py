"""The basic commands of V.250 and the settings of the line (V.250 6; series' manual)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, Handler, accepted, listing
from hil.emulator.at.outcome import ERROR, OK, Outcome, answer
from hil.emulator.at.profile import REGISTER_RANGES, Profile, ProfileStore
from hil.spec.codes import ResultCode
from hil.spec.commands import RATES


class BasicCommands:
    """The commands that set the profile of the terminal, load it and store it."""

    def __init__(self, profiles: ProfileStore) -> None:
        self._profiles = profiles

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "E": Command(_basic(1, _set_echo)),
            "Q": Command(_basic(1, _set_quiet)),
            "V": Command(_basic(1, _set_verbose)),
            "X": Command(_basic(4, _set_x)),
            "S": Command(execute=accepted, write=_register_write, read=_register_read),
            "&C": Command(_basic(1, _set_dcd)),
            "&D": Command(_basic(2, _set_dtr)),
            "&F": Command(self._factory),
            "&V": Command(_view),
            "&W": Command(self._store),
            "Z": Command(self._reset),
            "H": Command(accepted),
            "L": Command(_accepted_number),
            "M": Command(_accepted_number),
            "O": Command(_go_online),
            "P": Command(accepted),
            "T": Command(accepted),
            "+IFC": Command(write=_ifc_write, read=_ifc_read, test=listing("+IFC: (0-2),(0-2)")),
            "+ICF": Command(write=_icf_write, read=_icf_read, test=listing("+ICF: (1-6),(0-3)")),
            "+IPR": Command(
                write=_ipr_write, read=_ipr_read, test=listing(f"+IPR: (),({','.join(map(str, RATES))})")
            ),
        }

    # clause: V.250 6.1.2
    def _factory(self, call: Call) -> Outcome:
        call.arguments.number(0, 0, 0, default=0)
        return _load(call, self._profiles.factory())

    # clause: V.250 6.1.1
    def _reset(self, call: Call) -> Outcome:
        call.arguments.number(0, 0, 0, default=0)
        return replace(_load(call, self._profiles.stored()), ends_line=True)  # the series' manual, ATZ

    def _store(self, call: Call) -> Outcome:
        call.arguments.number(0, 0, 0, default=0)
        self._profiles.store(call.terminal.profile)
        return OK


def _load(call: Call, profile: Profile) -> Outcome:
    profile.ipr = call.terminal.profile.ipr  # &F and Z do not restore the rate
    call.terminal.profile = profile
    return OK


def _basic(high: int, setter: Callable[[Profile, int], None]) -> Handler:
    """A basic command whose number is set in the profile; without a number it is 0."""

    def handle(call: Call) -> Outcome:
        setter(call.terminal.profile, call.arguments.number(0, 0, high, default=0))
        return OK

    return handle


def _accepted_number(call: Call) -> Outcome:
    """ATL and ATM: there is no speaker."""
    call.arguments.number(0, 0, 3, default=0)
    return OK


def _set_echo(profile: Profile, value: int) -> None:
    profile.echo = bool(value)


def _set_quiet(profile: Profile, value: int) -> None:
    profile.quiet = bool(value)


def _set_verbose(profile: Profile, value: int) -> None:
    profile.verbose = bool(value)


def _set_x(profile: Profile, value: int) -> None:
    profile.x = value


def _set_dcd(profile: Profile, value: int) -> None:
    profile.dcd = value


def _set_dtr(profile: Profile, value: int) -> None:
    profile.dtr = value


def _register_read(call: Call) -> Outcome:
    register = call.arguments.integer(0)
    values = call.terminal.profile.registers
    return answer(f"{values[register]:03d}") if register in values else ERROR


def _register_write(call: Call) -> Outcome:
    register = call.arguments.integer(0)
    if register not in call.terminal.profile.registers:
        return ERROR
    low, high = REGISTER_RANGES[register]
    call.terminal.profile.registers[register] = call.arguments.number(1, low, high, default=0)
    return OK


def _view(call: Call) -> Outcome:
    profile = call.terminal.profile
    registers = [f"S{number}:{value:03d}" for number, value in profile.registers.items()]
    return answer(
        f"E:{profile.echo:d} Q:{profile.quiet:d} V:{profile.verbose:d} X:{profile.x}",
        *registers,
        f"+CMEE:{profile.cmee} +IFC:{profile.ifc[0]},{profile.ifc[1]} +IPR:{profile.ipr}",
    )


# clause: V.250 6.3.7
def _go_online(call: Call) -> Outcome:
    mode = call.terminal.paused
    if mode is None:
        return Outcome(final=ResultCode.NO_CARRIER)  # there is no interrupted transfer
    call.terminal.paused = None
    return Outcome(final=None, then=mode.resume)


# clause: note 4.2.1, V.250 6.2.12
# requirements: EX421-12
def _ifc_write(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    dce = call.arguments.number(0, 0, 2)
    call.terminal.profile.ifc = (dce, call.arguments.number(1, 0, 2, default=dce))
    return OK


def _ifc_read(call: Call) -> Outcome:
    return answer("+IFC: {},{}".format(*call.terminal.profile.ifc))


# clause: V.250 6.2.11
def _icf_write(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    parity = call.arguments.number(1, 0, 3, default=call.terminal.profile.icf[1])
    call.terminal.profile.icf = (call.arguments.number(0, 1, 6), parity)
    return OK


def _icf_read(call: Call) -> Outcome:
    return answer("+ICF: {},{}".format(*call.terminal.profile.icf))


# clause: V.250 6.2.10
def _ipr_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    rate = call.arguments.integer(0)
    if rate not in RATES:
        return ERROR
    call.terminal.profile.ipr = rate
    return replace(OK, then=lambda: call.terminal.run_at(rate))


def _ipr_read(call: Call) -> Outcome:
    return answer(f"+IPR: {call.terminal.profile.ipr}")
