"""The wait for the data of an upload ends at <timeout>, in each mode and after other commands (note 4.2.2).

The note states the most that the DUT waits; less is sound.  The times are long enough
to tell the double of one from one that a busy host or the server prolongs.
"""

from __future__ import annotations

from itertools import product

import pytest

from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem

from ..responses import is_connected
from .sessions import DataMode, session

LIMIT_S, QUICK_LIMIT_S = 20, 50  # in real time, and on a fast clock; the double is beyond the tolerance
LATE_S = 15.0  # our tolerance: the connection, and what the server answers
HOST_S = 0.4  # of host time, for a busy host; seconds of a fast clock
OFTEN_S = 2.0  # the same for the longest of many waits, which is not compared with its double
TIMEOUT = -9  # note 3, Table 4
PART = b"a part of what was announced"
SHORT_S, LONG_S = 5, 200


def expect_end(modem: Modem, name: str, data: bytes) -> bool:
    """Judge that an upload of fewer bytes than announced ends at its timeout; whether it succeeds is open here."""
    __tracebackhide__ = True
    rate = modem.channel.clock_rate
    limit_s = QUICK_LIMIT_S if rate > 1 else LIMIT_S
    exchange = modem.ftp.put(name, data, size=2000, timeout_s=limit_s)

    preamble(is_connected(exchange), what="CONNECT, after which the DUT waits").is_yes()
    expect(exchange, "EX422-07", what="the bytes that arrived, or a timeout").result(len(data), 0, TIMEOUT)
    expect(exchange, "EX422-07").took(at_most_s=limit_s + max(LATE_S, HOST_S * rate), clock_rate=rate)
    return exchange.ok


@pytest.mark.slow
@pytest.mark.requirement("EX422-06", "EX422-07")
@pytest.mark.parametrize(
    ("security", "between", "names"),
    [
        pytest.param(Listener.IMPLICIT, "AT+CGATT?", ("part.bin", "second.bin"), id="implicit-after-a-query"),
        pytest.param(Listener.EXPLICIT, "AT+QFTPCFG=2,0", ("part.bin",), id="explicit-after-a-setting"),
    ],
)
def test_the_wait_for_data_ends_at_the_timeout_in_each_mode(
    security: Listener,
    between: str,
    names: tuple[str, ...],
    quick_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    with session(quick_modem, ftps_server, security):
        preamble(quick_modem.ftp.put("whole.bin", PART, timeout_s=LONG_S)).result(len(PART))
        preamble(ftps_server.root / "whole.bin").holds(PART)
        for name in names:
            quick_modem.send(between)
            if expect_end(quick_modem, name, PART):
                expect(ftps_server.root / name, "EX422-06").holds(PART)


@pytest.mark.slow
@pytest.mark.requirement("EX422-07")
def test_the_wait_for_data_ends_at_the_timeout_after_a_start(
    quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    quick_modem.start_anew()
    quick_modem.pdp.ensure_active()

    with session(quick_modem, ftps_server, Listener.PLAIN):
        expect_end(quick_modem, "first.bin", PART)


MOST, SOME = 9, 4


@pytest.mark.slow
@pytest.mark.requirement("EX422-07")
@pytest.mark.parametrize("security", [Listener.PLAIN, Listener.EXPLICIT], ids=str)
def test_each_wait_for_data_ends_in_active_mode(
    security: Listener, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    rate = quick_modem.channel.clock_rate
    late_s = max(LATE_S, OFTEN_S * rate)

    with session(quick_modem, ftps_server, security, data_mode=DataMode.ACTIVE) as pending, expect_all():
        for number in range(1, 10):
            what = f"upload {number}"
            # no data: so short a time can be over before a busy host has sent any
            exchange = quick_modem.ftp.put(f"none{number}.bin", b"", size=2000, timeout_s=SHORT_S)
            preamble(is_connected(exchange), what="CONNECT, after which the DUT waits").is_yes()
            expect(exchange, "EX422-07", what=what).took(at_most_s=SHORT_S + late_s, clock_rate=rate)
            expect(exchange, "EX422-07", what=what).result(0, TIMEOUT)
            if has_ended := status_word(quick_modem.ftp.status()) in CLOSED_STATES:
                break

    if has_ended:
        left_open("the DUT ends the session with the upload; the note does not say that it stays open")
    verbs = {command.verb for command in pending.sessions[-1].commands}
    if not verbs & {*DataMode.ACTIVE.verbs, *DataMode.PASSIVE.verbs}:
        left_open("the DUT prepares no data connection before data come; no document has it do so")
    stimulus(bool(verbs & set(DataMode.ACTIVE.verbs)), "the DUT opened no active data connection")


WAYS = tuple(product((0, 1), (DataMode.ACTIVE, DataMode.PASSIVE)))
"""Types and modes of the data connection (document [2]): one after the other in one session."""


@pytest.mark.requirement("EX422-06")
@pytest.mark.parametrize(
    ("security", "uploads"),
    [
        pytest.param(security, uploads, id=str(security))
        for security, uploads in (
            (Listener.EXPLICIT, SOME),
            (Listener.PLAIN, MOST),
            (Listener.IMPLICIT, SOME),
        )
    ],
)
def test_an_upload_of_each_kind_ends_at_the_escape_sequence(
    security: Listener, uploads: int, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    rate = quick_modem.channel.clock_rate
    others = []

    with session(quick_modem, ftps_server, security, data_mode=DataMode.ACTIVE), expect_all():
        for number in range(uploads):
            kind, mode = WAYS[number % len(WAYS)]
            quick_modem.ftp.apply({2: kind, 1: mode})
            name = f"part{number}.bin"
            exchange = quick_modem.ftp.put(name, PART, size=2000, timeout_s=LONG_S, end="+++")
            stored = ftps_server.root / name
            if not exchange.ok:
                others.append(f"this DUT fails it ({exchange.outcome})")
                break
            if exchange.result == len(PART) + 3:
                expect(stored, "EX422-06").holds(PART + b"+++")
                others.append("for this DUT it is data")
                break
            expect(exchange, "EX422-06").result(len(PART))
            # what is no data has ended the upload, long before the time is up
            expect(exchange, "EX422-06").took(at_most_s=LONG_S / 2, clock_rate=rate)
            expect(stored, "EX422-06").holds(PART)
    if others:
        left_open(f"the note does not say that +++ ends an upload; {others[0]}")
