"""Command lines as a DTE builds them, and what it knows of those that others built."""

from __future__ import annotations

import pytest

from hil.at import command
from hil.at.command import Outline, outline
from hil.spec.commands import Form


@pytest.mark.parametrize(
    ("built", "line"),
    [
        (command.write("QSSLCFG", "cacert", 0, "NVRAM:CA0"), 'AT+QSSLCFG="cacert",0,"NVRAM:CA0"'),
        (command.write("QFTPPUT", "test.txt", 10220, None), 'AT+QFTPPUT="test.txt",10220'),
        (command.write("QFTPPUT", "test.txt", None, 200), 'AT+QFTPPUT="test.txt",,200'),
        (command.write("QFTPCFG", 7), "AT+QFTPCFG=7"),
        (command.execute("QIACT"), "AT+QIACT"),
        (command.read("QICSGP"), "AT+QICSGP?"),
        (command.test("QSECDEL"), "AT+QSECDEL=?"),
    ],
)
def test_a_line_is_built_from_its_values(built: str, line: str) -> None:
    assert built == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("AT", Outline((), Form.EXECUTE, ())),
        ("ATE0", Outline((), Form.EXECUTE, ())),
        ("AT&V", Outline((), Form.EXECUTE, ())),
        ("ATD+49123;", Outline((), Form.EXECUTE, ())),
        ("AT+QIACT", Outline(("QIACT",), Form.EXECUTE, ())),
        ("at+qiact", Outline(("QIACT",), Form.EXECUTE, ())),
        ("AT+QIACT=?", Outline(("QIACT",), Form.TEST, ())),
        ("AT+QICSGP?", Outline(("QICSGP",), Form.READ, ())),
        ('AT+QICSGP=1,"CM;+X=?"', Outline(("QICSGP",), Form.WRITE, ("1", '"CM;+X=?"'))),
        ("AT+CMEE=1;+QIDEACT", Outline(("CMEE", "QIDEACT"), Form.EXECUTE, ())),
        ("ATE0V1+CMEE=1", Outline(("CMEE",), Form.WRITE, ("1",))),
        ("AT+QFTPCFG=7,1;E0", Outline(("QFTPCFG",), Form.WRITE, ("7", "1"))),
    ],
)
def test_the_outline_names_the_commands_and_the_form_of_the_last(line: str, expected: Outline) -> None:
    assert outline(line) == expected
