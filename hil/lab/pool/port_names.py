"""One port under several names: a link to a device, the name or the address of a gateway, a URL with or without options."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import urlsplit


def place_of(url: str) -> str:
    """The port itself, whatever its name; two URLs of one place lead to one module."""
    scheme, is_url, _ = url.partition("://")
    return _PLACES.get(scheme.lower(), str.lower)(url) if is_url else os.path.realpath(url)


def _of_gateway(url: str) -> str:
    """The address and the port of a gateway, by whatever protocol it is reached."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # told where it is opened
        return url.lower()
    return f"tcp {_address(host)} {port}"


@lru_cache(maxsize=64)
def _address(host: str) -> str:
    """The address of a host; its name where no name server knows it now."""
    with suppress(ValueError):
        return str(ip_address(host))
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return host
    return min(str(each[4][0]) for each in found)


def _of_device(url: str) -> str:
    """The device behind a wrapper such as `spy://`, which has options behind a question mark."""
    return place_of(url.partition("://")[2].partition("?")[0])


_PLACES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"socket": _of_gateway, "rfc2217": _of_gateway, "spy": _of_device, "alt": _of_device}
)
"""By the scheme: how the place is found; any other URL is its own place, in small letters."""
