"""A line in the record: placeholders of the same length in the place of secrets, wherever a read ends."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from hil.evidence.wire.masked_stream import MOST_HELD, MaskedStream, Piece
from hil.evidence.wire.secret_values import Form, SecretValues, placeholder

KEY = b"k" * 16
SECRET = b"p4ss/w0rd+7"

PEM = (
    b"-----BEGIN RSA PRIVATE KEY-----\r\n"
    b"MIICWwIBAAKBgQCqGKukO1De7zhZj6\r\nEAQJAoGBAJ5vzP3==\r\n"
    b"-----END RSA PRIVATE KEY-----\r\n"
)


def known(*secrets: bytes) -> SecretValues:
    values = SecretValues(KEY)
    for secret in secrets:
        values.add(secret)
    return values


def through(values: SecretValues, *reads: bytes) -> list[Piece]:
    stream = MaskedStream(values)
    found = [piece for t, read in enumerate(reads) for piece in stream.feed(t, read)]
    return [*found, *stream.flush()]


def text(pieces: list[Piece]) -> bytes:
    return b"".join(piece.data for piece in pieces)


LINE = b'AT+QFTPUSER="' + SECRET + b'"\r\n+QFTPUSER: "' + SECRET + b'"\r\nOK\r\n'


@pytest.mark.parametrize("cut", range(len(LINE) + 1))
def test_cut_anywhere(cut: int) -> None:
    pieces = through(known(SECRET), LINE[:cut], LINE[cut:])

    stands = placeholder(known().name(SECRET), len(SECRET))
    assert text(pieces) == LINE.replace(SECRET, stands)
    assert sum(len(piece.data) for piece in pieces if piece.t == 0) == cut


@pytest.mark.parametrize(
    ("form", "written"),
    [
        (Form.HEX, SECRET.hex().encode()),
        (Form.CAPITAL_HEX, SECRET.hex().upper().encode()),
        (Form.URL, quote(SECRET, safe="").encode()),
        (Form.BASE64, base64.b64encode(SECRET).rstrip(b"=")[:-1]),
        (Form.BASE64, base64.b64encode(b"x" + SECRET)[2:16]),
        (Form.BASE64, base64.b64encode(b"xy" + SECRET)[3:17]),
    ],
)
def test_a_secret_in_another_form_has_the_same_name(form: Form, written: bytes) -> None:
    (piece,) = through(known(SECRET), b"<" + written + b">\r\n")

    assert written not in piece.data
    assert len(piece.data) == len(written) + 4
    assert {(mark.name, mark.form) for mark in piece.marks} == {(known().name(SECRET), form)}


def test_a_secret_in_two_reads_has_a_mark_in_both() -> None:
    first, second = through(known(SECRET), b"a" + SECRET[:3], SECRET[3:] + b"\r\n")

    assert [(mark.at, mark.length, mark.offset) for mark in (*first.marks, *second.marks)] == [
        (1, 3, 0),
        (0, 8, 3),
    ]


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (b'AT+QFTPPASS="hidden-1"\r', b"hidden-1"),
        (b"at + qftppass = hidden-1\r", b"hidden-1"),
        (b'AT+QICSGP=1,"apn","someone","hidden-1"\r', b"hidden-1"),
        (b'AT+QICSGP=1,"apn","someone","hidden-1"\r', b"someone"),
        (b'AT+CMEE=1;+CPIN="7391"\r', b"7391"),
        (b'AT+CLCK="SC",1,"7391"\r', b"7391"),
        (b'AT+CPWD="SC","7391","8264"\r', b"8264"),
    ],
)
def test_what_stands_at_a_place_of_secrets_is_replaced(line: bytes, secret: bytes) -> None:
    assert secret not in text(through(known(), line))


def test_what_stood_at_a_place_is_a_secret_in_the_rest_of_the_run() -> None:
    values = known()

    through(values, b'AT+QFTPPASS="hidden-1"\r')

    assert b"hidden-1" not in text(through(values, b"the password was hidden-1"))


def test_the_lines_of_a_private_key_are_replaced_and_its_frame_stays() -> None:
    written = text(through(known(), PEM))

    assert len(written) == len(PEM)
    assert b"MIICWw" not in written
    assert b"EAQJAo" not in written
    assert written.splitlines()[0] == b"-----BEGIN RSA PRIVATE KEY-----"
    assert written.splitlines()[3] == b"-----END RSA PRIVATE KEY-----"


def test_a_key_without_an_end_takes_no_later_command_with_it() -> None:
    broken = b"-----BEGIN PRIVATE KEY-----\nMIICWwIBAAKBgQ\nAT+QFTPSTAT?\r"

    assert text(through(known(), broken)).endswith(b"\nAT+QFTPSTAT?\r")


def test_a_pin_is_no_part_of_a_longer_number() -> None:
    assert text(through(known(b"1234"), b"+QFTPPUT: 91234\r\n")) == b"+QFTPPUT: 91234\r\n"


def test_a_payload_without_line_ends_is_not_held_and_keeps_no_secret() -> None:
    payload = b"x" * (3 * MOST_HELD) + SECRET + b"y" * (2 * MOST_HELD)
    reads = [payload[at : at + 100] for at in range(0, len(payload), 100)]
    stream = MaskedStream(known(SECRET))

    early = [piece for t, read in enumerate(reads) for piece in stream.feed(t, read)]

    assert sum(len(piece.data) for piece in early) > len(payload) - 2 * MOST_HELD
    assert SECRET not in text([*early, *stream.flush()])


def test_processes_with_the_same_key_give_the_same_names() -> None:
    assert SecretValues(KEY).name(SECRET) == SecretValues(KEY).name(SECRET)
    assert SecretValues(b"q" * 16).name(SECRET) != SecretValues(KEY).name(SECRET)


@pytest.mark.parametrize("cut", range(len(b"AT+CIMI\r\r\n001010123456789\r\n\r\nOK\r\n")))
def test_the_answer_to_the_question_for_the_imsi_is_a_secret_from_then_on(cut: int) -> None:
    answer = b"AT+CIMI\r\r\n001010123456789\r\n\r\nOK\r\n"
    stream = MaskedStream(known())
    stream.awaits_imsi = True

    pieces = [
        *stream.feed(0, answer[:cut]),
        *stream.feed(1, answer[cut:]),
        *stream.feed(2, answer),
        *stream.flush(),
    ]

    assert b"0010101" not in text(pieces)
    assert text(pieces).count(b"OK") == 2


def test_a_number_that_was_not_asked_for_stays() -> None:
    assert b"490154203237518" in text(through(known(), b"\r\n490154203237518\r\n"))
