"""The exchange in progress: what has come for a command so far, and what each further event means for it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from hil.at.command import Outline
from hil.at.response import Connect, Event, Final, Information, Noise, Urc
from hil.at.values import named, numbered
from hil.deadline import Deadline
from hil.modem.exchange import CmeError, Exchange, FinalResultCode
from hil.modem.patience import Stimulus, stimulus_of
from hil.spec.codes import ResultCode
from hil.spec.commands import COMMANDS, Form, Shape

SERVICE_ERROR = "QFTPERROR"  # note 3
SERVICE_ERROR_S = 1.0
"""After +QFTPERROR the response that it belongs to may still follow for this long; else it takes its place."""

_PRINTABLE = re.compile(rb"[!-~]")
_NUMBER = re.compile(r"[+-]?\d+")
_KINDS = {code.value: code.value for code in (ResultCode.OK, ResultCode.CONNECT)}
_WITH_RESULT = frozenset({Shape.RESULT, Shape.TRANSFER})


@dataclass(slots=True)
class PendingExchange:
    """An exchange in progress; `is_bounded` means that the caller set the deadline."""

    line: str
    outline: Outline
    shape: Shape
    deadline: Deadline
    is_bounded: bool
    supply: bytes | None
    data_size: int | None
    end: str | None
    started: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    lines: list[str] = field(default_factory=list)
    urcs: list[str] = field(default_factory=list)
    finals: list[FinalResultCode] = field(default_factory=list)
    result: int | None = None
    result_line: bool = False
    service_error: int | None = None
    patience: Deadline | None = None
    data: bytes = b""
    damaged: bytes = b""
    size: int | None = None  # bytes of the response, where a question followed it
    is_supplied: bool = False  # the data of the caller were sent

    @property
    def final(self) -> FinalResultCode | None:
        """The final result code: an error if there is one."""
        errors = [code for code in self.finals if code is not ResultCode.OK]
        return errors[0] if errors else next(iter(self.finals), None)

    @property
    def is_over(self) -> bool:
        """Whether the result line has arrived, or a final result code other than OK."""
        return self.result_line or self.final not in {None, ResultCode.OK}

    @property
    def is_connected(self) -> bool:
        """Whether CONNECT has arrived."""
        return any(_KINDS.get(line[:7].upper()) == ResultCode.CONNECT for line in self.lines)

    @property
    def has_information(self) -> bool:
        """Whether a line with the name of the command has arrived."""
        return any(found and found[0] == self.outline.name for found in map(named, self.lines))

    @property
    def stimulus(self) -> Stimulus:
        """What the DUT has to respond to now."""
        return stimulus_of(self.line, with_data=self.is_supplied)

    @property
    def is_query(self) -> bool:
        """AT+QFTPCFG=<type> without a value (note 2.2)."""
        return self.outline.name == "QFTPCFG" and len(self.outline.parameters) < 2

    def signature(self) -> tuple[str, ...]:
        """The command, whether its result is an error, and the kinds of its lines: responses of one kind end alike."""
        sign = "-" if (self.result or 0) < 0 else "+"
        kinds = [_KINDS.get(line[:7].upper(), "text") for line in self.lines]
        return (self.outline.name, "?" if self.is_query else "=", sign, *kinds)

    def drop_ok(self) -> None:
        """Take the first OK away: it is the late one of an earlier command."""
        self.finals.remove(ResultCode.OK)
        self.lines.remove(ResultCode.OK.value)

    def keep(self, event: Event) -> None:
        """Add an event to the response."""
        match event:
            case Urc(text):
                self.urcs.append(text)
                self._take_service_error(text)
                return
            case Final(text):
                self.lines.append(text)
                self.finals.append(final_code(event))
            case Information(text):
                self.lines.append(text)
                self._take_result(text)
            case Connect(text):
                self.lines.append(text)
            case Noise(raw) if _PRINTABLE.search(raw):
                self.damaged = self.damaged or raw
            case _:  # noise without text does no harm; it is in the transcript and in the raw bytes
                return
        self.ended = time.monotonic()

    def take_service_error(self) -> None:
        """The +QFTPERROR that came is the result: nothing else did (note 3)."""
        self.result, self.result_line, self.patience = self.service_error, True, None

    def take_error_line(self) -> bool:
        """Whether the last line is +<name>: <err> of an FTP command that has no result, which is kept as its result."""
        found = numbered(self.lines[-1]) if self.lines else None
        if found is None or found[1] >= 0 or found[0] != self.outline.name or not found[0].startswith("QFTP"):
            return False
        self.result, self.result_line = found[1], True
        return True

    def withdraw_service_error(self) -> None:
        """The +QFTPERROR that came is no part of the response: a final result code followed."""
        self.result, self.result_line = None, False

    def renew(self, limit_s: float) -> None:
        """Wait so long after the data, unless the caller set the limit."""
        if not self.is_bounded:
            self.deadline = Deadline.after(limit_s)

    def exchange(self, raw: bytes) -> Exchange:
        """The exchange, at its end."""
        return Exchange(
            command=self.line,
            lines=tuple(self.lines),
            final=self.final,
            result=self.result,
            data=self.data,
            urcs=tuple(self.urcs),
            raw=raw if self.size is None else raw[: self.size],
            elapsed_s=(self.ended or time.monotonic()) - self.started,
        )

    def _take_service_error(self, text: str) -> None:
        found = numbered(text)
        if found is not None and found[0] == SERVICE_ERROR and self.outline.name.startswith("QFTP"):
            self.service_error = found[1]
            self.patience = Deadline.after(SERVICE_ERROR_S)

    def _take_result(self, text: str) -> None:
        """Keep the result line of a job; the value of a query AT+QFTPCFG=<type> is no result, an <err> is."""
        if self.outline.name not in COMMANDS or self.shape not in _WITH_RESULT:
            return
        found, number = named(text), numbered(text)
        if self.outline.form not in Form.WRITE | Form.EXECUTE or self.outline.name not in {
            found and found[0],
            number and number[0],
        }:
            return
        self.result_line = True
        if number and (number[1] < 0 or not self.is_query):
            self.result = number[1]


def final_code(event: Final) -> FinalResultCode:
    """The final result code of an event of the reader."""
    if event.code is not None:
        return event.code
    words = re.sub(r"\+CM[ES] ERROR\s*:?\s*", "", event.text).strip()
    return CmeError(int(words) if _NUMBER.fullmatch(words) else None, words)
