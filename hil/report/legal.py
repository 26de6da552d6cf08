"""Text of a DUT in XML and in tables: characters that a form forbids become U+FFFD."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def legal(text: str) -> str:
    """The text with a replacement character for each control character and half surrogate that XML 1.0 forbids."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
