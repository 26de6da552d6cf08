"""The AT channel of a DUT: one port, one response reader, the transcript.

There is no reader thread: the channel reads while its caller waits, and keeps
unsolicited lines with the time at which it read them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import NoReturn, Self

from hil.at.command import outline
from hil.at.lexis import ESCAPE, S3
from hil.at.payload import (
    CONFIRMATION_S,
    QUESTION,
    SETTLE_S,
    SHORT_SETTLE_S,
    Payload,
    PayloadReader,
    beside_answer,
    is_answered,
)
from hil.at.response import Echo, Event, Noise, ResponseReader, Urc
from hil.at.unsolicited import is_restart, is_voltage
from hil.bench import Abilities, Network, Supply
from hil.deadline import Deadline, grant_pause
from hil.errors import ChannelTimeout, PortError, UsageError
from hil.modem.byte_line import ByteLine
from hil.modem.line_effects import ECHOING, LOADING, TO_NUMERIC
from hil.modem.port import Port
from hil.spec.commands import ESCAPE_GUARD_S
from hil.transcript import Direction, Kind, Pco, Transcript, data_text

GUARD_S = 2 * ESCAPE_GUARD_S
"""Silence of module time before and after `+++`: twice the time that the module needs."""

_URCS_KEPT = 1000
_LINES_KEPT = 10_000

RESTARTING = frozenset({"CFUN", "QPOWD"})
"""Commands after which a restart is what the caller wants (document [1])."""


@dataclass(frozen=True, slots=True)
class UrcSeen:
    """An unsolicited line, and the second of the monotonic clock at which it was read."""

    t: float
    text: str

    @property
    def is_restart(self) -> bool:
        """Whether the DUT tells by it that it starts or goes down."""
        return is_restart(self.text)


class Channel:
    """One AT channel; `clock_rate` is the speed of the clock of the DUT relative to real time."""

    def __init__(self, line: ByteLine, *, transcript: Transcript, baudrate: int, clock_rate: float) -> None:
        self.transcript: Transcript = transcript
        """The recorder of the run."""
        self.baudrate: int = baudrate
        """The rate of the serial port."""
        self._rts_cts = False
        self.clock_rate: float = clock_rate
        """Module seconds per second."""
        self.reader: ResponseReader = ResponseReader()
        """The parser of responses."""
        self.data_mode: bool = False
        """Whether the channel is in data mode."""
        self.line: ByteLine = line
        """The port."""
        self.resets: bool = True
        """Whether the caller loaded a profile, restarted the DUT or opened the port since this was cleared."""
        self.quiet: bool = False
        """Whether the echo is off, and no line was sent that switches it on."""
        self.echo_back: bool = False
        """Whether the DUT repeated a line although the echo was off."""
        self.lines: deque[str] = deque(maxlen=_LINES_KEPT)
        """The command lines that were sent since this was cleared."""
        self.lacking: int = 0
        """Bytes that the upload in progress still lacks."""
        self.bench: Abilities = Abilities()
        """What the bench can do where the port itself cannot."""
        self._urcs: deque[UrcSeen] = deque(maxlen=_URCS_KEPT)
        self._raw = bytearray()
        self._last = ""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        transcript: Transcript,
        baudrate: int = 115200,
        rts_cts: bool = False,
        clock_rate: float = 1.0,
    ) -> Channel:
        """Open a device path or any pyserial URL, for exclusive use; `rts_cts` as in `Port.open`.

        Raises `UsageError` for an impossible URL, `PortError` for a port that is missing, busy or forbidden.
        """
        if clock_rate <= 0:
            raise UsageError(f"the clock rate {clock_rate} is not possible; 1 is real time")
        port = Port.open(url, baudrate=baudrate, rts_cts=rts_cts)
        port.keep_bytes(transcript.wire, baudrate, clock_rate)
        transcript.note(f"port opened: {port.note or url}", kind=Kind.PORT_OPENED)
        channel = cls(port, transcript=transcript, baudrate=baudrate, clock_rate=clock_rate)
        channel._rts_cts = rts_cts
        return channel

    @property
    def url(self) -> str:
        """The URL of the port."""
        return self.line.url

    @property
    def note(self) -> str:
        """What a user has to know of the port; empty if there is nothing."""
        return self.line.note if isinstance(self.line, Port) else ""

    @property
    def lost(self) -> str:
        """How the port was lost; empty if it is open, or was opened again."""
        return self.line.lost if isinstance(self.line, Port) else ""

    def reopen(self) -> None:
        """Close and reopen the port, which switches an emulated DUT off and on; one that does not open is `lost`."""
        self.line.close()
        try:
            line = Port.open(self.url, baudrate=self.baudrate, rts_cts=self._rts_cts)
        except PortError as trouble:
            if isinstance(self.line, Port):
                self.line.lost = self.line.lost or f"lost {self.url}: {trouble}"
            raise
        line.follow(self.line)
        line.keep_bytes(self.transcript.wire, self.baudrate, self.clock_rate)
        self.line = line
        self.transcript.note(f"port opened: {self.url}", kind=Kind.PORT_OPENED)
        self.reader = ResponseReader()
        self.data_mode = self.quiet = False
        self.lacking = 0
        self.resets = True

    def close(self) -> None:
        """Release the port."""
        self.line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- lines -------------------------------------------------------------------------------------------

    def send_line(self, line: str, *, question: bool = False) -> None:
        """Send a command line with its CR; bytes from now on are its response.

        `question` tells that the driver asks for itself: the line is no stimulus of a case.
        """
        self._raw.clear()
        self._last = ""
        if TO_NUMERIC.match(line):
            self.reader.numeric = True
        self.reader.sent(line)
        self.lines.append(line)
        restarts = not RESTARTING.isdisjoint(outline(line).names)
        self.resets = self.resets or restarts or LOADING.match(line) is not None
        self.quiet = self.quiet and ECHOING.match(line) is None
        kind = Kind.QUESTION if question else Kind.RESTART_COMMAND if restarts else Kind.COMMAND
        self.transcript.append(Pco.AT, Direction.TO_DUT, line, kind=kind)
        self.line.write(line.encode("ascii") + S3)

    def ask(self, line: str) -> None:
        """Send a second command line; the response to the first goes on, and its bytes are kept."""
        self.reader.asks(line)
        self.transcript.append(Pco.AT, Direction.TO_DUT, line, kind=Kind.QUESTION)
        self.line.write(line.encode("ascii") + S3)

    @property
    def consumed(self) -> int:
        """The number of bytes of the response up to the end of the last event."""
        return len(self._raw) - self.reader.buffered

    def event(self, deadline: Deadline) -> Event | None:
        """The next event except echo, or None at the deadline; URCs are kept."""
        while True:
            event = self.reader.next()
            if event is None:
                if not self._read(deadline):
                    return None
            elif isinstance(event, Echo):
                self._hear_echo(event.text)
            else:
                self._record(event)
                return event

    def settled(self) -> bytes:
        """End the response; returns its bytes."""
        self.reader.settled()
        return bytes(self._raw)

    def drain(self) -> tuple[Event, ...]:
        """Read what has arrived since the last response: URCs are kept, late lines are noted, discarded and returned."""
        past = Deadline(0.0, 0.0)
        late: list[Event] = []
        while (event := self.event(past)) is not None:
            if not isinstance(event, Urc):
                self.transcript.note("the line above belongs to no command")
                late.append(event)
        return tuple(late)

    @property
    def last(self) -> str:
        """The last received bytes, for messages."""
        pending = self.reader.pending
        if pending:
            return f"last came {pending[-60:].decode('latin-1')!r}, without a line end"
        return f"last line {self._last!r}" if self._last else "nothing came"

    # --- unsolicited lines -------------------------------------------------------------------------------

    def wait_urc(self, wanted: Callable[[str], bool], deadline: Deadline) -> UrcSeen | None:
        """Take the first unsolicited line that is `wanted`; None if none arrives."""
        while True:
            for seen in self._urcs:
                if wanted(seen.text):
                    self._urcs.remove(seen)
                    return seen
            if self.event(deadline) is None:
                return None

    def take_urcs(self) -> tuple[UrcSeen, ...]:
        """Take the unsolicited lines read so far."""
        taken = tuple(self._urcs)
        self._urcs.clear()
        return taken

    # --- data mode ---------------------------------------------------------------------------------------

    def enter_data(self) -> None:
        """Enter data mode, after CONNECT."""
        self.data_mode = True
        self.reader.enter_data()

    def write_data(self, data: bytes) -> None:
        """Send a payload, or bytes that are deliberately wrong."""
        if data:
            self.transcript.append(Pco.AT, Direction.TO_DUT, data_text(data), kind=Kind.DATA)
            self.line.write(data)
            self.lacking = max(0, self.lacking - len(data))

    def fill(self) -> bool:
        """Send spaces for the bytes that an upload lacks; whether there were any.

        A DUT for which `+++` is data leaves data mode by the size alone.  In command mode
        spaces before `AT` mean nothing (V.250 5.2.1).
        """
        count, self.lacking = self.lacking, 0
        if count:
            self.transcript.append(Pco.AT, Direction.TO_DUT, f"{count} spaces", kind=Kind.DATA)
            self.line.write(b" " * count)
        return count > 0

    def leave_data(self) -> None:
        """End data mode: received bytes are lines again."""
        self.reader.leave_data(self.reader.take_data())
        self.data_mode = False

    def read_payload(self, payload: PayloadReader, *, silence_s: float) -> bytes:
        """Read a payload to its end; raises `ChannelTimeout` after `silence_s` without a byte, or if there is no end."""
        found: Payload | None = None
        settle_s = SETTLE_S
        if payload.is_sized:  # a module whose time runs fast makes shorter pauses
            settle_s = max(SHORT_SETTLE_S, SETTLE_S / self.clock_rate)
        while found is None:
            data, count = self.reader.take_data(), payload.count
            if data:
                found = payload.feed(data)
                if found is None and payload.count > payload.most:
                    self._no_end(f"{payload.count} bytes came, and no line of the result after the file")
            elif not self._read(Deadline.after(min(settle_s, silence_s))):
                found = payload.silence()
                if found is not None and found.is_short:
                    found = self._confirmed(payload, found)
                elif settle_s < SETTLE_S and self._read(Deadline.after(SETTLE_S - settle_s)):
                    found = None
                    continue
                if found is None and payload.count == count:
                    self._await_more(payload, silence_s=silence_s)
        self.reader.leave_data(found.rest)
        self.data_mode = False
        self.transcript.append(Pco.AT, Direction.FROM_DUT, data_text(found.data), kind=Kind.DATA)
        return found.data

    def _confirmed(self, payload: PayloadReader, found: Payload) -> Payload | None:
        """The end that a silence suggests, if the DUT answers a question after it; else it is still in data mode.

        A DUT discards what it gets in data mode during a download.
        """
        self.ask(QUESTION)
        answer, deadline = b"", Deadline.after(CONFIRMATION_S)
        while not is_answered(answer) and self._read(deadline):
            answer += self.reader.take_data()
        if is_answered(answer):
            return Payload(found.data, found.rest + beside_answer(answer))
        return payload.feed(answer) if answer else None

    def _await_more(self, payload: PayloadReader, *, silence_s: float) -> None:
        if not self._read(Deadline.after(max(0.0, silence_s - SETTLE_S))):
            self._no_end(f"{payload.count} bytes came, then none for {silence_s:.1f} s")

    @staticmethod
    def _no_end(actual: str) -> NoReturn:
        message = f"expected the end of a payload; {actual}"
        raise ChannelTimeout.mismatch(expected="the end of a payload", actual=actual, message=message)

    def escape(self) -> None:
        """Send `+++` between two silences: the DUT returns to command mode (note 2.4)."""
        guard_s = GUARD_S / self.clock_rate
        self.listen(Deadline.after(guard_s))
        self.transcript.append(Pco.AT, Direction.TO_DUT, ESCAPE.decode("ascii"), kind=Kind.ESCAPE)
        self.line.write(ESCAPE)
        self.listen(Deadline.after(guard_s))
        self.data_mode = False

    # --- bytes -------------------------------------------------------------------------------------------

    def listen(self, deadline: Deadline) -> None:
        """Send nothing until the deadline; received bytes are kept."""
        while not deadline.expired:
            self._read(deadline)

    def pass_time(self, module_seconds: float) -> None:
        """Let that much module time pass: at once if the line controls the clock of the DUT, else by waiting."""
        if not (isinstance(self.line, Port) and self.line.pass_time(module_seconds)):
            grant_pause(module_seconds / self.clock_rate)
            self.listen(Deadline.after(module_seconds / self.clock_rate))
        self.transcript.note(f"{module_seconds:g} s of module time passed", kind=Kind.TIME_PASSED)

    @property
    def worked_s(self) -> float | None:
        """The module seconds that the jobs of an emulated DUT have taken, on any host; None for another DUT."""
        return self.line.worked_s if isinstance(self.line, Port) else None

    @property
    def supply(self) -> Supply | None:
        """The supply of the DUT, if its port or the bench can switch it."""
        own = self.line.supply if isinstance(self.line, Port) else None
        return self.bench.supply if own is None else own

    @property
    def network(self) -> Network | None:
        """The mobile network of the DUT, if its port or the bench can control it."""
        own = self.line.network if isinstance(self.line, Port) else None
        return self.bench.network if own is None else own

    def _read(self, deadline: Deadline) -> bool:
        data = self.line.read(deadline.remaining)
        while not data and not deadline.expired:  # the port waits about so long
            data = self.line.read(deadline.remaining)
        self._raw += data
        self.reader.feed(data)
        return bool(data)

    def _hear_echo(self, text: str) -> None:
        """A whole line repeated while the echo is off: the DUT has restarted before it, or read data as a command."""
        if self.quiet and self.lines and text == self.lines[-1]:
            self.quiet, self.echo_back = False, True
            self.transcript.append(
                Pco.AT, Direction.FROM_DUT, f"{text} (repeated: the echo is on)", kind=Kind.ECHO_BACK
            )

    def _record(self, event: Event) -> None:
        text = repr(event.raw) if isinstance(event, Noise) else event.text
        self._last = text
        entry = self.transcript.append(Pco.AT, Direction.FROM_DUT, text, kind=_kind_of(event))
        if isinstance(event, Urc):
            self._urcs.append(UrcSeen(entry.t, text))


def _kind_of(event: Event) -> Kind:
    if isinstance(event, Noise):
        return Kind.NOISE
    if is_restart(event.text):
        return Kind.RESTART
    if is_voltage(event.text):
        return Kind.VOLTAGE
    return Kind.URC if isinstance(event, Urc) else Kind.RESPONSE
