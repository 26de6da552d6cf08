"""What AT+COPS, AT+CREG and AT+CGREG call being in the network (27.007 7.2, 7.3, 10.1.20)."""

from __future__ import annotations

DEREGISTERED = 2  # AT+COPS=2
_WITH_CELL = 2  # AT+CREG=2, AT+CGREG=2
CELL = '"1801","2B5C"'  # made up


def status(*, mode: int, is_in: bool) -> str:
    """The state in a response or URC: 1 in the home network, 0 not and not searching."""
    return f"1,{CELL}" if mode == _WITH_CELL and is_in else f"{is_in:d}"
