"""The DCE's reading of command lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.at.parse import (
    Argument,
    CommandLine,
    CommandLineReader,
    MalformedCommand,
    ParsedCommand,
    parse_commands,
)
from hil.spec.commands import Form

ONE_LINE = b'\n xAT+QSECWRITE="RAM:ca_cert.pem",1614,100\rrest'
BODY = '+QSECWRITE="RAM:ca_cert.pem",1614,100'


def lines(*portions: bytes) -> list[CommandLine]:
    reader, found = CommandLineReader(), []
    for portion in portions:
        data = portion
        while data:
            taken = reader.take(data)
            data = data[taken.consumed :]
            if taken.line is not None:
                found.append(taken.line)
    return found


@pytest.mark.parametrize("cut", range(len(ONE_LINE) + 1))
def test_a_line_cut_anywhere_is_the_same_line(cut: int) -> None:
    assert lines(ONE_LINE[:cut], ONE_LINE[cut:]) == [CommandLine(BODY)]


def test_what_follows_the_terminator_is_left_alone() -> None:
    taken = CommandLineReader().take(b"AT\r\x00\x01payload")

    assert taken.line == CommandLine("")
    assert taken.consumed == 3


def test_the_place_of_the_prefix_is_reported() -> None:
    assert CommandLineReader().take(b"\x00\xffAT\r").prefix_at == 2


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"AT\r", [CommandLine("")]),
        (b"at+csq\r", [CommandLine("+csq")]),
        (b"aT\rAT\r", [CommandLine("")]),  # V.250 5.2.1: AT or at
        (b"A/", [CommandLine(repeat=True)]),
        (b"AAT\r", [CommandLine("")]),
        (b"ATE1\x08\x080\r", [CommandLine("0")]),
        (b"AT\x08\x08E0\r", [CommandLine("E0")]),
        (b"AT\nE\x000\r\n", [CommandLine("E0")]),
        (b"ATE0\rATI\r", [CommandLine("E0"), CommandLine("I")]),
        (b"AT" + b"X" * 254 + b"\r", [CommandLine("X" * 254)]),
        (b"AT" + b"X" * 255 + b"\r", [CommandLine(too_long=True)]),
        (b"AT" + b"X" * 100_000 + b"\rAT\r", [CommandLine(too_long=True), CommandLine("")]),
    ],
)
def test_lines_are_found(sent: bytes, expected: list[CommandLine]) -> None:
    assert lines(sent) == expected


def test_terminator_and_backspace_are_those_of_the_registers() -> None:
    taken = CommandLineReader().take(b"ATE1#0!", terminator=ord("!"), backspace=ord("#"))

    assert taken.line == CommandLine("E0")


def number(text: str) -> Argument:
    return Argument(text)


def string(text: str) -> Argument:
    return Argument(text, quoted=True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        ("E0", [ParsedCommand("E", Form.EXECUTE, (number("0"),))]),
        (
            "e0v1&f",
            [
                ParsedCommand("E", Form.EXECUTE, (number("0"),)),
                ParsedCommand("V", Form.EXECUTE, (number("1"),)),
                ParsedCommand("&F", Form.EXECUTE),
            ],
        ),
        ("S3?", [ParsedCommand("S", Form.READ, (number("3"),))]),
        (
            "S3=13S4=10",
            [
                ParsedCommand("S", Form.WRITE, (number("3"), number("13"))),
                ParsedCommand("S", Form.WRITE, (number("4"), number("10"))),
            ],
        ),
        ("+QIACT", [ParsedCommand("+QIACT", Form.EXECUTE)]),
        ("+cgatt?", [ParsedCommand("+CGATT", Form.READ)]),
        ("+QSSLCFG=?", [ParsedCommand("+QSSLCFG", Form.TEST)]),
        (
            BODY,
            [
                ParsedCommand(
                    "+QSECWRITE", Form.WRITE, (string("RAM:ca_cert.pem"), number("1614"), number("100"))
                )
            ],
        ),
        (
            '+QSSLCFG="ciphersuite",0,"0X0035,0X002F"',
            [
                ParsedCommand(
                    "+QSSLCFG", Form.WRITE, (string("ciphersuite"), number("0"), string("0X0035,0X002F"))
                )
            ],
        ),
        ('+QICSGP=1, "CMNET" ', [ParsedCommand("+QICSGP", Form.WRITE, (number("1"), string("CMNET")))]),
        ('+QFTPUSER=""', [ParsedCommand("+QFTPUSER", Form.WRITE, (string(""),))]),
        ('+QFTPPASS="a;b,c\\22d"', [ParsedCommand("+QFTPPASS", Form.WRITE, (string('a;b,c"d'),))]),
        ("+QSECWRITE=,,", [ParsedCommand("+QSECWRITE", Form.WRITE, (number(""), number(""), number("")))]),
        (
            "+CMEE=1;+QIACT;;I",
            [
                ParsedCommand("+CMEE", Form.WRITE, (number("1"),)),
                ParsedCommand("+QIACT", Form.EXECUTE),
                ParsedCommand("I", Form.EXECUTE),
            ],
        ),
        (
            "+IPR=115200&W",
            [
                ParsedCommand("+IPR", Form.WRITE, (number("115200"),)),
                ParsedCommand("&W", Form.EXECUTE),
            ],
        ),
        ("D*99#;", [ParsedCommand("D", Form.EXECUTE, (number("*99#;"),))]),
    ],
)
def test_commands_are_read(body: str, expected: list[ParsedCommand]) -> None:
    assert list(parse_commands(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        "1",
        "=",
        "+",
        "+1A",
        '+QFTPUSER="open',
        '+QFTPUSER="a"b',
        '+QFTPUSER=a"b"',
        "+CSQ?x",
        "+CSQ=?1",
        "+CSQ!?,",
    ],
)
def test_a_malformed_command_is_refused(body: str) -> None:
    with pytest.raises(MalformedCommand):
        list(parse_commands(body))


def test_commands_before_a_malformed_one_are_given() -> None:
    commands = parse_commands('E0;+QFTPUSER=a"b')

    assert next(commands).name == "E"
    with pytest.raises(MalformedCommand):
        next(commands)


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_any_body_is_read_or_refused(body: str) -> None:
    try:
        names = [command.name for command in parse_commands(body)]
    except MalformedCommand:
        return
    assert all(names)


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_portions_make_no_difference(portions: list[bytes]) -> None:
    assert lines(*portions) == lines(b"".join(portions))
