"""IMEIs with their check digit (3GPP TS 23.003, annex B)."""

from __future__ import annotations

from hil.errors import UsageError

BODY_DIGITS = 14  # type allocation code and serial number


def check_digit(body: str) -> str:
    """The Luhn check digit of fourteen digits."""
    total = 0
    for place, digit in enumerate(body):
        value = int(digit) * (2 if place % 2 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)


def complete(text: str) -> str:
    """The fifteen digits of an IMEI, read with or without its check digit; raises `UsageError`."""
    if not (text.isascii() and text.isdigit() and len(text) in {BODY_DIGITS, BODY_DIGITS + 1}):
        raise UsageError(f"{text!r} is no IMEI: that has 15 digits, or 14 to have the check digit added")
    whole = text[:BODY_DIGITS] + check_digit(text[:BODY_DIGITS])
    if text not in {whole, whole[:BODY_DIGITS]}:
        raise UsageError(f"the IMEI {text} has a wrong check digit: it would be {whole}")
    return whole


def consecutive(first: str, count: int) -> tuple[str, ...]:
    """`count` IMEIs from `first` on; raises `UsageError` when there are not enough serial numbers."""
    start = int(first[:BODY_DIGITS])
    if start + count > 10**BODY_DIGITS:
        raise UsageError(f"there are no {count} IMEIs from {first} on")
    bodies = (f"{start + offset:0{BODY_DIGITS}d}" for offset in range(count))
    return tuple(body + check_digit(body) for body in bodies)
