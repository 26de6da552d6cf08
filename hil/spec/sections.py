"""The sections of the note by number, with their subjects in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "1": "the FTPS function",
        "1.1": "versions and cipher suites",
        "1.2": "procedure of a session",
        "2.1": "forms of commands",
        "2.2": "AT+QFTPCFG",
        "2.3": "AT+QSSLCFG",
        "2.4": "AT+QSECWRITE",
        "2.5": "AT+QSECREAD",
        "2.6": "AT+QSECDEL",
        "3": "error codes",
        "4.1": "example: security files",
        "4.2": "examples: sessions and transfers",
        "5.1": "errors of PDP contexts",
        "5.2": "errors of FTPS",
        "6": "documents",
    }
)

_NUMBER = re.compile(r"\d(\.\d)?")


def section_of(text: str) -> str:
    """The number of the section to which a place in the note belongs: `2.3` of `2.3 (Table 3)`; empty if it has none."""
    found = _NUMBER.match(text)
    return found[0] if found else ""
