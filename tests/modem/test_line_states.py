"""What came from a line tells what is there: one word each, and no word for another state."""

from __future__ import annotations

import random

import pytest

from hil.at.mux import Frame, FrameType
from hil.modem.leftovers import advanced_frame
from hil.modem.line_settings import with_parity
from hil.modem.line_state import LineState
from hil.modem.silence import diagnosis, foreign_lines, recognised

CAME = {
    "an echo": (b"AT\rAT\r", LineState.ECHO_ONLY),
    "an echo by lines": (b"AT\r\nAT\r\n+++ATQ0\r\n", LineState.ECHO_ONLY),
    "a prompt": (b"AT\r\r\n> AT\r\r\n> ", LineState.PROMPT),
    "a prompt without echo": (b"\r\n> ", LineState.PROMPT),
    "basic frames": (Frame(1, FrameType.UIH, cr=False, payload=b"\r\nOK").encode(), LineState.MULTIPLEXER),
    "frames behind text": (b"OKAT" + Frame(0, FrameType.DM, cr=True).encode(), LineState.MULTIPLEXER),
    "advanced frames": (advanced_frame(FrameType.SABM), LineState.MULTIPLEXER),
    "advanced frames with text": (advanced_frame(FrameType.UIH, b"AT\r"), LineState.MULTIPLEXER),
    "PPP, escaped": (bytes.fromhex("7eff7d23c0217d217d217d207d347d227d26"), LineState.PPP),
    "PPP, not escaped": (bytes.fromhex("7eff03c02101010014"), LineState.PPP),
    "PPP behind CONNECT": (b"CONNECT\r\n" + bytes.fromhex("7eff7d23c0217d217d21"), LineState.PPP),
    "starts": (b"\r\nRDY\r\n\r\n+CFUN: 1\r\n\x00\r\nRDY\r\n", LineState.RESTARTING),
    "falls": (b"\r\nRDY\r\nUNDER_VOLTAGE POWER DOWN\r\n", LineState.RESTARTING),
    "U-Boot": (b"\r\nU-Boot 2019.04 (Mar 2020)\r\nHit any key to stop", LineState.BOOT_LOADER),
    "XMODEM": (b"CCCCC", LineState.BOOT_LOADER),
    "NAKs": (b"\x15\x15\x15\x15", LineState.BOOT_LOADER),
    "GPS": (b"$GPRMC,,V,,,,,,,,,,N*53\r\n", LineState.POSITIONING),
    "several systems": (b",N*1F\r\n$GNGGA,081836,3751.65,S,14507.36,E,1\r\n", LineState.POSITIONING),
    "BeiDou": (b"$BDGSV,1,1,0,0*74\r\n", LineState.POSITIONING),
    "u-blox": (b"\xb5\x62\x01\x07\x5c\x00\x80\x0f", LineState.POSITIONING),
    "a login": (b"\r\nDebian GNU/Linux 12 bench ttyS0\r\n\r\nbench login: ", LineState.CONSOLE),
    "a password": (b"AT\r\nPassword: ", LineState.CONSOLE),
    "a shell": (b"AT\r\n-sh: AT: not found\r\n/ # ", LineState.CONSOLE),
    "a shell of a user": (b"AT\r\nbash: AT: command not found\r\npi@bench:~$ ", LineState.CONSOLE),
    "a shell in colour": (
        b"\x1b[1;32mroot@ap\x1b[0m:~# AT\r\n/bin/ash: AT: not found\r\n",
        LineState.CONSOLE,
    ),
    "a kernel": (b"[   12.000997] usb 1-1: new device\r\n[   13.4", LineState.CONSOLE),
    "its services": (b"[  OK  ] Started the OK service.\r\n", LineState.CONSOLE),
    "an interpreter": (b"NameError: name 'AT' isn't defined\r\n>>> ", LineState.CONSOLE),
    "U-Boot's prompt": (b"AT\r\nUnknown command 'AT' - try 'help'\r\n=> ", LineState.BOOT_LOADER),
    "its commands": (b"AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\n", LineState.OTHER_PROGRAM),
    "its answers": (b'\r\n+COPS: 0,0,"Net"\r\n', LineState.OTHER_PROGRAM),
    "another maker's": (b"AT^SYSINFO\r\n", LineState.OTHER_PROGRAM),
    "half of it": (b"A\rOT\r\nO\r\nK\rA", LineState.LOSSY),
    "less": (b"K\r\n", LineState.LOSSY),
    "no line ends": (b"AT\r\r!OK\r!", LineState.RESPONSE_FORM),
    "a blank as S4": (b"AT\r\r OK\r AT\r\r OK\r ", LineState.RESPONSE_FORM),
    "NUL as S4": (b"AT\r\r\x00OK\r\x00", LineState.RESPONSE_FORM),
    "BEL as S4": (b"\r\x07OK\r\x07", LineState.RESPONSE_FORM),
    "XOFF": (b"AT\r\x13", LineState.HELD),
    "a device that refuses": (b"error:1\r\nerror:1\r\n", LineState.OTHER_DEVICE),
    "a text with OK": (b"status OK, 2 ERRORs\r\nBOOK\r\n", LineState.OTHER_DEVICE),
    "a banner": (b"Welcome to the sensor\r\n", LineState.OTHER_DEVICE),
    "even parity": (with_parity(b"AT\r\r\nOK\r\n", is_odd=False), LineState.CHARACTER_FORM),
    "odd parity": (with_parity(b"\r\nERROR\r\n", is_odd=True), LineState.CHARACTER_FORM),
    "mark parity": (bytes(byte | 0x80 for byte in b"\r\nOK\r\n"), LineState.CHARACTER_FORM),
    "telnet": (b"\xff\xfd\x03\xff\xfb\x03\xff\xfb\x01", LineState.TELNET),
    "another rate": (b"\x80\xf8\x00\x86\x1e\xe6\x98", LineState.RATE),
}


@pytest.mark.parametrize("name", CAME)
def test_a_state_is_recognised_by_what_came(name: str) -> None:
    came, state = CAME[name]

    assert recognised(came, baudrate=115_200).state is state


@pytest.mark.parametrize(
    "line",
    [
        *('+CLIP: "+4930",145', '+CUSD: 0,"15 EUR",15', "+CTZV: 4", '+CTZE: "+04",0', "+CSSU: 2", "+CDSI: 1"),
        *(
            '+CREG: 2,"1801","2B5C"',
            "+CGREG: 1",
            "+QIRDI: 0,1,0",
            '+CIEV: "SQ",3',
            "+CBM: 5",
            "+CCWV",
            "+CSQN: 20,0",
        ),
    ],
)
def test_what_a_module_sends_unasked_is_of_no_other_program(line: str) -> None:
    assert foreign_lines(f"AT\r\r\n{line}\r\n\r\nOK\r\n".encode()) == []


@pytest.mark.parametrize(
    "line", ["+CREG: 0,1", "+CSQ: 20,99", '+CPMS: "SM",0,50', "+CBC: 0,90,4000", "at+cnmi=2,1"]
)
def test_what_nobody_has_asked_here_is_of_another_program(line: str) -> None:
    assert foreign_lines(f"\r\n{line}\r\n\r\nOK\r\n".encode()) == [line]


def test_silence_is_a_state() -> None:
    assert recognised(b"", baudrate=115_200).state is LineState.SILENT


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_of_no_state_but_another_rate(seed: int) -> None:
    noise = b"\xf8" + random.Random(seed).randbytes(60)

    assert recognised(noise, baudrate=115_200).state is LineState.RATE


@pytest.mark.parametrize("name", CAME)
def test_what_is_told_is_one_line_with_the_next_step(name: str) -> None:
    words = diagnosis(CAME[name][0], baudrate=115_200)

    assert words.isascii()
    assert words.isprintable()
    assert "; " in words
