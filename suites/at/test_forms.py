"""The test, read, write and execute form of a command, and no forms outside the note (note 2.1, Table 2)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, configure_ftp, open_ftp
from hil.spec.codes import ResultCode

from ..responses import rejected

OFTEN = 12
"""How often a DUT is asked for what does not change."""


@pytest.mark.smoke
@pytest.mark.form
@pytest.mark.requirement("SYN-01", "SSLCFG-TEST-01")
def test_the_test_form_of_qsslcfg_lists_type_range_and_value(modem: Modem, observe: Observe) -> None:
    listed = modem.send("AT+QSSLCFG=?")

    observe("test form of QSSLCFG", " ".join(listed.lines))
    expect(listed, "SYN-01", "SSLCFG-TEST-01").accepted().form_match(
        r'\+QSSLCFG:"[^"]+",\(0-5\),"[^"]+"',
        'three fields: a type in quotation marks, (0-5), a value in quotation marks, as in "type",(0-5),"value"',
    )


@pytest.mark.form
@pytest.mark.requirement("SYN-01")
@pytest.mark.parametrize(
    ("name", "parameters", "optional"),
    [
        pytest.param(
            "QSECWRITE",
            ("<filename>", "<filesize>"),
            1,  # the list of times
            id=r"QSECWRITE-<filename>,<filesize>\[,.+\]",
            marks=pytest.mark.smoke,
        ),  # note 2.4
        pytest.param("QSECREAD", ("<filename>",), 0, id="QSECREAD-<filename>"),  # note 2.5
        pytest.param("QSECDEL", ("<filename>",), 0, id="QSECDEL-<filename>"),  # note 2.6
    ],
)
def test_the_test_form_lists_the_parameters(
    name: str, parameters: tuple[str, ...], optional: int, modem: Modem, observe: Observe
) -> None:
    listed = modem.send(f"AT+{name}=?")

    observe(f"test form of {name}", " ".join(listed.lines))
    fields = expect(listed, "SYN-01").accepted().fields(name)
    fewest, most = len(parameters), len(parameters) + optional
    expect(len(fields), "SYN-01", what=f"AT+{name}=?: the number of parameters").is_between(fewest, most)
    expect(fields, "SYN-01", what=f"AT+{name}=?: the parameters").lacks("")
    for field, parameter in zip(fields, parameters, strict=False):
        if field.startswith("<"):  # Table 2: or a value range, as in `"filename",(1-32768)`
            expect(field, "SYN-01", what=f"AT+{name}=?: the parameter").equals(parameter)


@pytest.mark.requirement("SYN-02")
@pytest.mark.parametrize("name", [pytest.param("QSECWRITE", marks=pytest.mark.smoke), "QSECREAD", "QSECDEL"])
def test_the_read_form_of_a_security_command_returns_ok(name: str, modem: Modem) -> None:
    expect(modem.send(f"AT+{name}?"), "SYN-02").accepted()


@pytest.mark.requirement("SYN-03")
@pytest.mark.parametrize("level", ["2", "0"])
def test_the_write_form_sets_a_parameter(level: str, modem: Modem) -> None:
    written = modem.send(f'AT+QSSLCFG="seclevel",0,{level}')
    read = modem.send('AT+QSSLCFG="seclevel",0')

    expect(written, "SYN-03").accepted()
    expect(read, "SYN-03").answered("seclevel", level)


@pytest.fixture
def described_modem(modem: Modem) -> Modem:
    """The DUT with an APN and with its PDP context deactivated."""
    modem.pdp.ensure_active()
    modem.pdp.deactivate().check()
    return modem


@pytest.mark.requirement("SYN-04")
@pytest.mark.parametrize(
    ("before", "line", "code"),
    [
        pytest.param((), "AT+QIREGAPP", ResultCode.OK, id="QIREGAPP"),
        pytest.param(("AT+QIREGAPP",), "AT+QIACT", ResultCode.OK, id="QIACT"),
        pytest.param(("AT+QIREGAPP", "AT+QIACT"), "AT+QIDEACT", ResultCode.DEACT_OK, id="QIDEACT"),
    ],
)
def test_an_execute_form_of_the_pdp_commands_is_accepted(
    before: tuple[str, ...], line: str, code: ResultCode, described_modem: Modem
) -> None:
    for step in before:
        preamble(described_modem.send(step)).accepted()

    expect(described_modem.send(line), "SYN-04").final(code)


@pytest.mark.requirement("SYN-04", "PROC-08")
def test_the_execute_form_of_qilocip_returns_one_address(online_modem: Modem) -> None:
    told = online_modem.send("AT+QILOCIP")

    addresses = [line for line in told.lines if line != ResultCode.OK.value]  # an OK after it is not judged
    expect(addresses, "SYN-04", what="AT+QILOCIP: the addresses").has_length(1)
    expect(addresses[0], "SYN-04", what="AT+QILOCIP: the address").matches(
        r"[1-9]\d{0,2}(\.\d{1,3}){3}", "an IPv4 address that is not 0.0.0.0"
    )
    again = [online_modem.pdp.address(online_modem.pdp.local_address()) for _ in range(OFTEN)]
    bare = online_modem.pdp.address(told)
    expect(again, "PROC-08", what=f"the addresses of the next {OFTEN} AT+QILOCIP").equals([bare] * OFTEN)


@pytest.mark.smoke
@pytest.mark.requirement("SYN-04")
def test_the_execute_form_of_qftpstat_returns_one_word(modem: Modem) -> None:
    fields = expect(modem.send("AT+QFTPSTAT"), "SYN-04").accepted().fields()

    expect(fields, "SYN-04", what="AT+QFTPSTAT: the fields").has_length(1)
    expect(fields[0], "SYN-04", what="AT+QFTPSTAT: the state").matches(r"[A-Za-z]+", "one word")


@pytest.mark.requirement("SYN-04")
def test_the_execute_form_of_qftpclose_closes_the_session(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(online_modem, ftps_server, Listener.PLAIN)).succeeded()
        opened = preamble(online_modem.send("AT+QFTPSTAT")).fields()
        closed = online_modem.send("AT+QFTPCLOSE")
        after = expect(online_modem.send("AT+QFTPSTAT"), "SYN-04").fields()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(closed, "SYN-04").result(0)
    expect(after, "SYN-04", what="the state after AT+QFTPCLOSE").differs_from(opened)
    expect(session, "SYN-04").logged_in()


CHAINED = (  # a command that succeeds, and one that is refused
    ('+QSSLCFG="sslversion",0,3', '+QSSLCFG="sslversion",0,9'),
    ("+QSECREAD?", '+QSECREAD="NVRAM:CA9"'),
    ("+QSECDEL=?", '+QSECDEL="XYZ:a"'),
    ("+CGATT?", "+NOSUCH=1"),
    ("E0", "+QFTPCFG=9,9"),
)


def expect_an_answer(exchange: Exchange, *requirements: str) -> None:
    """The command line got a final result code, the result line of AT+QFTPCFG (note 2.2), or +QFTPERROR (note 3)."""
    answered = exchange.final is not None or exchange.result is not None or bool(exchange.rows("QFTPCFG"))
    what = f"a final result code after {exchange.command}"
    expect(answered, *requirements, what=what).is_yes()


@pytest.mark.requirement("SYN-05", "SYN-09")
@pytest.mark.parametrize("line", ["AT+QSECWRITE", "AT+QSECREAD", "AT+QSECDEL", "AT+QSSLCFG"])
def test_an_execute_form_outside_the_note_is_refused(line: str, modem: Modem) -> None:
    refused = modem.send(line)

    expect_an_answer(refused, "SYN-09")
    rejected(refused, "SYN-05")
    preamble(modem.send(f"{line}=?")).accepted()


@pytest.mark.requirement("SYN-06", "SYN-09")
@pytest.mark.parametrize("line", ["AT+QFTPCFG=?", "AT+QFTPCFG?", "AT+QSSLCFG?"])
def test_the_answer_to_a_form_outside_the_note_is_recorded(line: str, modem: Modem, observe: Observe) -> None:
    answered = modem.send(line)

    observe(line, " ".join(answered.lines))
    expect_an_answer(answered, "SYN-09")


@pytest.mark.requirement("SYN-09")
def test_a_line_of_several_commands_is_answered_wherever_one_is_refused(modem: Modem) -> None:
    """V.250 5.4.1 and 5.2.1: one result code for the line, that of the command that fails; a DUT may know no such lines."""
    for good, bad in CHAINED:
        for line in (
            f"{good};{bad}",
            f"{bad};{good}",
            f"{good};{bad};{good}",
            f"{bad};{bad}",
            f"{good};{good}",
        ):
            expect_an_answer(modem.send(f"AT{line}"), "SYN-09")
            preamble(modem.send(f"AT{good}")).accepted()


@pytest.mark.requirement("SYN-07", "SYN-09")
@pytest.mark.parametrize(
    ("as_written", "otherwise"),
    [
        pytest.param('AT+QSSLCFG="sslversion",0', 'AT+QSSLCFG="SSLVERSION",0', id="keyword-in-upper-case"),
        pytest.param('AT+QSSLCFG="sslversion",0', 'at+qsslcfg="sslversion",0', id="command-in-lower-case"),
        pytest.param('AT+QSECREAD="NVRAM:CA0"', 'AT+QSECREAD="nvram:CA0"', id="storage-in-lower-case"),
    ],
)
def test_the_effect_of_letter_case_is_recorded(
    as_written: str, otherwise: str, modem: Modem, authority: Authority, observe: Observe
) -> None:
    modem.security.ensure("NVRAM:CA0", authority.ca_pem)

    written, other = modem.send(as_written), modem.send(otherwise)

    observe(otherwise, " ".join(other.lines))
    expect(written, "SYN-07").succeeded().fields()
    expect_an_answer(other, "SYN-09")
