"""Reading ClientHellos: literal messages, and every one of them cut short."""

from __future__ import annotations

import pytest

from hil.tls.hello import MalformedHello, read_client_hello, read_ssl2_client_hello

RANDOM = bytes(range(32))
SNI = bytes.fromhex("0000 000e 000c 00 0009") + b"localhost"
SIGNATURES = bytes.fromhex("000d 0004 0002 0401")
TLS12 = (
    bytes.fromhex("01 00004b 0303") + RANDOM
    + bytes.fromhex("02 abcd  0006 003d 0035 00ff  01 00")
    + bytes.fromhex("001a") + SNI + SIGNATURES
)  # fmt: skip
SSL30 = bytes.fromhex("01 00002a 0300") + RANDOM + bytes.fromhex("00  0002 0004  02 01 00")
SSL2_FORM = bytes.fromhex("01 0301  0009 0000 0010  010080 000004 00000a") + RANDOM[:16]


def test_tls12_with_extensions() -> None:
    hello = read_client_hello(TLS12, record_version=0x0301)

    assert hello.record_version == 0x0301
    assert hello.client_version == 0x0303
    assert hello.random == RANDOM
    assert hello.session_id == b"\xab\xcd"
    assert hello.suites == (0x003D, 0x0035, 0x00FF)
    assert hello.offered == {0x003D, 0x0035}
    assert hello.compression_methods == (0,)
    assert hello.extensions == ((0, SNI[4:]), (13, bytes.fromhex("00020401")))
    assert hello.server_name == "localhost"


def test_ssl30_has_no_extensions() -> None:
    hello = read_client_hello(SSL30, record_version=0x0300)

    assert hello.client_version == 0x0300
    assert hello.suites == (0x0004,)
    assert hello.compression_methods == (1, 0)
    assert hello.extensions == ()
    assert hello.server_name is None


def test_the_form_of_ssl2() -> None:
    hello = read_ssl2_client_hello(SSL2_FORM)

    assert hello.client_version == 0x0301
    assert hello.suites == (0x0004, 0x000A)  # 010080 is a cipher of SSL 2.0 only
    assert hello.random == RANDOM[:16]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("000c 00 0009 6c6f63616c686f7374", "localhost"),
        ("000c 00 0009 3132372e302e302e31", "127.0.0.1"),
        ("0006 00 0003 61ff62", "a\\xffb"),
        ("0006 01 0003 616263", None),  # a name type that is none of RFC 6066
        ("0000", None),
        ("0009 00 0009 61", None),
    ],
)
def test_server_name(body: str, name: str | None) -> None:
    data = bytes.fromhex(body)
    extension = bytes(2) + len(data).to_bytes(2) + data
    start = TLS12[4 : 4 + 2 + 32 + 3 + 8 + 2]
    message = start + len(extension).to_bytes(2) + extension

    hello = read_client_hello(b"\x01" + len(message).to_bytes(3) + message, record_version=0)

    assert hello.server_name == name


@pytest.mark.parametrize("size", range(len(TLS12)))
def test_cut_anywhere(size: int) -> None:
    with pytest.raises(MalformedHello):
        read_client_hello(TLS12[:size], record_version=0x0301)


@pytest.mark.parametrize("size", range(len(SSL2_FORM)))
def test_cut_anywhere_in_the_form_of_ssl2(size: int) -> None:
    with pytest.raises(MalformedHello):
        read_ssl2_client_hello(SSL2_FORM[:size])


@pytest.mark.parametrize("message", [b"\x02" + TLS12[1:], TLS12[:-5] + b"\xff" + TLS12[-4:]])
def test_another_message_and_a_wrong_length(message: bytes) -> None:
    with pytest.raises(MalformedHello):
        read_client_hello(message, record_version=0x0301)
