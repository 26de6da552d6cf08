"""A session as an object of JSON, without secrets: what `hil serve` logs, and what a run keeps of each case.

Bytes stand in hexadecimal, members of an enumeration by their value, times in seconds
of the monotonic clock of the machine (`opened_t`, `t`), spans in seconds; the argument of a
command is escaped, so that distinct ones look distinct.
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from pathlib import Path
from typing import Any

from hil.evidence.redaction import MASK, redact_places
from hil.ftps.names import visible
from hil.ftps.session import Connection, Session
from hil.spec.tls import TLS_HANDSHAKE_RECORD

FIRST_BYTES = 512
"""So many of the first bytes of a connection are shown; its capture has all."""


def session_record(session: Session) -> dict[str, Any]:
    """The session as an object of JSON; a password is masked, in `first_bytes` too, where it came in clear."""
    record = plain(session)
    assert isinstance(record, dict)
    for command in record["commands"]:
        is_password = command["verb"] == "PASS"  # its digest would lead back to a short one
        command["argument"] = MASK if is_password else redact_places(visible(command["argument"]))
    for kept, connection in (
        (record["control"], session.control),
        *zip(record["data"], session.data, strict=True),
    ):
        kept["first_bytes"] = _without_secrets(connection)[:FIRST_BYTES].hex()
    return record


def _without_secrets(connection: Connection) -> bytes:
    """The first bytes; in clear the argument of PASS (RFC 959, 4.1.1) and a private key are masked."""
    if connection.first_bytes[:1] == bytes([TLS_HANDSHAKE_RECORD]):
        return connection.first_bytes
    return redact_places(connection.first_bytes.decode("latin-1")).encode("latin-1")


def plain(value: object) -> Any:
    """A frozen value in the form of JSON: bytes in hexadecimal, enums by their value, paths as text."""
    match value:
        case Enum():
            return value.value
        case bytes():
            return value.hex()
        case Path():
            return str(value)
        case tuple() | list():
            return [plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
