"""The calls by which a case judges: `expect`, `preamble`, `expect_all`; and those that judge nothing about the DUT."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar, overload

from hil.errors import InfrastructureError, UsageError
from hil.expect.content import BytesExpectation, FileExpectation
from hil.expect.exchange import ExchangeExpectation
from hil.expect.expectation import Expectation
from hil.expect.session import (
    AttemptExpectation,
    ConnectionExpectation,
    PendingExpectation,
    SessionExpectation,
)
from hil.expect.tls import HandshakeExpectation, HelloExpectation
from hil.expect.value import ValueExpectation
from hil.ftps.session import Connection, Session
from hil.ftps.session_registry import Pending
from hil.judgement import Weight, collected, note_step, weight_of, weight_of_preamble, witness
from hil.modem.exchange import Exchange
from hil.session import Attempt
from hil.tls.observation import ClientHello, Handshake
from hil.verdict import Cause, Inconclusive, Role

Value = TypeVar("Value")

_KINDS: Mapping[type, type[Expectation[Any]]] = MappingProxyType(
    {
        Exchange: ExchangeExpectation,
        Attempt: AttemptExpectation,
        Session: SessionExpectation,
        Pending: PendingExpectation,
        Connection: ConnectionExpectation,
        Handshake: HandshakeExpectation,
        ClientHello: HelloExpectation,
        bytes: BytesExpectation,
    }
)
"""The expectation of each kind of subject; a path has its own, any other value those of a value."""

_NAMED_BY_THEMSELVES = (Exchange, Attempt, Session, Pending, Connection, Handshake, ClientHello, Path)


@overload
def expect(subject: Exchange, /, *requirements: str, what: str = "") -> ExchangeExpectation: ...
@overload
def expect(subject: Attempt, /, *requirements: str, what: str = "") -> AttemptExpectation: ...
@overload
def expect(subject: Session, /, *requirements: str, what: str = "") -> SessionExpectation: ...
@overload
def expect(subject: Pending, /, *requirements: str, what: str = "") -> PendingExpectation: ...
@overload
def expect(subject: Connection, /, *requirements: str, what: str = "") -> ConnectionExpectation: ...
@overload
def expect(subject: Handshake, /, *requirements: str, what: str = "") -> HandshakeExpectation: ...
@overload
def expect(subject: ClientHello, /, *requirements: str, what: str = "") -> HelloExpectation: ...
@overload
def expect(subject: Path, /, *requirements: str, what: str = "") -> FileExpectation: ...
@overload
def expect(subject: bytes, /, *requirements: str, what: str) -> BytesExpectation: ...
@overload
def expect(subject: Value, /, *requirements: str, what: str) -> ValueExpectation[Value]: ...
def expect(subject: object, /, *requirements: str, what: str = "") -> Expectation[Any]:
    """The expectation for a subject; the ids are the requirements that its checks judge.

    `what` names the subject in a sentence: `the stored file`, `type 7`; it is needed
    for values and bytes.
    """
    __tracebackhide__ = True
    return _expectation(subject, weight_of(requirements), what)


@overload
def preamble(subject: Exchange, /, *, what: str = "") -> ExchangeExpectation: ...
@overload
def preamble(subject: Attempt, /, *, what: str = "") -> AttemptExpectation: ...
@overload
def preamble(subject: Session, /, *, what: str = "") -> SessionExpectation: ...
@overload
def preamble(subject: Pending, /, *, what: str = "") -> PendingExpectation: ...
@overload
def preamble(subject: Handshake, /, *, what: str = "") -> HandshakeExpectation: ...
@overload
def preamble(subject: Path, /, *, what: str = "") -> FileExpectation: ...
@overload
def preamble(subject: bytes, /, *, what: str) -> BytesExpectation: ...
@overload
def preamble(subject: Value, /, *, what: str) -> ValueExpectation[Value]: ...
def preamble(subject: object, /, *, what: str = "") -> Expectation[Any]:
    """The expectation for a step that brings the DUT to the matter of the case (ISO/IEC 9646-1, test preamble).

    A step that does not succeed is a fail on the strongest ground of the case.  A case
    without mandatory requirements is inconclusive then: its matter was not reached.
    """
    __tracebackhide__ = True
    return _expectation(subject, weight_of_preamble(), what)


def _expectation(subject: object, weight: Weight, what: str) -> Expectation[Any]:
    if isinstance(subject, Path):
        return FileExpectation(subject, weight, what)
    if not what and not isinstance(subject, _NAMED_BY_THEMSELVES):
        raise UsageError("a value needs a name in the sentence of a failure; give what=...")
    return _KINDS.get(type(subject), ValueExpectation)(subject, weight, what)


def expect_all() -> AbstractContextManager[None]:
    """A group of checks: each one that does not hold is shown, and the end of the block gives the fail.

    with expect_all():
        expect(hello, "VER-06").offered_version(0x0302)
        expect(hello, "CIPH-07").offered_suites(TABLE_1)
    """
    return collected()


def guard(condition: bool, otherwise: str) -> None:
    """Go on if the bench is as the case needs it; raises `InfrastructureError` otherwise: error."""
    if not condition:
        raise InfrastructureError(otherwise)


def stimulus(happened: bool, otherwise: str, *, of: Exchange | None = None) -> None:
    """Go on if the DUT met what the case is about; raises `Inconclusive` otherwise: it was not tested.

    `of` is the exchange whose attempt a peer of the case saw thereby: its failure needs
    no other control then (`hil.negatives`).
    """
    expected = "the DUT meets what the case is about"
    note_step(
        Role.STIMULUS,
        "stimulus",
        expected=expected,
        actual="it did" if happened else otherwise,
        held=happened,
    )
    if not happened:
        raise Inconclusive(otherwise, Cause.NO_STIMULUS)
    if of is not None:
        witness(of)


def left_open(reason: str) -> NoReturn:
    """End the case: the DUT did something between which and the expected behaviour the note leaves the choice."""
    raise Inconclusive(reason, Cause.LEFT_OPEN)
