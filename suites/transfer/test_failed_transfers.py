"""A transfer that fails: one error, CONNECT before it or not at all, and no byte that the file does not have.

It fails before the data (the server refuses it, or there is no data connection), amid
the data, and after them (note 4.2.2, 4.2.3, chapter 3).  Where CONNECT of an upload
stands is open: 4.2.2 says "opened data mode".  That of a download says "successfully
opened data connection" (4.2.3), so it is wrong where the server saw none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from hil.expect import expect, expect_all, preamble, stimulus
from hil.ftps.faults import CloseNotify, Fault, Point, RefuseData, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import sample_content

from ..local_storage import leave_open_without_room
from ..responses import is_connected, sequence
from .local_files import CUT, FROM, KEPT, TO
from .sessions import DataMode, session

DATA = sample_content(3000, "failing transfer")
BREAK = 1000
"""Bytes after which the server closes a data connection."""

ABORTED = Reply(426, "Connection closed; transfer aborted.")


@dataclass(frozen=True, slots=True)
class Failure:
    """How a transfer fails, the codes of Table 4 that say so, and the bytes that the server sends before."""

    name: str
    faults: tuple[Fault, ...]
    codes: tuple[int, ...]
    sent: int = 0


UPLOADS = (
    Failure("refused", (Fault(Point.REPLY, Reply(553), verb="STOR"),), (-553,)),
    Failure(
        "broken off", (Fault(Point.DATA, CloseNotify(then=ABORTED), verb="STOR", after=BREAK),), (-426, -7)
    ),
    Failure("refused after the data", (Fault(Point.COMPLETION, Reply(552), verb="STOR"),), (-552,)),
)
DOWNLOADS = (
    Failure("refused", (Fault(Point.REPLY, Reply(550), verb="RETR"),), (-550,)),
    Failure(
        "broken off",
        (Fault(Point.DATA, CloseNotify(then=ABORTED), verb="RETR", after=BREAK),),
        (-426, -7),
        BREAK,
    ),
    Failure(
        "aborted after the data", (Fault(Point.COMPLETION, ABORTED, verb="RETR"),), (-426, -7), len(DATA)
    ),
)
UNCONNECTED = Failure(
    "without a data connection",
    tuple(Fault(Point.REPLY, RefuseData(), verb=verb) for verb in ("PASV", "EPSV")),
    (-5, -425),
)

WAYS = pytest.mark.parametrize(
    ("security", "data_mode"),
    [
        pytest.param(Listener.IMPLICIT, DataMode.PASSIVE, id="implicit-passive"),
        pytest.param(Listener.EXPLICIT, DataMode.ACTIVE, id="explicit-active"),
    ],
)


@contextmanager
def failing(
    modem: Modem,
    server: FtpsServer,
    failure: Failure,
    *,
    security: Listener,
    data_mode: DataMode | None = None,
) -> Iterator[Pending]:
    """A session in which the transfer fails in that way, if the DUT comes so far."""
    profile = ServerProfile(ftp=failure.faults)
    with session(modem, server, security, data_mode=data_mode, profile=profile, all_fire=False) as pending:
        yield pending


def require_failure(pending: Pending, failure: Failure) -> None:
    """Give no verdict if the transfer did not meet the failure."""
    stimulus(bool(pending.sessions[-1].fired), f"the transfer was not {failure.name}")


def told_once(exchange: Exchange, failure: Failure, *order: str) -> None:
    """Judge that the failure is told by one of its codes, once, and behind CONNECT if there is one."""
    __tracebackhide__ = True
    command = exchange.command.partition("=")[0].removeprefix("AT")
    lines = sequence(exchange)
    expect(exchange, "ERR-GEN-03", what=f"{command} {failure.name}").failed_with(*failure.codes)
    expect(lines.count(command), "ERR-GEN-03", what=f"lines {command} of one transfer").is_at_most(1)
    after = lines[1:]
    expect("CONNECT" in after, *order, what=f"CONNECT behind a line of {command} {failure.name}").is_no()


@pytest.mark.requirement("EX422-04", "ERR-GEN-03", "ERR-GEN-07")
@WAYS
def test_an_upload_that_fails_is_told_once(
    security: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    with expect_all():
        for failure in UPLOADS:
            with failing(
                online_modem, ftps_server, failure, security=security, data_mode=data_mode
            ) as pending:
                uploaded = online_modem.ftp.put(TO, DATA)
                require_failure(pending, failure)
                told_once(uploaded, failure, "EX422-04")
                expect(online_modem.send("AT"), "ERR-GEN-07").accepted()
            with session(online_modem, ftps_server, security, data_mode=data_mode):
                expect(online_modem.ftp.put(TO, DATA), "ERR-GEN-07", what="the next upload").result(len(DATA))


@pytest.mark.requirement("EX423-02", "EX423-05", "EX423-06", "ERR-GEN-03", "ERR-GEN-07")
@WAYS
def test_a_download_that_fails_is_told_once(
    security: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    (ftps_server.root / FROM).write_bytes(DATA)

    with expect_all():
        for failure in (*DOWNLOADS, *([UNCONNECTED] if data_mode is DataMode.PASSIVE else [])):
            with failing(
                online_modem, ftps_server, failure, security=security, data_mode=data_mode
            ) as pending:
                downloaded = online_modem.ftp.get(FROM, expected_size=failure.sent)
                require_failure(pending, failure)
                told_once(downloaded, failure, "EX423-05")
                expect(downloaded, "EX423-06").carried_beginning_of(DATA[: failure.sent])
                if failure is UNCONNECTED:  # elsewhere the DUT may have dialled, and be refused after that
                    what = f"CONNECT of a download {failure.name}, for which no data connection was opened"
                    expect(is_connected(downloaded), "EX423-02", what=what).is_no()
                expect(online_modem.send("AT"), "ERR-GEN-07").accepted()
            with session(online_modem, ftps_server, security, data_mode=data_mode):
                following = online_modem.ftp.get(FROM, expected_size=len(DATA))
                expect(following, "ERR-GEN-07", what="the next download").result(len(DATA)).carried(DATA)


@pytest.mark.requirement("FTPCFG-T4-03", "ERR-GEN-03", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("place", "security"),
    [
        pytest.param("RAM", Listener.IMPLICIT, id="RAM"),
        pytest.param("UFS", Listener.EXPLICIT, id="UFS"),
        pytest.param("SD", Listener.PLAIN, id="SD"),
    ],
)
def test_a_transfer_of_a_local_file_that_fails_is_told_once(
    place: str, security: Listener, clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem = clean_storage
    (ftps_server.root / FROM).write_bytes(DATA)
    with session(modem, ftps_server, security):
        preamble(modem.ftp.configure(4, f"/{place}/{KEPT}")).succeeded()
        fetched = modem.send(f'AT+QFTPGET="{FROM}",{len(DATA)}')
        leave_open_without_room(modem, place, fetched, len(DATA))
        preamble(fetched).result(len(DATA))

    with expect_all():
        for failure in (*UPLOADS, *DOWNLOADS):
            is_upload = failure in UPLOADS
            with failing(modem, ftps_server, failure, security=security) as pending:
                local = KEPT if is_upload else CUT
                modem.send(
                    f'AT+QFDEL="{place}:{CUT}"'
                )  # a DUT may refuse a download onto a file that is there
                preamble(modem.ftp.configure(4, f"/{place}/{local}")).succeeded()
                verb, name = ("PUT", TO) if is_upload else ("GET", FROM)
                exchange = modem.send(f'AT+QFTP{verb}="{name}",{len(DATA)}')
                require_failure(pending, failure)
                told_once(exchange, failure, "FTPCFG-T4-03")
                what = f"CONNECT of a local file, {failure.name}"
                expect(is_connected(exchange), "FTPCFG-T4-03", what=what).is_no()
            with session(modem, ftps_server, security):
                preamble(modem.ftp.configure(4, f"/{place}/{KEPT}")).succeeded()
                (ftps_server.root / TO).unlink(missing_ok=True)
                following = modem.send(f'AT+QFTPPUT="{TO}",{len(DATA)}')
                expect(following, "ERR-GEN-07", what="the next upload").result(len(DATA))
                expect(ftps_server.root / TO, "FTPCFG-T4-03").holds(DATA)
