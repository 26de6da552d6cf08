"""The FTPS sessions that the lower tester saw, read from the files of a run, as far as renderings show them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any

from hil.results.case import CaseResult
from hil.spec.tls import CipherSuite, Version


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One connection: `suite` is empty in clear; spans are in seconds, None where none was measured."""

    version: str
    suite: str
    handshake_s: float | None
    lasted_s: float | None
    received: int
    sent: int
    ending: str
    failure: str
    resumed: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session: its file, its listener, its connections, the faults that fired, and whether the DUT logged in."""

    path: str
    listener: str
    control: ConnectionView
    data: tuple[ConnectionView, ...]
    fired: tuple[str, ...]
    logged_in: bool


def sessions_of(case: CaseResult, folder: Path) -> tuple[SessionView, ...]:
    """The sessions of a case whose files are there and whole."""
    return tuple(_read(case, folder))


def _read(case: CaseResult, folder: Path) -> Iterator[SessionView]:
    for path in case.sessions:
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            yield session_view(path, json.loads((folder / path).read_bytes()))


def session_view(path: str, record: Mapping[str, Any]) -> SessionView:
    """The session of a record (`hil.ftps.session_record`)."""
    connections = (record["control"], *record["data"])
    control, *data = map(_connection, connections)
    tls = [name for each in connections if each["handshake"] for name in each["handshake"]["fired"]]
    return SessionView(
        path,
        record["listener"],
        control,
        tuple(data),
        (*tls, *(_fault(fired) for fired in record["fired"])),
        record["logged_in"],
    )


def _fault(fired: Mapping[str, Any]) -> str:
    """A fault of the FTP side in words: `completion of RETR: 426 Aborted.`."""
    point = f"{fired['point']} of {fired['verb']}" if fired.get("verb") else str(fired["point"])
    action = fired.get("action") or {}
    reply = f"{action['code']} {action['text']}" if action.get("code") else ""
    return f"{point}: {reply}" if reply else point


def _connection(record: Mapping[str, Any]) -> ConnectionView:
    handshake = record["handshake"] or {}
    return ConnectionView(
        version=_name(Version, handshake.get("version")),
        suite=_name(CipherSuite, handshake.get("suite")),
        handshake_s=record["handshake_s"] if handshake.get("finished") else None,
        lasted_s=record["lasted_s"],
        received=record["received"],
        sent=record["sent"],
        ending=intern(record["ending"]),
        failure=handshake.get("failure") or "",
        resumed=bool(handshake.get("resumed")),
    )


@cache
def _name(kind: type[Version | CipherSuite], number: int | None) -> str:
    """`TLS1.2`, `0X0035`; the number in the form of a suite if this version does not know it."""
    if number is None:
        return ""
    with suppress(ValueError):
        found = kind(number)
        return found.title if isinstance(found, Version) else found.code
    return f"0X{number:04X}"
