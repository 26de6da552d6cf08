"""Names are octets: what a client calls a file is what the file is called, on disk and in each reply."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import combinations
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hil.deadline import Deadline
from hil.ftps.names import octets_of, text_of, visible
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session_record import session_record
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.ftps.octets import OctetClient, octet_client, plain

NAMES = (
    b"caf\xc3\xa9", b"cafe\xcc\x81", b"caf\xe9", b"caf\x82", b"\xff", b"\xff\xff", b"\xff\xfe", b"\x80", b"\xed\xa0\x80",
    b"\xc0\xaf", b"\xf0\x9f\x98\x80", b" lead", b"trail ", b"  ", b"two  blanks", b"a\nb", b"a\rb", b"a\r\nb", b"a\n", b"\r",
    b"\x1b[31m", b"\x7f", b"\x01", b"\t", b'quo"te', b"back\\slash", b"-l", b"--", b"~", b"*", b"a*b", b"[x]", b"%00",
    b"...", b".hidden", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xc2\x85", b"x" * 255, b"\xe9" * 255,
)  # fmt: skip


@pytest.fixture(scope="module")
def roomy(authority: Authority) -> Iterator[FtpsServer]:
    with FtpsServer(authority, Transcript()) as server:
        yield server
        assert server.errors == ()


@pytest.fixture
def client(roomy: FtpsServer) -> Iterator[OctetClient]:
    roomy.empty()
    with octet_client(roomy) as client:
        yield client


def on_disk(server: FtpsServer) -> dict[bytes, bytes]:
    return {os.fsencode(path.name): path.read_bytes() for path in server.root.iterdir()}


def test_each_name_is_a_file_of_its_own(roomy: FtpsServer, client: OctetClient) -> None:
    replies = [client.transfer("STOR", name, name)[0][:4] for name in NAMES]

    assert replies == [b"226 "] * len(NAMES)
    assert on_disk(roomy) == {name: name for name in NAMES}
    assert sorted(client.listed("NLST")) == sorted(NAMES)
    assert sorted(line.partition(b" ")[2] for line in client.listed("MLSD")) == sorted(NAMES)
    assert [client.transfer("RETR", name)[1] for name in NAMES] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_takes_the_name_as_it_is(name: bytes, client: OctetClient, roomy: FtpsServer) -> None:
    client.transfer("STOR", name, b"first")
    client.transfer("APPE", name, b"more")

    assert client.say("SIZE", name) == b"213 9"
    assert client.say("MDTM", name).startswith(b"213 ")
    assert (
        plain(client.say("MLST", name)).split(b"\r\n 25")[0].partition(b"; /")[2].rpartition(b"\r\n")[0]
        == name
    )
    assert [line.endswith(b" " + name) for line in client.listed("LIST", b"./" + name)] == [True]
    client.say("RNFR", name)
    assert client.say("RNTO", b"other") == b"250 Renaming ok."
    client.say("RNFR", b"other")
    assert client.say("RNTO", name) == b"250 Renaming ok."
    assert on_disk(roomy) == {name: b"firstmore"}
    assert client.say("DELE", name) == b"250 File removed."
    assert on_disk(roomy) == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_is_told_as_it_is_called(name: bytes, client: OctetClient) -> None:
    quoted = b'257 "/' + name.replace(b'"', b'""') + b'" '

    assert plain(client.say("MKD", name)).startswith(quoted)
    assert client.say("CWD", name).startswith(b"250 ")
    assert plain(client.say("PWD")).startswith(quoted)
    client.say("CDUP")
    assert client.say("RMD", name) == b"250 Directory removed."


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.binary(min_size=1, max_size=40))
@example(name=b"\xff\xff\xff")
@example(name=b"\r\0")
@example(name=b"..")
@example(name=b"a/")
@example(name=b"/")
@example(name=b"\r\r\n\n")
def test_any_octets_are_a_name_or_refused(name: bytes, roomy: FtpsServer, client: OctetClient) -> None:
    roomy.empty()

    reply, _ = client.transfer("STOR", name, b"content")

    if b"\0" in name or b"/" in name.lstrip(b"/") or name.lstrip(b"/") in {b"", b".", b".."}:
        assert reply.startswith(b"550 ")
        assert on_disk(roomy) == {}
    else:
        assert reply.startswith(b"226 ")
        assert on_disk(roomy) == {name.lstrip(b"/"): b"content"}
        assert client.transfer("RETR", name)[1] == b"content"
        assert client.listed("NLST") == [name.lstrip(b"/")]


@pytest.mark.parametrize("name", [b"x" * 256, b"a\0b", b"\0", b".", b"..", b"/", b"f/", b"f/.", b"d/.."])
@pytest.mark.parametrize("verb", ["STOR", "APPE", "RETR"])
def test_what_is_no_name_of_a_file_is_refused(
    verb: str, name: bytes, roomy: FtpsServer, client: OctetClient
) -> None:
    client.transfer("STOR", b"f", b"kept")
    client.say("MKD", b"d")

    reply, _ = client.transfer(verb, name, None if verb == "RETR" else b"x")

    assert reply.startswith(b"550 ")
    assert (roomy.root / "f").read_bytes() == b"kept"


def test_a_refused_transfer_leaves_no_place_to_restart_at(client: OctetClient) -> None:
    client.transfer("STOR", b"f", b"0123456789")
    client.say("REST", b"5")
    client.transfer("RETR", b"f/")

    assert client.transfer("RETR", b"f")[1] == b"0123456789"


def test_a_name_that_is_taken_is_no_goal_of_a_rename(roomy: FtpsServer, client: OctetClient) -> None:
    client.transfer("STOR", b"a", b"one")
    client.transfer("STOR", b"b", b"two")
    client.say("RNFR", b"a")

    assert client.say("RNTO", b"b") == b"550 File exists."
    assert on_disk(roomy) == {b"a": b"one", b"b": b"two"}


def test_a_telnet_signal_before_a_command_is_no_part_of_it(client: OctetClient) -> None:
    assert client.say_raw(b"\xff\xf4\xff\xf2ABOR").startswith(b"225 ")


def test_an_octet_ff_that_is_not_doubled_stays(roomy: FtpsServer, client: OctetClient) -> None:
    client.say_raw(b"MKD \xffa")

    assert [os.fsencode(path.name) for path in roomy.root.iterdir()] == [b"\xffa"]


@pytest.mark.parametrize("before", [b"MKD \xff", b"NOOP \xff\xff\xff", b"MKD \xff\xf4"], ids=repr)
def test_a_client_that_has_not_doubled_one_doubles_none(
    before: bytes, roomy: FtpsServer, client: OctetClient
) -> None:
    client.say_raw(before)
    client.say_raw(b"MKD a\xff\xff")

    assert b"a\xff\xff" in {os.fsencode(path.name) for path in roomy.root.iterdir()}


@pytest.mark.parametrize("name", [b"--", b"-- x", b"-x", b"-l x"], ids=repr)
def test_a_name_that_begins_as_options_do_can_be_listed(name: bytes, client: OctetClient) -> None:
    client.transfer("STOR", b"other", b"")
    client.transfer("STOR", name, b"")

    assert client.listed("NLST", name) == [name]


# What people see


def test_distinct_names_look_distinct() -> None:
    texts = [normalize("NFC", visible(text_of(name))) for name in NAMES]  # as a screen composes them

    assert all(text.isprintable() for text in texts)
    assert all(one != other for one, other in combinations(texts, 2))


@given(st.binary(max_size=8), st.binary(max_size=8))
def test_two_names_never_look_alike(one: bytes, other: bytes) -> None:
    shown = [visible(text_of(name)) for name in (one, other)]

    assert (shown[0] == shown[1]) == (one == other)
    assert all(text.isprintable() for text in shown)


def test_records_hold_no_octet_that_a_terminal_would_act_on(authority: Authority) -> None:
    transcript = Transcript()
    with FtpsServer(authority, transcript) as server, server.expecting(ServerProfile()) as pending:
        with octet_client(server) as client:
            for name in NAMES:
                client.say("MKD", name)
                client.say("CWD", name)
                client.say("PWD")
                client.say("CDUP")
            client.say_raw(b"\x1b[2J\xff FOO")
            client.say("QUIT")
        session = pending.session(Deadline.after(20))

    record = session_record(session)
    shown = [
        *(entry.text for entry in transcript.entries()),
        *(each["argument"] for each in record["commands"]),
    ]
    shown += [text for each in record["commands"] for _, text in each["replies"]]
    assert [text for text in shown if not text.isprintable()] == []
    assert len({each["argument"] for each in record["commands"] if each["verb"] == "MKD"}) == len(NAMES)
    assert [octets_of(command.argument) for command in session.sent("MKD")] == list(NAMES)
    assert [code for command in session.sent("PWD") for code, _ in command.replies] == [257] * len(NAMES)
    json.dumps(record, ensure_ascii=False).encode()


def test_a_name_makes_no_reply_of_its_own(authority: Authority) -> None:
    with FtpsServer(authority, Transcript()) as server, server.expecting(ServerProfile()) as pending:
        with octet_client(server) as client:
            client.say("MKD", b"a\n226 Transfer complete.")
            client.say("QUIT")
        session = pending.session(Deadline.after(20))

    assert [code for command in session.sent("MKD") for code, _ in command.replies] == [257]
