"""The dialects of the server: what goes out, and what clients of other people make of it."""

from __future__ import annotations

import io
import re
from contextlib import closing

import pytest

from hil.ftps.dialect import DIALECTS
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from tests.ftps.clients import Endpoints, ftplib_client

REPLY = "226 Transfer complete.\r\n"
ADDRESS = "227 Entering passive mode (127,0,0,1,4,1).\r\n"
READ_BY_FTPLIB = tuple(
    name
    for name in DIALECTS
    if name not in {"unpadded-numbers", "high-octets", "no-password", "many-lines", "unusual-successes"}
)


def said(dialect: str, verb: str, text: str) -> bytes:
    return b"".join(DIALECTS[dialect].pieces(verb, text))


@pytest.mark.parametrize(
    "name", ["two-lines", "lines-without-code", "lines-with-code", "lines-with-numbers", "many-lines"]
)
@pytest.mark.parametrize("text", [REPLY, ADDRESS, "550 No such file.\r\n"])
def test_only_the_last_line_of_a_reply_ends_it(name: str, text: str) -> None:
    code = text[:3]

    first, *between, last, rest = said(name, "RETR", text).decode().split("\r\n")

    assert rest == ""
    assert first.startswith(f"{code}-")
    assert f"{last}\r\n" == text
    assert [line for line in between if line.startswith(f"{code} ")] == []


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    "text", ['257 "/" is the directory.\r\n', "213 1234\r\n", "211-Features:\r\n", " SIZE\r\n"]
)
def test_text_for_the_client_stays_as_it_is(name: str, text: str) -> None:
    assert said(name, "PWD", text) == text.encode()


@pytest.mark.parametrize("name", DIALECTS)
def test_the_address_of_passive_mode_can_be_found_by_its_first_digit(name: str) -> None:
    found = re.search(rb"\d+(,\d+){5}", said(name, "PASV", ADDRESS)[4:])

    assert found is not None
    assert found[0] == b"127,0,0,1,4,1"


def test_each_octet_is_a_write_of_its_own() -> None:
    assert DIALECTS["octet-by-octet"].pieces("", "220 Go.\r\n") == tuple(
        bytes([each]) for each in b"220 Go.\r\n"
    )


@pytest.mark.parametrize("name", READ_BY_FTPLIB)
def test_ftplib_transfers_a_file_in_it(name: str, server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile(dialect=DIALECTS[name])) as pending:
        with closing(ftplib_client(endpoint(Listener.EXPLICIT))) as client:
            client.storbinary("STOR dialect.bin", io.BytesIO(b"said otherwise"))
        (session,) = pending.sessions

    assert session.logged_in
    assert (server.root / "dialect.bin").read_bytes() == b"said otherwise"


def test_a_server_that_asks_for_no_password_logs_in_at_user(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile(dialect=DIALECTS["no-password"])) as pending:
        with closing(ftplib_client(endpoint(Listener.EXPLICIT))) as client:
            assert client.voidcmd("NOOP").startswith("200")
        (session,) = pending.sessions

    assert session.logged_in
    assert [reply[0] for command in session.sent("USER") for reply in command.replies] == [230]
