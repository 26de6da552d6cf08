"""A part is replaced by subclasses, and by nothing else."""

from __future__ import annotations

from hil.emulator.parts import STANDARD, Parts


class Counter:
    def step(self) -> str:
        return "right"


class Loud(Counter):
    def step(self) -> str:
        return super().step().upper()


class Twice(Counter):
    def step(self) -> str:
        return super().step() * 2


class Other:
    pass


def test_without_a_replacement_a_part_is_its_own_class() -> None:
    assert STANDARD.of(Counter) is Counter
    assert Parts([Loud]).of(Other) is Other


def test_a_replacement_stands_in_the_place_of_its_part() -> None:
    assert Parts([Loud]).of(Counter)().step() == "RIGHT"


def test_two_replacements_of_a_part_act_together() -> None:
    assert Parts([Loud, Twice]).of(Counter)().step() == "RIGHTRIGHT"
