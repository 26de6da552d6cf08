"""One command and its response: how each shape runs, and when it is over (note 2, 4; `hil.spec.commands.Shape`).

A trailing OK.  After the result line of AT+QFTPGET an OK stands in 4.2.3 and
none after that of AT+QFTPPUT in 4.2.2; the query form of AT+QFTPCFG (2.2) shows
none either, and a DUT may differ from all three.  An OK taken for that of the
next command would shift every answer after it, so a response of these kinds
waits `TRAILING_S` for one more OK, until this DUT has once shown that it sends
none; from then on only an OK that is there already is taken.
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
from hil.modem import response_timeouts as allowance
from hil.modem.channel import Channel
from hil.modem.exchange import CmeError, Exchange
from hil.modem.exchange import Final as FinalCode
from hil.spec.codes import ResultCode
from hil.spec.commands import COMMANDS, Form, Shape

TRAILING_S = 0.2
"""Ten times the latency of a USB serial converter."""

_SERVICE_ERROR = "QFTPERROR"  # note 3
_SERVICE_ERROR_S = 1.0  # after it a result line still has this long to come; it may come in its place
_PROBE_S = 1.0
_PROBES = ("CMEE", "IFC", "ICF", "IPR")
"""Each read form is answered by a line that no other command has; all are local and change nothing."""

_NUMBER = re.compile(r"\+(?P<name>[A-Z]+):? ?(?P<number>-?\d+)")
_PRINTABLE = re.compile(rb"[!-~]")
_TO_NUMERIC = re.compile(r"AT[^+;]*(?<!&)V(?!1)", re.IGNORECASE)


class Send(Protocol):
    """Sends one command line and brings back the exchange: `Conversation.send`, as the groups of `Modem` use it."""

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
class _Course:
    """An exchange under way."""

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
    final: FinalCode | None = None
    result: int | None = None
    result_line: bool = False
    service_error: int | None = None
    patience: Deadline | None = None
    data: bytes = b""
    damaged: bytes = b""

    @property
    def is_over(self) -> bool:
        """Whether an error code came, or the result line and its OK."""
        if self.final is not None and self.final is not ResultCode.OK:
            return True
        return self.result_line and (self.final is ResultCode.OK or self.is_query)

    @property
    def has_information(self) -> bool:
        """Whether a line with the name of the command came."""
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
        self._shapes: dict[Shape, Callable[[_Course], None]] = {
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
        leaves the DUT in data mode.  `end="+++"` leaves data mode behind the data.
        `data_size` is the number of bytes that a download should bring: only with
        it can a file be read that contains what looks like its own end.
        `deadline` overrides the documented maximum.

        Raises `ChannelTimeout` when the response is not complete in time, or when
        the DUT still owes one; `MalformedResponse` when a line of it was no text;
        `ChannelLost` when the port goes away, `UsageError` for a line that is none.
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
        limit_s = allowance.response_s(line_outline, clock_rate=channel.clock_rate)
        limit = deadline or Deadline.after(limit_s)
        course = _Course(line, line_outline, limit, deadline is not None, data, data_size, end)
        if _TO_NUMERIC.match(line):
            channel.reader.numeric = True
        channel.send_line(line)
        try:
            self._shapes[allowance.shape_of(line_outline, uploads=data is not None)](course)
        finally:
            raw = channel.settled()
        if course.damaged:
            raise MalformedResponse(
                f"expected lines of text after {redact_places(line)} (V.250 5.7.1); came {course.damaged!r}"
            )
        return Exchange(
            command=line,
            lines=tuple(course.lines),
            final=course.final,
            result=course.result,
            data=course.data,
            urcs=tuple(course.urcs),
            raw=raw,
            elapsed_s=time.monotonic() - course.started,
        )

    def probe(self) -> bool:
        """Whether the DUT answers AT; whatever it still owed for an earlier command is read and forgotten.

        What comes before the line of the probe belongs to the past, an error as well:
        it answers the probe only if nothing follows.  A probe that was not answered is
        not repeated, since its answer may come yet; the next one asks something else.
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

    def _final(self, course: _Course) -> None:
        """Information text, then a final result code; CONNECT is one for a command that dials (V.250 6.3.1)."""
        while True:
            event = self._next(course, "a final result code")
            if isinstance(event, Connect):
                course.final = ResultCode.CONNECT
                self._channel.enter_data()
                return
            if isinstance(event, Final):
                return

    def _address(self, course: _Course) -> None:
        self._next(course, "a line with the address")

    def _result(self, course: _Course) -> None:
        """OK and a line +<name>: <n>, in this order as a rule; an error code ends it."""
        while not course.is_over:
            self._next(course, f"OK and a line +{course.outline.name}: <n>")
        if course.is_query and course.final is None:
            self._trailing_ok(course)

    def _upload(self, course: _Course) -> None:
        """CONNECT, the data, a line +<name>: ..., OK; an OK before that line answers `+++`."""
        if not self._connect(course, ends_at_ok=True) or not self._supply(course):
            return
        while course.final is None:
            self._next(course, f"a line +{course.outline.name}: ... and OK")
        if course.final is ResultCode.OK and not course.has_information:
            self._listen(course, lambda: course.has_information)
            if course.has_information:
                self._listen(course, lambda: course.lines[-1] == ResultCode.OK.value)

    def _transfer(self, course: _Course) -> None:
        """OK, CONNECT, data one way or the other, a line +<name>: <n>; no CONNECT where the file is local."""
        if not self._connect(course, ends_at_ok=False):
            return
        if course.outline.name == "QFTPGET":
            self._download(course)
        elif not self._supply(course):
            return
        while not course.result_line:
            self._next(course, f"a line +{course.outline.name}: <n>")
        self._trailing_ok(course)

    # --- their parts -------------------------------------------------------------------------------------

    def _connect(self, course: _Course, *, ends_at_ok: bool) -> bool:
        """Whether CONNECT came, and not the end."""
        while not course.is_over:
            event = self._next(course, "CONNECT")
            if isinstance(event, Connect):
                self._channel.enter_data()
                return True
            if isinstance(event, Final) and ends_at_ok:
                return False
        return False

    def _supply(self, course: _Course) -> bool:
        """Send the data; False if the caller has none and wants the DUT left in data mode."""
        if course.supply is None:
            course.final = ResultCode.CONNECT
            return False
        channel, size = self._channel, len(course.supply)
        channel.write_data(course.supply)
        wait_s = 0.0
        if course.end is None:
            wait_s = allowance.upload_wait_s(course.outline, supplied=size, clock_rate=channel.clock_rate)
        channel.leave_data()
        if course.end is not None:
            channel.escape()
        self._renew(course, wait_s + allowance.transfer_s(size, baudrate=channel.baudrate))
        return True

    def _download(self, course: _Course) -> None:
        channel, limit = self._channel, course.deadline
        reader = PayloadReader(
            course.outline.name, _SERVICE_ERROR, size=course.data_size, numeric=channel.reader.numeric
        )
        silence_s = limit.remaining if course.is_bounded else limit.span_s
        course.data = channel.read_payload(reader, silence_s=silence_s)
        self._renew(course, 0.0)

    def _trailing_ok(self, course: _Course) -> None:
        """One more OK, if this DUT sends one; see the top of the file."""
        kind = (course.outline.name, (course.result or 0) >= 0)
        deadline = Deadline.after(0.0 if kind in self._no_trailing_ok else TRAILING_S)
        before = len(course.lines)
        while len(course.lines) == before:
            event = self._channel.event(deadline)
            if event is None:
                self._no_trailing_ok.add(kind)
                return
            self._keep(course, event)

    def _listen(self, course: _Course, satisfied: Callable[[], bool]) -> None:
        """Read on until satisfied, or silent for `SETTLE_S`."""
        while not satisfied():
            event = self._channel.event(Deadline.after(SETTLE_S))
            if event is None:
                return
            self._keep(course, event)

    def _renew(self, course: _Course, extra_s: float) -> None:
        """The data are through: the DUT has its maximum again, unless the caller set the limit."""
        if not course.is_bounded:
            course.deadline = Deadline.after(course.deadline.span_s + extra_s)

    # --- events ------------------------------------------------------------------------------------------

    def _next(self, course: _Course, wanted: str) -> Event | None:
        """The next event of the response, kept in the course; None when a +QFTPERROR took the place of its end.

        Raises `ChannelTimeout`.
        """
        while True:
            waits_for_result = course.patience is not None and course.final is ResultCode.OK
            limit = course.patience if waits_for_result and course.patience else course.deadline
            event = self._channel.event(limit)
            if event is None and waits_for_result:
                course.result, course.result_line = course.service_error, True
                return None
            if event is None:
                self._in_doubt = True
                raise ChannelTimeout(
                    f"expected {wanted} within {course.deadline.span_s:.1f} s "
                    f"after {redact_places(course.line)}; {self._channel.last}"
                )
            self._keep(course, event)
            if not isinstance(event, Urc | Noise):
                return event

    def _keep(self, course: _Course, event: Event) -> None:
        match event:
            case Urc(text):
                course.urcs.append(text)
                number = _NUMBER.fullmatch(text)
                if number and number["name"] == _SERVICE_ERROR:
                    course.service_error = int(number["number"])
                    course.patience = Deadline.after(_SERVICE_ERROR_S)
            case Final(text):
                course.lines.append(text)
                course.final = final_code(event)
            case Information(text):
                course.lines.append(text)
                _take_result(course, text)
            case Connect(text):
                course.lines.append(text)
            case Noise(raw) if _PRINTABLE.search(raw):
                course.damaged = course.damaged or raw
            case _:  # noise without text damages nothing; it is in the transcript and in the raw bytes
                pass


def _take_result(course: _Course, text: str) -> None:
    """Note the result line of a job; the value that AT+QFTPCFG=<type> asks for is no result, an <err> is."""
    command = COMMANDS.get(course.outline.name)
    if command is None or command.shape not in {Shape.RESULT, Shape.TRANSFER}:
        return
    if course.outline.form not in Form.WRITE | Form.EXECUTE or not text.startswith(f"+{command.name}"):
        return
    course.result_line = True
    number = _NUMBER.fullmatch(text)
    if number and (int(number["number"]) < 0 or not course.is_query):
        course.result = int(number["number"])


def final_code(event: Final) -> FinalCode:
    """The final result code that an event of the reader stands for."""
    if event.code is not None:
        return event.code
    words = event.text.partition(":")[2].strip()
    return CmeError(int(words) if words.isascii() and words.isdigit() else None, words)


def _require_line(line: str, end: str | None) -> None:
    if not line.isascii() or not line or "\r" in line or "\n" in line:
        raise UsageError(f"a command line is one line of ASCII (V.250 5.2), not {line!r}")
    if end not in {None, ESCAPE.decode("ascii")}:
        raise UsageError(f"data mode is left by the end of the data or by +++ (note 2.4), not by {end!r}")
