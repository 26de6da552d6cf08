"""The places of labgrid that this run holds, each with the port behind it.

The process that the user started acquires them; its workers find them here, because they are
its forks, or because it tells them (`told`).  What nobody has acquired before is acquired by
whoever opens it, and given back with the port.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from hil.errors import HilError, PortError
from hil.lab.pool.coordinator import Coordinator
from hil.lab.pool.place_url import Wanted, is_labgrid, wanted_of

_PORTS: dict[str, str] = {}
"""The URL of the port behind each place that this run holds, by the URL that the user wrote."""

_SESSIONS: dict[str, tuple[Coordinator, set[str]]] = {}
"""The session with each coordinator, by its address, and the URLs that it holds."""


class HeldPlace:
    """A place that is held until `release`; it does nothing where this run has held the place before."""

    def __init__(self, url: str, address: str, place: str) -> None:
        self._url, self._address, self._place = url, address, place
        self._process = os.getpid()

    def release(self) -> None:
        """Give the place back; idempotent, and without effect in a fork."""
        if not self._place or self._process != os.getpid():
            return
        _PORTS.pop(self._url, None)
        session, held = _SESSIONS[self._address]
        held.discard(self._url)
        with suppress(HilError):  # a coordinator that is gone has forgotten it
            session.release(self._place)
        if not held:
            del _SESSIONS[self._address]
            session.close()
        self._place = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(url: str, *, wait_s: float = 0.0, tell: Callable[[str], None] = lambda _: None) -> HeldPlace:
    """Acquire a place of this URL that is free, for this run.

    While others have all of them, waits for `wait_s` seconds; `tell` gets one line for
    that.  Raises `UsageError` for a wrong URL or without labgrid, `PortError` with the holders.
    """
    if url in _PORTS:
        return HeldPlace(url, "", "")
    wanted = wanted_of(url)
    if wanted.address not in _SESSIONS:
        _SESSIONS[wanted.address] = (Coordinator(wanted.address), set())
    session, held = _SESSIONS[wanted.address]
    try:
        place, port = _free(session, wanted, wait_s, tell)
    except BaseException:
        if not held:
            del _SESSIONS[wanted.address]
            session.close()
        raise
    held.add(url)
    _PORTS[url] = port
    return HeldPlace(url, wanted.address, place)


def _free(
    session: Coordinator, wanted: Wanted, wait_s: float, tell: Callable[[str], None]
) -> tuple[str, str]:
    """The name of the place that could be acquired, and the URL of its port."""
    fitting = [place.name for place in sorted(session.fitting(wanted), key=lambda each: bool(each.holder))]
    try:
        return session.acquire_any(fitting, port=wanted.port, wait_s=0.0)
    except PortError as held:
        if wait_s <= 0:
            raise
        tell(f"{held}; waiting for {wait_s:.0f} s")
    return session.acquire_any(fitting, port=wanted.port, wait_s=wait_s)


def fitting(url: str) -> tuple[str, ...]:
    """The names of the places that fit this URL; raises `UsageError` and `PortError`."""
    wanted = wanted_of(url)
    with Coordinator(wanted.address) as session:
        return tuple(place.name for place in session.fitting(wanted))


def holder(url: str) -> str:
    """Who has the place of this URL, empty for nobody; raises `PortError`."""
    wanted = wanted_of(url)
    with Coordinator(wanted.address) as session:
        return ", ".join(filter(None, (place.holder for place in session.fitting(wanted))))


def port_of(url: str) -> str:
    """The URL to open: that of the port behind a place that this run holds; any other URL as it is."""
    return _PORTS.get(url, url) if is_labgrid(url) else url


def held_ports() -> Mapping[str, str]:
    """The ports behind the places that this run holds, for its workers."""
    return dict(_PORTS)


def told(ports: Mapping[str, str]) -> None:
    """Take over the places of the process that started this one."""
    _PORTS.update(ports)
