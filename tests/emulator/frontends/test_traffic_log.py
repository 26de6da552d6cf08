"""The log of the traffic: lines as they were meant, payloads by digest, no secrets."""

from __future__ import annotations

import hashlib
import re

import pytest

from hil.emulator.frontends.traffic_log import LineDirection, TrafficLog
from hil.evidence.redaction import redact_places

TO, FROM = LineDirection.TO_MODULE, LineDirection.FROM_MODULE


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def traffic_log(lines: list[str]) -> TrafficLog:
    return TrafficLog("866425030000006", lines.append, redact=redact_places)


def test_a_line_has_time_imei_and_direction(traffic_log: TrafficLog, lines: list[str]) -> None:
    traffic_log.saw(TO, b"AT\r", payload=False)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 866425030000006 → AT", lines[0])


@pytest.mark.parametrize("cut", range(21))
def test_a_secret_in_portions_is_masked(traffic_log: TrafficLog, lines: list[str], cut: int) -> None:
    line = b'AT+QFTPPASS="s3cret"\r'

    for piece in (line[:cut], line[cut:]):
        traffic_log.saw(TO, piece, payload=False)
        traffic_log.saw(FROM, piece, payload=False)  # its echo

    assert [text.rpartition(" ")[2] for text in lines] == ['AT+QFTPPASS="***"'] * 2


def test_a_secret_in_an_edited_line_is_masked(traffic_log: TrafficLog, lines: list[str]) -> None:
    traffic_log.saw(TO, b'AT+QFTPPSA\b\bASS="s3cret"\r', payload=False)

    assert lines[0].endswith('AT+QFTPPASS="***"')


def test_a_secret_in_an_unfinished_line_is_masked(traffic_log: TrafficLog, lines: list[str]) -> None:
    traffic_log.saw(TO, b'AT+QFTPPASS="s3cr', payload=False)

    traffic_log.flush()

    assert lines[0].endswith('AT+QFTPPASS="***')


def test_a_key_that_came_as_text_is_masked(traffic_log: TrafficLog, lines: list[str]) -> None:
    traffic_log.saw(
        TO,
        b"-----BEGIN RSA PRIVATE KEY-----\nMIIs3cret\nxyz=\n-----END RSA PRIVATE KEY-----\nAT\r",
        payload=False,
    )

    texts = [line.partition("→ ")[2] for line in lines]
    assert texts[1:3] == ["***", "***"]
    assert texts[4] == "AT"


def test_payload_is_one_line_with_size_and_digest(traffic_log: TrafficLog, lines: list[str]) -> None:
    traffic_log.saw(TO, b"s3", payload=True)
    traffic_log.saw(TO, b"cret", payload=True)
    traffic_log.saw(FROM, b"\r\nOK\r\n", payload=False)

    assert [line.partition("006 ")[2] for line in lines] == [
        f"→ <6 bytes, sha256 {hashlib.sha256(b's3cret').hexdigest()[:12]}…>",
        "← OK",
    ]


def test_control_characters_are_spelt(traffic_log: TrafficLog, lines: list[str]) -> None:
    traffic_log.saw(FROM, b"\x1b[2J\xff\r", payload=False)

    assert lines[0].endswith("← \\x1b[2Jÿ")
