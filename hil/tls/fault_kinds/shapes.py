"""Records of unusual shapes: most are legal, and a client must accept them (RFC 5246, 6.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hil.tls.fault import Change, TlsFault
from hil.tls.fault_kinds import acts
from hil.tls.outlet import Outlet, Step

FLOOD = 100  # empty records
UNKNOWN_TYPE = 99
FRAGMENT = 100  # bytes


def _one_by_one(outlet: Outlet, message: Any) -> Iterator[Any]:
    data = bytes(message.write())
    for index in range(min(len(data), 64)):
        yield from outlet.record(message.contentType, data[index : index + 1])
    if data[64:]:
        yield from outlet.send(acts.application_data(data[64:]))


def _fragmented(outlet: Outlet, message: Any) -> Iterator[Any]:
    data = bytes(message.write())
    outlet.cover(data)
    size = 1 if len(data) <= 128 else len(data) // 5
    for start in range(0, len(data), size):
        yield from outlet.record(message.contentType, data[start : start + size])


def _together(outlet: Outlet, message: Any) -> Iterator[Any]:
    data = b"".join(bytes(each.write()) for each in (*outlet.held, message))
    outlet.cover(data)
    yield from outlet.record(message.contentType, data)


def _straddling(outlet: Outlet, message: Any) -> Iterator[Any]:
    """Messages that begin in the middle of a record and end in the next."""
    data = b"".join(bytes(each.write()) for each in (*outlet.held, message))
    outlet.cover(data)
    for start in range(0, len(data), FRAGMENT):
        yield from outlet.record(message.contentType, data[start : start + FRAGMENT])


def _empty(count: int) -> acts.Extra:
    def extra(outlet: Outlet) -> Iterator[Any]:
        for _ in range(count):
            yield from outlet.record(acts.APPLICATION_DATA, b"")

    return extra


SIZE = "RFC 5246, 6.2.1"


def _fault(name: str, about: str, *changes: Change, clause: str = SIZE, **others: Any) -> TlsFault:
    return TlsFault(name, about, clause, changes, **others)


FAULTS = (
    _fault(
        "one-byte-records",
        "64 records of one byte",
        Change(Step.DATA, _one_by_one, acts.larger_than(1)),
    ),
    _fault("empty-records", "two empty records before data", Change(Step.DATA, acts.before(_empty(2)))),
    _fault(
        "empty-records-flood",
        f"{FLOOD} empty records in a row",
        Change(Step.DATA, acts.before(_empty(FLOOD))),
    ),
    _fault(
        "handshake-fragmented",
        "ServerHello and ServerHelloDone byte by byte, the Certificate in fragments",
        *(Change(step, _fragmented) for step in (Step.SERVER_HELLO, Step.CERTIFICATE, Step.HELLO_DONE)),
    ),
    _fault(
        "handshake-together",
        "ServerHello, Certificate and ServerHelloDone in one record",
        Change(Step.SERVER_HELLO, acts.hold),
        Change(Step.CERTIFICATE, acts.hold),
        Change(Step.HELLO_DONE, _together),
    ),
    _fault(
        "handshake-straddling",
        f"the same three messages in records of {FRAGMENT} bytes, whatever their borders",
        Change(Step.SERVER_HELLO, acts.hold),
        Change(Step.CERTIFICATE, acts.hold),
        Change(Step.HELLO_DONE, _straddling),
    ),
    _fault(
        "finished-fragmented",
        "the Finished in records of one byte",
        Change(Step.FINISHED, _fragmented),
    ),
    _fault(
        "empty-handshake-record",
        "an empty record of type handshake, which must not be sent",
        Change(Step.HELLO_DONE, acts.before(acts.record(acts.HANDSHAKE, b""))),
    ),
    _fault(
        "empty-alert-record",
        "an empty record of type alert, which must not be sent",
        Change(Step.HELLO_DONE, acts.before(acts.record(acts.ALERT, b""))),
    ),
    _fault(
        "record-type-unknown",
        f"a record of type {UNKNOWN_TYPE}",
        Change(Step.DATA, acts.before(acts.record(UNKNOWN_TYPE, b"m95"))),
        clause="RFC 5246, 6",
    ),
)
