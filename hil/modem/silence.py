"""Why no module answers at a port, by what came from it in place of OK: one row each, with the next step."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHOWN = 16  # bytes or characters of what came that a message shows


@dataclass(frozen=True, slots=True)
class Symptom:
    """What can come in place of an answer: a pattern for all that came, what it means, and the next step.

    `{shown}` is the begin of what came, `{baudrate}` the rate of the port.
    """

    pattern: re.Pattern[bytes]
    meaning: str
    step: str


SYMPTOMS = (
    Symptom(
        re.compile(rb""),
        "not one byte came",
        "check power and wiring and that the port runs at {baudrate} baud; a module that was left in the mode of a "
        "multiplexer, or with ATE0 and another ATS3, is silent as well: switch it off and on",
    ),
    Symptom(
        re.compile(rb"(?:AT|Q0|\+\+\+|\s)+", re.IGNORECASE),
        "only what was sent came back",
        "check that RX and TX are not joined; a module that was left with another ATS3 does the same: "
        "switch it off and on",
    ),
    Symptom(
        re.compile(rb"[\t\r\n\x20-\x7e]*\xff[\xfb-\xfe].*", re.DOTALL),
        "telnet options came",
        "the port server speaks telnet: write rfc2217:// in place of socket://, or make the port a raw one",
    ),
    Symptom(
        re.compile(rb"[\t\r\n\x20-\x7e]*\xf9[\x01-\xfd][\x03-\xff].*\xf9.*", re.DOTALL),
        "frames of a multiplexer came (27.010)",
        "end the program that multiplexes the port, or switch the module off and on",
    ),
    Symptom(
        re.compile(rb"[\t\r\n\x20-\x7e]*(?:OK|ERROR)[\t\r\n\x20-\x7e]*"),
        "result codes without their line ends came, such as {shown}",
        "a module was left with another ATS4: send ATS4=10 from a terminal, or switch it off and on",
    ),
    Symptom(
        re.compile(rb"[\t\r\n\x20-\x7e]+"),
        "text without a result code came, such as {shown}",
        "another device or program answers there: check which port the module has",
    ),
    Symptom(
        re.compile(rb".*", re.DOTALL),
        "only unreadable bytes such as {shown} came",
        "check power and wiring and that the module runs at {baudrate} baud, 8 bits, no parity, too",
    ),
)
"""The first one that fits the whole of what came counts.

Telnet options and frames stand at the begin, or behind text: noise of another rate holds their bytes, too.
"""


def diagnosis(heard: bytes, *, baudrate: int) -> str:
    """What came and the next step, in one sentence."""
    found = next(symptom for symptom in SYMPTOMS if symptom.pattern.fullmatch(heard))
    shown = repr(heard.strip()[:SHOWN].decode("latin-1"))
    return f"{found.meaning}; {found.step}".format(shown=shown, baudrate=baudrate)
