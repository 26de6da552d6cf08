"""The module's side of the GSM 07.10 multiplexer, basic option (AT+CMUX; 3GPP 27.010).

It takes the line over from the terminal that got AT+CMUX and gives each DLCI a
terminal of its own.  Everything runs under the module's lock.  The DTE is the
initiating station, so the module's commands have the C/R bit 0 and its
responses 1 (27.010 table 1); UIH frames are commands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
from hil.at.parse import CommandLine
from hil.emulator.at.terminal import Terminal
from hil.spec.commands import DLCIS, MUX_N1_DEFAULT

_FRAME_MIN = 128  # octets that are accepted with any N1: a test message may be longer than N1


@dataclass(frozen=True, slots=True)
class MuxSettings:
    """The parameters of AT+CMUX (27.007 5.7) with the series' defaults; only N1 has an effect on a perfect line."""

    mode: int = 0
    subset: int = 0
    port_speed: int = 5
    n1: int = MUX_N1_DEFAULT
    t1: int = 10
    n2: int = 3
    t2: int = 30
    t3: int = 10
    k: int = 2


class ChannelTerminal(Terminal):
    """The terminal of one DLCI: no rate to find, no start-up lines, no A/, flow control by MSC."""

    flow_characters = False

    def __init__(self, mux: MultiplexedLine, line: Terminal, dlci: int) -> None:
        self._mux, self._line, self.dlci = mux, line, dlci
        self.channel = dlci - 1
        self._ready = self._dte_ready = True
        super().__init__(line.environment, self._send)
        self.output_on_the_way = line.output_on_the_way

    def _send(self, data: bytes) -> None:
        self._mux.send(self, data)

    def _boot(self) -> None:
        self.synchronised = True

    def _execute(self, line: CommandLine) -> None:
        if not line.repeat:  # series' manual: A/ can't be used in CMUX mode
            super()._execute(line)

    @property
    def mux_settings(self) -> MuxSettings:
        """The settings of AT+CMUX."""
        return self._mux.settings

    @property
    def clear_to_send(self) -> bool:
        """Whether this channel can take more; MSC reports a change."""
        return self._ready

    @clear_to_send.setter
    def clear_to_send(self, ready: bool) -> None:
        if ready != self._ready:
            self._ready = ready
            self._mux.tell_status(self)

    @property
    def request_to_send(self) -> bool:
        """Whether the DTE takes more on this channel, and on the line at all."""
        return self._dte_ready and self._mux.dte_ready and self._line.request_to_send

    @request_to_send.setter
    def request_to_send(self, ready: bool) -> None:
        self._dte_ready = ready


# clause: 27.010 5.4
class MultiplexedLine:
    """The frames on one line, from the OK of AT+CMUX to CLD, to DISC of DLCI 0, or to a reboot."""

    def __init__(self, line: Terminal, settings: MuxSettings) -> None:
        self.settings = settings
        self.dte_ready = True  # FCon, FCoff
        self._line, self._environment = line, line.environment
        self._reader = FrameReader(limit=max(settings.n1, _FRAME_MIN))
        self._control_open = False
        self._over = False
        self._open: dict[int, ChannelTerminal] = {}
        self._sizes = dict.fromkeys(DLCIS, settings.n1)
        self._types: dict[FrameType, Callable[[Frame], None]] = {
            FrameType.SABM: self._connect,
            FrameType.DISC: self._disconnect,
            FrameType.UIH: self._information,
            FrameType.UI: self._information,
        }
        self._controls: dict[int, Callable[[bytes], bytes]] = {
            ControlType.TEST: _same,
            ControlType.PSC: _same,
            ControlType.RLS: _same,
            ControlType.CLD: _same,
            ControlType.PN: self._negotiate,
            ControlType.RPN: _port_settings,
            ControlType.FCON: lambda value: self._flow(value, ready=True),
            ControlType.FCOFF: lambda value: self._flow(value, ready=False),
            ControlType.MSC: self._status,
        }

    # --- from the DTE ----------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the line; returns those after the end of multiplexing."""
        for frame in self._reader.feed(data):
            act = self._types.get(frame.type)
            if act is not None:  # UA and DM are responses; the module waits for none
                act(frame)
            if self._over:
                return self._reader.pending[1:]  # after the closing flag
        return b""

    def drop(self) -> None:
        """Close all channels at a restart of the module."""
        for dlci in tuple(self._open):
            self._close(dlci)
        self._over = True

    def _connect(self, frame: Frame) -> None:
        if not frame.cr:
            return
        if frame.dlci == 0:
            self._control_open = True
            self._respond(frame, FrameType.UA)
        elif not self._control_open or frame.dlci not in DLCIS:
            self._respond(frame, FrameType.DM)
        else:
            self._close(frame.dlci)  # a second SABM restarts the channel
            self._respond(frame, FrameType.UA)
            channel = ChannelTerminal(self, self._line, frame.dlci)
            self._open[frame.dlci] = channel
            self._environment.terminals.append(channel)
            self.tell_status(channel)

    def _disconnect(self, frame: Frame) -> None:
        if not frame.cr:
            return
        if frame.dlci == 0 and self._control_open:
            self._respond(frame, FrameType.UA)
            self._end()
        elif frame.dlci in self._open:
            self._close(frame.dlci)
            self._respond(frame, FrameType.UA)
        else:
            self._respond(frame, FrameType.DM)

    def _information(self, frame: Frame) -> None:
        if frame.dlci == 0 and self._control_open:
            for message in control_messages(frame.payload):
                if message.is_command:
                    self._control(message)
        elif frame.dlci in self._open:
            self._open[frame.dlci].receive(frame.payload)
        else:
            self._respond(frame, FrameType.DM)

    def _end(self) -> None:
        self.drop()
        self._line.diversion = None
        self._line.drain()

    def _close(self, dlci: int) -> None:
        channel = self._open.pop(dlci, None)
        if channel is not None:
            channel.hang_up()
            self._environment.terminals.remove(channel)
            self._environment.released(channel.channel)

    # --- control channel -------------------------------------------------------------------------------------

    def _control(self, message: ControlMessage) -> None:
        act = self._controls.get(message.type)
        if act is None:  # the value is the received type octet (27.010 5.4.6.3.8)
            unknown = bytes((message.type | 0x02,))
            self._tell(ControlMessage(ControlType.NSC, is_command=False, value=unknown))
            return
        answer = act(message.value)
        self._tell(ControlMessage(message.type, is_command=False, value=answer))
        if message.type == ControlType.CLD:
            self._end()

    def _flow(self, value: bytes, *, ready: bool) -> bytes:
        self.dte_ready = ready
        self._environment.timing.changed.notify_all()
        return value

    def _status(self, value: bytes) -> bytes:
        status = parse_modem_status(value)
        if status is not None and status[0] in self._open:
            self._open[status[0]].request_to_send = not status[1] & V24.FC
            self._environment.timing.changed.notify_all()
        return value

    def _negotiate(self, value: bytes) -> bytes:
        """PN (27.010 5.4.6.3.1): UIH without convergence layer, frames no longer than the N1 of AT+CMUX."""
        if len(value) != 8:
            return value
        size = min(int.from_bytes(value[4:6], "little"), self.settings.n1) or self.settings.n1
        self._sizes[value[0] & 0x3F] = size
        return bytes((value[0], 0)) + value[2:4] + size.to_bytes(2, "little") + value[6:]

    # --- to the DTE ------------------------------------------------------------------------------------------

    def send(self, channel: ChannelTerminal, data: bytes) -> None:
        """Send the data of a channel in frames; those of a closed channel are lost."""
        if self._open.get(channel.dlci) is channel:
            size = self._sizes[channel.dlci]
            self._line.transmit(
                b"".join(
                    Frame(channel.dlci, FrameType.UIH, cr=False, payload=data[at : at + size]).encode()
                    for at in range(0, len(data), size)
                )
            )

    def tell_status(self, channel: ChannelTerminal) -> None:
        """The V.24 signals of a channel."""
        if self._open.get(channel.dlci) is channel:
            signals = READY if channel.clear_to_send else READY | V24.FC
            self._tell(ControlMessage(ControlType.MSC, True, modem_status(channel.dlci, signals)))

    def _tell(self, message: ControlMessage) -> None:
        self._line.transmit(Frame(0, FrameType.UIH, cr=False, payload=message.encode()).encode())

    def _respond(self, frame: Frame, answer: FrameType) -> None:
        self._line.transmit(Frame(frame.dlci, answer, cr=True, pf=frame.pf).encode())


def _same(value: bytes) -> bytes:
    return value


_115200_8N1 = bytes((0x09, 0x03, 0x00, 0x11, 0x13, 0x7F, 0x3F))  # 27.010 5.4.6.3.9


def _port_settings(value: bytes) -> bytes:
    """RPN: a query is answered with the settings; all settings are accepted and have no effect on a virtual line."""
    return value + _115200_8N1 if len(value) == 1 else value
