"""One command and its response: the sequence of each response shape (note 2, 4; `hil.spec.commands.Shape`).

Every order of the lines that the note leaves open is read: an OK before, after or
without a result line, CONNECT in any letter case, an error in each form of chapter
3.  `hil.modem.ending` decides where the response ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hil import negatives
from hil.at.command import Outline, outline
from hil.at.lexis import ESCAPE, S3
from hil.at.payload import SETTLE_S, PayloadReader
from hil.at.response import Connect, Event, Final, Information, Noise, Urc
from hil.at.unsolicited import is_restart
from hil.deadline import Deadline
from hil.errors import ChannelTimeout, MalformedResponse, UsageError
from hil.evidence.redaction import redact_places
from hil.modem import response_timeouts
from hil.modem.channel import RESTARTING, Channel
from hil.modem.ending import Ending
from hil.modem.exchange import Exchange
from hil.modem.patience import Patience, Stimulus, stimulus_of
from hil.modem.pending import SERVICE_ERROR, PendingExchange
from hil.spec.codes import ResultCode
from hil.spec.commands import Shape
from hil.transcript import Direction, Kind, Pco


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


class Conversation:
    """The exchanges on one channel, one at a time."""

    def __init__(self, channel: Channel, *, patience: Patience | None = None) -> None:
        self._channel = channel
        self._patience = patience or Patience()
        self._ending = Ending(channel)
        self._payload_may_remain = False
        self._shapes: dict[Shape, Callable[[PendingExchange], None]] = {
            Shape.FINAL: self._final,
            Shape.DEACT: self._final,
            Shape.ADDRESS: self._text,
            Shape.STATE: self._text,
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
            self._ending.in_doubt = True  # the response to +++ may still come
        if self._payload_may_remain:
            self._end_payload()
        if self._ending.in_doubt and not self.probe():
            raise ChannelTimeout(
                f"{redact_places(line)} was not sent: an earlier command was not answered, and a probe was not"
                f" within {self._ending.question_s:.1f} s; {channel.last}"
            )
        self._ending.begin(channel.drain())
        limit_s = self._limit_s(line_outline, stimulus_of(line))
        shape = response_timeouts.shape_of(line_outline, uploads=data is not None)
        pending = PendingExchange(
            line,
            line_outline,
            shape,
            deadline or Deadline.after(limit_s),
            is_bounded=deadline is not None,
            supply=data,
            data_size=data_size,
            end=end,
        )
        channel.send_line(line)
        self._payload_may_remain = data is not None
        try:
            self._shapes[shape](pending)
            self._ending.settle(pending)
            if shape is Shape.FINAL and not pending.result_line:
                pending.take_error_line()  # it may follow an OK, as the result of an FTP command does
        finally:
            raw = channel.settled()
        if pending.damaged:
            raise MalformedResponse.mismatch(
                expected=f"lines of text after {redact_places(line)} (V.250 5.7.1)",
                actual=repr(pending.damaged),
            )
        exchange = pending.exchange(raw)
        self._payload_may_remain = (
            data is not None and pending.is_supplied and not _took_all(exchange, pending.outline.name, data)
        )
        if exchange.final is not ResultCode.CONNECT:
            channel.lacking = 0
        is_local = response_timeouts.is_local(line_outline)
        if is_local:
            self._ending.note_latency(exchange.elapsed_s)
        self._patience.note_response(
            pending.stimulus, exchange.elapsed_s, is_success_from_network=exchange.ok and not is_local
        )
        negatives.hear(exchange, began_t=pending.started)
        return exchange

    def probe(self, within_s: float = 0.0) -> bool:
        """Whether the DUT answers a question; see `Ending.probe`."""
        return self._ending.probe(within_s)

    def _end_payload(self) -> None:
        """End the line that the rest of a payload began: a DUT that left data mode early reads it as a command line.

        Without it the next command would be a part of that line.  A DUT that answers no
        question then is still in data mode.
        """
        self._payload_may_remain = False
        self._channel.transcript.append(Pco.AT, Direction.TO_DUT, "<CR>", kind=Kind.QUESTION)
        self._channel.line.write(S3)
        if not self.probe():
            self._channel.escape()
            self.probe()

    # --- shapes --------------------------------------------------------------------------------------------

    def _final(self, pending: PendingExchange) -> None:
        """Information text, then a final result code; CONNECT is one for a command that dials (V.250 6.3.1)."""
        while True:
            event = self._next(pending, "a final result code")
            if event is None:  # +QFTPERROR, which note 3 calls a final result code
                self._ending.ask(pending, until=pending.deadline)
                if pending.finals:
                    pending.withdraw_service_error()
                return
            if isinstance(event, Connect):
                pending.finals.append(ResultCode.CONNECT)
                self._channel.enter_data()
                return
            if isinstance(event, Final | Urc):  # a module may restart before it answers
                return
            if pending.take_error_line():  # note 2.2 shows +QFTPCFG: <err> without any final result code
                self._ending.ask(pending, until=pending.deadline)
                return

    def _text(self, pending: PendingExchange) -> None:
        """One line of text, and an OK before it, after it or not at all; an error code ends it."""
        while True:
            event = self._next(pending, "a line of text")
            if isinstance(event, Information) or pending.is_over:
                return
            if isinstance(event, Final):
                self._ending.ask(pending, until=pending.deadline)
                return

    def _result(self, pending: PendingExchange) -> None:
        """A line +<name>: <n>, usually after OK; an error code ends it."""
        while not pending.is_over:
            self._next(pending, f"OK and a line +{pending.outline.name}: <n>")

    def _upload(self, pending: PendingExchange) -> None:
        """CONNECT, the data, a line +<name>: ..., OK; an OK before that line is the response to `+++`."""
        if not self._connect(pending, ends_at_ok=True) or not self._supply(pending):
            return
        before = len(pending.finals)
        while len(pending.finals) == before:
            self._next(pending, f"a line +{pending.outline.name}: ... and OK")
        if pending.final is ResultCode.OK and not pending.has_information:
            self._listen(pending, lambda: pending.has_information, SETTLE_S)
            self._ending.ask(pending, until=Deadline.after(2 * self._ending.question_s))

    def _transfer(self, pending: PendingExchange) -> None:
        """OK, CONNECT, data in either direction, a line +<name>: <n>; no CONNECT if the file is local."""
        if not self._connect(pending, ends_at_ok=False):
            return
        if pending.outline.name == "QFTPGET":
            self._download(pending)
        elif not self._supply(pending):
            return
        while not pending.is_over:
            self._next(pending, f"a line +{pending.outline.name}: <n>")

    # --- parts of shapes -------------------------------------------------------------------------------------

    def _connect(self, pending: PendingExchange, *, ends_at_ok: bool) -> bool:
        """Whether CONNECT arrived before the end."""
        while not pending.is_over:
            event = self._next(pending, "CONNECT")
            if isinstance(event, Connect):
                self._channel.enter_data()
                return True
            if isinstance(event, Final) and ends_at_ok:
                return self._connect_after_ok(pending)
        return False

    def _connect_after_ok(self, pending: PendingExchange) -> bool:
        """Whether CONNECT follows an OK, which may be that of an earlier command."""
        span_s = pending.deadline.remaining if self._ending.guards else SETTLE_S
        self._listen(pending, lambda: pending.is_connected or pending.is_over, span_s)
        if pending.is_connected:
            self._channel.enter_data()
        return pending.is_connected

    def _supply(self, pending: PendingExchange) -> bool:
        """Send the data; False if the caller has none, so the DUT stays in data mode."""
        self._channel.lacking = response_timeouts.declared_size(pending.outline)
        if pending.supply is None:
            pending.finals.append(ResultCode.CONNECT)
            return False
        channel, size = self._channel, len(pending.supply)
        channel.write_data(pending.supply)
        wait_s = 0.0
        if pending.end is None or pending.shape is Shape.TRANSFER:  # note 4.2.2 has no +++: it may be data
            wait_s = response_timeouts.upload_wait_s(
                pending.outline, supplied=size, clock_rate=channel.clock_rate
            )
        channel.leave_data()
        if pending.end is not None:
            channel.escape()
        pending.is_supplied = size > 0
        pending.renew(
            self._limit_s(pending.outline, pending.stimulus)
            + wait_s
            + response_timeouts.transfer_s(size, baudrate=channel.baudrate)
        )
        return True

    def _download(self, pending: PendingExchange) -> None:
        channel, limit = self._channel, pending.deadline
        reader = PayloadReader(
            pending.outline.name, SERVICE_ERROR, size=pending.data_size, numeric=channel.reader.numeric
        )
        silence_s = limit.remaining if pending.is_bounded else limit.span_s
        pending.data = channel.read_payload(reader, silence_s=silence_s)
        pending.renew(self._limit_s(pending.outline, pending.stimulus))

    def _listen(self, pending: PendingExchange, satisfied: Callable[[], bool], silence_s: float) -> None:
        """Read until satisfied, or until silence for so long."""
        while not satisfied():
            event = self._channel.event(Deadline.after(silence_s))
            if event is None:
                return
            pending.keep(event)

    def _limit_s(self, line_outline: Outline, stimulus: Stimulus) -> float:
        """How long the response to a stimulus may take."""
        documented_s = response_timeouts.response_s(line_outline, clock_rate=self._channel.clock_rate)
        return self._patience.limit_s(stimulus, documented_s)

    # --- events ------------------------------------------------------------------------------------------

    def _next(self, pending: PendingExchange, wanted: str) -> Event | None:
        """The next event of the response, which is kept; None when a +QFTPERROR took the place of its end.

        A line of a restart is part of the response to a command that restarts the DUT.

        Raises `ChannelTimeout`.
        """
        while True:
            patience = pending.patience
            event = self._channel.event(patience or pending.deadline)
            if event is None and patience is not None:
                pending.take_service_error()
                return None
            if event is None:
                self._ending.in_doubt = True
                span_s, line = pending.deadline.span_s, redact_places(pending.line)
                short = ""
                if not pending.is_bounded:
                    short = self._patience.note_no_response(pending.stimulus)
                expected = f"{wanted} within {span_s:.1f} s after {line}{short}"
                actual = self._channel.last
                raise ChannelTimeout.mismatch(
                    expected=expected, actual=actual, message=f"expected {expected}; {actual}"
                )
            pending.keep(event)
            restarts = isinstance(event, Urc) and is_restart(event.text)
            if restarts and not RESTARTING.isdisjoint(pending.outline.names):
                return event
            if restarts and not self._channel.resets:
                self._ending.in_doubt = True
                expected = f"{wanted} after {redact_places(pending.line)}"
                raise ChannelTimeout.mismatch(
                    expected=expected, actual=f"the DUT restarted: {self._channel.last}"
                )
            if not isinstance(event, Urc | Noise):
                return event


def _took_all(exchange: Exchange, name: str, data: bytes) -> bool:
    """Whether the DUT reports that it took each byte of the payload."""
    if exchange.result is not None:
        return exchange.result == len(data)
    return any(row[:1] == (str(len(data)),) for row in exchange.rows(name))


def _require_line(line: str, end: str | None) -> None:
    if not line.isascii() or not line or "\r" in line or "\n" in line:
        raise UsageError(f"a command line is one line of ASCII (V.250 5.2), not {line!r}")
    if end not in {None, ESCAPE.decode("ascii")}:
        raise UsageError(f"data mode is left by the end of the data or by +++ (note 2.4), not by {end!r}")
