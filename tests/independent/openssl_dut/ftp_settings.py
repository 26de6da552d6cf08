"""The settings of AT+QFTPCFG (note 2.2, facts 1.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLACE = re.compile(r"/(COM|UFS|RAM)(?:/([^/]{0,60}))?/?", re.IGNORECASE)
HIGHEST = {1: 1, 2: 1, 3: 4294967295, 5: 1, 6: 1, 7: 1}


@dataclass
class FtpSettings:
    """Values by their type, and the account."""

    numbers: dict[int, int]
    place: str = "/COM/"
    user: str = ""
    password: str = ""

    def storage(self) -> tuple[str, str]:
        """The storage, and the name of the file if one is set."""
        match = PLACE.fullmatch(self.place)
        return (match[1].upper(), match[2] or "") if match else ("COM", "")


def defaults(passive: int) -> FtpSettings:
    """As a new module has them."""
    return FtpSettings({1: passive, 2: 0, 3: 0, 5: 0, 6: 0, 7: 0})
