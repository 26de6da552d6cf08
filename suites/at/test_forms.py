"""The test, read, write and execute form of a command, and no forms outside the note (note 2.1, Table 2)."""

from __future__ import annotations

import re

import pytest

from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp

from ..responses import compact


@pytest.mark.smoke
@pytest.mark.requirement("SYN-01", "SSLCFG-TEST-01")
def test_the_test_form_of_qsslcfg_lists_type_range_and_value(modem: Modem, observe: Observe) -> None:
    listed = modem.send("AT+QSSLCFG=?")

    observe("test form of QSSLCFG", listed.lines[0])
    line, *rest = compact(listed.lines)
    assert re.fullmatch(r'\+QSSLCFG:"[^"]+",\(0-5\),"[^"]+"', line), listed.lines
    assert rest == ["OK"]


@pytest.mark.requirement("SYN-01")
@pytest.mark.parametrize(
    ("name", "listing"),
    [
        pytest.param("QSECWRITE", r"<filename>,<filesize>\[,.+\]", marks=pytest.mark.smoke),  # note 2.4
        ("QSECREAD", "<filename>"),  # note 2.5
        ("QSECDEL", "<filename>"),  # note 2.6
    ],
)
def test_the_test_form_lists_the_parameters(name: str, listing: str, modem: Modem, observe: Observe) -> None:
    listed = modem.send(f"AT+{name}=?")

    observe(f"test form of {name}", listed.lines[0])
    line, *rest = compact(listed.lines)
    assert re.fullmatch(rf"\+{name}:{listing}", line), listed.lines
    assert rest == ["OK"]


@pytest.mark.requirement("SYN-02")
@pytest.mark.parametrize("name", [pytest.param("QSECWRITE", marks=pytest.mark.smoke), "QSECREAD", "QSECDEL"])
def test_the_read_form_of_a_security_command_returns_ok(name: str, modem: Modem) -> None:
    assert modem.send(f"AT+{name}?").lines == ("OK",)


@pytest.mark.requirement("SYN-03")
@pytest.mark.parametrize("level", ["2", "0"])
def test_the_write_form_sets_a_parameter(level: str, modem: Modem) -> None:
    written = modem.send(f'AT+QSSLCFG="seclevel",0,{level}')

    assert written.lines == ("OK",)
    assert modem.send('AT+QSSLCFG="seclevel",0').values("QSSLCFG") == f'"seclevel",{level}'


@pytest.fixture
def described_modem(modem: Modem) -> Modem:
    """The DUT with an APN and with its PDP context deactivated."""
    modem.pdp.ensure_active()
    modem.pdp.deactivate().check()
    return modem


@pytest.mark.requirement("SYN-04")
@pytest.mark.parametrize(
    ("before", "line", "answer"),
    [
        pytest.param((), "AT+QIREGAPP", "OK", id="QIREGAPP"),
        pytest.param(("AT+QIREGAPP",), "AT+QIACT", "OK", id="QIACT"),
        pytest.param(("AT+QIREGAPP", "AT+QIACT"), "AT+QIDEACT", "DEACT OK", id="QIDEACT"),
    ],
)
def test_an_execute_form_of_the_pdp_commands_is_accepted(
    before: tuple[str, ...], line: str, answer: str, described_modem: Modem
) -> None:
    for step in before:
        described_modem.send(step).check()

    assert described_modem.send(line).lines == (answer,)


@pytest.mark.requirement("SYN-04")
def test_the_execute_form_of_qilocip_returns_one_address(online_modem: Modem) -> None:
    lines = online_modem.send("AT+QILOCIP").lines

    assert len(lines) == 1
    assert re.fullmatch(r"[1-9]\d*(\.\d+){3}", lines[0])


@pytest.mark.smoke
@pytest.mark.requirement("SYN-04")
def test_the_execute_form_of_qftpstat_returns_one_word(modem: Modem) -> None:
    line, *rest = compact(modem.send("AT+QFTPSTAT").lines)

    assert re.fullmatch(r"\+QFTPSTAT:[A-Z]+", line)
    assert rest == ["OK"]


@pytest.mark.requirement("SYN-04")
def test_the_execute_form_of_qftpclose_closes_the_session(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    assert configure_ftp(online_modem, ftps_server) == ()

    with ftps_server.expecting(ServerProfile()):
        open_ftp(online_modem, ftps_server, Listener.PLAIN).check()
        closed = online_modem.send("AT+QFTPCLOSE")

    assert compact(closed.lines) == ["OK", "+QFTPCLOSE:0"]


@pytest.mark.requirement("SYN-05", "SYN-09")
@pytest.mark.parametrize("line", ["AT+QSECWRITE", "AT+QSECREAD", "AT+QSECDEL", "AT+QSSLCFG"])
def test_an_execute_form_outside_the_note_is_refused(line: str, modem: Modem) -> None:
    refused = modem.send(line)

    assert len(refused.lines) == 1
    assert refused.lines[0].startswith(("ERROR", "+CME ERROR:"))


@pytest.mark.requirement("SYN-06", "SYN-09")
@pytest.mark.parametrize("line", ["AT+QFTPCFG=?", "AT+QFTPCFG?", "AT+QSSLCFG?"])
def test_the_answer_to_a_form_outside_the_note_is_recorded(line: str, modem: Modem, observe: Observe) -> None:
    answered = modem.send(line)

    observe(line, " ".join(answered.lines))
    assert answered.final is not None


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
    as_written: str, otherwise: str, modem: Modem, observe: Observe
) -> None:
    modem.security.ensure("NVRAM:CA0", b"any bytes")

    written, other = modem.send(as_written), modem.send(otherwise)

    observe(otherwise, " ".join(other.lines))
    assert written.ok, written.outcome
    assert other.final is not None
