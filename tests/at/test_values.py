"""The values of a response line, in every form that the note leaves open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.at.lexis import quote
from hil.at.values import named, normalised, numbered, values


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+QFTPOPEN: 0", ("QFTPOPEN", "0")),
        ("+QFTPOPEN:0", ("QFTPOPEN", "0")),
        ("+QFTPOPEN 0", ("QFTPOPEN", "0")),
        ("+QFTPOPEN : 0 ", ("QFTPOPEN", "0")),
        ('+QSSLCFG 0,4,1,"0X0005"', ("QSSLCFG", '0,4,1,"0X0005"')),
        ("+QFTPSTAT", ("QFTPSTAT", "")),
        ("+CME ERROR: 3", ("CME", "ERROR: 3")),
        ("OK", None),
        ("10.1.83.188", None),
    ],
)
def test_a_line_has_a_name_with_and_without_its_colon(line: str, expected: tuple[str, str] | None) -> None:
    assert named(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+QFTPOPEN: 0", ("QFTPOPEN", 0)),
        ("+QFTPOPEN:-5", ("QFTPOPEN", -5)),
        ("+QFTPOPEN -5", ("QFTPOPEN", -5)),
        ("+QFTPGET :10220 ", ("QFTPGET", 10220)),
        ("+QFTPOPEN: 0,1", None),
        ("+QFTPSTAT: OPENED", None),
    ],
)
def test_a_result_is_a_number_alone(line: str, expected: tuple[str, int] | None) -> None:
    assert numbered(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"sslversion", 4', ("sslversion", "4")),
        ("sslversion,4", ("sslversion", "4")),
        ("<filename>,<filesize>[,(3-200)]", ("<filename>", "<filesize>", "(3-200)")),
        ("<filename>, <filesize>, (3 - 200)", ("<filename>", "<filesize>", "(3-200)")),
        ('"type",(0, 1,2),"value"', ("type", "(0,1,2)", "value")),
        ('0,4,1,"0X0005, 0X0004","NVRAM:CA0","",""', ("0", "4", "1", "0X0005, 0X0004", "NVRAM:CA0", "", "")),
        ('"NVRAM:CA[0,1]"', ("NVRAM:CA[0,1]",)),
        ("", ("",)),
    ],
)
def test_spaces_quotation_and_brackets_of_the_notation_are_no_part_of_a_value(
    text: str, expected: tuple[str, ...]
) -> None:
    assert values(text) == expected


@given(st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])), min_size=1))
def test_a_string_keeps_its_text_whatever_stands_around_it(texts: list[str]) -> None:
    quoted = [quote(text) for text in texts]

    assert values(" , ".join(quoted)) == tuple(texts)
    assert normalised(" , ".join(quoted)) == ",".join(quoted)
