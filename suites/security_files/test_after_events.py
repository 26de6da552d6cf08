"""Security files after each event: the same refusals, and the same time limit of an upload (note 2.4 to 2.6, Table 4).

Each command is the first of its kind after the event.  No upload is carried out between
the judged ones, so nine of them follow one another.  The time limit is judged from
both sides: at once on a clock that can be advanced, else by the shortest one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp, sample_content

from .. import between
from ..responses import found
from ..security_data import Vacate, delete

TIMEOUT, NOT_FOUND, FILE_EXISTS = 4009, 4010, 4012  # note 3, Table 4
TOO_LARGE = (4008, 4011, 4013)  # the note states none for a size out of range
KEPT, ABSENT = "NVRAM:CA0", "NVRAM:CA1"
UPLOADED = ("RAM:ca_cert.pem", "NVRAM:CC0", "RAM:client_cert.pem")

LIMIT_S, QUICK_LIMIT_S = 3, 200
"""The shortest <timeout> in real time, and the longest on a fast clock."""
EARLY_S, LATE_S = 1.0, 2.0  # our tolerance, the note states none
BEFORE = 0.6
"""The part of a timeout after which half of it is over, and a busy host has time up to its end."""
OWN_S = 1.0
"""What the DUT may need for its result, in real time; shorter than the rest of a double timeout on a fast clock."""

LINES = (
    between.NOTHING,
    between.SETTING,
    between.NO_FILE,
    between.NO_LEVEL,
    between.QUERY,
    between.NO_TYPE,
)
"""A query, a setting, and refused commands."""
PUT = b"0123456789"


def events(modem: Modem, server: FtpsServer) -> Iterator[str]:
    """What can happen between two uploads; no session is open after any of them."""
    for line in LINES:
        between.send(modem, line)
        yield line
    with server.expecting(ServerProfile()):
        preamble(open_ftp(modem, server, Listener.PLAIN)).succeeded()
        (server.root / "put.bin").unlink(missing_ok=True)
        preamble(modem.ftp.put("put.bin", PUT)).result(len(PUT))
        preamble(server.root / "put.bin").holds(PUT)
        modem.ftp.ensure_closed()
    yield "a session"
    preamble(modem.pdp.deactivate()).accepted()
    yield "AT+QIDEACT"
    modem.pdp.ensure_active()
    yield "AT+QIACT"
    modem.reboot()
    yield "a reboot"
    if modem.channel.supply is not None:
        modem.power_cycle(modem.channel.supply)
        yield "a loss of power"


def expect_timeout(modem: Modem, name: str, event: str) -> None:
    """Judge that an upload without data ends at its timeout."""
    __tracebackhide__ = True
    rate, what = modem.channel.clock_rate, f"the end of an upload without data after {event}"
    if rate == 1:
        upload = modem.security.begin(name, 10, timeout_s=LIMIT_S)
        end = expect(upload.end(within_s=LIMIT_S + LATE_S), "SECWRITE-TMO-07", what=what).is_present()
        expect(end, "SECWRITE-TMO-07", what=what).took(at_least_s=LIMIT_S - EARLY_S)
        expect(end, "SECWRITE-TMO-06", what=what).refused_with(TIMEOUT)
        return
    upload = modem.security.begin(name, 10, timeout_s=QUICK_LIMIT_S)
    modem.channel.pass_time(QUICK_LIMIT_S * BEFORE)
    early = upload.end(within_s=0)
    too_early = f"{what}, {QUICK_LIMIT_S * BEFORE:g} s into a timeout of {QUICK_LIMIT_S} s"
    expect(early.lines if early else (), "SECWRITE-TMO-07", what=too_early).is_empty()
    modem.channel.pass_time(QUICK_LIMIT_S * (1 - BEFORE) + LATE_S)
    late = expect(upload.end(within_s=OWN_S * rate), "SECWRITE-TMO-07", what=what).is_present()
    expect(late, "SECWRITE-TMO-06", what=what).refused_with(TIMEOUT)


def expect_refusals(modem: Modem, kept: tuple[int, str], event: str) -> None:
    """Judge that a missing file is not found, and that a stored one is kept."""
    __tracebackhide__ = True
    after = f"after {event}"
    with expect_all():
        for command, wanted in (("QSECDEL", "SECDEL-06"), ("QSECREAD", "SECREAD-09")):
            missing = modem.send(f'AT+{command}="{ABSENT}"')
            expect(missing, wanted, what=f"AT+{command} of a missing file {after}").refused_with(NOT_FOUND)
        again = modem.send(f'AT+QSECWRITE="{KEPT}",10,3')
        expect(again, "SECWRITE-13", what=f"an upload of a stored file {after}").refused_with(FILE_EXISTS)
        large = modem.send(f'AT+QSECWRITE="{ABSENT}",2018,3')
        what = f"an upload of 2018 bytes {after}"
        expect(large, "SECWRITE-SIZE-NVRAM-05", what=what).refused_with(*TOO_LARGE)
        told = found(modem.security.read(KEPT), "SECREAD-11")
        expect(told, "SECREAD-11", what=f"flag and checksum of a stored file {after}").equals(kept)


@pytest.mark.slow
@pytest.mark.needs("ram-files", "nvram-files", timeout_s=QUICK_LIMIT_S)
@pytest.mark.requirement("SECWRITE-TMO-06", "SECWRITE-TMO-07", "SECWRITE-13", "SECWRITE-SIZE-NVRAM-05")
@pytest.mark.requirement("SECDEL-06", "SECREAD-09", "SECREAD-11")
def test_refusals_and_the_timeout_are_the_same_after_each_event(
    vacate: Vacate, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    modem = quick_modem
    preamble(configure_ftp(modem, ftps_server), what="refused settings").is_empty()
    vacate(modem, KEPT, ABSENT, *UPLOADED)
    preamble(modem.security.write(KEPT, sample_content(500, KEPT))).succeeded()
    kept = found(modem.security.read(KEPT))

    for number, event in enumerate(events(modem, ftps_server)):
        expect_refusals(modem, kept, event)
        expect_timeout(modem, UPLOADED[number % len(UPLOADED)], event)

    preamble(delete(modem, KEPT)).accepted()
