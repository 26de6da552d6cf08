"""The log of the traffic: lines as they were meant, payloads by digest, no secrets."""

from __future__ import annotations

import hashlib
import re

import pytest

from hil.emulator.frontends.tap import Direction, Tap
from hil.evidence.redaction import redact_places

TO, FROM = Direction.TO_MODULE, Direction.FROM_MODULE


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def tap(lines: list[str]) -> Tap:
    return Tap("866425030000006", lines.append, redact=redact_places)


def test_a_line_has_time_imei_and_direction(tap: Tap, lines: list[str]) -> None:
    tap.saw(TO, b"AT\r", payload=False)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00 866425030000006 → AT", lines[0])


@pytest.mark.parametrize("cut", range(21))
def test_a_secret_in_portions_is_masked(tap: Tap, lines: list[str], cut: int) -> None:
    line = b'AT+QFTPPASS="s3cret"\r'

    for piece in (line[:cut], line[cut:]):
        tap.saw(TO, piece, payload=False)
        tap.saw(FROM, piece, payload=False)  # its echo

    assert [text.rpartition(" ")[2] for text in lines] == ['AT+QFTPPASS="***"'] * 2


def test_a_secret_in_an_edited_line_is_masked(tap: Tap, lines: list[str]) -> None:
    tap.saw(TO, b'AT+QFTPPSA\b\bASS="s3cret"\r', payload=False)

    assert lines[0].endswith('AT+QFTPPASS="***"')


def test_a_secret_in_an_unfinished_line_is_masked(tap: Tap, lines: list[str]) -> None:
    tap.saw(TO, b'AT+QFTPPASS="s3cr', payload=False)

    tap.flush()

    assert lines[0].endswith('AT+QFTPPASS="***')


def test_a_key_that_came_as_text_is_masked(tap: Tap, lines: list[str]) -> None:
    tap.saw(
        TO,
        b"-----BEGIN RSA PRIVATE KEY-----\nMIIs3cret\nxyz=\n-----END RSA PRIVATE KEY-----\nAT\r",
        payload=False,
    )

    texts = [line.partition("→ ")[2] for line in lines]
    assert texts[1:3] == ["***", "***"]
    assert texts[4] == "AT"


def test_payload_is_one_line_with_size_and_digest(tap: Tap, lines: list[str]) -> None:
    tap.saw(TO, b"s3", payload=True)
    tap.saw(TO, b"cret", payload=True)
    tap.saw(FROM, b"\r\nOK\r\n", payload=False)

    assert [line.partition("006 ")[2] for line in lines] == [
        f"→ <6 bytes, sha256 {hashlib.sha256(b's3cret').hexdigest()[:12]}…>",
        "← OK",
    ]


def test_control_characters_are_spelt(tap: Tap, lines: list[str]) -> None:
    tap.saw(FROM, b"\x1b[2J\xff\r", payload=False)

    assert lines[0].endswith("← \\x1b[2Jÿ")
