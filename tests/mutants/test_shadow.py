"""Shadows carry out every step rightly, and tell what a mutant would have changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.emulator.at.terminal import Terminal
from hil.emulator.module import Module
from hil.emulator.mutants.catalogue import mutant
from hil.emulator.parts import Parts

from .shadow import SIGHT, replacements

MUTANTS = [
    mutant(name)
    for name in (
        "one-more.always.qftpcfg-1.read",
        "one-more.always.qftpcfg-2.read",
        "forget.after-error.sslversion-2.stored",
        "accept.in-nvram.SecurityStore.delete",
        "accept.in-ram.SecurityStore.delete",
        "upper.always.SecurityStore.delete.name",
    )
]


class Line:
    """A module on shadows, and what it answers."""

    def __init__(self) -> None:
        self._said = bytearray()
        self.module = Module(parts=Parts(replacements(MUTANTS)))
        self._terminal: Terminal = self.module.terminal(self._said.extend)
        self.say("ATE0")
        SIGHT.taken()

    def say(self, line: str) -> str:
        self._said.clear()
        self._terminal.receive(f"{line}\r".encode())
        return self._said.decode()


@pytest.fixture
def line() -> Iterator[Line]:
    opened = Line()
    yield opened
    opened.module.power_off()


def test_a_query_is_answered_rightly_and_its_mutant_counted(line: Line) -> None:
    answer = line.say("AT+QFTPCFG=1")

    seen = SIGHT.taken()
    assert "1\r\n" in answer
    assert seen["targets"] == ["qftpcfg-1.read"]
    assert seen["reached"] == {"one-more.always.qftpcfg-1.read": 1}


def test_a_setting_keeps_its_value_at_the_event_that_its_mutant_waits_for(line: Line) -> None:
    line.say('AT+QSSLCFG="sslversion",2,1')

    line.say("AT+NONSENSE")

    assert '"sslversion",1' in line.say('AT+QSSLCFG="sslversion",2')
    assert SIGHT.taken()["reached"] == {"forget.after-error.sslversion-2.stored": 1}


def test_a_check_refuses_and_only_the_mutant_of_its_place_is_counted(line: Line) -> None:
    answer = line.say('AT+QSECDEL="RAM:a"')

    assert "4010" in answer
    reached = SIGHT.taken()["reached"]
    assert reached["accept.in-ram.SecurityStore.delete"] == 1
    assert "accept.in-nvram.SecurityStore.delete" not in reached


def test_a_wrong_argument_is_counted_even_where_the_right_one_is_refused(line: Line) -> None:
    answer = line.say('AT+QSECDEL="RAM:a"')

    assert "4010" in answer
    assert SIGHT.taken()["reached"]["upper.always.SecurityStore.delete.name"] == 1


def test_what_was_taken_is_not_told_again(line: Line) -> None:
    line.say("AT+QFTPCFG=1")
    SIGHT.taken()

    assert SIGHT.taken() == {"targets": [], "events": [], "chances": [], "reached": {}}
