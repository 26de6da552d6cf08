"""The record of a session as JSON, which `hil serve` and each run keep: no password is in it, in no encoding."""

from __future__ import annotations

import hashlib
import json

import pytest

from hil.evidence.wire.secret_values import forms
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_record import session_record
from hil.transcript import Transcript
from tests.ftps.test_server import Lines

SECRET = b"s3cret words/9"


@pytest.mark.parametrize("said", ["PASS {}", "pass {}", " PASS {}", "PASS  {}", "NOOP\r\nPASS {}\r\nNOOP"])
def test_no_password_of_a_session_in_clear_is_in_its_record(
    said: str, server: FtpsServer, recorder: Transcript
) -> None:
    recorder.hand_over()
    with server.expecting(ServerProfile()) as pending, Lines(server.address(Listener.PLAIN)) as client:
        client.say("USER someone")
        client.say(said.format(SECRET.decode()))
        client.say("SYST")
        (session,) = pending.sessions

    record = session_record(session)

    shown = bytes.fromhex(record["control"]["first_bytes"])
    text = (
        json.dumps(record).encode() + shown + "\n".join(entry.text for entry in recorder.entries()).encode()
    )
    assert b"USER someone" in shown
    assert not [form for form, data in forms(SECRET) if data in text]
    assert hashlib.sha256(SECRET).hexdigest().encode() not in text
