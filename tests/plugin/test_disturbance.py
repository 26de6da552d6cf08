"""What of a transcript is trouble of the bench and not behaviour of the DUT."""

from __future__ import annotations

import pytest

from hil.plugin.disturbance import disturbance
from hil.transcript import Direction, Pco, Transcript

OUT, IN, NOTE = Direction.TO_DUT, Direction.FROM_DUT, Direction.NOTE


def transcript(*entries: tuple[Pco, Direction, str]) -> Transcript:
    made = Transcript()
    for pco, direction, text in entries:
        made.append(pco, direction, text)
    return made


@pytest.mark.parametrize(
    "entries",
    [
        (
            (Pco.AT, OUT, "AT+QFTPOPEN"),
            (Pco.AT, IN, "OK"),
            (Pco.AT, IN, '+CMTI: "SM",3'),
            (Pco.AT, IN, "RING"),
        ),
        ((Pco.AT, OUT, "AT+CFUN=1,1"), (Pco.AT, IN, "OK"), (Pco.AT, IN, "RDY")),
        ((Pco.AT, OUT, "AT+QPOWD=1"), (Pco.AT, IN, "NORMAL POWER DOWN")),
        ((Pco.HARNESS, NOTE, "port opened: emulator://m95"), (Pco.AT, IN, "RDY")),
        ((Pco.HARNESS, NOTE, "supply cut"), (Pco.AT, IN, "RDY")),
        ((Pco.FTP_CONTROL, IN, "b'USER\\x00'"),),
        ((Pco.AT, OUT, "b'\\x00'"),),
    ],
)
def test_what_a_case_may_meet_disturbs_nothing(entries: tuple[tuple[Pco, Direction, str], ...]) -> None:
    assert disturbance(transcript(*entries).entries()) == ""


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (((Pco.AT, OUT, "AT"), (Pco.AT, IN, repr(b"O\x00K"))), "noise on the AT channel: b'O\\x00K'"),
        (((Pco.AT, OUT, "AT+QFTPOPEN"), (Pco.AT, IN, "RDY")), "the DUT restarted by itself: RDY"),
        (((Pco.AT, IN, "NORMAL POWER DOWN"),), "the DUT restarted by itself: NORMAL POWER DOWN"),
        (
            ((Pco.HARNESS, NOTE, "port opened: x"), (Pco.HARNESS, NOTE, "attached"), (Pco.AT, IN, "RDY")),
            "the DUT restarted by itself: RDY",
        ),
    ],
)
def test_noise_and_a_restart_that_nobody_asked_for_disturb(
    entries: tuple[tuple[Pco, Direction, str], ...], said: str
) -> None:
    assert disturbance(transcript(*entries).entries()) == said
