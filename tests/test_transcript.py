"""The recorder keeps order, forgets what was handed over, and never holds a secret."""

from __future__ import annotations

import threading

import pytest

from hil.deadline import Deadline
from hil.transcript import Direction, Entry, Kind, Pco, Transcript

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"


def texts(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.text for entry in entries]


def test_entries_come_in_order_and_once() -> None:
    transcript = Transcript()
    transcript.append(Pco.AT, Direction.TO_DUT, "AT", kind=Kind.COMMAND)
    transcript.note("then")

    assert texts(transcript.entries()) == ["AT", "then"]
    assert [entry.kind for entry in transcript.entries()] == [Kind.COMMAND, Kind.REMARK]
    assert texts(transcript.hand_over()) == ["AT", "then"]
    assert transcript.hand_over() == ()


def test_an_entry_is_awaited_across_threads() -> None:
    transcript = Transcript()
    writer = threading.Thread(
        target=transcript.append,
        args=(Pco.TLS, Direction.FROM_DUT, "ClientHello"),
        kwargs={"kind": Kind.HANDSHAKE},
    )
    writer.start()

    found = transcript.wait_for(lambda entry: entry.pco is Pco.TLS, Deadline.after(5.0))
    writer.join()

    assert found is not None
    assert found.text == "ClientHello"


def test_what_does_not_come_is_none() -> None:
    assert Transcript().wait_for(lambda entry: True, Deadline.after(0.01)) is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('AT+QFTPPASS="secret"', 'AT+QFTPPASS="***"'),
        ("at+qftppass=secret", "at+qftppass=***"),
        ('AT+QICSGP=1,"apn","user","secret"', 'AT+QICSGP=1,"apn","user","***"'),
        ("PASS secret", "PASS ***"),
        ("PASSWORD", "PASSWORD"),
        ('AT+QFTPUSER="admin"', 'AT+QFTPUSER="admin"'),
        (KEY, "-----BEGIN RSA PRIVATE KEY----- *** -----END RSA PRIVATE KEY-----"),
        (KEY[:40], "-----BEGIN RSA PRIVATE KEY----- *** -----END RSA PRIVATE KEY-----"),
    ],
)
def test_a_secret_is_not_kept(written: str, kept: str) -> None:
    transcript = Transcript()

    transcript.append(Pco.AT, Direction.TO_DUT, written, kind=Kind.COMMAND)

    assert texts(transcript.entries()) == [kept]
