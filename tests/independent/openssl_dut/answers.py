"""Answers of a command and their form on the line (V.250 5.7, 27.007 9.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NUMERIC = {"OK": "0", "CONNECT": "1", "NO CARRIER": "3", "ERROR": "4"}
TEXTS = {  # +CMEE=2
    -10: "illegal parameter",
    -3: "service busy",
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    13: "SIM failure",
    16: "incorrect password",
    30: "no network service",
    4008: "no space",
    4009: "timeout",
    4010: "file not found",
    4011: "file too large",
    4012: "Already exits",
    4013: "invalid parameter",
}


class Refusal(Exception):
    """A command line ends here: ERROR, or +CME ERROR with a code."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """Information lines, the final result code (None: there is none), and what starts after it."""

    lines: tuple[str, ...] = ()
    final: str | None = "OK"
    then: Callable[[], object] | None = None


OK = Answer()


def lines(*texts: str) -> Answer:
    """Information text and OK."""
    return Answer(texts)


def error(code: int | None, *, cmee: int) -> str:
    """The final result code of a refusal under the setting of +CMEE."""
    if code is None or cmee == 0:
        return "ERROR"
    return f"+CME ERROR: {code if cmee == 1 else TEXTS.get(code, 'unknown')}"


def information(text: str, *, verbose: bool) -> bytes:
    """One line of information text or a URC."""
    return f"\r\n{text}\r\n".encode("latin-1") if verbose else f"{text}\r\n".encode("latin-1")


def result(code: str, *, verbose: bool) -> bytes:
    """A final or intermediate result code."""
    if verbose:
        return f"\r\n{code}\r\n".encode("latin-1")
    if code.upper() in NUMERIC:
        return f"{NUMERIC[code.upper()]}\r".encode("latin-1")
    return f"{code}\r\n".encode("latin-1")
