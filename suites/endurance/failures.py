"""Why a step of an endurance run failed, and what its code lays it to (note Table 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from hil.endurance.records import IncidentKind
from hil.errors import ChannelError, InfrastructureError, UnexpectedResult
from hil.modem.exchange import CmeError, Exchange
from hil.spec.codes import ErrorCode

MEMORY_FULL = 20
"""27.007 9.2."""

KINDS: Mapping[int, IncidentKind] = MappingProxyType(
    {
        ErrorCode.NO_MEMORY: IncidentKind.LEAK,
        ErrorCode.NO_SPACE: IncidentKind.LEAK,
        MEMORY_FULL: IncidentKind.LEAK,
        ErrorCode.DNS_FAILED: IncidentKind.NETWORK,
        ErrorCode.NETWORK: IncidentKind.NETWORK,
        ErrorCode.SESSION_CLOSED: IncidentKind.NETWORK,
        ErrorCode.DATA_CONNECTION_CLOSED: IncidentKind.NETWORK,
        ErrorCode.CONTEXT_DEACTIVATED: IncidentKind.NETWORK,
        ErrorCode.TIMEOUT: IncidentKind.NETWORK,
        ErrorCode.SERVICE_NOT_AVAILABLE: IncidentKind.NETWORK,
        ErrorCode.CANNOT_OPEN_DATA_CONNECTION: IncidentKind.NETWORK,
        ErrorCode.TRANSFER_ABORTED: IncidentKind.NETWORK,
    }
)
"""What a code is laid to; any other one is a refusal.

A code of the network says nothing about the module, unless a restart of the module
ends a row of them (`controls.Controls`).
"""

ANSWER = "answer"
"""The step of a command whose answer did not come, or was none."""


class Failure(Exception):
    """A step did not do what it did before."""

    def __init__(self, kind: IncidentKind, step: str, *, expected: str, came: str) -> None:
        super().__init__(f"{step}: expected {expected}, came {came}")
        self.kind, self.step, self.expected, self.came = kind, step, expected, came


def code_of(exchange: Exchange) -> int | None:
    """The code of Table 4 or of 27.007 with which a command ended; None if it ended without one."""
    if exchange.result is not None and exchange.result < 0:
        return exchange.result
    return exchange.final.code if isinstance(exchange.final, CmeError) else None


def require(exchange: Exchange, step: str, expected: str = "success") -> Exchange:
    """The exchange if it reports success; raises `Failure` otherwise."""
    if exchange.ok:
        return exchange
    kind = KINDS.get(code_of(exchange) or 0, IncidentKind.REFUSAL)
    raise Failure(kind, step, expected=expected, came=exchange.outcome)


def attempt(step: Callable[[], None]) -> Failure | None:
    """Carry a step out; what did not succeed in it."""
    try:
        step()
    except Failure as failure:
        return failure
    except UnexpectedResult as odd:
        return Failure(IncidentKind.REFUSAL, ANSWER, expected=odd.expected, came=odd.actual or str(odd))
    except ChannelError as silence:
        return Failure(IncidentKind.REFUSAL, ANSWER, expected="an answer", came=str(silence))
    except (
        InfrastructureError,
        OSError,
    ) as trouble:  # OSError: the disk of the lower tester is full, as an example
        return Failure(IncidentKind.BENCH, "bench", expected="a sound bench", came=str(trouble))
    return None
