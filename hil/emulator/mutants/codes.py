"""Targets that are codes: the <err> of each cause of failure, and of each negative reply of Table 4.

The requirements come from the mechanism of the cause, or are those of the reply's code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.mutants.bend import Bend, Target
from hil.emulator.mutants.mechanisms import mechanisms
from hil.emulator.mutants.operators import Kind
from hil.emulator.mutants.triggers import Trait
from hil.spec.codes import ErrorCode

_BEYOND_A_BENCH = frozenset({Cause.SEND_FAILED, Cause.ILLEGAL_PARAMETER})
"""Causes that no DTE, peer or network brings about.

A socket of the emulator fails so only by an error of its host, for a lost connection
counts as closed by the server.  What FTP cannot carry does not come through an AT
command line, and the commands look at host and port before the client does.
"""
_REPLIES = "FtpFailure.of_reply"
_OF_A_CODE = "ERR-SRV-"


@cache
def targets() -> tuple[Target, ...]:
    """Each code of a cause, then each code of a reply."""
    return (*_of_causes(), *_of_replies())


def _of_causes() -> Iterator[Target]:
    carried = {m.name: m.requirements for m in mechanisms()}
    for name, cause in Cause.__members__.items():
        requirements = carried.get(f"Cause.{name}", ())
        if requirements and cause not in _BEYOND_A_BENCH:
            yield _target(
                f"code-of-{name.lower().replace('_', '-')}",
                requirements,
                partial(_is_of_cause, cause),
                frozenset({Trait.UNKNOWN}) if cause.code is ErrorCode.UNKNOWN else frozenset(),
            )


def _of_replies() -> Iterator[Target]:
    carried = next(m.requirements for m in mechanisms() if m.name == _REPLIES)
    for code in ErrorCode:
        requirements = tuple(name for name in carried if name == f"{_OF_A_CODE}{-code}")
        if requirements:
            general = tuple(name for name in carried if not name.startswith(_OF_A_CODE))
            yield _target(
                f"code-of-{-code}",
                (*requirements, *general),
                partial(_is_of_reply, -code),
            )


def _is_of_cause(cause: Cause, failure: FtpFailure) -> bool:
    return failure.cause is cause and failure.reply is None


def _is_of_reply(reply: int, failure: FtpFailure) -> bool:
    return failure.reply == reply


def _target(
    name: str,
    requirements: tuple[str, ...],
    concerns: Callable[[FtpFailure], bool],
    more: frozenset[Trait] = frozenset(),
) -> Target:
    return Target(
        name=name,
        kinds=frozenset({Kind.CODE}),
        requirements=requirements,
        make=lambda bend: _reporting(bend, concerns),
        traits=frozenset({Trait.IN_SESSION, Trait.CONSTANT, Trait.NEGATIVE}) | more,
    )


def _reporting(bend: Bend, concerns: Callable[[FtpFailure], bool]) -> tuple[type, ...]:
    class Reports(FtpsClient):
        def reported(self, failure: FtpFailure) -> FtpFailure:
            told = super().reported(failure)
            if concerns(told):
                bend.memory.error = bend.journal.facts.get("error")
                code = bend.value(told.code)
                if code != told.code:
                    return FtpFailure(code, told.reason, cause=told.cause, reply=told.reply)
            return told

    return (Reports,)
