"""Time limits of responses: the documented maximum of the command plus the delay of the bench.

The note states no time for its commands, and how long one took is observed, not
judged.  So a local command may take `DEFAULT_RESPONSE_S`, however short the limit of
the series is.
"""

from __future__ import annotations

from hil.at.command import Outline
from hil.spec.commands import COMMANDS, DEFAULT_RESPONSE_S, LOCAL_RESPONSE_S, Form, Shape
from hil.spec.files import UPLOAD_TIMEOUT_DEFAULT_S
from hil.spec.ftp import EXAMPLE_PUT_TIMEOUT_S

BENCH_S = 0.7
"""For USB latency, port servers and a busy host; document [1] grants local commands 0.3 s of the module's own."""

WALL_S = 10.0
"""What a fast module clock does not shorten: servers and TLS on the same host run by the wall clock."""

_BITS_PER_BYTE = 10  # 8N1


def shape_of(outline: Outline, *, uploads: bool) -> Shape:
    """The shape of the response to that line; `uploads` means that the caller has data for it."""
    command = COMMANDS.get(outline.name)
    if command is None:
        return Shape.UPLOAD if uploads else Shape.FINAL
    return command.shape if outline.form in Form.WRITE | Form.EXECUTE else Shape.FINAL


def response_s(outline: Outline, *, clock_rate: float) -> float:
    """The time limit of the response in seconds of real time, without the data."""
    command = COMMANDS.get(outline.name)
    documented = DEFAULT_RESPONSE_S if command is None else max(command.max_response_s, DEFAULT_RESPONSE_S)
    if outline.form in Form.TEST | Form.READ:
        documented = min(documented, DEFAULT_RESPONSE_S)  # these forms wait for no server
    return max(documented / clock_rate, min(documented, WALL_S)) + BENCH_S


def is_local(outline: Outline) -> bool:
    """Whether the command stays inside the module, so that the time of its response is the latency of the DUT."""
    command = COMMANDS.get(outline.name)
    return not outline.names or (command is not None and command.max_response_s <= LOCAL_RESPONSE_S)


def transfer_s(size: int, *, baudrate: int) -> float:
    """Seconds that so many bytes need on the UART, doubled for flow control."""
    return 2 * size * _BITS_PER_BYTE / baudrate


def declared_size(outline: Outline) -> int:
    """The bytes of an upload that its command line declares; 0 if it declares none."""
    return _number(outline, 1) or 0


def upload_wait_s(outline: Outline, *, supplied: int, clock_rate: float) -> float:
    """Seconds for which the module may wait for missing bytes (note 2.4, 4.2.2)."""
    declared = _number(outline, 1)
    if declared is not None and supplied >= declared:
        return 0.0
    default = UPLOAD_TIMEOUT_DEFAULT_S if outline.name == "QSECWRITE" else EXAMPLE_PUT_TIMEOUT_S
    stated = _number(outline, 2)
    return (default if stated is None else stated) / clock_rate


def _number(outline: Outline, place: int) -> int | None:
    text = outline.parameters[place] if place < len(outline.parameters) else ""
    return int(text) if text.isascii() and text.isdigit() else None
