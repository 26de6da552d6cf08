"""An illegal parameter of an FTP command is reported as -10; note 2.2 also allows ERROR (Table 4)."""

from __future__ import annotations

import pytest

from hil.bench import Bench
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import open_ftp
from hil.spec.codes import ResultCode

from .stages import prepare

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


def is_refused(exchange: Exchange) -> bool:
    """Whether the command was refused by the result -10 or by ERROR."""
    return exchange.result == -10 or (exchange.result is None and exchange.final is ResultCode.ERROR)


@pytest.mark.requirement("ERR-LOCAL-10")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=[pytest.mark.smoke] if smoke else [], id=line)
        for line, smoke in WITHOUT_SESSION
    ],
)
def test_an_illegal_parameter_is_refused(
    line: str, online_modem: Modem, bench: Bench, observe: Observe
) -> None:
    exchange = online_modem.send(line.replace("{host}", bench.public))

    observe(f"refusal of {line}", exchange.outcome)
    assert is_refused(exchange), exchange.outcome
    assert online_modem.send("AT").ok


@pytest.mark.requirement("ERR-LOCAL-10", "ERR-GEN-07")
@pytest.mark.parametrize("line", IN_SESSION)
def test_an_illegal_parameter_is_refused_and_the_session_continues(
    line: str, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    prepare(online_modem, ftps_server, Listener.PLAIN)
    with ftps_server.expecting(ServerProfile()) as pending:
        assert open_ftp(online_modem, ftps_server, Listener.PLAIN).result == 0

        exchange = online_modem.send(line)

        observe(f"refusal of {line}", exchange.outcome)
        assert is_refused(exchange), exchange.outcome
        assert online_modem.ftp.path("/").result == 0
        online_modem.ftp.ensure_closed()
    (session,) = pending.sessions
    assert session.sent("STOR") == session.sent("RETR") == ()
