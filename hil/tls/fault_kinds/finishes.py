"""Faults of ChangeCipherSpec and Finished, and unprotected messages after them (RFC 5246, 7.1 and 7.4.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hil.tls.fault import TLS_VERSIONS, Act, Change, TlsFault
from hil.tls.fault_kinds import acts
from hil.tls.outlet import Outlet, Step

FINISHED = 20
CCS = acts.record(acts.CHANGE_CIPHER_SPEC, b"\1")


def _with_verify_data(change: Callable[[bytes], bytes]) -> Act:
    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        yield from outlet.handshake(FINISHED, change(bytes(message.write())[4:]))

    return act


def _flipped(data: bytes, index: int) -> bytes:
    changed = bytearray(data)
    changed[index] ^= 1
    return bytes(changed)


def _in_clear(outlet: Outlet, message: Any) -> Iterator[Any]:
    yield from outlet.in_clear(message.contentType, bytes(message.write()))


def _head_in_clear(outlet: Outlet, message: Any) -> Iterator[Any]:
    head, rest = acts.head_and_rest(bytes(message.write()))
    yield from outlet.in_clear(acts.APPLICATION_DATA, head)
    if rest.write():
        yield from outlet.send(rest)


def _finished_first(outlet: Outlet, message: Any) -> Iterator[Any]:
    """Finished, as far as it is known, then ChangeCipherSpec."""
    yield from outlet.handshake(FINISHED, bytes(12), hashed=False)
    yield from outlet.send(message)


def _fault(name: str, about: str, change: Change, clause: str, **others: Any) -> TlsFault:
    return TlsFault(name, about, clause, (change,), **others)


def _finished(name: str, about: str, change: Callable[[bytes], bytes]) -> TlsFault:
    step = Change(Step.FINISHED, _with_verify_data(change))
    return _fault(name, about, step, "RFC 5246, 7.4.9", versions=TLS_VERSIONS)


SPEC = "RFC 5246, 7.1"

FAULTS = (
    _finished("finished-bad", "the first bit of verify_data is wrong", lambda d: _flipped(d, 0)),
    _finished("finished-bad-last", "the last bit of verify_data is wrong", lambda d: _flipped(d, -1)),
    _finished("finished-zero", "verify_data of zeros", lambda d: bytes(len(d))),
    _finished("finished-short", "the last byte of verify_data is missing", lambda d: d[:-1]),
    _finished("finished-empty", "no verify_data at all", lambda _: b""),
    _finished("finished-long", "one byte follows verify_data", lambda d: d + b"\0"),
    _fault(
        "finished-before-ccs",
        "a Finished in clear before ChangeCipherSpec",
        Change(Step.CHANGE_CIPHER_SPEC, _finished_first),
        SPEC,
    ),
    _fault(
        "finished-in-clear",
        "the Finished after ChangeCipherSpec is not protected",
        Change(Step.FINISHED, _in_clear),
        SPEC,
    ),
    _fault(
        "data-in-clear",
        "application data after the handshake that are not protected",
        Change(Step.DATA, _head_in_clear),
        SPEC,
    ),
    _fault(
        "ccs-before-hello",
        "a ChangeCipherSpec before the ServerHello",
        Change(Step.SERVER_HELLO, acts.before(CCS)),
        SPEC,
    ),
    _fault(
        "ccs-early",
        "a ChangeCipherSpec before ServerHelloDone",
        Change(Step.HELLO_DONE, acts.before(CCS)),
        SPEC,
    ),
    _fault(
        "ccs-missing",
        "Finished without a ChangeCipherSpec",
        Change(Step.CHANGE_CIPHER_SPEC, acts.drop),
        SPEC,
    ),
    _fault(
        "ccs-twice",
        "a second ChangeCipherSpec, protected, before Finished",
        Change(Step.FINISHED, acts.before(CCS)),
        SPEC,
    ),
    _fault(
        "ccs-after-handshake",
        "a ChangeCipherSpec when the handshake is over",
        Change(Step.DATA, acts.before(CCS)),
        SPEC,
    ),
    _fault(
        "ccs-value",
        "a ChangeCipherSpec of 2; 1 is the only value",
        Change(Step.CHANGE_CIPHER_SPEC, lambda outlet, _: outlet.record(acts.CHANGE_CIPHER_SPEC, b"\2")),
        SPEC,
    ),
    _fault(
        "ccs-long",
        "a ChangeCipherSpec of two bytes",
        Change(Step.CHANGE_CIPHER_SPEC, lambda outlet, _: outlet.record(acts.CHANGE_CIPHER_SPEC, b"\1\1")),
        SPEC,
    ),
)
