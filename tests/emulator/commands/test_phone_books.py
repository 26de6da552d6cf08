"""Phone books: what a host writes, it reads and finds (27.007 7.1, 8.11 to 8.14)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.emulator.device.hardware_options import STANDARD_HARDWARE
from tests.emulator.dte import Bench, Dte

ANN, BOB = '"+31641600986",145,"Ann"', '"112",129,"Bob"'


@pytest.fixture
def filled(dte: Dte) -> Dte:
    dte.at('+CPBW=,"+31641600986",,"Ann"')
    dte.at('+CPBW=7,"112",129,"Bob"')
    return dte


def test_an_entry_stands_in_its_place_or_in_the_first_free_one(filled: Dte) -> None:
    assert filled.at("+CPBR=1") == f"+CPBR: 1,{ANN}  OK"
    assert filled.at("+CPBR=1,250") == f"+CPBR: 1,{ANN} +CPBR: 7,{BOB}  OK"
    assert filled.at("+CPBS?") == '+CPBS: "SM",2,250  OK'


def test_a_place_is_written_anew_and_emptied(filled: Dte) -> None:
    assert filled.at('+CPBW=7,"113"') == filled.at("+CPBW=1") == "OK"

    assert filled.at("+CPBR=1,250") == '+CPBR: 7,"113",129,""  OK'
    assert filled.at('+CPBW=,"114";+CPBR=1') == '+CPBR: 1,"114",129,""  OK'


@pytest.mark.parametrize(
    ("text", "found"),
    [("an", f"+CPBF: 1,{ANN}  OK"), ("", f"+CPBF: 1,{ANN} +CPBF: 7,{BOB}  OK"), ("nn", "OK")],
)
def test_the_begin_of_a_text_is_searched(filled: Dte, text: str, found: str) -> None:
    assert filled.at(f'+CPBF="{text}"') == found


def test_each_book_has_its_own_entries_also_after_a_restart(filled: Dte) -> None:
    filled.at('+CPBS="ME"')
    assert filled.at('+CPBR=1,250;+CPBW=2,"5"') == "OK"
    assert filled.at("+CPBS?") == '+CPBS: "ME",1,250  OK'

    filled.module.reboot()
    filled.send(b"ATE0\r")

    assert filled.at("+CPBS?") == '+CPBS: "SM",2,250  OK'


def test_the_own_numbers(dte: Dte) -> None:
    assert dte.at("+CNUM") == "OK"

    dte.at('+CPBS="ON"')
    dte.at('+CPBW=1,"+491701234",145,"me"')

    assert dte.at("+CNUM") == '+CNUM: "me","+491701234",145  OK'


def test_a_full_book(dte: Dte) -> None:
    for _ in range(250):
        assert dte.at('+CPBW=,"1"') == "OK"

    assert dte.at('+CPBW=,"1"') == "+CME ERROR: 20"
    assert dte.at('+CPBW=3,"2"') == "OK"


@pytest.mark.parametrize(
    "arguments",
    ["0", "251", '251,"1"', '1,"abc"', '1,"' + "1" * 41 + '"', '1,"1",128', '1,"1",129,"' + "x" * 15 + '"'],
)
def test_what_no_entry_can_be_is_refused(dte: Dte, arguments: str) -> None:
    assert dte.at(f"+CPBW={arguments}") == "+CME ERROR: 3518"
    assert dte.at("+CPBS?") == '+CPBS: "SM",0,250  OK'


@pytest.mark.parametrize(("character_set", "digits"), [("GSM", 1), ("HEX", 2), ("UCS2", 4)])
def test_a_text_is_as_long_in_each_character_set(dte: Dte, character_set: str, digits: int) -> None:
    dte.at(f'+CSCS="{character_set}"')

    assert dte.at(f'+CPBW=1,"1",129,"{"0" * 14 * digits}"') == "OK"
    assert dte.at(f'+CPBW=1,"1",129,"{"0" * (14 * digits + 1)}"') == "+CME ERROR: 3518"


@pytest.mark.parametrize("book", ["DC", "FD", "LD", "MC", "RC"])
def test_books_that_a_host_only_reads(dte: Dte, book: str) -> None:
    assert dte.at(f'+CPBS="{book}";+CPBR=1,250') == "OK"
    assert dte.at('+CPBW=1,"1"') == "+CME ERROR: 3"


def test_the_test_forms(dte: Dte) -> None:
    assert dte.at("+CPBR=?;+CPBF=?;+CPBW=?") == (
        "+CPBR: (1-250),40,14  +CPBF: 40,14  +CPBW: (1-250),40,(129,145,161,177),14  OK"
    )


def test_without_a_card_there_are_no_phone_books() -> None:
    bench = Bench(hardware=replace(STANDARD_HARDWARE, sim_pin="none"))
    try:
        commands = ("+CPBS?", "+CPBR=1", '+CPBF="a"', '+CPBW=1,"1"', "+CNUM")
        assert {bench.dte.at(command) for command in commands} == {"+CME ERROR: 10"}
    finally:
        bench.close()
