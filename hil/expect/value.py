"""Expectations about a value that was read back, measured or observed."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Self, TypeVar, cast

from hil.expect.expectation import Expectation
from hil.expect.wording import both_sides, listed, number_or, shown
from hil.spec.codes import describe

Value = TypeVar("Value")


class ValueExpectation(Expectation[Value]):
    """What a value has to be."""

    def equals(self, expected: object) -> Self:
        """The value is this one; of two values with fields or keys, the sentence shows those that differ."""
        __tracebackhide__ = True
        wanted, came = both_sides(expected, self._subject)
        return self._demand(self._subject == expected, expected=wanted, actual=came)

    def is_code(self, *codes: int) -> Self:
        """The value is this number of Table 4, or one of several; the sentence has their descriptions."""
        __tracebackhide__ = True
        came = self._subject
        number = came if isinstance(came, int) else None
        return self._demand(
            number in codes,
            expected=listed([describe(code) for code in codes]),
            actual=number_or(number, shown(came)),
        )

    def differs_from(self, other: object) -> Self:
        """The value is another one."""
        __tracebackhide__ = True
        return self._is(self._subject != other, f"another value than {shown(other)}")

    def is_one_of(self, *values: object) -> Self:
        """The value is one of these."""
        __tracebackhide__ = True
        return self._is(self._subject in values, listed([shown(value) for value in values]))

    def has_members(self, members: Collection[object]) -> Self:
        """The value is a list or a set of these members, in any order, each once."""
        __tracebackhide__ = True
        came = list(cast("Collection[object]", self._subject))
        held = len(came) == len(members) and all(member in came for member in members)
        return self._is(held, f"{shown(set(members))} in any order")

    def is_within(self, members: Collection[object]) -> Self:
        """The value is a list or a set, and each of its members is one of these."""
        __tracebackhide__ = True
        came = cast("Collection[object]", self._subject)
        return self._is(all(member in members for member in came), f"nothing but {shown(set(members))}")

    def is_empty(self) -> Self:
        """The value is a list, a set or a text without content."""
        __tracebackhide__ = True
        return self._is(not self._subject, "nothing")

    def is_not_empty(self) -> Self:
        """The value is a list, a set or a text with content."""
        __tracebackhide__ = True
        return self._is(bool(self._subject), "something")

    def has_length(self, number: int) -> Self:
        """The value is a list, a set or a text of that length."""
        __tracebackhide__ = True
        came = len(cast("Collection[object]", self._subject))
        return self._demand(came == number, expected=f"{number} of them", actual=f"{came}")

    def contains(self, part: object) -> Self:
        """The value is a list, a set or a text in which this is found."""
        __tracebackhide__ = True
        return self._is(part in cast("Collection[object]", self._subject), f"{shown(part)} among it")

    def lacks(self, part: object) -> Self:
        """The value is a list, a set or a text in which this is not found."""
        __tracebackhide__ = True
        return self._is(part not in cast("Collection[object]", self._subject), f"no {shown(part)}")

    def matches(self, pattern: str, described: str) -> Self:
        """The value is a text of this form, which is described in words."""
        __tracebackhide__ = True
        return self._is(re.fullmatch(pattern, str(self._subject)) is not None, described)

    def is_between(self, least: float, most: float, unit: str = "") -> Self:
        """The value is a number in this range, its ends included."""
        __tracebackhide__ = True
        came = cast("float", self._subject)
        space = f" {unit}" if unit else ""
        return self._demand(
            least <= came <= most, expected=f"{least:g} to {most:g}{space}", actual=f"{came:g}{space}"
        )

    def is_at_least(self, least: float, unit: str = "") -> Self:
        """The value is this number or a greater one."""
        __tracebackhide__ = True
        came = cast("float", self._subject)
        space = f" {unit}" if unit else ""
        return self._demand(came >= least, expected=f"at least {least:g}{space}", actual=f"{came:g}{space}")

    def is_at_most(self, most: float, unit: str = "") -> Self:
        """The value is this number or a smaller one."""
        __tracebackhide__ = True
        came = cast("float", self._subject)
        space = f" {unit}" if unit else ""
        return self._demand(came <= most, expected=f"at most {most:g}{space}", actual=f"{came:g}{space}")

    def is_yes(self) -> Self:
        """The value is true; `what` names the matter: `the session stays open: expected yes, came no`."""
        __tracebackhide__ = True
        return self._is(bool(self._subject), "yes")

    def is_no(self) -> Self:
        """The value is false."""
        __tracebackhide__ = True
        return self._is(not self._subject, "no")

    def _is(self, held: bool, expected: str) -> Self:
        __tracebackhide__ = True
        return self._demand(held, expected=expected, actual=shown(self._subject))
