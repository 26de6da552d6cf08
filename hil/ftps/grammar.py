"""The arguments of FTP commands by the grammar of RFC 959, 5.3.2, and RFC 2428: what differs is answered 501."""

from __future__ import annotations

import re

_NUMBER = "[0-9]{1,3}"
_ARGUMENTS = {
    "CWD": re.compile(r".+", re.DOTALL),
    "PORT": re.compile(rf"{_NUMBER}(?:,{_NUMBER}){{5}}"),
    "EPRT": re.compile(r"([!-~])[12]\1[0-9A-Fa-f.:]+\1[0-9]{1,5}\1"),
    "REST": re.compile(r"[0-9]+"),
    "TYPE": re.compile(r"[AE](?: [NTC])?|I|L ?[0-9]{1,3}", re.IGNORECASE),
}
"""By verb; a verb that is not here may have any argument."""


def is_well_formed(verb: str, argument: str) -> bool:
    """Whether a command has an argument that the grammar allows."""
    pattern = _ARGUMENTS.get(verb)
    return pattern is None or pattern.fullmatch(argument) is not None
