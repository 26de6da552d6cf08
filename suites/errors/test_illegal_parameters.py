"""An illegal parameter of an FTP command is reported as -10; AT+QFTPCFG may say ERROR instead (2.2, Table 4).

Another command may be refused at once, with ERROR (document [2]): the case is then left open.
"""

from __future__ import annotations

import pytest

from hil.bench import Bench
from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.spec.codes import ResultCode

from .alternatives import expect_code_or_refusal, leave_open_without
from .reopening import expect_reopening
from .stages import get, open_session, prepare, put

ILLEGAL, NO_ADDRESS, NETWORK_ERROR = -10, -4, -5  # Table 4

WITHOUT_SESSION = (
    ("AT+QFTPCFG=7,2", True),
    ('AT+QFTPOPEN="{host}",0', False),
    ('AT+QFTPOPEN="{host}",65536', False),
    ('AT+QFTPOPEN="",990', False),
    ("AT+QFTPCFG=1,9", False),
)
IN_SESSION = (
    'AT+QFTPPUT="",0',
    'AT+QFTPPUT="a.bin",10,0',
    'AT+QFTPGET=""',
    'AT+QFTPPATH=""',
)
LEGAL = {"AT+QFTPPUT": put, "AT+QFTPGET": get}
"""The commands of a session with legal parameters, which succeed; a session ends with a legal AT+QFTPPATH anyway."""
REFUSED_NAME = (-500, -501, -550, -553)
"""Table 4: what a server replies to a name that it does not take."""
ALSO_TRUE = {
    'AT+QFTPOPEN="",990': (NO_ADDRESS,),
    'AT+QFTPOPEN="{host}",0': (NETWORK_ERROR,),
    'AT+QFTPGET=""': REFUSED_NAME,
    'AT+QFTPPATH=""': REFUSED_NAME,
}
"""An empty name is no name, and has no address; no range of ports is stated, and port 0 cannot be dialled.

The note does not say that the DUT looks at the name of a file, which is the server's.
"""
PERHAPS_LEGAL = {
    'AT+QFTPPUT="a.bin",10,0': "the note states no range of the time of AT+QFTPPUT",
    'AT+QFTPPATH=""': "the note does not say what an empty path means",
}


def setting(modem: Modem, kind: str) -> str:
    """The present value of a type of AT+QFTPCFG, which is legal."""
    return preamble(modem.send(f"AT+QFTPCFG={kind}")).fields("QFTPCFG")[0]


def expect_refusal(exchange: Exchange, line: str, *requirements: str) -> None:
    """Judge the refusal: with -10, or without a code of Table 4."""
    expect_code_or_refusal(exchange, *requirements, codes=(ILLEGAL, *ALSO_TRUE.get(line, ())))


def leave_open_what_is_not_illegal(exchange: Exchange, line: str) -> None:
    """At the end of a case: only 2.2 states ERROR for an illegal parameter."""
    if not line.startswith("AT+QFTPCFG"):
        leave_open_without(exchange, ILLEGAL)


@pytest.mark.requirement("ERR-LOCAL-10", "ERR-GEN-07")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=[pytest.mark.smoke] if smoke else [], id=line)
        for line, smoke in WITHOUT_SESSION
    ],
)
def test_an_illegal_parameter_is_refused(
    line: str, online_modem: Modem, ftps_server: FtpsServer, bench: Bench, observe: Observe
) -> None:
    def send_illegal() -> Exchange:
        return online_modem.send(line.replace("{host}", bench.public))

    prepare(online_modem, ftps_server, Listener.PLAIN)  # with FTPS a missing SSL context is another error
    if line.startswith("AT+QFTPCFG"):
        kind = line.partition("=")[2].partition(",")[0]
        preamble(online_modem.send(f"AT+QFTPCFG={kind},{setting(online_modem, kind)}")).succeeded()
    exchange = send_illegal()

    observe(f"refusal of {line}", exchange.outcome)
    expect_refusal(exchange, line, "ERR-LOCAL-10")
    expect(online_modem.send("AT"), "ERR-GEN-07").accepted()
    # a DUT that refuses whatever comes opens no session
    expect_reopening("ERR-GEN-07", online_modem, ftps_server, Listener.PLAIN, send_illegal)
    leave_open_what_is_not_illegal(exchange, line)


@pytest.mark.requirement("ERR-LOCAL-10", "ERR-GEN-07")
@pytest.mark.parametrize("line", IN_SESSION)
def test_an_illegal_parameter_is_refused_and_the_session_continues(
    line: str, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    def send_illegal() -> Exchange:
        prepare(online_modem, ftps_server, Listener.PLAIN)
        with ftps_server.expecting(ServerProfile()) as pending:
            open_session(online_modem, ftps_server, Listener.PLAIN)

            exchange = online_modem.send(line)

            observe(f"refusal of {line}", exchange.outcome)
            if line in PERHAPS_LEGAL and (exchange.ok or exchange.final is ResultCode.CONNECT):
                left_open(PERHAPS_LEGAL[line])
            expect_refusal(exchange, line, "ERR-LOCAL-10")
            expect(online_modem.ftp.path("/"), "ERR-GEN-07").succeeded()
            online_modem.ftp.ensure_closed()
        if exchange.result not in ALSO_TRUE.get(line, ()):
            expect(pending.sessions[-1], "ERR-LOCAL-10").sent_none_of("STOR", "APPE", "RETR")
        return exchange

    exchange = send_illegal()

    expect_reopening("ERR-GEN-07", online_modem, ftps_server, Listener.PLAIN, send_illegal)
    if (legal := LEGAL.get(line.partition("=")[0])) is not None:
        open_session(online_modem, ftps_server, Listener.PLAIN)
        preamble(legal(online_modem)).succeeded()
        online_modem.ftp.ensure_closed()
    leave_open_what_is_not_illegal(exchange, line)
