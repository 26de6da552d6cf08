"""Two runs with other orders, other workers, or a resumption: what earlier cases have left is no difference of the DUT."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.evidence.wire.writer import WireRecord
from hil.fidelity.comparison import cases_of, compared
from tests.fidelity.recorded import Dialogue, answers, record

DELETE = 'AT+QSECDEL="RAM:a"\r'
SHOW = 'AT+QSSLCFG="ctxindex",0\r'

HERE = [("AT+QFTPPATH?\r", answers('+QFTPPATH: "/"', "OK"))]
NOWHERE = [("AT+QFTPPATH?\r", answers('+QFTPPATH: ""', "OK"))]

GONE = [(DELETE, answers("+CME ERROR: 4010"))]
THERE = [(DELETE, answers("OK"))]


def shown(version: int, suite: str) -> Dialogue:
    """A case that sets a version and reads the settings, with the suite that an earlier case has set."""
    line = f'+QSSLCFG: 0,{version},0,"{suite}"'
    return [
        (f'AT+QSSLCFG="sslversion",0,{version}\r', answers("OK")),
        (f'AT+QSSLCFG="ciphersuite",0,"{suite}"\r', answers("OK")),
        (SHOW, answers(line, "OK")),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"a": THERE, "b": GONE}, {"b": THERE, "a": GONE}),
        ({"a": HERE, "b": NOWHERE}, {"b": HERE, "a": NOWHERE}),
        (
            {"a": shown(3, "0X0035"), "b": [(SHOW, answers('+QSSLCFG: 0,3,0,"0X0035"', "OK"))]},
            {"b": [(SHOW, answers('+QSSLCFG: 0,4,0,"0X0004"', "OK"))], "a": shown(3, "0X0035")}
            | {"c": shown(4, "0X0004")},
        ),
    ],
    ids=["a file", "a folder of the server", "settings"],
)
def test_what_earlier_cases_left_in_another_order_counts_as_the_same(
    tmp_path: Path, first: dict[str, Dialogue], second: dict[str, Dialogue]
) -> None:
    one, other = (
        cases_of(record(tmp_path / "1", {"c": shown(4, "0X0004"), **first})),
        cases_of(record(tmp_path / "2", second)),
    )

    found = compared(one, other)

    assert found.differing == 0
    assert found.left_over > 0


def test_in_the_same_order_it_is_a_difference(tmp_path: Path) -> None:
    first, second = (
        record(tmp_path / "1", {"a": THERE, "b": GONE}),
        record(tmp_path / "2", {"a": GONE, "b": THERE}),
    )

    found = compared(cases_of(first), cases_of(second))

    assert (found.differing, found.left_over) == (2, 0)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param([(DELETE, answers("ERROR"))], id="an answer that the other run has nowhere"),
        pytest.param([(DELETE, answers("+CME ERROR:4010"))], id="a form that the other run has nowhere"),
    ],
)
def test_in_another_order_a_form_of_its_own_is_a_difference(tmp_path: Path, other: Dialogue) -> None:
    first, second = (
        record(tmp_path / "1", {"a": THERE, "b": GONE}),
        record(tmp_path / "2", {"b": other, "a": other}),
    )

    found = compared(cases_of(first), cases_of(second))

    assert found.differing == 2
    assert found.left_over == 0


def part(folder: Path, cases: dict[str, Dialogue], *, key: bytes, ends: bool = True) -> None:
    """One more start of a run, with a key of its own; its last case is cut off unless it `ends`."""
    wire = WireRecord(lambda: folder / "wire", worker="main", key=key)
    wire.hide("a-password")
    line = wire.line("/dev/ttyUSB0", baudrate=115200, clock_rate=1.0)
    for number, (case, dialogue) in enumerate(cases.items(), start=1):
        wire.begin_case(case)
        for sent, came in dialogue:
            line.sent(sent.encode("ascii"))
            line.received(came.encode("ascii"))
        if ends or number < len(cases):
            wire.end_case(case, "pass")
    wire.close()


LOGIN = [
    ('AT+QFTPPASS="a-password"\r', answers("OK")),
    ("AT+QFTPPASS?\r", answers('+QFTPPASS: "a-password"', "OK")),
]


def test_a_resumed_run_differs_in_nothing_from_one_that_was_not_cut(tmp_path: Path) -> None:
    whole, resumed = tmp_path / "whole", tmp_path / "resumed"
    part(whole, {"a": LOGIN, "b": LOGIN}, key=b"1" * 16)
    part(resumed, {"a": LOGIN, "b": LOGIN[:1]}, key=b"2" * 16, ends=False)
    part(resumed, {"b": LOGIN}, key=b"3" * 16)

    found = compared(cases_of(whole), cases_of(resumed))

    assert (found.compared, found.differing, found.unaligned) == (4, 0, 0)


def test_the_parts_of_a_resumed_run_stand_in_their_order(tmp_path: Path) -> None:
    for number in range(11):
        part(tmp_path, {f"case {number}": LOGIN}, key=b"k" * 16)

    assert list(cases_of(tmp_path)) == [f"case {number}" for number in range(11)]


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("092", "146", True),
        ("92", "146", True),
        ("092", "92", False),
        ("092", "0146", False),
    ],
)
def test_the_number_of_the_driver_differs_only_in_its_zeros(
    tmp_path: Path, first: str, second: str, *, is_same: bool
) -> None:
    one, other = (
        record(tmp_path / text, {"a": [(f"ATS7={mark}\r", answers("OK")), ("ATS7?\r", answers(text, "OK"))]})
        for text, mark in ((first, "92"), (second, "92" if second == "92" else "146"))
    )

    assert (compared(cases_of(one), cases_of(other)).differing == 0) is is_same
