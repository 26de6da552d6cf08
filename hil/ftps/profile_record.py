"""A server profile as an object of JSON and back: what a run keeps of a stimulus, and `hil serve --plan` reads.

A value is an object with its `kind` and those fields that differ from the default.  A
chain and a dialect stand by their names: a reader makes them anew, with keys of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from hil.errors import UsageError
from hil.ftps import faults
from hil.ftps.dialect import DIALECTS, Dialect
from hil.ftps.profile import ServerProfile
from hil.ftps.shaping import Shaping
from hil.pki.chain import Chain
from hil.spec.tls import CipherSuite, Version
from hil.tls.faults import TlsFaults
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy

_FROZEN: tuple[type[Any], ...] = (
    ServerProfile,
    TlsPolicy,
    TlsFaults,
    Shaping,
    faults.Fault,
    faults.Reply,
    faults.Silence,
    faults.Delay,
    faults.Stall,
    faults.Fin,
    faults.Reset,
    faults.CloseNotify,
    faults.Alert,
    faults.WrongAddress,
    faults.RefuseData,
    faults.EarlyCompletion,
    faults.Corrupt,
    faults.Drip,
    faults.Inject,
    faults.Split,
)
_ENUMS: tuple[type[Enum], ...] = (
    faults.Point,
    faults.Side,
    Version,
    CipherSuite,
    ClientCertificate,
    SessionReuse,
)

_FROZEN_BY_NAME: Mapping[str, type[Any]] = {kind.__name__: kind for kind in _FROZEN}
_ENUM_BY_NAME: Mapping[str, type[Enum]] = {kind.__name__: kind for kind in _ENUMS}


def profile_record(profile: ServerProfile) -> dict[str, Any]:
    """The profile as an object of JSON."""
    record = _written(profile)
    assert isinstance(record, dict)
    return record


def _written(value: object) -> Any:
    match value:
        case Enum():
            return {"kind": type(value).__name__, "name": value.name}
        case Chain() | Dialect():
            return {"kind": type(value).__name__, "name": value.name}
        case bytes():
            return {"kind": "bytes", "hex": value.hex()}
        case frozenset():
            return {"kind": "set", "of": sorted(value)}
        case tuple():
            return [_written(each) for each in value]
    if not dataclasses.is_dataclass(value):
        return value
    return {
        "kind": type(value).__name__,
        **{
            field.name: _written(found)
            for field in dataclasses.fields(value)
            if (found := getattr(value, field.name)) != _default(field)
        },
    }


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def profile_of(record: object, chain: Callable[[str], Chain]) -> ServerProfile:
    """The profile of a record; `chain` makes the chain of a name.  Raises `UsageError` for anything else."""
    try:
        found = _read(record, chain)
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        if isinstance(trouble, UsageError):
            raise
        raise UsageError(f"expected the profile of a server, came one without {trouble}") from trouble
    if not isinstance(found, ServerProfile):
        raise UsageError(f"expected the profile of a server, came {type(found).__name__}")
    return found


def _read(value: Any, chain: Callable[[str], Chain]) -> Any:
    if isinstance(value, list):
        return tuple(_read(each, chain) for each in value)
    if not isinstance(value, dict):
        return value
    kind = value["kind"]
    if kind in _ENUM_BY_NAME:
        return _ENUM_BY_NAME[kind][value["name"]]
    if kind in _FROZEN_BY_NAME:
        fields = {name: _read(each, chain) for name, each in value.items() if name != "kind"}
        return _FROZEN_BY_NAME[kind](**fields)
    makers: Mapping[str, Callable[[], Any]] = {
        "Chain": lambda: chain(value["name"]),
        "Dialect": lambda: DIALECTS[value["name"]],
        "bytes": lambda: bytes.fromhex(value["hex"]),
        "set": lambda: frozenset(value["of"]),
    }
    return makers[kind]()
