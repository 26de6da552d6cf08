"""String constants and parameter lists."""

from __future__ import annotations

import pytest

from hil.at.lexis import fields, quote, unquote


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("CMNET", '"CMNET"'),
        ("", '""'),
        ('a"b', '"a\\22b"'),
        ("a\\b", '"a\\5Cb"'),
        ("a\r\nb", '"a\\0D\\0Ab"'),
        ("0X0005,0X0004", '"0X0005,0X0004"'),
    ],
)
def test_a_string_constant_holds_any_text(text: str, constant: str) -> None:
    assert quote(text) == constant
    assert unquote(constant) == text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("CMNET", "CMNET"),
        (' "x" ', "x"),
        ('"', '"'),
        ('"a\\zzb"', "a\\zzb"),
        ('"a\\', '"a\\'),
        ('"a\\2"', "a\\2"),
    ],
)
def test_what_is_no_string_constant_stays_as_it_is(field: str, text: str) -> None:
    assert unquote(field) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("",)),
        ("1", ("1",)),
        ("1,,3", ("1", "", "3")),
        (' 0 ,"a,b", x', ("0", '"a,b"', "x")),
        (
            '0,4,1,"0X0005,0X0004","NVRAM:CA0","",""',
            ("0", "4", "1", '"0X0005,0X0004"', '"NVRAM:CA0"', '""', '""'),
        ),
        ('"open,1', ('"open,1',)),
    ],
)
def test_a_comma_within_quotation_marks_separates_nothing(text: str, expected: tuple[str, ...]) -> None:
    assert fields(text) == expected
