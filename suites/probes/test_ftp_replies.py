"""Questions 1 to 4: the format of the FTP result lines, the OK after them, settings and forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.deadline import Deadline
from hil.expect import preamble
from hil.fixture_types import Measure, Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.lab.tap import CONTROL
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, configure_ftp, open_ftp, sample_content
from hil.spec.dialect import DialectKey
from hil.verdict import Inconclusive

from .questions import QUESTIONS, Answer, answer_of, ask, ask_job, yes_or_no

NAME = "probe.bin"

TEST_FORMS = (
    *("QFTPCFG", "QFTPUSER", "QFTPPASS", "QFTPOPEN", "QFTPCLOSE", "QFTPSTAT", "QFTPPATH", "QFTPPUT"),
    *("QFTPGET", "QFTPSIZE", "QFTPLEN", "QFTPDELETE", "QFTPRENAME", "QFTPMKDIR", "QFTPRMDIR"),
    *("QFTPLIST", "QFTPNLST"),
)
READ_FORMS = ("QFTPUSER", "QFTPPASS", "QFTPOPEN", "QFTPPATH")
DEFAULTS = {
    1: DialectKey.QFTPCFG_DEFAULT_1,
    2: DialectKey.QFTPCFG_DEFAULT_2,
    5: DialectKey.QFTPCFG_DEFAULT_5,
    6: DialectKey.QFTPCFG_DEFAULT_6,
}
WORD = "probe-word"  # stands for a password that must not be shown


@pytest.mark.probe(QUESTIONS[1])
@pytest.mark.requirement("SYN-08")
def test_the_format_of_the_result_lines_is_measured(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe, measure: Measure
) -> None:
    modem, data = online_modem, sample_content(100, "probe")
    preamble(configure_ftp(modem, ftps_server), what="refused settings").is_empty()
    (ftps_server.root / "probe-folder").mkdir(exist_ok=True)
    (ftps_server.root / "probe-folder").rmdir()

    answers = {"QFTPCFG": ask(modem, "AT+QFTPCFG=1,1")}
    answers["QFTPOPEN"] = answer_of(open_ftp(modem, ftps_server, Listener.PLAIN).check())
    answers["QFTPSTAT"] = ask(modem, "AT+QFTPSTAT")
    answers["QFTPPATH"] = ask(modem, 'AT+QFTPPATH="/"')
    answers["QFTPPUT"] = answer_of(modem.ftp.put(NAME, data))
    answers["QFTPGET"] = answer_of(modem.ftp.get(NAME, expected_size=len(data)))
    answers["QFTPLEN"] = ask(modem, "AT+QFTPLEN")
    for name, arguments in (
        ("QFTPSIZE", f'="{NAME}"'),
        ("QFTPRENAME", f'="{NAME}","probe.new"'),
        ("QFTPDELETE", '="probe.new"'),
        ("QFTPMKDIR", '="probe-folder"'),
        ("QFTPRMDIR", '="probe-folder"'),
        ("QFTPLIST", ""),
        ("QFTPNLST", ""),
    ):
        answers[name] = ask_job(modem, f"AT+{name}{arguments}")
    answers["QFTPCLOSE"] = answer_of(modem.ftp.close())

    for name, answer in answers.items():
        if name not in {"QFTPLIST", "QFTPNLST"}:  # the names of the bench's files are nobody's business
            observe(f"answer to AT+{name}", answer)
        spaced = answer.space_after_colon(name)
        if spaced is not None:
            observe(f"space after +{name}:", yes_or_no(spaced))
            measure(DialectKey.COMPACT_REPLIES, not spaced, item=name)
    if not answers["QFTPOPEN"].has_line("QFTPOPEN"):
        raise Inconclusive("no result line of AT+QFTPOPEN was seen")


@pytest.mark.probe(QUESTIONS[1])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_format_of_the_unsolicited_error_is_measured(
    online_modem: Modem, ftps_server: FtpsServer, peers: Peers, observe: Observe, measure: Measure
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()

    with peers.relayed(ftps_server, Listener.PLAIN) as between:
        online_modem.ftp.open(*between.addresses[CONTROL]).check()
    seen = online_modem.channel.wait_urc(lambda text: "QFTPERROR" in text, Deadline.after(SESSION_END_S))

    if seen is None:
        raise Inconclusive("nothing was said when the connection ended")
    observe("URC when the connection ended", seen.text)
    spaced = Answer((seen.text,)).space_after_colon("QFTPERROR")
    if spaced is not None:
        observe("space after +QFTPERROR:", yes_or_no(spaced))
        measure(DialectKey.COMPACT_REPLIES, not spaced, item="QFTPERROR")


@pytest.mark.probe(QUESTIONS[2])
@pytest.mark.requirement("EX423-04")
def test_the_lines_after_a_transfer_are_measured(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe, measure: Measure
) -> None:
    data = sample_content(50, "behind")
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    open_ftp(online_modem, ftps_server, Listener.PLAIN).check()

    uploaded = online_modem.ftp.put(NAME, data)
    downloaded = online_modem.ftp.get(NAME, expected_size=len(data))

    if data not in downloaded.raw:
        raise Inconclusive("the file did not come back, so nothing stands behind it")
    behind = downloaded.raw.partition(data)[2]
    for command, key, exchange in (
        ("QFTPPUT", DialectKey.PUT_TRAILING_OK, uploaded),
        ("QFTPGET", DialectKey.GET_TRAILING_OK, downloaded),
    ):
        observe(f"OK after +{command}", yes_or_no(answer_of(exchange).ends_in_ok))
        measure(key, answer_of(exchange).ends_in_ok)
    observe("bytes between the data and +QFTPGET", repr(behind.partition(b"+")[0])[1:])
    observe("bytes after CONNECT", repr(downloaded.raw.partition(b"CONNECT")[2].partition(data)[0])[1:])


@pytest.mark.probe(QUESTIONS[3])
@pytest.mark.requirement("FTPCFG-09")
def test_the_settings_after_a_reboot_are_measured(modem: Modem, observe: Observe, measure: Measure) -> None:
    modem.reboot()

    answers = {kind: ask(modem, f"AT+QFTPCFG={kind}") for kind in range(1, 8)}

    for kind, answer in answers.items():
        observe(f"AT+QFTPCFG={kind} after a start", answer)
        value = answer.value.strip('"')
        observe(f"value of type {kind} after a start", value)
        if kind in DEFAULTS and value.isdecimal():
            measure(DEFAULTS[kind], int(value))
    observe("OK after the query of AT+QFTPCFG", yes_or_no(answers[1].ends_in_ok))
    measure(DialectKey.QFTPCFG_QUERY_OK, answers[1].ends_in_ok)
    observe("quotation marks around the place of type 4", yes_or_no('"' in answers[4].value))
    measure(DialectKey.QFTPCFG_QUOTES_PLACE, '"' in answers[4].value)


@pytest.mark.probe(QUESTIONS[3])
@pytest.mark.requirement("FTPCFG-09")
def test_the_lifetime_of_a_setting_is_measured(
    modem: Modem, observe: Observe, afterwards: Callable[[str], None]
) -> None:
    before = ask(modem, "AT+QFTPCFG=2")
    afterwards("AT+QFTPCFG=2,0")
    modem.ftp.configure(2, 1).check()
    modem.send("AT&F")
    modem.attach()
    observe("type 2, set to 1, after AT&F", ask(modem, "AT+QFTPCFG=2"))
    modem.reboot()
    observe("type 2, set to 1, after a restart", ask(modem, "AT+QFTPCFG=2"))
    observe("type 2 before it was set", before)


@pytest.mark.probe(QUESTIONS[3])
@pytest.mark.requirement("FTPCFG-09")
def test_the_values_of_type_5_are_measured(modem: Modem, observe: Observe) -> None:
    for value in (1, 2, 0):
        observe(f"AT+QFTPCFG=5,{value}", ask(modem, f"AT+QFTPCFG=5,{value}"))


@pytest.mark.probe(QUESTIONS[4])
@pytest.mark.requirement("SYN-06")
def test_the_test_forms_are_measured(modem: Modem, observe: Observe, measure: Measure) -> None:
    answers = {name: ask(modem, f"AT+{name}=?") for name in TEST_FORMS}

    for name, answer in answers.items():
        observe(f"AT+{name}=?", answer)
    answered = [answer for answer in answers.values() if answer.is_complete and not answer.is_error]
    observe("test forms of the FTP commands", yes_or_no(len(answered) * 2 > len(answers)))
    measure(DialectKey.FTP_TEST_FORMS, len(answered) * 2 > len(answers))


@pytest.mark.probe(QUESTIONS[4])
@pytest.mark.requirement("SYN-06")
def test_the_read_forms_are_measured(modem: Modem, observe: Observe, measure: Measure) -> None:
    modem.ftp.password(WORD).check()
    answers = {name: ask(modem, f"AT+{name}?") for name in READ_FORMS}

    for name, answer in answers.items():
        observe(f"AT+{name}?", str(answer).replace(WORD, "(the password in clear)"))
    answered = [answer for answer in answers.values() if answer.is_complete and not answer.is_error]
    observe("read forms of the FTP commands", yes_or_no(len(answered) * 2 > len(answers)))
    measure(DialectKey.FTP_READ_FORMS, len(answered) * 2 > len(answers))
