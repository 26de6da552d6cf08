"""The wait for the data of an upload ends at <timeout>, in each mode and after other commands (note 4.2.2).

The note states the most that the DUT waits; less is sound.  The times are long enough
to tell the double of one from one that a busy host or the server prolongs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product

import pytest

from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem

from .. import between
from ..responses import is_connected
from ..security_data import Vacate, delete
from .sessions import DataMode, session

LIMIT_S, QUICK_LIMIT_S = 20, 50  # in real time, and on a fast clock; the double is beyond the tolerance
LATE_S = 15.0  # our tolerance: the connection, and what the server answers
HOST_S = 0.4  # of host time, for a busy host; seconds of a fast clock
OWN_S = 1.0  # of host time, for the end of an upload whose time is over; the double is later on a fast clock
TIMEOUT = -9  # note 3, Table 4
PART = b"a part of what was announced"
SHORT_S, LONG_S = 5, 200
SECURITY_FILE = "RAM:ca_cert.pem"  # Table 3


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


def expect_no_longer(modem: Modem, name: str, what: str) -> None:
    """Judge that an upload without data ends at its timeout; it is a short one where nobody can advance the clock."""
    __tracebackhide__ = True
    rate, began = modem.channel.clock_rate, time.monotonic()
    limit_s, late_s = (LONG_S, OWN_S * rate) if rate > 1 else (SHORT_S, SHORT_S + LATE_S)

    upload = modem.ftp.begin(name, 2000, timeout_s=limit_s)
    if rate > 1:
        modem.channel.pass_time(limit_s)
        late_s += rate * (time.monotonic() - began)

    end = expect(upload.end(within_s=late_s), "EX422-07", what=f"the end of {what}").is_present()
    expect(end, "EX422-07", what=what).result(0, TIMEOUT)


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


BETWEEN = (
    *(between.NOTHING, between.QUERY, between.SETTING, between.NO_TYPE, between.SSL_SETTING),
    *(between.NO_FILE, between.NO_LEVEL, between.QUERY, between.NOTHING),
)
"""Commands before nine uploads: queries, settings, refused ones."""


MOST, SOME = 9, 4


@pytest.mark.slow
@pytest.mark.needs("uart", "binary", file_bytes=2000)
@pytest.mark.requirement("EX422-07")
@pytest.mark.parametrize(
    ("security", "uploads"),
    [pytest.param(Listener.PLAIN, MOST, id="plain"), pytest.param(Listener.EXPLICIT, SOME, id="explicit")],
)
def test_each_wait_for_data_ends_in_active_mode(
    security: Listener, uploads: int, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    with session(quick_modem, ftps_server, security, data_mode=DataMode.ACTIVE) as pending, expect_all():
        for number, line in enumerate(BETWEEN[:uploads], 1):
            between.send(quick_modem, line)
            # no data: so short a time can be over before a busy host has sent any
            expect_no_longer(quick_modem, f"none{number}.bin", f"upload {number}, after {line}")
            if has_ended := status_word(quick_modem.ftp.status()) in CLOSED_STATES:
                break

    if has_ended:
        left_open("the DUT ends the session with the upload; the note does not say that it stays open")
    verbs = {command.verb for command in pending.sessions[-1].commands}
    if not verbs & {*DataMode.ACTIVE.verbs, *DataMode.PASSIVE.verbs}:
        left_open("the DUT prepares no data connection before data come; no document has it do so")
    stimulus(bool(verbs & set(DataMode.ACTIVE.verbs)), "the DUT opened no active data connection")


def _deactivate(modem: Modem) -> None:
    preamble(modem.pdp.deactivate()).accepted()


def _store_and_delete(modem: Modem) -> None:
    preamble(modem.security.write(SECURITY_FILE, PART, timeout_s=LONG_S)).succeeded()
    preamble(delete(modem, SECURITY_FILE)).accepted()


@pytest.mark.slow
@pytest.mark.needs(file_bytes=2000)
@pytest.mark.requirement("EX422-07")
def test_the_first_wait_for_data_ends_at_the_timeout_after_each_event_outside_a_session(
    vacate: Vacate, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    vacate(quick_modem, SECURITY_FILE)
    events: tuple[tuple[str, Callable[[Modem], None]], ...] = (
        ("AT+QFTPCLOSE", lambda modem: modem.ftp.ensure_closed()),
        ("a security file", _store_and_delete),
        ("AT+QIDEACT", _deactivate),
        ("a reboot", Modem.reboot),
        ("a start", Modem.start_anew),
    )
    with session(quick_modem, ftps_server, Listener.PLAIN):
        preamble(quick_modem.ftp.put("whole.bin", PART, timeout_s=LONG_S)).result(len(PART))
        preamble(ftps_server.root / "whole.bin").holds(PART)

    for number, (event, carry_out) in enumerate(events):
        carry_out(quick_modem)
        quick_modem.pdp.ensure_active()
        with session(quick_modem, ftps_server, Listener.PLAIN):
            expect_no_longer(quick_modem, f"none{number}.bin", f"the first upload after {event}")


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
