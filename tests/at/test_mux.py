"""Frames against literal octets of 27.010 and of multiplexers in the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.at.mux import (
    DLCI_MAX,
    READY,
    V24,
    ControlMessage,
    ControlType,
    Frame,
    FrameReader,
    FrameType,
    control_messages,
    fcs,
    modem_status,
    parse_modem_status,
)
from hil.errors import UsageError

WIRE = [
    (Frame(0, FrameType.SABM, cr=True, pf=True), "f9 03 3f 01 1c f9"),
    (Frame(0, FrameType.UA, cr=True, pf=True), "f9 03 73 01 d7 f9"),
    (Frame(1, FrameType.SABM, cr=True, pf=True), "f9 07 3f 01 de f9"),
    (Frame(0, FrameType.DISC, cr=True, pf=True), "f9 03 53 01 fd f9"),
    (Frame(0, FrameType.UIH, cr=True, payload=b"\xc3\x01"), "f9 03 ef 05 c3 01 f2 f9"),
    (Frame(1, FrameType.UIH, cr=True, payload=b"AT\r"), "f9 07 ef 07 41 54 0d d3 f9"),
]

STREAM = (
    b"\r\nOK\r\n\xf9\xf9"
    + bytes.fromhex("f9 03 73 01 d7 f9 07 ef 07 41 54 0d d3 f9")  # one flag between two frames
    + b"\xf9\x05"  # a frame that was cut off
    + bytes.fromhex("f9 07 ef 05 41 54 00 f9")  # a wrong check sequence
    + bytes.fromhex("f9 03 73 01 d7 00")  # no closing flag
    + Frame(2, FrameType.UIH, cr=False, payload=b"\xf9" * 130).encode()  # two octets of length
    + Frame(3, FrameType.UI, cr=False, payload=b"checked").encode()
)
FRAMES = [
    Frame(0, FrameType.UA, cr=True, pf=True),
    Frame(1, FrameType.UIH, cr=True, payload=b"AT\r"),
    Frame(2, FrameType.UIH, cr=False, payload=b"\xf9" * 130),
    Frame(3, FrameType.UI, cr=False, payload=b"checked"),
]


@pytest.mark.parametrize(("frame", "octets"), WIRE)
def test_frames_are_the_octets_of_the_standard(frame: Frame, octets: str) -> None:
    assert frame.encode() == bytes.fromhex(octets)


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_cut_anywhere_and_resynchronised(cut: int) -> None:
    reader = FrameReader(limit=200)

    frames = [*reader.feed(STREAM[:cut]), *reader.feed(STREAM[cut:])]

    assert frames == FRAMES


def test_octet_by_octet() -> None:
    reader = FrameReader(limit=200)

    frames = [frame for octet in STREAM for frame in reader.feed(bytes((octet,)))]

    assert frames == FRAMES


def test_a_length_beyond_the_limit_opens_no_frame() -> None:
    reader = FrameReader(limit=31)
    damaged = bytes.fromhex("f9 07 ef fe 7f")

    frames = list(reader.feed(damaged + WIRE[0][0].encode()))

    assert frames == [WIRE[0][0]]
    assert reader.pending == b"\xf9"  # the closing flag may open the next frame


def test_the_check_sequence_of_ui_covers_the_information() -> None:
    octets = bytearray(Frame(1, FrameType.UI, cr=True, payload=b"AT").encode())
    octets[4] ^= 1

    assert list(FrameReader().feed(bytes(octets))) == []


def test_the_check_of_a_frame_with_its_sequence_is_the_constant_of_the_standard() -> None:
    head = bytes.fromhex("03 3f 01")

    assert (
        0xFF - fcs(head + bytes((fcs(head),))) == 0xCF
    )  # 27.010 5.2.1.6: reversed, what a receiver is left with


@pytest.mark.parametrize("dlci", [-1, DLCI_MAX + 1])
def test_a_channel_that_can_not_be(dlci: int) -> None:
    with pytest.raises(UsageError):
        Frame(dlci, FrameType.SABM, cr=True).encode()


@given(
    frame=st.builds(
        Frame,
        dlci=st.integers(0, DLCI_MAX),
        type=st.sampled_from(FrameType),
        cr=st.booleans(),
        pf=st.booleans(),
        payload=st.binary(max_size=300),
    ),
    noise=st.sampled_from([b"", b"\r\nOK\r\n", b"\x00\x80\xfe", b"\xf9\xf9\xf9"]),
)
def test_what_is_encoded_is_read(frame: Frame, noise: bytes) -> None:
    assert list(FrameReader().feed(noise + frame.encode() + noise + frame.encode())) == [frame, frame]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    reader = FrameReader(limit=31)
    list(reader.feed(data + b"\x00" * 40))

    assert list(reader.feed(WIRE[5][0].encode()))[-1] == WIRE[5][0]


def test_control_messages_of_one_frame() -> None:
    status = ControlMessage(ControlType.MSC, is_command=True, value=modem_status(1, READY))
    test = ControlMessage(ControlType.TEST, is_command=False, value=b"x" * 200)

    assert status.encode() == bytes.fromhex("e3 05 07 8d")
    assert list(control_messages(status.encode() + test.encode() + b"\xc3")) == [status, test]
    assert list(control_messages(test.encode()[:-1])) == []


def test_the_signals_of_a_modem_status() -> None:
    assert parse_modem_status(bytes.fromhex("07 8f")) == (1, READY | V24.FC)
    assert parse_modem_status(b"\x07") is None
