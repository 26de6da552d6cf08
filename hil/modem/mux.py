"""The DTE side of the GSM 07.10 multiplexer, basic option: several AT channels on one port (27.010).

    with Multiplexer.start(channel, dlcis=(1, 2)) as mux:
        first, second = (Modem(mux.channel(dlci)) for dlci in (1, 2))

There is no reader thread: the thread that waits reads the port and delivers the
bytes of other channels.  Channels may be used from different threads, each by one
at a time.  The DTE is the initiating station: its commands have the C/R bit
1, its responses 0 (27.010 table 1).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from hil.at.command import write
from hil.at.mux import (
    READY,
    V24,
    ControlMessage,
    ControlType,
    Frame,
    FrameReader,
    FrameType,
    control_messages,
    modem_status,
    parse_modem_status,
)
from hil.deadline import Deadline
from hil.errors import ChannelLost, ChannelTimeout, UsageError
from hil.evidence.wire.writer import LineRecord
from hil.modem.byte_line import ByteLine
from hil.modem.channel import Channel
from hil.modem.conversation import Conversation
from hil.modem.port import WRITE_S, Port
from hil.spec.commands import DLCIS, MUX_N1_DEFAULT

RESPONSE_S = 0.5  # until a frame is repeated; document [1] grants T1 0.1 s and T2 0.3 s
TRIES = 4  # 27.010 5.7.3: N2 is 3 repetitions
_LIMIT = 1540  # octets of information that are accepted in one frame, independent of N1


class Multiplexer:
    """A port shared by channels, from AT+CMUX to `close`."""

    def __init__(self, channel: Channel, *, n1: int) -> None:
        self._channel, self._line, self._n1 = channel, channel.line, n1
        self._reader = FrameReader(limit=_LIMIT)
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._somebody_reads = False
        self._lines: dict[int, _ChannelLine] = {}
        self._channels: dict[int, Channel] = {}
        self._acknowledged: dict[int, FrameType] = {}  # UA or DM by DLCI, since the last question
        self._answered: list[ControlMessage] = []
        self._stopped = False  # FCoff
        self._over = False
        self._frames = _Frames(channel.line)
        self._types: dict[FrameType, Callable[[Frame], None]] = {
            FrameType.UA: self._acknowledge,
            FrameType.DM: self._acknowledge,
            FrameType.DISC: self._disconnected,
            FrameType.UIH: self._information,
            FrameType.UI: self._information,
        }

    @classmethod
    def start(cls, channel: Channel, *, dlcis: Sequence[int] = (1, 2), n1: int = MUX_N1_DEFAULT) -> Self:
        """AT+CMUX on a channel in command mode, then a channel for each DLCI.

        `n1` is the most information in a frame (27.007 5.7).  Until `close` the
        channel itself must not be used.  Raises `UnexpectedResult` when the DUT
        refuses, `ChannelTimeout` when it doesn't answer in frames.
        """
        if not dlcis or not set(dlcis) <= set(DLCIS):
            raise UsageError(f"the DLCIs of a module are {DLCIS}, not {tuple(dlcis)}")
        Conversation(channel).send(write("CMUX", 0, 0, None, n1)).check()
        mux = cls(channel, n1=n1)
        for dlci in (0, *dlcis):
            mux._connect(dlci)
        return mux

    @property
    def url(self) -> str:
        """The URL of the port."""
        return self._line.url

    def channel(self, dlci: int) -> Channel:
        """The channel of a DLCI that was opened; make a `Modem` of it and attach."""
        return self._channels[dlci]

    def close(self) -> None:
        """Close the channels and return the port to AT commands; may be called again.

        Raises nothing when the DUT doesn't answer: `Modem.attach` on the channel shows its state.
        """
        if self._over:
            return
        for dlci in self._lines:
            if self._ask(Frame(dlci, FrameType.DISC, cr=True, pf=True)) is None:
                break  # it has restarted or hangs: further questions are useless
        self._answered.clear()
        self._repeat(
            _control(ControlType.CLD, is_command=True), lambda: self._answer(ControlType.CLD) is not None
        )
        self._end()

    def test(self, pattern: bytes) -> bytes | None:
        """Ask the DUT to repeat a pattern on the control channel (27.010 5.4.6.3.4); None if it doesn't answer."""
        self._answered.clear()
        self._repeat(
            _control(ControlType.TEST, is_command=True, value=pattern),
            lambda: self._answer(ControlType.TEST) is not None,
        )
        answer = self._answer(ControlType.TEST)
        return None if answer is None else answer.value

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(self, url: str) -> LineRecord | None:
        """A record for the bytes of a channel, if the run keeps one of its lines."""
        wire = self._channel.transcript.wire
        if wire is None:
            return None
        return wire.line(url, baudrate=self._channel.baudrate, clock_rate=self._channel.clock_rate)

    # --- commands -------------------------------------------------------------------------------------------

    def _connect(self, dlci: int) -> None:
        line = _ChannelLine(self, dlci)
        if dlci:
            self._lines[dlci] = line  # the DUT may report its signals at once
        if self._ask(Frame(dlci, FrameType.SABM, cr=True, pf=True)) is not FrameType.UA:
            refused = dlci in self._acknowledged
            self._end()
            raise ChannelTimeout(
                f"expected UA for DLCI {dlci} on {self._line.url} (27.010 5.4.1); "
                + ("DM came" if refused else f"nothing came in {TRIES * RESPONSE_S:.0f} s")
            )
        if dlci:
            self._channels[dlci] = Channel(
                line,
                transcript=self._channel.transcript,
                baudrate=self._channel.baudrate,
                clock_rate=self._channel.clock_rate,
            )
            self._send(_control(ControlType.MSC, is_command=True, value=modem_status(dlci, READY)))

    def _ask(self, frame: Frame) -> FrameType | None:
        self._acknowledged.pop(frame.dlci, None)
        self._repeat(frame, lambda: frame.dlci in self._acknowledged)
        return self._acknowledged.get(frame.dlci)

    def _repeat(self, frame: Frame, answered: Callable[[], bool]) -> None:
        """Send until it is answered, at most `TRIES` times."""
        for _ in range(TRIES):
            self._send(frame)
            if self.wait(answered, Deadline.after(RESPONSE_S)):
                return

    def _answer(self, kind: ControlType) -> ControlMessage | None:
        return next((message for message in self._answered if message.type == kind), None)

    def _end(self) -> None:
        with self._changed:
            self._over = True
            self._frames.end()
            for line in self._lines.values():
                line.lost = line.lost or "the multiplexer was closed"
            self._changed.notify_all()

    # --- bytes -----------------------------------------------------------------------------------------------

    def wait(self, satisfied: Callable[[], bool], deadline: Deadline) -> bool:
        """Read the port, or let another thread read it, until satisfied; raises `ChannelLost`."""
        with self._changed:
            while not satisfied():
                left = deadline.remaining
                if self._somebody_reads:
                    if not left:
                        return False
                    self._changed.wait(left)
                elif not self._read(left) and not left:
                    return satisfied()
            return True

    def _read(self, wait_s: float) -> bool:
        """Read once without holding the lock; whether bytes arrived."""
        self._somebody_reads = True
        self._changed.release()
        try:
            data = self._line.read(wait_s)
        finally:
            self._changed.acquire()
            self._somebody_reads = False
            self._changed.notify_all()  # another thread has to read now
        for frame in self._reader.feed(data):
            self._frames.received(frame)
            act = self._types.get(frame.type)
            if act is not None:
                act(frame)
        return bool(data)

    def send_data(self, line: _ChannelLine, data: bytes) -> None:
        """Send the bytes of a channel in frames; wait while the DUT accepts none."""
        for at in range(0, len(data), self._n1):
            if not self.wait(
                lambda: bool(line.lost) or not (line.stopped or self._stopped), Deadline.after(WRITE_S)
            ):
                raise ChannelLost(f"{line.url} took no bytes for {WRITE_S:.0f} s (27.010 5.4.6.3.7: FC)")
            line.require_open()
            self._send(Frame(line.dlci, FrameType.UIH, cr=True, payload=data[at : at + self._n1]))

    def _send(self, frame: Frame) -> None:
        with self._writing:
            self._frames.sent(frame)
            self._line.write(frame.encode())

    # --- from the DUT, under the lock ------------------------------------------------------------------------

    def _acknowledge(self, frame: Frame) -> None:
        self._acknowledged[frame.dlci] = frame.type
        if frame.type is FrameType.DM:
            self._lose(frame.dlci, "the DUT says that it is not open (DM)")

    def _disconnected(self, frame: Frame) -> None:
        self._lose(frame.dlci, "the DUT closed it (DISC)")
        self._send(Frame(frame.dlci, FrameType.UA, cr=False, pf=frame.pf))

    def _lose(self, dlci: int, why: str) -> None:
        for line in self._lines.values() if dlci == 0 else filter(None, [self._lines.get(dlci)]):
            line.lost = line.lost or why

    def _information(self, frame: Frame) -> None:
        if frame.dlci in self._lines:
            self._lines[frame.dlci].received += frame.payload
        elif frame.dlci == 0:
            for message in control_messages(frame.payload):
                self._control(message)

    def _control(self, message: ControlMessage) -> None:
        if not message.is_command:
            self._answered.append(message)
            return
        match message.type:
            case ControlType.MSC:
                status = parse_modem_status(message.value)
                if status is not None and status[0] in self._lines:
                    self._lines[status[0]].stopped = bool(status[1] & V24.FC)
            case ControlType.FCOFF | ControlType.FCON:
                self._stopped = message.type == ControlType.FCOFF
            case ControlType.CLD:
                self._lose(0, "the DUT ended multiplexing (CLD)")
            case ControlType.PSC | ControlType.TEST | ControlType.RLS | ControlType.RPN | ControlType.PN:
                pass
            case _:
                unknown = bytes((message.type | 0x02,))
                self._send(_control(ControlType.NSC, is_command=False, value=unknown))
                return
        self._send(_control(message.type, is_command=False, value=message.value))


def _control(kind: int, *, is_command: bool, value: bytes = b"") -> Frame:
    message = ControlMessage(kind, is_command=is_command, value=value)
    return Frame(0, FrameType.UIH, cr=True, payload=message.encode())


class _Frames:
    """The frames of a port in its record, without the information of channels.

    A secret may be spread over several frames, where no search finds it: the record of
    each channel has it whole.
    """

    def __init__(self, line: ByteLine) -> None:
        self._port = line if isinstance(line, Port) else None
        self._tap = self._port.tap if self._port is not None else None
        if self._port is not None:
            self._port.tap = None

    def sent(self, frame: Frame) -> None:
        """Keep a frame to the DUT."""
        if self._tap is not None:
            self._tap.sent(_bare(frame))

    def received(self, frame: Frame) -> None:
        """Keep a frame of the DUT."""
        if self._tap is not None:
            self._tap.received(_bare(frame))

    def end(self) -> None:
        """Let the port keep its own bytes again."""
        if self._port is not None:
            self._port.tap, self._tap = self._tap or self._port.tap, None


def _bare(frame: Frame) -> bytes:
    if frame.dlci and frame.payload:
        frame = replace(frame, payload=b"~" * len(frame.payload))
    return frame.encode()


class _ChannelLine(ByteLine):
    """One DLCI as a line."""

    def __init__(self, mux: Multiplexer, dlci: int) -> None:
        self._mux, self.dlci = mux, dlci
        self._url = f"{mux.url} DLCI {dlci}"
        self._tap = mux.record(self._url)
        self.received = bytearray()
        self.stopped = False
        self.lost = ""

    @property
    def url(self) -> str:
        """The port with the DLCI."""
        return self._url

    def require_open(self) -> None:
        """Raise `ChannelLost` if it isn't."""
        if self.lost:
            raise ChannelLost(f"lost {self._url}: {self.lost}; start the multiplexer again")

    def read(self, wait_s: float) -> bytes:
        """What came for this DLCI."""
        self._mux.wait(lambda: bool(self.received or self.lost), Deadline.after(wait_s))
        if not self.received:
            self.require_open()
        data = bytes(self.received)
        del self.received[: len(data)]
        if self._tap is not None:
            self._tap.received(data)
        return data

    def write(self, data: bytes) -> None:
        """Send on this DLCI."""
        self.require_open()
        if self._tap is not None:
            self._tap.sent(data)
        self._mux.send_data(self, data)

    def close(self) -> None:
        """The multiplexer closes its channels."""
