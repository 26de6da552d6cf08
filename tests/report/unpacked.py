"""What a page holds packed, for tests: the bodies of its cases, and all of its text."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from typing import Any

_CHUNK = re.compile(
    r'<script type="application/octet-stream" class="chunk" data-cases="([^"]*)">([^<]*)</script>'
)
_FACTS = re.compile(r'<script type="application/octet-stream" id="facts">([^<]*)</script>')


def unpack(text: str) -> Any:
    """The value that was packed."""
    return json.loads(zlib.decompress(b64decode(text), -zlib.MAX_WBITS))


def bodies(html: str) -> dict[int, dict[str, Any]]:
    """The bodies of the cases of a page, by the number of the case."""
    found: dict[int, dict[str, Any]] = {}
    for numbers, text in _CHUNK.findall(html):
        found.update(zip(map(int, numbers.split()), unpack(text), strict=True))
    return found


def facts(html: str) -> dict[str, Any]:
    """The facts that the script of a page draws with."""
    packed = _FACTS.search(html)
    assert packed
    found = unpack(packed[1])
    assert isinstance(found, dict)
    return found


def whole(html: str) -> str:
    """The text of a page with that of the bodies behind it."""
    return html + json.dumps(bodies(html), ensure_ascii=False)
