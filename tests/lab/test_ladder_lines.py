"""The recovery ladder on other lines than TCP: a hang ends by its rung, and a port that is lost on the way is no hang.

A module on a pseudo-terminal loses it with its supply, as a USB adapter does with its hub.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hil.bench import Abilities
from hil.deadline import Deadline
from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.pty import PtyFrontEnd
from hil.emulator.frontends.rfc2217 import Rfc2217FrontEnd
from hil.emulator.mishaps.catalogue import planned
from hil.emulator.module import Module
from hil.errors import ChannelError, ChannelLost, HilError
from hil.lab.control.command import CommandPower, CommandSwitch
from hil.lab.ladder import Trouble, climb
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.results.recovery import Recovery
from hil.transcript import Kind, Transcript
from tests.emulator.frontends.conftest import ANY_PORT, running
from tests.plugin.hung_module import LINES, module

RATE = 50.0

FULL = os.environ.get("HIL_REHEARSAL") == "full"
"""Whether the rungs with long waits are climbed, too (`make recovery`)."""

LONG = pytest.mark.skipif(not FULL, reason="its waits are long: make recovery")

pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")

FRONT_ENDS: dict[str, Callable[[Path], FrontEnd]] = {
    "pty": lambda folder: PtyFrontEnd(folder / "tty"),
    "rfc2217": lambda _: Rfc2217FrontEnd(ANY_PORT),
}


@pytest.fixture(params=FRONT_ENDS)
def front_end(request: pytest.FixtureRequest, tmp_path: Path) -> FrontEnd:
    return FRONT_ENDS[request.param](tmp_path)


@contextmanager
def attached(url: str) -> Iterator[Modem]:
    with Channel.open(url, transcript=Transcript(), clock_rate=RATE) as channel:
        modem = Modem(channel)
        modem.attach()
        yield modem


@contextmanager
def disturbed(front_end: FrontEnd, *mishaps: str) -> Iterator[Modem]:
    """A DUT behind that front end; the mishaps count its command lines, the three of the attachment included."""
    with (
        running([Module(clock_rate=RATE)], [front_end], mishaps=planned(mishaps)),
        attached(front_end.url) as modem,
    ):
        yield modem


def fall_silent(modem: Modem) -> None:
    exchanges = (modem.send("AT", deadline=Deadline.after(1.0)) for _ in range(40))
    with pytest.raises(ChannelError):
        tuple(exchanges)


def climbed(modem: Modem, trouble: Trouble = Trouble.SILENT) -> tuple[Recovery, HilError | None]:
    """What was climbed, and what ended the climb."""
    kept: list[Recovery] = []
    try:
        climb(modem, "it was silent", keep=kept.append, trouble=trouble)
    except HilError as failure:
        return kept[0], failure
    return kept[0], None


@pytest.mark.parametrize(
    ("mishap", "rung"),
    [
        ("hang-until-escape:12", "+++"),
        pytest.param("hang-until-cfun:12", "AT+CFUN=1,1", marks=LONG),
    ],
)
def test_a_hang_ends_by_its_rung(front_end: FrontEnd, mishap: str, rung: str) -> None:
    with disturbed(front_end, mishap) as modem:
        fall_silent(modem)

        recovery, failure = climbed(modem)

        assert (recovery.helped, failure) == (rung, None)
        assert modem.send("AT").ok


@LONG
def test_a_hang_amid_an_upload_ends_by_its_rung(front_end: FrontEnd) -> None:
    with disturbed(front_end, "hang-until-cfun:12") as modem:
        with pytest.raises(ChannelError):
            modem.security.write("RAM:file", b"line of text\r" * 50)

        recovery, failure = climbed(modem)

        assert (recovery.helped, failure) == ("AT+CFUN=1,1", None)
        assert modem.send("AT").ok


@pytest.mark.parametrize("trouble", [Trouble.SILENT, Trouble.SESSION])
def test_a_port_that_is_lost_on_the_way_ends_the_climb_and_is_no_hang(
    front_end: FrontEnd, trouble: Trouble
) -> None:
    with disturbed(front_end, "hang:12", "vanish:14") as modem:
        fall_silent(modem)
        modem.channel.bench = Abilities(supply=Forbidden())

        recovery, failure = climbed(modem, trouble)

        kinds = {entry.kind for entry in modem.channel.transcript.entries()}
    assert isinstance(failure, ChannelLost)
    assert [rung.name for rung in recovery.rungs] == [
        "drain" if trouble is Trouble.SILENT else "AT+QFTPCLOSE"
    ]
    assert Kind.HANG_FOUND not in kinds
    assert modem.beyond_help == set()


class Forbidden:
    """A switch that nobody may use."""

    def cut(self) -> None:
        raise AssertionError("the supply of a DUT whose port is lost was cut")

    def restore(self) -> None:
        raise AssertionError("the supply of a DUT whose port is lost was restored")


class Late:
    """A switch whose relay acts after its command has ended: here the module goes at its next command line."""

    def cut(self) -> None:
        """Only give the order."""

    def restore(self) -> None:
        """Only give the order."""


def test_a_port_that_goes_after_the_supply_was_restored_is_opened_again(front_end: FrontEnd) -> None:
    with disturbed(front_end, "vanish:5") as modem:
        modem.power_cycle(Late())

        assert modem.send("AT").ok
        kinds = [entry.kind for entry in modem.channel.transcript.entries()]

    assert kinds.count(Kind.PORT_OPENED) == 2


@LONG
@pytest.mark.parametrize("line", ["pty", "ser2net", "ser2net-rfc2217"])
def test_a_pseudo_terminal_goes_with_the_supply_and_returns_under_the_same_link(
    line: str, tmp_path: Path
) -> None:
    supply = CommandSwitch(CommandPower(off=f"{tmp_path}/switch off", on=f"{tmp_path}/switch on"))
    with (
        module(tmp_path, LINES[line], first="--mishap hang:12", later="", signal="KILL") as url,
        attached(url) as modem,
    ):
        fall_silent(modem)

        modem.power_cycle(supply)

        assert modem.send("AT").ok
