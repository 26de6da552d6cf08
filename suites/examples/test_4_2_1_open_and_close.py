"""Open and close the FTPS service: the twenty steps in the note's order (note 4.2.1).

Host, port, user and password come from the bench.  All else is the note's, byte by
byte.  Of the responses names, fields and result codes are judged, not the order of
OK and a result line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.pki.security_files import padded
from hil.session import SESSION_END_S, configure_ftp, open_ftp
from hil.spec.codes import ResultCode

from ..claimed import claimed_suites
from ..rebooting import reboot_with_defaults
from ..responses import uploaded

SIX_SUITES = {"0X0005", "0X0004", "0X0035", "0X002F", "0X003D", "0X000A"}
EXPLICIT = "1"  # note 2.2, type 7


@pytest.fixture
def booted_modem(modem: Modem) -> Iterator[Modem]:
    """The DUT after a reboot, without the file that step 6 writes; flow control and file are put back."""
    reboot_with_defaults(modem)
    if modem.ftp.setting(7).values("QFTPCFG") == EXPLICIT:  # 2.2 does not say whether a reboot resets it
        modem.ftp.configure(7, 0)
    modem.security.free("NVRAM:CA0")
    flow_control = modem.send("AT+IFC?").rows("IFC")  # the note has no read form of it
    yield modem
    if flow_control:
        modem.send(f"AT+IFC={','.join(flow_control[0])}").check()
    modem.security.free("NVRAM:CA0")


def steps(modem: Modem, server: FtpsServer) -> tuple[tuple[str, str], ...]:
    """The command lines of the example with the requirement that each illustrates."""
    host, port = server.address(Listener.IMPLICIT)
    return (
        ("EX421-01", "AT+QIFGCNT=0"),
        ("EX421-02", modem.pdp.context_line),  # AT+QICSGP=1,"CMNET" where the bench names no other
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


SEPARATE = {
    f"EX421-{step:02}" for step in (5, 6, 11, 17, 18, 19, 20)
}  # the others are answered with OK alone


@pytest.mark.smoke
@pytest.mark.form
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
    shown = booted_modem.ssl.with_kept_names(0, SslContext(ca="NVRAM:CA0"))
    answers: dict[str, Exchange] = {}

    with ftps_server.expecting(ServerProfile()) as pending:
        for identifier, line in steps(booted_modem, ftps_server):
            data = ca if identifier == "EX421-06" else None
            answers[identifier] = booted_modem.send(line, data=data)
            if identifier == "EX421-19":  # the deactivation of step 20 would end it, too
                session = pending.session(Deadline.after(SESSION_END_S))

    for identifier in answers.keys() - SEPARATE:
        expect(answers[identifier], identifier).form_lines("OK")
    address = IPv4Address(booted_modem.pdp.address(answers["EX421-05"]))
    expect(address.is_unspecified, "EX421-05", what="the local address is 0.0.0.0").is_no()
    judge_the_upload(answers["EX421-06"])
    judge_the_context(answers["EX421-11"], claimed_suites(booted_modem, SIX_SUITES), shown)
    judge_the_service(answers)
    expect(answers["EX421-20"], "EX421-20").final(ResultCode.DEACT_OK)

    digest = hashlib.sha256(ftps_server.password.encode()).hexdigest()
    expect(session, "EX421-26").logged_in().sent("USER", ftps_server.user).sent("PASS", digest)
    observe("address", address)
    observe("form of the result line", " / ".join(answers["EX421-17"].lines))


def judge_the_upload(written: Exchange) -> None:
    """Step 6."""
    __tracebackhide__ = True
    size, _ = uploaded(written, "EX421-06")
    expect(size, "EX421-06", what="<uploadsize>").equals(1273)
    _, printed = expect(written, "EX421-06").fields()
    expect(written, "EX421-06").form_lines("CONNECT", f"+QSECWRITE: 1273,{printed}", "OK")


def judge_the_context(printed: Exchange, claimed: frozenset[str], shown: SslContext) -> None:
    """Step 11: the suites that the DUT claims in any order, their codes in any letters."""
    __tracebackhide__ = True
    fields = expect(printed, "EX421-11", "SSLCFG-CTX-02").accepted().fields()
    unclaimed = SIX_SUITES - claimed  # a DUT that has one nevertheless: the static review tells it
    shown_codes = [code.strip().upper() for code in ",".join(fields[3:-3]).split(",")]
    suites = [code for code in shown_codes if code not in unclaimed]
    others = (*fields[:3], *fields[-3:])
    expect(suites, "EX421-11", "SSLCFG-CTX-02", what="<ciphersuite>").has_members(claimed)
    expect(others, "EX421-11", "SSLCFG-CTX-02", what="index, version, level and the names of files").equals(
        ("0", "4", "1", "NVRAM:CA0", shown.certificate, shown.key)
    )


def judge_the_service(answers: dict[str, Exchange]) -> None:
    """Steps 17 to 19: one result line each, before or after an OK; the state comes before its OK."""
    __tracebackhide__ = True
    for identifier in ("EX421-17", "EX421-19"):
        answer = answers[identifier]
        expect(answer, identifier).result(0)
        expect(answer.information, identifier, what=f"{answer.command}: lines beside OK").has_length(1)
    expect(answers["EX421-18"], "EX421-18").accepted().answered("OPENED")
    expect(answers["EX421-18"], "EX421-24").form_lines("+QFTPSTAT: OPENED", "OK")


@pytest.mark.requirement("EX421-25", "EX421-24")
def test_the_status_after_close_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    for line in (
        'AT+QSSLCFG="ftps",0',
        f'AT+QFTPUSER="{ftps_server.user}"',
        f'AT+QFTPPASS="{ftps_server.password}"',
    ):
        preamble(online_modem.send(line)).accepted()
    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(online_modem.ftp.open(*ftps_server.address(Listener.PLAIN))).result(0)
        preamble(online_modem.ftp.close()).result(0)
        pending.session(Deadline.after(SESSION_END_S))

    status = online_modem.ftp.status()

    state = expect(status, "EX421-24").accepted().fields("QFTPSTAT")[0]
    observe("status after close", state)
    expect(state, "EX421-25", what="the state after a close").matches(r"[A-Z]+", "a word")


@pytest.mark.requirement("EX421-27")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param('AT+QFTPPATH="/"', id="path"),
        pytest.param('AT+QFTPPUT="test.txt",10,3', id="put"),
        pytest.param('AT+QFTPGET="test.txt"', id="get"),
    ],
)
def test_a_command_outside_a_session_is_refused(
    line: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = b"0123456789"
    stored = ftps_server.root / "test.txt"
    stored.write_bytes(b"another file" if "PUT" in line else data)
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    sent = data if "PUT" in line else None

    before = online_modem.send(line, data=sent)
    preamble(open_ftp(online_modem, ftps_server, Listener.PLAIN)).succeeded()
    inside = online_modem.send(line, data=sent, data_size=len(data) if "GET" in line else None)
    preamble(online_modem.ftp.close()).succeeded()
    after = online_modem.send(line, data=sent)

    expect(before, "EX421-27", what="before a session").failed()
    preamble(inside, what="in a session").result(0 if "PATH" in line else len(data))
    if "GET" in line:
        preamble(inside, what="in a session").carried(data)
    else:
        preamble(stored, what="the file at the server").holds(data)
    expect(after, "EX421-27", what="after a session").failed()
