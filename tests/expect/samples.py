"""Exchanges, sessions and a case for the tests of `hil.expect`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from hil.ftps.session import Connection, ConnectionEnding, FtpCommand, Listener, Session
from hil.judgement import RunningCase, running
from hil.modem.exchange import CmeError, Exchange
from hil.spec.catalogue import Requirement, RequirementKind, requirement
from hil.spec.codes import ResultCode
from hil.tls.observation import ClientHello, Handshake
from hil.verdict import FailedCheck, Ground, Mismatch

HELLO = ClientHello(
    record_version=0x0301,
    client_version=0x0303,
    random=bytes(32),
    session_id=b"",
    suites=(0x002F, 0x0035, 0x00FF),
    compression_methods=(0,),
)
HANDSHAKE = Handshake(hello=HELLO, version=0x0303, suite=0x002F, finished=True)
CONTROL = Connection(
    opened_t=0.0,
    peer=("192.0.2.1", 4000),
    first_bytes=b"\x16\x03\x01",
    handshake=HANDSHAKE,
    alerts=(),
    received=0,
    sent=0,
    ending=ConnectionEnding.CLOSE_NOTIFY,
)
SESSION = Session(
    number=3,
    listener=Listener.IMPLICIT,
    control=CONTROL,
    data=(),
    commands=(
        FtpCommand(0.1, "USER", "m95", protected=True, replies=((331, "Password."),)),
        FtpCommand(0.2, "PASS", "5e88", protected=True, replies=((230, "In."),)),
        FtpCommand(0.3, "PROT", "P", protected=True, replies=((200, "OK."),)),
    ),
    logged_in=True,
)


def row(identifier: str, kind: RequirementKind, ground: Ground) -> Requirement:
    """A requirement of that weight."""
    return replace(requirement("MODE-01"), id=identifier, kind=kind, ground=ground)


MUST = row("MUST-01", RequirementKind.MANDATORY, Ground.STANDARD)
NOTED = row("NOTED-01", RequirementKind.MANDATORY, Ground.NOTE)
READ = row("READ-01", RequirementKind.MANDATORY, Ground.READING)
MAY = row("MAY-01", RequirementKind.OPTIONAL, Ground.READING)
OTHER_MAY = row("MAY-02", RequirementKind.OPTIONAL, Ground.READING)
TOLD = row("TOLD-01", RequirementKind.INFORMATIVE, Ground.NOTE)


@contextmanager
def case(*rows: Requirement, form: bool = False) -> Iterator[RunningCase]:
    """A case with these requirements runs."""
    with running(RunningCase(rows, judges_form=form)) as under_way:
        yield under_way


def answer(
    command: str,
    *lines: str,
    result: int | None = None,
    error: CmeError | None = None,
    data: bytes = b"",
    urcs: tuple[str, ...] = (),
) -> Exchange:
    """An exchange with these lines; the final result code is the error, or the last result code among them."""
    codes = [ResultCode(line) for line in lines if line in set(ResultCode)]
    final = error or (codes[-1] if codes else None)
    return Exchange(command=command, lines=lines, final=final, result=result, data=data, urcs=urcs)


def failure(trouble: pytest.ExceptionInfo[Mismatch]) -> FailedCheck:
    """The only failed check behind a mismatch."""
    (check,) = trouble.value.checks
    return check
