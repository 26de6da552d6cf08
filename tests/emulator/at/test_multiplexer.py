"""The module's side of the multiplexer, against literal frames."""

from __future__ import annotations

import pytest

from hil.at.mux import V24, ControlMessage, ControlType, Frame, FrameReader, FrameType, modem_status
from tests.emulator.dte import Bench, Dte

SABM, DISC, UIH, UA, DM = FrameType.SABM, FrameType.DISC, FrameType.UIH, FrameType.UA, FrameType.DM


def command(dlci: int, kind: FrameType, payload: bytes = b"") -> bytes:
    """A frame of the initiating station."""
    return Frame(dlci, kind, cr=True, pf=kind is not UIH, payload=payload).encode()


def control(kind: ControlType, value: bytes = b"") -> bytes:
    return command(0, UIH, ControlMessage(kind, is_command=True, value=value).encode())


def frames(octets: bytes) -> list[Frame]:
    return list(FrameReader().feed(octets))


def content(dlci: int, octets: bytes) -> bytes:
    return b"".join(frame.payload for frame in frames(octets) if frame.dlci == dlci and frame.type is UIH)


def answer(kind: int, value: bytes) -> list[Frame]:
    message = ControlMessage(kind, is_command=False, value=value)
    return [Frame(0, UIH, cr=False, payload=message.encode())]


@pytest.fixture
def muxed(dte: Dte) -> Dte:
    """A line with DLCI 1 and 2 open."""
    dte.send(b"AT+CMUX=0\r")
    dte.send(command(0, SABM) + command(1, SABM) + command(2, SABM))
    return dte


def test_cmux_is_answered_and_then_the_line_carries_frames(dte: Dte) -> None:
    assert dte.send(b"AT+CMUX=0,0,5,127,10,3,30,10,2\r") == b"\r\nOK\r\n"
    assert dte.send(b"AT\r") == b""
    assert dte.send(command(0, SABM)) == bytes.fromhex("f9 03 73 01 d7 f9")


@pytest.mark.parametrize("line", ["+CMUX=1", "+CMUX=0,1", "+CMUX=0,0,9", "+CMUX=0,0,5,0", "+CMUX=", "+CMUX"])
def test_what_cmux_can_not_do_is_refused(dte: Dte, line: str) -> None:
    assert dte.at(line) in {"+CME ERROR: 3518", "ERROR"}
    assert dte.at("") == "OK"


def test_each_channel_has_echo_and_settings_of_its_own(muxed: Dte) -> None:
    muxed.send(command(1, UIH, b"ATE0\r"))

    assert content(1, muxed.send(command(1, UIH, b"AT+IPR?\r"))) == b"\r\n+IPR: 0\r\n\r\nOK\r\n"
    assert content(2, muxed.send(command(2, UIH, b"AT\r"))) == b"AT\r\r\nOK\r\n"


def test_opening_a_channel_tells_its_signals_as_commands_of_the_responder(dte: Dte) -> None:
    dte.send(b"AT+CMUX=0\r" + command(0, SABM))

    opened = dte.send(command(1, SABM))

    assert (
        opened
        == bytes.fromhex("f9 07 73 01 15 f9")
        + Frame(0, UIH, cr=False, payload=bytes.fromhex("e3 05 07 8d")).encode()
    )


@pytest.mark.parametrize(
    ("sent", "refused"),
    [(command(5, SABM), 5), (command(3, DISC), 3), (command(3, UIH, b"AT\r"), 3)],
    ids=["no such channel", "close a closed one", "talk to a closed one"],
)
def test_what_belongs_to_no_channel_gets_dm(muxed: Dte, sent: bytes, refused: int) -> None:
    answers = [(frame.dlci, frame.type, frame.cr) for frame in frames(muxed.send(sent))]

    assert answers == [(refused, DM, True)]


def test_no_channel_opens_before_the_control_channel(dte: Dte) -> None:
    dte.send(b"AT+CMUX=0\r")

    assert [frame.type for frame in frames(dte.send(command(1, SABM)))] == [DM]


def test_a_response_of_the_dte_is_not_taken_for_a_command(muxed: Dte) -> None:
    assert muxed.send(Frame(1, DISC, cr=False, pf=True).encode()) == b""
    assert content(1, muxed.send(command(1, UIH, b"AT\r"))).endswith(b"OK\r\n")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ControlType.TEST, b"any octets \xf9\x7e"),
        (ControlType.PSC, b""),
        (ControlType.FCON, b""),
        (ControlType.MSC, modem_status(1, V24.RTC | V24.RTR)),
        (ControlType.RLS, b"\x07\x01"),
        (ControlType.RPN, bytes.fromhex("07 09 03 00 11 13 7f 3f")),
    ],
)
def test_control_messages_are_answered_by_the_same_value(muxed: Dte, kind: ControlType, value: bytes) -> None:
    assert frames(muxed.send(control(kind, value))) == answer(kind, value)


def test_a_query_of_port_settings_is_answered_by_them(muxed: Dte) -> None:
    assert frames(muxed.send(control(ControlType.RPN, b"\x07"))) == answer(
        ControlType.RPN, bytes.fromhex("07 09 03 00 11 13 7f 3f")
    )


def test_an_unknown_control_message_is_not_supported(muxed: Dte) -> None:
    assert frames(muxed.send(control(ControlType.SNC, b"\x07"))) == answer(ControlType.NSC, b"\xd3")


def test_parameter_negotiation_bounds_the_frames_of_one_channel(muxed: Dte) -> None:
    asked = bytes.fromhex("01 00 07 0a 10 00 03 02")

    assert frames(muxed.send(control(ControlType.PN, asked))) == answer(ControlType.PN, asked)
    muxed.send(command(1, UIH, b"ATE0\r"))
    sizes = [len(frame.payload) for frame in frames(muxed.send(command(1, UIH, b"ATI\r")))]
    assert max(sizes) == 16


def test_frames_are_no_longer_than_cmux_says(dte: Dte) -> None:
    dte.send(b"AT+CMUX=0,0,5,20\r" + command(0, SABM) + command(1, SABM))

    sent = dte.send(command(1, UIH, b"ATI\r"))

    assert max(len(frame.payload) for frame in frames(sent)) == 20
    assert b"Quectel_M95\r\n" in content(1, sent)


@pytest.mark.parametrize("end", [control(ControlType.CLD), command(0, DISC)], ids=["CLD", "DISC of DLCI 0"])
def test_closing_down_returns_the_line_to_at(muxed: Dte, end: bytes) -> None:
    came = muxed.send(end + b"AT\r")

    assert frames(came)
    assert came.endswith(b"\xf9\r\nOK\r\n")
    assert len(muxed.module.terminals) == 1


def test_close_down_is_answered_before_it_takes_effect(muxed: Dte) -> None:
    assert frames(muxed.send(control(ControlType.CLD))) == answer(ControlType.CLD, b"")


def test_repetition_works_on_a_line_and_not_on_a_channel(dte: Dte) -> None:
    dte.send(b"ATI\r")
    assert b"Quectel_M95" in dte.send(b"A/")

    dte.send(b"AT+CMUX=0\r" + command(0, SABM) + command(1, SABM) + command(1, UIH, b"ATE0\r"))

    assert content(1, dte.send(command(1, UIH, b"A/"))) == b""
    assert content(1, dte.send(command(1, UIH, b"AT\r"))) == b"\r\nOK\r\n"


def test_a_multiplexed_line_is_not_multiplexed_again(muxed: Dte) -> None:
    assert content(1, muxed.send(command(1, UIH, b"ATE0\r"))).endswith(b"OK\r\n")
    assert content(1, muxed.send(command(1, UIH, b"AT+CMUX=0\r"))) == b"\r\nERROR\r\n"


def test_a_reboot_ends_multiplexing_and_the_rate_is_to_be_found_again(muxed: Dte) -> None:
    muxed.send(command(1, UIH, b"AT+CFUN=1,1\r"))

    assert muxed.send(b"AT\r") == b"AT\r\r\nOK\r\n"
    assert len(muxed.module.terminals) == 1


def test_start_up_lines_come_on_the_line_after_a_reboot_and_on_no_channel(muxed: Dte) -> None:
    opened = muxed.send(command(1, UIH, b"ATE0;+IPR=115200&W\r") + command(3, SABM))
    assert content(3, opened) == b""

    came = muxed.send(command(1, UIH, b"AT+CFUN=1,1\r"))

    assert came.endswith(b"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n")


def test_every_open_channel_hears_that_the_network_took_the_context(muxed: Dte) -> None:
    muxed.send(command(1, UIH, b"ATE0;+QIREGAPP;+QIACT\r"))

    muxed.module.mobile_network.deactivate_context()

    came = muxed.take()
    assert [content(dlci, came) for dlci in (1, 2, 3)] == [b"\r\n+PDP DEACT\r\n"] * 2 + [b""]


def test_a_reopened_channel_begins_anew(muxed: Dte) -> None:
    muxed.send(command(1, UIH, b"ATE0\r") + command(1, DISC) + command(1, SABM))

    assert content(1, muxed.send(command(1, UIH, b"AT\r"))) == b"AT\r\r\nOK\r\n"


def test_frames_cut_and_noise_between_them_change_nothing(muxed: Dte) -> None:
    muxed.send(command(1, UIH, b"ATE0\r"))
    octets = b"\xff\x00" + command(1, UIH, b"A") + b"\xf9\x07" + command(1, UIH, b"T\r")

    came = b"".join(muxed.send(bytes((octet,))) for octet in octets)

    assert content(1, came) == b"\r\nOK\r\n"


def test_an_upload_that_the_network_does_not_take_stops_its_channel_only(bench: Bench) -> None:
    bench.held = frozenset({"226"})
    dte = bench.dte
    dte.send(b"AT+CMUX=0\r" + command(0, SABM) + command(1, SABM) + command(2, SABM))
    dte.send(command(1, UIH, b'AT+QFTPOPEN="ftp.example",21\r'))
    dte.expect(b"+QFTPOPEN: 0\r\n")
    with bench.module.lock:
        dte.send(command(1, UIH, b'AT+QFTPPUT="f",60000\r'))
        while b"CONNECT" not in dte._received:
            bench.module.wait(5)
        dte.take()
        stopped = b"".join(dte.send(command(1, UIH, b"x" * 100)) for _ in range(200))
        other = dte.send(command(2, UIH, b"AT\r"))

    signals = ControlMessage(ControlType.MSC, is_command=True, value=bytes.fromhex("07 8f"))
    assert frames(stopped) == [Frame(0, UIH, cr=False, payload=signals.encode())]
    assert content(2, other).endswith(b"OK\r\n")


def test_closing_a_channel_in_data_mode_ends_its_upload(bench: Bench) -> None:
    dte = bench.dte
    dte.send(b"AT+CMUX=0\r" + command(0, SABM) + command(1, SABM) + command(2, SABM))
    dte.send(command(1, UIH, b'AT+QFTPOPEN="ftp.example",21\r'))
    dte.expect(b"+QFTPOPEN: 0\r\n")
    dte.send(command(1, UIH, b'AT+QFTPPUT="f",60000\r'))
    dte.expect(b"CONNECT")

    dte.send(command(1, UIH, b"abc") + command(1, DISC))

    dte.settle()
    assert bench.files["f"] == b"abc"


def test_a_channel_has_no_flow_characters(muxed: Dte) -> None:
    muxed.send(command(1, UIH, b"AT+IFC=1,1\r"))
    muxed.send(command(1, UIH, b'AT+QFUPL="f",4\r'))

    muxed.send(command(1, UIH, b"a\x13b\x11"))

    assert muxed.module.files.find("UFS:f") == b"a\x13b\x11"


def test_a_context_in_use_is_foreground_of_its_own_channel_only(muxed: Dte) -> None:
    free, taken = b"\r\n+QIFGCNT: 0,255\r\n\r\nOK\r\n", b"\r\n+QIFGCNT: 0,1\r\n\r\nOK\r\n"
    for dlci in (1, 2):
        muxed.send(command(dlci, UIH, b"ATE0\r"))
    assert content(1, muxed.send(command(1, UIH, b"AT+QIFGCNT?\r"))) == free

    muxed.send(command(2, UIH, b"AT+QIFGCNT=0;+QIREGAPP;+QIACT\r"))

    assert content(1, muxed.send(command(1, UIH, b"AT+QIFGCNT?\r"))) == taken
    assert content(1, muxed.send(command(1, UIH, b"AT+QIFGCNT=0\r"))) == b"\r\nERROR\r\n"
    assert content(2, muxed.send(command(2, UIH, b"AT+QIFGCNT=0\r"))) == b"\r\nOK\r\n"
    muxed.send(command(2, DISC))
    assert content(1, muxed.send(command(1, UIH, b"AT+QIFGCNT=0\r"))) == b"\r\nOK\r\n"
