"""The reader of FTP replies."""

from __future__ import annotations

import pytest

from hil.emulator.ftp.reply import (
    LINE_MAX,
    LINES_MAX,
    MalformedReply,
    ReplyParser,
    ServerReply,
    passive_address,
    port_argument,
)

STREAM = (
    b"220-Welcome\r\n220-to\r\n 220 this\r\n230 is no end\r\n220 server\r\n"
    b"331 Password?\r\n"
    b"200\r\n"
    b"211-Features:\r\n UTF8\r\n211 End\r\n"
    b"226 bare line feed\n"
)
REPLIES = [
    ServerReply(220, ("Welcome", "220-to", " 220 this", "230 is no end", "server")),
    ServerReply(331, ("Password?",)),
    ServerReply(200, ("",)),
    ServerReply(211, ("Features:", " UTF8", "End")),
    ServerReply(226, ("bare line feed",)),
]


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_cut_anywhere(cut: int) -> None:
    parser = ReplyParser()

    replies = parser.receive(STREAM[:cut]) + parser.receive(STREAM[cut:])

    assert replies == REPLIES
    assert parser.is_empty


def test_a_half_reply_is_not_empty() -> None:
    parser = ReplyParser()

    assert parser.receive(b"220-Welcome\r\n") == []
    assert not parser.is_empty


@pytest.mark.parametrize(
    "data",
    [
        b"hello\r\n",
        b"\r\n",
        b"99 low\r\n",
        b"600 high\r\n",
        b"2200 four digits\r\n",
        b"\x15\x03\x01\x00\x02\r\n",
    ],
)
def test_what_is_no_reply_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedReply):
        ReplyParser().receive(data)


def test_an_endless_line_is_refused() -> None:
    with pytest.raises(MalformedReply):
        ReplyParser().receive(b"220 " + b"x" * LINE_MAX)


def test_the_excess_lines_of_a_long_reply_are_dropped() -> None:
    (reply,) = ReplyParser().receive(b"220-x\r\n" * (LINES_MAX + 1) + b"220 Ready.\r\n")

    assert (reply.code, len(reply.lines)) == (220, LINES_MAX)


@pytest.mark.parametrize(
    "text", ["Entering Passive Mode (10,0,0,7,4,210).", "=10,0,0,7,4,210", "10,0,0,7,4,210 is it"]
)
def test_the_address_of_227_is_found(text: str) -> None:
    assert passive_address(ServerReply(227, (text,))) == ("10.0.0.7", 1234)


@pytest.mark.parametrize(
    "text", ["", "(10,0,0,7,4)", "(256,0,0,7,4,210)", "(10,0,0,7,4,256)", "(10,0,0,7,0,0)"]
)
def test_a_227_without_address_is_refused(text: str) -> None:
    with pytest.raises(MalformedReply):
        passive_address(ServerReply(227, (text,)))


def test_port_is_written_as_six_numbers() -> None:
    assert port_argument("10.0.0.7", 1234) == "10,0,0,7,4,210"
