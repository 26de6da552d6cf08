"""The URLs of ports that a labgrid coordinator knows.

`labgrid://HOST:PORT/PLACE` is a place by its name, `labgrid://HOST:PORT/?dut=m95` any place with
these tags.  Where a place has more than one serial port, `port=NAME` (its resource) chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from hil.errors import UsageError

SCHEME = "labgrid://"
PORT = 20408
"""The port of a coordinator where the URL names none."""

RESOURCE = "port"
"""The key of a URL that is no tag: the name of the serial port of a place."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which places fit: that with the name, or all with the tags; `port` is the name of the serial port, empty for the only one."""

    address: str
    place: str
    tags: Mapping[str, str]
    port: str


def is_labgrid(url: str) -> bool:
    """Whether that port is a place of labgrid."""
    return url.lower().startswith(SCHEME)


def wanted_of(url: str) -> Wanted:
    """What a URL asks for; raises `UsageError` for one that names neither a place nor a tag."""
    parts = urlsplit(url)
    try:
        host, number = parts.hostname, parts.port or PORT
    except ValueError as wrong:
        raise UsageError(f"{url}: {wrong}; {_FORMS}") from None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    port, place = query.pop(RESOURCE, ""), parts.path.strip("/")
    if not host or bool(place) == bool(query):
        raise UsageError(f"{url}: expected a host, and either a place or tags; {_FORMS}")
    return Wanted(f"{host}:{number}", place, query, port)


_FORMS = "write labgrid://HOST:PORT/PLACE or labgrid://HOST:PORT/?TAG=VALUE"


def has_places(url: str) -> bool:
    """Whether several places may fit: the URL names tags.  Raises `UsageError`."""
    return is_labgrid(url) and not wanted_of(url).place


def place_url(url: str, place: str) -> str:
    """The URL of one place of the coordinator that a URL with tags names."""
    wanted = wanted_of(url)
    port = f"?{RESOURCE}={quote(wanted.port)}" if wanted.port else ""
    return f"{SCHEME}{wanted.address}/{place}{port}"
