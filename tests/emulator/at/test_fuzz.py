"""Whatever a DTE sends: the module answers or is silent, lives, and is back in command mode after `+++`."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hil.emulator.device.personality_file import personality, shipped
from hil.emulator.module import Module
from tests.emulator.dte import Bench, Dte

EFFORT = int(os.environ.get("HIL_FUZZ", "1"))
"""How many times as many examples as `make test` tries."""

NUMBERS = st.sampled_from(
    ["", "0", "1", "-1", "2", "3", "7", "200", "2017", "32769", "99999999999", "0x1", "²"]
)
STRINGS = st.sampled_from(
    [
        '""',
        '"RAM:x"',
        '"NVRAM:CA0"',
        '"sslversion"',
        '"ciphersuite"',
        '"ctxindex"',
        '"0X0035"',
        '"/"',
        '"a',
        "a",
    ]
)
NAMES = sorted(
    Module().commands.keys() - {"+QNTP", "+QPING", "+QIDNSGIP"}
)  # these would ask servers of others
COMMAND = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "?", "=?"])).map("".join),
    st.tuples(st.sampled_from(NAMES), st.lists(st.one_of(NUMBERS, STRINGS), max_size=5)).map(
        lambda drawn: f"{drawn[0]}={','.join(drawn[1])}"
    ),
)
LINE = st.lists(COMMAND, min_size=1, max_size=4).map(lambda commands: f"AT{';'.join(commands)}\r".encode())
NOISE = st.binary(max_size=80)


def fresh_answer(bench: Bench) -> bytes:
    """What AT brings after everything that a DTE may do to be heard."""
    bench.dte.escape()
    bench.dte.pass_time(1000)
    bench.module.terminals[0].profile = bench.module.profiles.factory()
    bench.dte.send(b"\rAT&F\r")
    bench.dte.send(b"ATE0\r")
    return bench.dte.send(b"AT\r")


def hears_again(bench: Bench) -> bool:
    return fresh_answer(bench).endswith(b"\r\nOK\r\n")


def forbids_power_down(portions: list[bytes]) -> list[bytes]:
    """Portions none of which switches the module off, also not by what was said before."""
    return [
        portion for portion in portions if b"POWD" not in portion.upper() and b"CMUX" not in portion.upper()
    ]


@settings(max_examples=150 * EFFORT, deadline=None)
@given(st.sampled_from(shipped()), st.lists(st.one_of(LINE, NOISE), max_size=12).map(forbids_power_down))
def test_it_lives(name: str, portions: list[bytes]) -> None:
    bench = Bench(personality=personality(name))
    try:
        for portion in portions:
            bench.dte.send(portion)
        assert hears_again(bench)
    finally:
        bench.close()


@settings(max_examples=200 * EFFORT, deadline=None)
@given(LINE)
def test_a_line_has_an_answer(line: bytes) -> None:
    bench = Bench()
    try:
        assert bench.dte.send(line) or b"Q" in line  # ATQ1 and nothing else makes a line silent
    finally:
        bench.close()


DATA_MODES = (
    b'AT+QSECWRITE="RAM:x",32768,200\r',
    b'AT+QFUPL="x",30000,200\r',
    b'AT+QFTPPUT="x",30000,500\r',
    b'AT+QFTPPUT="x"\r',
    b'AT+QFTPGET="big"\r',
)


@pytest.mark.parametrize("line", DATA_MODES)
@settings(max_examples=30 * EFFORT, deadline=None)
@given(
    st.lists(st.one_of(NOISE, LINE, st.sampled_from([b"+", b"++", b"+++", b"++++", b"\r+++"])), max_size=8)
)
def test_a_guarded_escape_leaves_any_data_mode(line: bytes, payload: list[bytes]) -> None:
    bench = Bench()
    bench.files["big"] = bytes(5000)
    bench.held = frozenset({"block"})
    try:
        dte = bench.opened()
        enter(dte, line)
        for portion in payload:
            dte.send(portion)
        assert answers_after_escape(dte)
    finally:
        bench.client.hold.set()
        bench.close()


def enter(dte: Dte, line: bytes) -> None:
    if b"CONNECT" not in dte.send(
        line
    ):  # an upload to the module connects at once, others when the server is ready
        dte.expect(b"CONNECT\r\n")


def answers_after_escape(dte: Dte) -> bool:
    dte.escape()
    return dte.send(b"\rAT\r").endswith(b"\r\nOK\r\n")


@settings(max_examples=60 * EFFORT, deadline=None)
@given(st.lists(LINE.filter(lambda line: b"POWD" not in line and b"CMUX" not in line), max_size=4), st.data())
def test_portions_make_no_difference(lines: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(lines)
    cut = data.draw(st.integers(0, len(stream)))
    whole, parts = Bench(), Bench()
    try:
        answered = whole.dte.send(stream)
        assert parts.dte.send(stream[:cut]) + parts.dte.send(stream[cut:]) == answered
    finally:
        whole.close()
        parts.close()
