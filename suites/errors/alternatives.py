"""What a DUT may report beside the code of a row of Table 4: nothing of it counts as that code (ERR-GEN-08).

A command that is refused at once, for its parameter or the state of the service, may
be refused without a code (document [2]).  Such a case judges all else, and is then
left open.
"""

from __future__ import annotations

from hil.expect import expect, left_open
from hil.expect.refusals import family_of, refusals_in
from hil.modem.exchange import Exchange

OVERLAPPING = {-6: (-421,), -7: (-426,), -11: (4010,), -13: (4008,)}
"""Rows of Table 4 with one meaning (ERR-GEN-08): the code of a case, and those that say the same."""


def with_overlapping(*codes: int) -> tuple[int, ...]:
    """These codes, and those of Table 4 that say the same."""
    return (*codes, *(other for code in codes for other in OVERLAPPING.get(code, ())))


def has_code(exchange: Exchange) -> bool:
    """Whether a refusal has a code of Table 4 for FTP; those of 27.007 have no minus sign."""
    forms = family_of(exchange.command).forms
    return any(
        number is not None and number < 0 for form, number in refusals_in(exchange).items() if form in forms
    )


def expect_code_or_refusal(exchange: Exchange, *requirements: str, codes: tuple[int, ...]) -> None:
    """Judge a refusal: with one of these codes, or without any code of Table 4."""
    __tracebackhide__ = True
    expect(exchange, *requirements).refused()
    if has_code(exchange):
        expect(exchange, *requirements).refused_with(*codes)


def leave_open_without(exchange: Exchange, *codes: int) -> None:
    """At the end of a case: leave it open unless the DUT reported one of these codes."""
    if not any(number in codes for number in refusals_in(exchange).values()):
        left_open(
            f"the note allows another answer than the code of the case, and the DUT gave it: {exchange.outcome}"
        )
