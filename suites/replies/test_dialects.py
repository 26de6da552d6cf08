"""A whole session in each dialect of a server: login, path, a refusal, an upload, a download (RFC 959, 4.2; RFC 1123, 4.1.2).

The demands are in `suites/demands/ftp_dialects.py`.
"""

from __future__ import annotations

from itertools import cycle

import pytest

from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble, stimulus
from hil.ftps.dialect import DIALECTS
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, open_ftp

from ..demands.ftp_dialects import DIALECT_DEMANDS
from ..errors.reopening import expect_reopening
from ..errors.stages import DATA, FILE, prepare

MODES = (Listener.IMPLICIT, Listener.EXPLICIT, Listener.PLAIN)
UPLOADED = "dialect.bin"
PASSIVE = 1  # type 1 of AT+QFTPCFG (document [2])
NO_EXTENDED_PASSIVE = Fault(Point.REPLY, Reply(502, "Use PASV."), verb="EPSV", times=None)


def cases(requirement: str) -> list[object]:
    """The dialects that the requirement is about, each in one of the modes."""
    return [
        pytest.param(mode, name, id=name)
        for mode, (name, demand) in zip(cycle(MODES), DIALECT_DEMANDS.items(), strict=False)
        if requirement in demand.named
    ]


def whole_session(modem: Modem, server: FtpsServer, mode: Listener, dialect: str, requirement: str) -> None:
    """Judge a session in that dialect: each command has the result that it has in the usual one."""
    __tracebackhide__ = True
    with server.expecting(ServerProfile(dialect=DIALECTS[dialect])) as pending:
        opened = open_ftp(modem, server, mode)
        expect(pending, requirement).saw_an_attempt()
        expect(opened, requirement).succeeded()
        if opened.ok:
            expect(modem.ftp.path("/"), requirement).succeeded()
            expect(modem.ftp.get("missing.bin", expected_size=1), requirement).failed_with(-550)
            expect(modem.ftp.put(UPLOADED, DATA), requirement).result(len(DATA))
            expect(server.root / UPLOADED, requirement).holds(DATA)
            expect(modem.ftp.get(FILE, expected_size=len(DATA)), requirement).result(len(DATA)).carried(DATA)
        modem.ftp.ensure_closed()


@pytest.mark.requirement("REPLY-01")
@pytest.mark.parametrize(("mode", "dialect"), cases("REPLY-01"))
def test_replies_of_several_lines_are_read_to_their_end(
    mode: Listener, dialect: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, mode)

    whole_session(online_modem, ftps_server, mode, dialect, "REPLY-01")


@pytest.mark.requirement("REPLY-02")
@pytest.mark.parametrize(("mode", "dialect"), cases("REPLY-02"))
def test_the_text_of_a_reply_has_no_effect(
    mode: Listener, dialect: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, mode)

    whole_session(online_modem, ftps_server, mode, dialect, "REPLY-02")


@pytest.mark.requirement("REPLY-03")
@pytest.mark.parametrize(("mode", "dialect"), cases("REPLY-03"))
def test_each_success_of_rfc_959_is_one(
    mode: Listener, dialect: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, mode)

    whole_session(online_modem, ftps_server, mode, dialect, "REPLY-03")


@pytest.mark.requirement("REPLY-05", "ERR-GEN-07")
@pytest.mark.parametrize(("mode", "dialect"), cases("REPLY-05"))
def test_unusual_forms_of_replies_are_taken_or_reported(
    mode: Listener, dialect: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    def go_through_a_session() -> None:
        prepare(online_modem, ftps_server, mode)
        whole_session(online_modem, ftps_server, mode, dialect, "REPLY-05")

    go_through_a_session()

    expect_reopening("ERR-GEN-07", online_modem, ftps_server, mode, go_through_a_session)


@pytest.mark.requirement("REPLY-04")
@pytest.mark.needs("passive")
@pytest.mark.parametrize(("mode", "dialect"), cases("REPLY-04"))
def test_the_address_of_passive_mode_is_found_in_each_form(
    mode: Listener, dialect: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, mode)
    for exchange in online_modem.ftp.apply({1: PASSIVE}):
        preamble(exchange).succeeded()

    profile = ServerProfile(dialect=DIALECTS[dialect], ftp=(NO_EXTENDED_PASSIVE,))
    with ftps_server.expecting(profile, all_fire=False) as pending:
        preamble(open_ftp(online_modem, ftps_server, mode)).succeeded()
        got = online_modem.ftp.get(FILE, expected_size=len(DATA))
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    asked = session.sent("PASV")
    if not asked and session.sent("EPSV"):
        left_open("the DUT asks for passive mode by EPSV alone: it reads no 227")
    stimulus(bool(asked), "the DUT did not ask for passive mode")
    expect(got, "REPLY-04").result(len(DATA)).carried(DATA)
