"""Open and close the FTPS service: the twenty steps in the note's order (note 4.2.1).

Host, port, user and password come from the bench.  All else is the note's, byte by byte.
"""

from __future__ import annotations

import hashlib
import re
from ipaddress import IPv4Address

import pytest

from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import SESSION_END_S

from ..responses import compact
from ..security_data import padded

SIX_SUITES = {"0X0005", "0X0004", "0X0035", "0X002F", "0X003D", "0X000A"}
_CONTEXT = re.compile(r'\+QSSLCFG:0,4,1,"(?P<suites>[^"]*)","NVRAM:CA0","",""')


@pytest.fixture
def booted_modem(modem: Modem) -> Modem:
    """The DUT after a reboot, without the file that step 6 writes."""
    modem.reboot()
    modem.security.delete("NVRAM:CA0")
    return modem


def steps(server: FtpsServer) -> tuple[tuple[str, str], ...]:
    """The command lines of the example with the requirement that each illustrates."""
    host, port = server.address(Listener.IMPLICIT)
    return (
        ("EX421-01", "AT+QIFGCNT=0"),
        ("EX421-02", 'AT+QICSGP=1,"CMNET"'),
        ("EX421-03", "AT+QIREGAPP"),
        ("EX421-04", "AT+QIACT"),
        ("EX421-05", "AT+QILOCIP"),
        ("EX421-06", 'AT+QSECWRITE="NVRAM:CA0",1273,100'),
        ("EX421-07", 'AT+QSSLCFG="cacert",0,"NVRAM:CA0"'),
        ("EX421-08", 'AT+QSSLCFG="ignorertctime",1'),
        ("EX421-09", 'AT+QSSLCFG="seclevel",0,1'),
        ("EX421-10", 'AT+QSSLCFG="sslversion",0,4'),
        ("EX421-11", 'AT+QSSLCFG="ctxindex",0'),
        ("EX421-12", "AT+IFC=2,2"),
        ("EX421-13", 'AT+QSSLCFG="ftps",1'),
        ("EX421-14", 'AT+QSSLCFG="ftpsctxi",0'),
        ("EX421-15", f'AT+QFTPUSER="{server.user}"'),
        ("EX421-16", f'AT+QFTPPASS="{server.password}"'),
        ("EX421-17", f'AT+QFTPOPEN="{host}",{port}'),
        ("EX421-18", "AT+QFTPSTAT"),
        ("EX421-19", "AT+QFTPCLOSE"),
        ("EX421-20", "AT+QIDEACT"),
    )


EXPECTED = {  # response lines; those of steps 5, 6 and 11 are judged separately
    "EX421-17": ["OK", "+QFTPOPEN:0"],
    "EX421-18": ["+QFTPSTAT:OPENED", "OK"],
    "EX421-19": ["OK", "+QFTPCLOSE:0"],
    "EX421-20": ["DEACT OK"],
}


@pytest.mark.smoke
@pytest.mark.requirement(
    "EX421-01", "EX421-02", "EX421-03", "EX421-04", "EX421-05", "EX421-06", "EX421-07", "EX421-08",
    "EX421-09", "EX421-10", "EX421-11", "EX421-12", "EX421-13", "EX421-14", "EX421-15", "EX421-16",
    "EX421-17", "EX421-18", "EX421-19", "EX421-20", "EX421-21", "EX421-22", "EX421-23", "EX421-24",
    "EX421-26",
    "PROC-05", "PROC-06", "PROC-07", "PROC-08", "PROC-10", "SSLCFG-RTC-01", "SSLCFG-CTX-02",
)  # fmt: skip
def test_the_twenty_steps_of_the_example_succeed(
    booted_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    ca = padded(authority.ca_pem, 1273)
    answers: dict[str, Exchange] = {}

    with ftps_server.expecting(ServerProfile()) as pending:
        for identifier, line in steps(ftps_server):
            data = ca if identifier == "EX421-06" else None
            answers[identifier] = booted_modem.send(line, data=data)
        session = pending.session(Deadline.after(SESSION_END_S))

    lines = {identifier: compact(exchange.lines) for identifier, exchange in answers.items()}
    separate = {"EX421-05", "EX421-06", "EX421-11"}
    for identifier in lines.keys() - separate:
        assert lines[identifier] == EXPECTED.get(identifier, ["OK"]), answers[identifier].command

    (address,) = lines["EX421-05"]
    assert not IPv4Address(address).is_unspecified

    written = answers["EX421-06"].values("QSECWRITE")
    assert lines["EX421-06"] == ["CONNECT", f"+QSECWRITE:{written}", "OK"]
    assert re.fullmatch(r"1273,[0-9a-fA-F]{1,4}", written)

    context = _CONTEXT.fullmatch(lines["EX421-11"][0])
    assert context, lines["EX421-11"]
    assert set(context["suites"].split(",")) == SIX_SUITES
    assert lines["EX421-11"][1:] == ["OK"]

    assert session.logged_in
    assert [command.argument for command in session.sent("USER")] == [ftps_server.user]
    digest = hashlib.sha256(ftps_server.password.encode()).hexdigest()
    assert [command.argument for command in session.sent("PASS")] == [digest]
    observe("address", address)
    observe("form of the result line", answers["EX421-17"].lines[-1])


@pytest.mark.requirement("EX421-25", "EX421-24")
def test_the_status_after_close_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    for line in (
        'AT+QSSLCFG="ftps",0',
        f'AT+QFTPUSER="{ftps_server.user}"',
        f'AT+QFTPPASS="{ftps_server.password}"',
    ):
        assert online_modem.send(line).ok
    opened = online_modem.ftp.open(*ftps_server.address(Listener.PLAIN))
    assert opened.result == 0, opened.outcome
    closed = online_modem.ftp.close()
    assert closed.result == 0, closed.outcome

    status = online_modem.ftp.status()

    observe("status after close", status.values("QFTPSTAT"))
    assert compact(status.lines)[-1] == "OK"


@pytest.mark.requirement("EX421-27")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param('AT+QFTPPATH="/"', id="path"),
        pytest.param('AT+QFTPPUT="test.txt",10,3', id="put"),
        pytest.param('AT+QFTPGET="test.txt"', id="get"),
    ],
)
def test_a_command_outside_a_session_is_refused(line: str, online_modem: Modem) -> None:
    exchange = online_modem.send(line, data=b"0123456789" if "PUT" in line else None)

    assert not exchange.ok, exchange.lines
