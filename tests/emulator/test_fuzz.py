"""Whatever a DTE sends: the module answers or is silent, lives, and is back in command mode after `+++`."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hil.emulator.commands.table import COMMANDS
from tests.emulator.dte import Bench

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
COMMAND = st.one_of(
    st.tuples(st.sampled_from(sorted(COMMANDS)), st.sampled_from(["", "?", "=?"])).map("".join),
    st.tuples(st.sampled_from(sorted(COMMANDS)), st.lists(st.one_of(NUMBERS, STRINGS), max_size=5)).map(
        lambda drawn: f"{drawn[0]}={','.join(drawn[1])}"
    ),
)
LINE = st.lists(COMMAND, min_size=1, max_size=4).map(lambda commands: f"AT{';'.join(commands)}\r".encode())
NOISE = st.binary(max_size=80)


def fresh_answer(bench: Bench) -> bytes:
    """What AT brings after everything that a DTE may do to be heard."""
    bench.dte.escape()
    bench.dte.pass_time(1000)
    bench.module.terminals[0].profile = bench.module.factory_profile()
    bench.dte.send(b"\rAT&F\r")
    bench.dte.send(b"ATE0\r")
    return bench.dte.send(b"AT\r")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(LINE, NOISE), max_size=12))
def test_it_lives(portions: list[bytes]) -> None:
    bench = Bench()
    try:
        for portion in portions:
            if b"QPOWD" not in portion.upper():
                bench.dte.send(portion)
        assert fresh_answer(bench).endswith(b"\r\nOK\r\n")
    finally:
        bench.close()


@settings(max_examples=200, deadline=None)
@given(LINE)
def test_a_line_has_an_answer(line: bytes) -> None:
    bench = Bench()
    try:
        assert bench.dte.send(line) or b"Q" in line  # ATQ1 and nothing else makes a line silent
    finally:
        bench.close()
