"""Questions 1 to 4: the format of the FTP result lines, the OK after them, settings and forms."""

from __future__ import annotations

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, configure_ftp, open_ftp, sample_content
from hil.verdict import Inconclusive

from ..fixture_types import Observe
from ..wire.relay import Route, relay
from .questions import QUESTIONS, SILENT, ask, ask_job, blank, ends_in_ok, told

NAME = "probe.bin"

TEST_FORMS = (
    *("QFTPCFG", "QFTPUSER", "QFTPPASS", "QFTPOPEN", "QFTPCLOSE", "QFTPSTAT", "QFTPPATH", "QFTPPUT"),
    *("QFTPGET", "QFTPSIZE", "QFTPLEN", "QFTPDELETE", "QFTPRENAME", "QFTPMKDIR", "QFTPRMDIR"),
    *("QFTPLIST", "QFTPNLST"),
)
READ_FORMS = ("QFTPUSER", "QFTPPASS", "QFTPOPEN", "QFTPPATH")
WORD = "probe-word"  # stands for a password that must not be shown


@pytest.mark.probe(QUESTIONS[1])
@pytest.mark.requirement("SYN-08")
def test_the_format_of_the_result_lines_is_measured(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    modem, data = online_modem, sample_content(100, "probe")
    assert configure_ftp(modem, ftps_server) == ()
    (ftps_server.root / "probe-folder").mkdir(exist_ok=True)
    (ftps_server.root / "probe-folder").rmdir()

    answers = {"QFTPCFG": ask(modem, "AT+QFTPCFG=1,1")}
    answers["QFTPOPEN"] = told(open_ftp(modem, ftps_server, Listener.PLAIN).check())
    answers["QFTPSTAT"] = ask(modem, "AT+QFTPSTAT")
    answers["QFTPPATH"] = ask(modem, 'AT+QFTPPATH="/"')
    answers["QFTPPUT"] = told(modem.ftp.put(NAME, data))
    answers["QFTPGET"] = told(modem.ftp.get(NAME, expected_size=len(data)))
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
    answers["QFTPCLOSE"] = told(modem.ftp.close())

    for name, answer in answers.items():
        if name not in {"QFTPLIST", "QFTPNLST"}:  # the names of the bench's files are nobody's business
            observe(f"answer to AT+{name}", answer)
        spelling = blank(answer, name)
        if spelling is not None:
            observe(f"blank behind +{name}:", spelling)
    if blank(answers["QFTPOPEN"], "QFTPOPEN") is None:
        raise Inconclusive("no result line of AT+QFTPOPEN was seen")


@pytest.mark.probe(QUESTIONS[1])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_format_of_the_unsolicited_error_is_measured(
    online_modem: Modem, ftps_server: FtpsServer, bench: Bench, observe: Observe
) -> None:
    assert configure_ftp(online_modem, ftps_server) == ()

    with relay(Route("control", (bench.host, 0), ftps_server.address(Listener.PLAIN))) as between:
        online_modem.ftp.open(*between.addresses["control"]).check()
    seen = online_modem.channel.wait_urc(lambda text: "QFTPERROR" in text, Deadline.after(SESSION_END_S))

    if seen is None:
        raise Inconclusive("nothing was said when the connection ended")
    observe("URC when the connection ended", seen.text)
    observe("blank behind +QFTPERROR:", blank(seen.text, "QFTPERROR"))


@pytest.mark.probe(QUESTIONS[2])
@pytest.mark.requirement("EX423-04")
def test_the_lines_after_a_transfer_are_measured(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(50, "behind")
    assert configure_ftp(online_modem, ftps_server) == ()
    open_ftp(online_modem, ftps_server, Listener.PLAIN).check()

    uploaded = online_modem.ftp.put(NAME, data)
    downloaded = online_modem.ftp.get(NAME, expected_size=len(data))

    if data not in downloaded.raw:
        raise Inconclusive("the file did not come back, so nothing stands behind it")
    behind = downloaded.raw.partition(data)[2]
    observe("OK behind +QFTPPUT", ends_in_ok(told(uploaded)))
    observe("OK behind +QFTPGET", ends_in_ok(told(downloaded)))
    observe("bytes between the data and +QFTPGET", repr(behind.partition(b"+")[0])[1:])
    observe("bytes behind CONNECT", repr(downloaded.raw.partition(b"CONNECT")[2].partition(data)[0])[1:])


@pytest.mark.probe(QUESTIONS[3])
@pytest.mark.requirement("FTPCFG-09")
def test_the_settings_after_a_reboot_are_measured(modem: Modem, observe: Observe) -> None:
    modem.reboot()

    answers = {kind: ask(modem, f"AT+QFTPCFG={kind}") for kind in range(1, 8)}

    for kind, answer in answers.items():
        observe(f"AT+QFTPCFG={kind} after a start", answer)
        value = answer.partition(":")[2].partition(" | ")[0].strip()
        observe(f"value of type {kind} after a start", value.strip('"'))
    observe("OK behind the query of AT+QFTPCFG", ends_in_ok(answers[1]))
    observe("quotation marks around the place of type 4", "yes" if '"' in answers[4] else "no")


@pytest.mark.probe(QUESTIONS[3])
@pytest.mark.requirement("FTPCFG-09")
def test_the_lifetime_of_a_setting_is_measured(modem: Modem, observe: Observe) -> None:
    before = ask(modem, "AT+QFTPCFG=2")
    modem.ftp.configure(2, 1).check()
    modem.send("AT&F")
    modem.attach()
    observe("type 2, set to 1, after AT&F", ask(modem, "AT+QFTPCFG=2"))
    modem.reboot()
    observe("type 2, set to 1, after a restart", ask(modem, "AT+QFTPCFG=2"))
    observe("type 2 before it was set", before)
    modem.ftp.configure(2, 0).check()


@pytest.mark.probe(QUESTIONS[3])
@pytest.mark.requirement("FTPCFG-09")
def test_the_values_of_type_5_are_measured(modem: Modem, observe: Observe) -> None:
    for value in (1, 2, 0):
        observe(f"AT+QFTPCFG=5,{value}", ask(modem, f"AT+QFTPCFG=5,{value}"))


@pytest.mark.probe(QUESTIONS[4])
@pytest.mark.requirement("SYN-06")
def test_the_test_forms_are_measured(modem: Modem, observe: Observe) -> None:
    answers = {name: ask(modem, f"AT+{name}=?") for name in TEST_FORMS}

    for name, answer in answers.items():
        observe(f"AT+{name}=?", answer)
    answered = [answer for answer in answers.values() if "ERROR" not in answer and answer != SILENT]
    observe("test forms of the FTP commands", "yes" if len(answered) * 2 > len(answers) else "no")


@pytest.mark.probe(QUESTIONS[4])
@pytest.mark.requirement("SYN-06")
def test_the_read_forms_are_measured(modem: Modem, observe: Observe) -> None:
    modem.ftp.password(WORD).check()
    answers = {name: ask(modem, f"AT+{name}?") for name in READ_FORMS}

    for name, answer in answers.items():
        observe(f"AT+{name}?", answer.replace(WORD, "(the password in clear)"))
    answered = [answer for answer in answers.values() if "ERROR" not in answer and answer != SILENT]
    observe("read forms of the FTP commands", "yes" if len(answered) * 2 > len(answers) else "no")
