"""The state of a module before a case, from what went over its line."""

from __future__ import annotations

import pytest

from hil.evidence.wire.reading import Moved
from hil.repro.recorded import State, turns


def line(*exchanges: tuple[bytes, bytes]) -> tuple[Moved, ...]:
    """Sent and received bytes in turn, a millisecond apart."""
    moved = []
    for number, (sent, received) in enumerate(exchanges):
        moved.append(Moved(number * 2_000_000, True, sent))
        if received:
            moved.append(Moved(number * 2_000_000 + 1_000_000, False, received))
    return tuple(moved)


OK = b"\r\nOK\r\n"


def state(*exchanges: tuple[bytes, bytes]) -> State:
    found = State()
    found.take(turns(line(*exchanges)))
    return found


@pytest.mark.parametrize(
    ("exchanges", "kept"),
    [
        ([(b"ATE0\r", OK)], ["ATE0"]),
        ([(b"AT+CMEE=1\r", OK), (b"AT+CMEE=2\r", OK)], ["AT+CMEE=2"]),
        ([(b"AT+CMEE=1\r", OK), (b"AT+CMEE=9\r", b"\r\nERROR\r\n")], ["AT+CMEE=1"]),
        (
            [(b'AT+QSSLCFG="seclevel",0,1\r', OK), (b'AT+QSSLCFG="seclevel",1,2\r', OK)],
            ['AT+QSSLCFG="seclevel",0,1', 'AT+QSSLCFG="seclevel",1,2'],
        ),
        ([(b"AT+QFTPCFG=1,1\r", OK), (b"AT+QFTPCFG=1,0\r", OK)], ["AT+QFTPCFG=1,0"]),
        (
            [(b"AT+QFTPCFG=7,1\r", OK), (b"AT+QFTPCFG=7,2\r", OK + b"\r\n+QFTPCFG: -10\r\n")],
            ["AT+QFTPCFG=7,1"],
        ),
        ([(b"AT+QIACT\r", OK), (b"AT+QIDEACT\r", b"\r\nDEACT OK\r\n")], []),
        ([(b"AT+CMEE=1\r", OK), (b"AT+CFUN=1,1\r", OK)], []),
        ([(b"AT+CMEE=1\r", OK), (b"AT+QILOCIP\r", b"\r\nRDY\r\n")], []),
        ([(b"AT+CMEE=1\r", b"")], []),
        ([(b"AT+CMEE=1\r", OK), (b"AT+QFTPCFG=7,1\r", OK), (b"AT&F\r", OK)], ["AT+QFTPCFG=7,1"]),
        ([(b"AT+CMEE=1\r", OK), (b"AT&D0\r", OK)], ["AT+CMEE=1", "AT&D0"]),
    ],
)
def test_the_last_accepted_command_of_each_setting_counts(
    exchanges: list[tuple[bytes, bytes]], kept: list[str]
) -> None:
    assert [turn.line for turn in state(*exchanges).settings.values()] == kept


def test_a_stored_file_counts_until_it_is_deleted() -> None:
    write = (b'AT+QSECWRITE="RAM:a",3\r', b"\r\nCONNECT\r\n"), (b"abc", b"\r\n+QSECWRITE: 3,61\r\n" + OK)

    assert state(*write).files["RAM:a"][1].sent.data == b"abc"
    assert not state(*write, (b'AT+QSECDEL="RAM:a"\r', OK)).files
    assert not state(*write, (b"AT+CFUN=1,1\r", OK)).files
    assert state(
        *((line.replace(b"RAM:a", b"NVRAM:CA0"), came) for line, came in write), (b"AT+CFUN=1,1\r", OK)
    ).files
    assert not state(write[0], (b"abc", b"\r\n+CME ERROR: 4012\r\n")).files


def test_a_turn_is_what_was_sent_and_all_that_came_before_the_next() -> None:
    found = tuple(
        turns(
            (
                Moved(1, False, b"RDY\r\n"),
                Moved(2, True, b"AT\r"),
                Moved(3, False, b"\r\nO"),
                Moved(4, False, b"K\r\n"),
            )
        )
    )

    assert [(turn.line, turn.received, turn.t, turn.ended) for turn in found] == [("AT", OK, 2, 4)]
