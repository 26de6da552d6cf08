"""Personalities: those that ship, those that users write, and what is wrong with the latter."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hil.emulator.device import personality_file
from hil.emulator.device.personality import NOTE, Personality
from hil.emulator.device.personality_file import personality, shipped
from hil.errors import UsageError
from tests.emulator.dte import Bench


def written(folder: Path, text: str) -> str:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_three_are_shipped() -> None:
    assert shipped() == ("classic-gsm", "M95FAR02A08", "note")


def test_the_default_is_what_note_toml_says_and_it_says_everything() -> None:
    text = (Path(personality_file.__file__).parent / "personalities" / "note.toml").read_text()

    assert personality("note") == NOTE
    assert set(tomllib.loads(text)) == {field.name for field in fields(Personality)}


def test_names_are_found_in_any_case() -> None:
    assert personality("m95far02a08") == personality("M95FAR02A08")


def test_a_file_of_ones_own_stands_on_another_personality(tmp_path: Path) -> None:
    mine = personality(
        written(
            tmp_path,
            'based_on = "classic-gsm"\nrevision = "M95FAR03A04"\nboot_rtc = 2020-02-29T12:00:00\n'
            'cme_texts = { 4010 = "gone" }\n',
        )
    )

    assert mine.revision == "M95FAR03A04"
    assert mine.boot_rtc == datetime(2020, 2, 29, 12, tzinfo=UTC)
    assert mine.cme_texts == {"4010": "gone"}
    assert mine.compact_replies == personality("classic-gsm").compact_replies


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "get_trailing_okay = true",
            "unknown key get_trailing_okay; expected one of 29 keys (docs/personalities.md); the nearest is 'get_trailing_ok'",
        ),
        ("get_trailing_ok = 1", "get_trailing_ok: expected true or false; got 1"),
        ("cmee_default = true", "cmee_default: expected a number from 0 to 2; got true"),
        ("cmee_default = 3", "cmee_default: expected a number from 0 to 2; got 3"),
        ('boot_rtc = "2004-01-01"', "boot_rtc: expected a date and time from 2000 to 2099"),
        ("boot_rtc = 1999-01-01T00:00:00Z", "boot_rtc: expected a date and time from 2000 to 2099"),
        ('ati = "Quectel"', "ati: expected a list of lines of printable ASCII; got 'Quectel'"),
        (
            'ati = ["a\\r\\nb"]',
            "ati[0]: expected a line of printable ASCII in quotation marks; got 'a\\r\\nb'",
        ),
        ('compact_replies = ["QFTPOPN"]', "got 'QFTPOPN'; the nearest is 'QFTPOPEN'"),
        (
            'qsecread_checksum = "kept"',
            "qsecread_checksum: expected one of stored, written; got 'kept'",
        ),
        ("cme_texts = { no = 'x' }", "cme_texts: expected a table of texts by number"),
        (
            'based_on = "mine"',
            "based_on: expected one of M95FAR02A08, classic-gsm, note; got 'mine'; the nearest is 'note'",
        ),
        ("get_trailing_ok = ", "is no TOML"),
    ],
)
def test_what_is_wrong_is_said_with_the_place(text: str, message: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UsageError) as refusal:
        personality(path)

    assert message in str(refusal.value)
    assert path in str(refusal.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        personality(str(tmp_path / "none.toml"))


def test_a_name_that_is_none() -> None:
    with pytest.raises(UsageError, match="no personality is called 'clasic'; the nearest is 'classic-gsm'"):
        personality("clasic")


@pytest.mark.parametrize(
    ("name", "opened", "status", "closed"),
    [
        ("note", b"+QFTPOPEN: 0", "+QFTPSTAT: OPENED", b"+QFTPCLOSE: 0"),
        ("classic-gsm", b"+QFTPOPEN:0", "+QFTPSTAT:OPENED", b"+QFTPCLOSE:0"),
        ("M95FAR02A08", b"+QFTPOPEN:0", "+QFTPSTAT: OPENED", b"+QFTPCLOSE: 0"),
    ],
)
def test_the_blank_behind_the_colon(name: str, opened: bytes, status: str, closed: bytes) -> None:
    bench = Bench(personality=personality(name))
    bench.dte.send(b'AT+QFTPOPEN="h",21\r')
    bench.dte.expect(opened + b"\r\n")
    said = bench.dte.at("+QFTPSTAT")
    bench.dte.send(b"AT+QFTPCLOSE\r")
    bench.dte.expect(closed + b"\r\n")
    bench.close()

    assert said == f"{status}  OK"


@pytest.mark.parametrize(
    ("text", "body", "answer"),
    [
        ("qftpcfg_query_ok = false", "+QFTPCFG=1", "+QFTPCFG: 1"),
        ("qftpcfg_quotes_place = false", "+QFTPCFG=4", "+QFTPCFG: /COM/  OK"),
        ("qftpcfg_default_1 = 0", "+QFTPCFG=1", "+QFTPCFG: 0  OK"),
        ("qftpcfg_default_2 = 1", "+QFTPCFG=2", "+QFTPCFG: 1  OK"),
        ("qftpcfg_default_5 = 1", "+QFTPCFG=5", "+QFTPCFG: 1  OK"),
        ("qftpcfg_default_6 = 1", "+QFTPCFG=6", "+QFTPCFG: 1  OK"),
        ("ftp_read_forms = false", "+QFTPPATH?", "ERROR"),
        ("ftp_read_forms = true", "+QFTPPATH?", '+QFTPPATH: ""  OK'),
        ("ftp_test_forms = false", "+QFTPGET=?", "ERROR"),
        ("ftp_test_forms = true", "+QFTPGET=?", '+QFTPGET: "FILENAME"[,<FILESIZE>]  OK'),
        ('close_without_session = "+QFTPCLOSE"', "+QFTPCLOSE", "OK  +QFTPCLOSE: 0"),
        ("deact_in_initial = false", "+QIDEACT", "ERROR"),
        ("qccid_prefix = false", "+QCCID", "8900101000000000017  OK"),
        ("cmee_default = 0", "+QSECDEL=1", "ERROR"),
        ('cme_texts = { 4010 = "gone" }', '+CMEE=2;+QSECDEL="NVRAM:CA1"', "+CME ERROR: gone"),
        ('ati = ["one", "", "two"]', "I", "one  two  OK"),
        ('manufacturer = ["a", "b"]', "+GMI", "a b  OK"),
        ('revision = "R"', "+GMR", "Revision: R  OK"),
        ("boot_rtc = 2010-05-06T07:08:09Z", "+CCLK?", '+CCLK: "10/05/06,07:08:09+00"  OK'),
    ],
)
def test_a_key_changes_what_it_says(text: str, body: str, answer: str, tmp_path: Path) -> None:
    bench = Bench(personality=personality(written(tmp_path, text)))
    said = bench.dte.at(body)
    bench.close()

    assert said == answer


def test_a_busy_service_may_say_error(tmp_path: Path) -> None:
    bench = Bench(personality=personality(written(tmp_path, "ftp_busy_is_error = true")))
    bench.held = frozenset({"path"})
    bench.opened()
    bench.dte.send(b'AT+QFTPPATH="/"\r')
    said = [bench.dte.at('+QFTPSIZE="x"'), bench.dte.at('+QFTPGET="x"'), bench.dte.at('+QFTPOPEN="h",21')]
    bench.client.hold.set()
    bench.dte.settle()
    bench.close()

    assert said == ["ERROR"] * 3


@pytest.mark.parametrize(("put", "get"), [(True, False), (False, True)])
def test_the_ok_behind_a_transfer(put: bool, get: bool, tmp_path: Path) -> None:
    text = f"put_trailing_ok = {str(put).lower()}\nget_trailing_ok = {str(get).lower()}"
    bench = Bench(personality=personality(written(tmp_path, text)))
    dte = bench.opened()
    dte.send(b'AT+QFTPPUT="x",1\r')
    dte.expect(b"CONNECT\r\n")
    sent = dte.send(b"x") + dte.expect(b"+QFTPPUT: 1\r\n")
    dte.settle()
    sent += dte.take()
    fetched = dte.send(b'AT+QFTPGET="x"\r') + dte.expect(b"+QFTPGET: 1\r\n")
    dte.settle()
    fetched += dte.take()
    bench.close()

    assert sent.endswith(b"OK\r\n") is put
    assert fetched.endswith(b"OK\r\n") is get


def test_boot_lines_come_with_the_first_command_of_an_unknown_rate() -> None:
    bench = Bench(personality=personality("classic-gsm"))
    bench.module.reboot()
    stream = bench.dte.send(b"AT\r")
    bench.close()

    assert stream.startswith(b"\r\nRDY\r\n\r\n+CFUN:1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n")
    assert stream.endswith(b"AT\r\r\nOK\r\n")
