"""What of a transcript is trouble of the bench and not behaviour of the DUT."""

from __future__ import annotations

import pytest

from hil.plugin.disturbance import disturbance
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.transcript import Direction, Kind, Pco, Transcript

OUT, IN, NOTE = Direction.TO_DUT, Direction.FROM_DUT, Direction.NOTE
Row = tuple[Pco, Direction, Kind, str]


def transcript(*entries: Row) -> Transcript:
    made = Transcript()
    for pco, direction, kind, text in entries:
        made.append(pco, direction, text, kind=kind)
    return made


OPENED: Row = (Pco.HARNESS, NOTE, Kind.PORT_OPENED, "port opened: emulator://m95")
RDY: Row = (Pco.AT, IN, Kind.RESTART, "RDY")
OK: Row = (Pco.AT, IN, Kind.RESPONSE, "OK")
POWER_DOWN: Row = (Pco.AT, IN, Kind.RESTART, "NORMAL POWER DOWN")


@pytest.mark.parametrize(
    "entries",
    [
        (
            (Pco.AT, OUT, Kind.COMMAND, "AT+QFTPOPEN"),
            OK,
            (Pco.AT, IN, Kind.URC, '+CMTI: "SM",3'),
            (Pco.AT, IN, Kind.URC, "RING"),
        ),
        ((Pco.AT, OUT, Kind.RESTART_COMMAND, "AT+CFUN=1,1"), OK, RDY),
        ((Pco.AT, OUT, Kind.RESTART_COMMAND, "AT+QPOWD=1"), POWER_DOWN),
        (OPENED, RDY),
        ((Pco.HARNESS, NOTE, Kind.SUPPLY_CUT, "supply cut"), RDY),
        ((Pco.HARNESS, NOTE, Kind.SUPPLY_RESTORED, "supply restored"), RDY),
        ((Pco.FTP_CONTROL, IN, Kind.COMMAND, "b'USER\\x00'"),),
        ((Pco.AT, OUT, Kind.COMMAND, "b'\\x00'"),),
    ],
)
def test_what_a_case_may_meet_disturbs_nothing(entries: tuple[Row, ...]) -> None:
    assert disturbance(transcript(*entries).entries()) is None


@pytest.mark.parametrize(
    ("entries", "kind", "words"),
    [
        (
            ((Pco.AT, OUT, Kind.COMMAND, "AT"), (Pco.AT, IN, Kind.NOISE, repr(b"O\x00K"))),
            DisturbanceKind.NOISE,
            "noise on the AT channel: b'O\\x00K'",
        ),
        (
            ((Pco.AT, OUT, Kind.COMMAND, "AT+QFTPOPEN"), RDY),
            DisturbanceKind.RESTART,
            "the DUT restarted by itself: RDY",
        ),
        ((POWER_DOWN,), DisturbanceKind.RESTART, "the DUT restarted by itself: NORMAL POWER DOWN"),
        (
            (OPENED, (Pco.HARNESS, NOTE, Kind.ATTACHED, "attached"), RDY),
            DisturbanceKind.RESTART,
            "the DUT restarted by itself: RDY",
        ),
    ],
)
def test_noise_and_an_unrequested_restart_disturb(
    entries: tuple[Row, ...], kind: DisturbanceKind, words: str
) -> None:
    found = disturbance(transcript(*entries).entries())

    assert found is not None
    assert (found.kind, str(found)) == (kind, words)


def test_the_words_of_an_entry_decide_nothing() -> None:
    entries = transcript(
        (Pco.HARNESS, NOTE, Kind.ATTACHED, "the DUT answers"),
        (Pco.HARNESS, NOTE, Kind.REMARK, "supply cut"),
        (Pco.AT, IN, Kind.RESTART, "RDY"),
    ).entries()

    assert disturbance(entries) == Disturbance(DisturbanceKind.RESTART, "RDY")
