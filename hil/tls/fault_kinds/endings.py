"""Faults at the end of a connection (RFC 5246, 7.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hil.tls.fault import Change, Place, TlsFault
from hil.tls.fault_kinds import acts
from hil.tls.outlet import Outlet, Step


def _half(outlet: Outlet, message: Any) -> Iterator[Any]:
    data = bytes(message.write())
    yield from outlet.send(acts.application_data(data[: len(data) // 2]))
    yield from outlet.cut()


def _half_a_record(outlet: Outlet, message: Any) -> Iterator[Any]:
    head, _ = acts.head_and_rest(bytes(message.write()))
    yield from outlet.torn(message.contentType, head)
    yield from outlet.cut()


def _data_behind(outlet: Outlet, message: Any) -> Iterator[Any]:
    yield from outlet.send(message)
    yield from outlet.record(acts.APPLICATION_DATA, b"too late")


def _fatal_goodbye(outlet: Outlet, _message: Any) -> Iterator[Any]:
    yield from outlet.record(acts.ALERT, b"\2\0")


CLOSURE = "RFC 5246, 7.2.1"
DATA_FIRST = (Place.DATA, Place.CONTROL)

FAULTS = (
    TlsFault(
        "truncated",
        "all data, then FIN without close_notify: a download may not be taken for complete",
        CLOSURE,
        (Change(Step.CLOSE_NOTIFY, lambda outlet, _: outlet.cut()),),
        places=(Place.DATA,),
    ),
    TlsFault(
        "truncated-half",
        "half of the data, then FIN without close_notify",
        CLOSURE,
        (Change(Step.DATA, _half, acts.larger_than(1)),),
        places=DATA_FIRST,
    ),
    TlsFault(
        "truncated-in-record",
        "FIN in the middle of a record",
        CLOSURE,
        (Change(Step.DATA, _half_a_record, acts.larger_than(1)),),
        places=DATA_FIRST,
    ),
    TlsFault(
        "truncated-control",
        "the control connection ends with FIN, without close_notify",
        CLOSURE,
        (Change(Step.CLOSE_NOTIFY, lambda outlet, _: outlet.cut()),),
        places=(Place.CONTROL,),
    ),
    TlsFault(
        "data-after-close-notify",
        "data follow close_notify, which a client ignores",
        CLOSURE,
        (Change(Step.CLOSE_NOTIFY, _data_behind),),
        places=DATA_FIRST,
    ),
    TlsFault(
        "close-notify-fatal",
        "close_notify at level fatal",
        CLOSURE,
        (Change(Step.CLOSE_NOTIFY, _fatal_goodbye),),
        places=DATA_FIRST,
    ),
)
