"""One command and its response: the sequence of each response shape and its end (note 2, 4; `hil.spec.commands.Shape`).

The trailing OK.  The note shows an OK after the result line of AT+QFTPGET (4.2.3),
none after that of AT+QFTPPUT (4.2.2) and none in the query form of AT+QFTPCFG
(2.2); a DUT may differ from all three.  An OK that is read as the response to the
next command would shift all later responses.  So a response of these kinds waits
`TRAILING_S` for one more OK, until this DUT has once sent none; from then on only
an OK that has already arrived is taken.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from hil.at.command import Outline, outline
from hil.at.lexis import ESCAPE
from hil.at.payload import SETTLE_S, PayloadReader
from hil.at.response import Connect, Event, Final, Information, Noise, Urc
from hil.deadline import Deadline
from hil.errors import ChannelTimeout, MalformedResponse, UsageError
from hil.evidence.redaction import redact_places
from hil.modem import response_timeouts
from hil.modem.channel import Channel
from hil.modem.exchange import CmeError, Exchange, FinalResultCode
from hil.spec.codes import ResultCode
from hil.spec.commands import COMMANDS, Form, Shape

TRAILING_S = 0.2
"""Ten times the latency of a USB serial converter."""

_SERVICE_ERROR = "QFTPERROR"  # note 3
_SERVICE_ERROR_S = 1.0  # after it a result line may still follow for this long, or replace it
_PROBE_S = 1.0
_PROBES = ("CMEE", "IFC", "ICF", "IPR")
"""Each read form is answered by a line that no other command has; all are local and change nothing."""

_NUMBER = re.compile(r"\+(?P<name>[A-Z]+):? ?(?P<number>-?\d+)")
_PRINTABLE = re.compile(rb"[!-~]")
_TO_NUMERIC = re.compile(r"AT[^+;]*(?<!&)V(?!1)", re.IGNORECASE)


class Send(Protocol):
    """A function that sends one command line and returns the exchange: `Conversation.send`, for the groups of `Modem`."""

    def __call__(
        self,
        line: str,
        *,
        data: bytes | None = None,
        data_size: int | None = None,
        end: str | None = None,
        deadline: Deadline | None = None,
    ) -> Exchange:
        """See `Conversation.send`."""


@dataclass(slots=True)
class _PendingExchange:
    """An exchange in progress."""

    line: str
    outline: Outline
    deadline: Deadline
    is_bounded: bool
    supply: bytes | None
    data_size: int | None
    end: str | None
    started: float = field(default_factory=time.monotonic)
    lines: list[str] = field(default_factory=list)
    urcs: list[str] = field(default_factory=list)
    final: FinalResultCode | None = None
    result: int | None = None
    result_line: bool = False
    service_error: int | None = None
    patience: Deadline | None = None
    data: bytes = b""
    damaged: bytes = b""

    @property
    def is_over(self) -> bool:
        """Whether an error code has arrived, or the result line and its OK."""
        if self.final is not None and self.final is not ResultCode.OK:
            return True
        return self.result_line and (self.final is ResultCode.OK or self.is_query)

    @property
    def has_information(self) -> bool:
        """Whether a line with the name of the command has arrived."""
        return any(line.startswith(f"+{self.outline.name}") for line in self.lines)

    @property
    def is_query(self) -> bool:
        """AT+QFTPCFG=<type> without a value (note 2.2)."""
        return self.outline.name == "QFTPCFG" and len(self.outline.parameters) < 2


class Conversation:
    """The exchanges on one channel, one at a time."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._no_trailing_ok: set[tuple[str, bool]] = set()
        self._in_doubt = False
        self._failed_probes = 0
        self._shapes: dict[Shape, Callable[[_PendingExchange], None]] = {
            Shape.FINAL: self._final,
            Shape.DEACT: self._final,
            Shape.ADDRESS: self._address,
            Shape.RESULT: self._result,
            Shape.UPLOAD: self._upload,
            Shape.TRANSFER: self._transfer,
        }

    def send(
        self,
        line: str,
        *,
        data: bytes | None = None,
        data_size: int | None = None,
        end: str | None = None,
        deadline: Deadline | None = None,
    ) -> Exchange:
        """Send one command line and read its response to the end.

        `data` is sent after CONNECT; with None the exchange ends at CONNECT and
        leaves the DUT in data mode.  `end="+++"` leaves data mode after the data.
        `data_size` is the expected size of a download: a file that contains bytes like
        its own end can be read only with it.  `deadline` overrides the documented
        maximum.

        Raises `ChannelTimeout` when the response is not complete in time, or when an
        earlier response is pending; `MalformedResponse` when a line is no text;
        `ChannelLost` when the port is lost, `UsageError` for an invalid line.
        """
        _require_line(line, end)
        channel, line_outline = self._channel, outline(line)
        if channel.data_mode:
            channel.escape()
        if self._in_doubt and not self.probe():
            raise ChannelTimeout(
                f"{redact_places(line)} was not sent: an earlier command was not answered, and a probe was not"
                f" within {_PROBE_S:.1f} s; {channel.last}"
            )
        channel.drain()
        limit_s = response_timeouts.response_s(line_outline, clock_rate=channel.clock_rate)
        limit = deadline or Deadline.after(limit_s)
        pending = _PendingExchange(line, line_outline, limit, deadline is not None, data, data_size, end)
        if _TO_NUMERIC.match(line):
            channel.reader.numeric = True
        channel.send_line(line)
        try:
            self._shapes[response_timeouts.shape_of(line_outline, uploads=data is not None)](pending)
        finally:
            raw = channel.settled()
        if pending.damaged:
            raise MalformedResponse.mismatch(
                expected=f"lines of text after {redact_places(line)} (V.250 5.7.1)",
                actual=repr(pending.damaged),
            )
        return Exchange(
            command=line,
            lines=tuple(pending.lines),
            final=pending.final,
            result=pending.result,
            data=pending.data,
            urcs=tuple(pending.urcs),
            raw=raw,
            elapsed_s=time.monotonic() - pending.started,
        )

    def probe(self) -> bool:
        """Whether the DUT answers AT; the pending response of an earlier command is read and discarded.

        Bytes before the line of the probe belong to earlier commands, errors included:
        they answer the probe only if nothing follows.  A probe without an answer is not
        repeated, since its answer may still arrive; the next one asks something else.
        """
        channel = self._channel
        channel.drain()
        channel.send_line(f"AT+{_PROBES[self._failed_probes % len(_PROBES)]}?")
        deadline, recognised, refused = Deadline.after(_PROBE_S), False, False
        while (event := channel.event(deadline)) is not None:
            if isinstance(event, Information):
                recognised = True
            elif isinstance(event, Final):
                refused = refused or event.code is not ResultCode.OK
                if recognised:
                    break
        channel.settled()
        answered = recognised or refused
        self._in_doubt = not answered
        self._failed_probes += not answered
        return answered

    # --- shapes --------------------------------------------------------------------------------------------

    def _final(self, pending: _PendingExchange) -> None:
        """Information text, then a final result code; CONNECT is one for a command that dials (V.250 6.3.1)."""
        while True:
            event = self._next(pending, "a final result code")
            if isinstance(event, Connect):
                pending.final = ResultCode.CONNECT
                self._channel.enter_data()
                return
            if isinstance(event, Final):
                return

    def _address(self, pending: _PendingExchange) -> None:
        self._next(pending, "a line with the address")

    def _result(self, pending: _PendingExchange) -> None:
        """OK and a line +<name>: <n>, usually in this order; an error code ends it."""
        while not pending.is_over:
            self._next(pending, f"OK and a line +{pending.outline.name}: <n>")
        if pending.is_query and pending.final is None:
            self._trailing_ok(pending)

    def _upload(self, pending: _PendingExchange) -> None:
        """CONNECT, the data, a line +<name>: ..., OK; an OK before that line is the response to `+++`."""
        if not self._connect(pending, ends_at_ok=True) or not self._supply(pending):
            return
        while pending.final is None:
            self._next(pending, f"a line +{pending.outline.name}: ... and OK")
        if pending.final is ResultCode.OK and not pending.has_information:
            self._listen(pending, lambda: pending.has_information)
            if pending.has_information:
                self._listen(pending, lambda: pending.lines[-1] == ResultCode.OK.value)

    def _transfer(self, pending: _PendingExchange) -> None:
        """OK, CONNECT, data in either direction, a line +<name>: <n>; no CONNECT if the file is local."""
        if not self._connect(pending, ends_at_ok=False):
            return
        if pending.outline.name == "QFTPGET":
            self._download(pending)
        elif not self._supply(pending):
            return
        while not pending.result_line:
            self._next(pending, f"a line +{pending.outline.name}: <n>")
        self._trailing_ok(pending)

    # --- parts of shapes -------------------------------------------------------------------------------------

    def _connect(self, pending: _PendingExchange, *, ends_at_ok: bool) -> bool:
        """Whether CONNECT arrived before the end."""
        while not pending.is_over:
            event = self._next(pending, "CONNECT")
            if isinstance(event, Connect):
                self._channel.enter_data()
                return True
            if isinstance(event, Final) and ends_at_ok:
                return False
        return False

    def _supply(self, pending: _PendingExchange) -> bool:
        """Send the data; False if the caller has none, so the DUT stays in data mode."""
        if pending.supply is None:
            pending.final = ResultCode.CONNECT
            return False
        channel, size = self._channel, len(pending.supply)
        channel.write_data(pending.supply)
        wait_s = 0.0
        if pending.end is None:
            wait_s = response_timeouts.upload_wait_s(
                pending.outline, supplied=size, clock_rate=channel.clock_rate
            )
        channel.leave_data()
        if pending.end is not None:
            channel.escape()
        self._renew(pending, wait_s + response_timeouts.transfer_s(size, baudrate=channel.baudrate))
        return True

    def _download(self, pending: _PendingExchange) -> None:
        channel, limit = self._channel, pending.deadline
        reader = PayloadReader(
            pending.outline.name, _SERVICE_ERROR, size=pending.data_size, numeric=channel.reader.numeric
        )
        silence_s = limit.remaining if pending.is_bounded else limit.span_s
        pending.data = channel.read_payload(reader, silence_s=silence_s)
        self._renew(pending, 0.0)

    def _trailing_ok(self, pending: _PendingExchange) -> None:
        """Read one more OK, if this DUT sends one; see the top of the file."""
        kind = (pending.outline.name, (pending.result or 0) >= 0)
        deadline = Deadline.after(0.0 if kind in self._no_trailing_ok else TRAILING_S)
        before = len(pending.lines)
        while len(pending.lines) == before:
            event = self._channel.event(deadline)
            if event is None:
                self._no_trailing_ok.add(kind)
                return
            self._keep(pending, event)

    def _listen(self, pending: _PendingExchange, satisfied: Callable[[], bool]) -> None:
        """Read until satisfied, or until silence for `SETTLE_S`."""
        while not satisfied():
            event = self._channel.event(Deadline.after(SETTLE_S))
            if event is None:
                return
            self._keep(pending, event)

    def _renew(self, pending: _PendingExchange, extra_s: float) -> None:
        """Restart the documented maximum after the data, unless the caller set the limit."""
        if not pending.is_bounded:
            pending.deadline = Deadline.after(pending.deadline.span_s + extra_s)

    # --- events ------------------------------------------------------------------------------------------

    def _next(self, pending: _PendingExchange, wanted: str) -> Event | None:
        """The next event of the response, which is kept; None when a +QFTPERROR replaced its end.

        Raises `ChannelTimeout`.
        """
        while True:
            waits_for_result = pending.patience is not None and pending.final is ResultCode.OK
            limit = pending.patience if waits_for_result and pending.patience else pending.deadline
            event = self._channel.event(limit)
            if event is None and waits_for_result:
                pending.result, pending.result_line = pending.service_error, True
                return None
            if event is None:
                self._in_doubt = True
                span_s, line = pending.deadline.span_s, redact_places(pending.line)
                expected, actual = f"{wanted} within {span_s:.1f} s after {line}", self._channel.last
                raise ChannelTimeout.mismatch(
                    expected=expected, actual=actual, message=f"expected {expected}; {actual}"
                )
            self._keep(pending, event)
            if not isinstance(event, Urc | Noise):
                return event

    def _keep(self, pending: _PendingExchange, event: Event) -> None:
        match event:
            case Urc(text):
                pending.urcs.append(text)
                number = _NUMBER.fullmatch(text)
                if number and number["name"] == _SERVICE_ERROR:
                    pending.service_error = int(number["number"])
                    pending.patience = Deadline.after(_SERVICE_ERROR_S)
            case Final(text):
                pending.lines.append(text)
                pending.final = final_code(event)
            case Information(text):
                pending.lines.append(text)
                _take_result(pending, text)
            case Connect(text):
                pending.lines.append(text)
            case Noise(raw) if _PRINTABLE.search(raw):
                pending.damaged = pending.damaged or raw
            case _:  # noise without text does no harm; it is in the transcript and in the raw bytes
                pass


def _take_result(pending: _PendingExchange, text: str) -> None:
    """Keep the result line of a job; the value of a query AT+QFTPCFG=<type> is no result, an <err> is."""
    command = COMMANDS.get(pending.outline.name)
    if command is None or command.shape not in {Shape.RESULT, Shape.TRANSFER}:
        return
    if pending.outline.form not in Form.WRITE | Form.EXECUTE or not text.startswith(f"+{command.name}"):
        return
    pending.result_line = True
    number = _NUMBER.fullmatch(text)
    if number and (int(number["number"]) < 0 or not pending.is_query):
        pending.result = int(number["number"])


def final_code(event: Final) -> FinalResultCode:
    """The final result code of an event of the reader."""
    if event.code is not None:
        return event.code
    words = event.text.partition(":")[2].strip()
    return CmeError(int(words) if words.isascii() and words.isdigit() else None, words)


def _require_line(line: str, end: str | None) -> None:
    if not line.isascii() or not line or "\r" in line or "\n" in line:
        raise UsageError(f"a command line is one line of ASCII (V.250 5.2), not {line!r}")
    if end not in {None, ESCAPE.decode("ascii")}:
        raise UsageError(f"data mode is left by the end of the data or by +++ (note 2.4), not by {end!r}")
