"""The connection of a module's UART to a front end: buffers, line time, flow control.

All methods except `_transmit` and `_listen` run on the loop's thread.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from hil.emulator.at.flow_control import HARDWARE, XON_XOFF
from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.loop import Loop
from hil.emulator.frontends.pacing import Lane
from hil.emulator.frontends.traffic_log import LineDirection, TrafficLog
from hil.emulator.mishaps.catalogue import Planned
from hil.emulator.mishaps.flaky_line import disturb
from hil.emulator.module import Module
from hil.errors import PortError

_log = logging.getLogger(__name__)

BLOCK = 16384  # bytes of one portion on an unpaced line
HIGH_WATER = 8192  # waiting bytes at which a download stops; so low that `+++` takes effect soon
LOW_WATER = 2048
INPUT_STOPS_AT = 65536  # waiting bytes at which the DTE, which reads nothing, is not read either
LOST_FROM = 1 << 26  # waiting bytes above which output is lost; larger than any local file
_AFTER_CONNECT = 2  # CR LF, for which a DTE that looks for CONNECT need not wait
_TRY_AGAIN_S = 1.0  # between attempts to reopen a port that disappeared
_ROUNDS = 8  # portions from one DTE before the other DTEs are served


class ModulePort:
    """One module behind one front end.

    `baud` paces both directions until AT+IPR sets a rate; None: no pacing.
    """

    def __init__(
        self,
        module: Module,
        front_end: FrontEnd,
        loop: Loop,
        *,
        baud: int | None = None,
        traffic_log: TrafficLog | None = None,
        mishaps: Sequence[Planned] = (),
        seed: int = 0,
    ) -> None:
        self.module, self.front_end, self._loop, self._traffic_log = module, front_end, loop, traffic_log
        self._baud = baud
        self._to_dte = None if baud is None else Lane(baud)
        self._to_module = None if baud is None else Lane(baud)
        self._out = bytearray()  # guarded by the module's lock
        self._payload_end = 0  # end of the last file data in `_out`
        self._held_by_rts = False
        self._sending: tuple[float, int] | None = (
            None  # moment when that many bytes of `_out` have left the line
        )
        self._arriving: tuple[float, bytes] | None = None
        self._serving = False
        self._present = False  # at the last `serve`
        self._ready = False  # DTR at the last `serve`
        self._away = self._closed = False
        self._lossy = False
        self.terminal = module.terminal(self._transmit)
        self.terminal.output_on_the_way = lambda: len(self._out) > _AFTER_CONNECT
        self.terminal.payload_on_the_way = lambda: self._payload_end > 0
        disturb(self.terminal, mishaps, module=module, seed=f"{seed}/{module.imei}", vanish=self._vanish)
        module.changed.listener = self._listen
        front_end.attach(loop, self.serve, self._purge)
        loop.call(self.serve)

    def close(self) -> None:
        """Close the front end and switch the module off; its thread has ended on return."""
        self._closed = True
        self._loop.at(self, None, self.serve)
        self.module.changed.listener = None
        if not self._away:
            self.front_end.close()
        self.module.power_off()
        if self._traffic_log is not None:
            self._traffic_log.flush()

    # --- under the module's lock, on any thread --------------------------------------------------------------

    def _transmit(self, data: bytes) -> None:
        if self._away or self._closed:
            return
        present = self._present if self._serving else self.front_end.present
        if not present:
            return
        terminal = self.terminal
        if self._traffic_log is not None:
            payload = terminal.in_data_mode or terminal.carries_payload
            self._traffic_log.saw(LineDirection.FROM_MODULE, data, payload=payload)
        if len(self._out) + len(data) > LOST_FROM:
            self._warn_of_loss()
            return
        self._follow_rate()
        self._out += data
        if terminal.carries_payload:
            self._payload_end = len(self._out)
        if len(self._out) >= HIGH_WATER:
            self.terminal.request_to_send = False
        self._listen()

    def _warn_of_loss(self) -> None:
        if not self._lossy:
            _log.warning("%s: the DTE doesn't read; output of the module is lost", self.front_end.url)
        self._lossy = True

    def _listen(self) -> None:
        if not self._serving:
            self._loop.call(self.serve)

    def _follow_rate(self) -> None:
        """Use a fixed rate of AT+IPR on a paced line as soon as no bytes are in transit."""
        if self._to_dte is None or self._to_module is None or self._baud is None:
            return
        rate = self.terminal.rate or self._baud
        if rate != self._to_dte.baud and not self._out:
            self._to_dte = Lane(rate)
        if rate != self._to_module.baud and self._arriving is None:
            self._to_module = Lane(rate)

    # --- on the loop's thread --------------------------------------------------------------------------------

    def serve(self) -> None:
        """Move all bytes that can be moved now, and arrange the next call."""
        if self._away or self._closed:
            return
        with self.module.lock:
            self._serving = True
            try:
                self.module.timers.run_due()
                ready = self._look()
                self._follow_rate()
                self._may_write()  # a stop by RTS must be seen before data mode ends
                self._move_input()
                if self._away:
                    return
                if not ready and not self._look():
                    self._part()
                self._move_output()
                self._follow_rate()
                self._arrange()
            finally:
                self._serving = False

    def _look(self) -> bool:
        """Whether there is a DTE, and its DTR is ON."""
        self._present = self.front_end.present
        ready = self._present and self.front_end.data_terminal_ready
        if ready:
            self._greet()
        return ready

    def _greet(self) -> None:
        """DTR goes ON: switch on a module that was powered down, as with PWRKEY wired to DTR."""
        if not self._ready:
            self._ready = True
            if not self.module.powered:
                self.module.powered = True
                self.module.reboot()

    def _part(self) -> None:
        """DTR goes OFF: end data mode unless AT&D0, and clear a stop by flow control."""
        if self._ready:
            self._ready = False
            self.terminal.forget_dte()
            if self.terminal.profile.dtr:
                self.terminal.hang_up()

    def _move_input(self) -> None:
        for _ in range(_ROUNDS):
            if self._arriving is not None:
                due, data = self._arriving
                if due > time.monotonic():
                    return
                self._arriving = None
                self._receive(data)
            if not self._may_read():
                return
            limit = BLOCK if self._to_module is None else self._to_module.slice
            data = self.front_end.read(limit)
            self._present = self._present or bool(data)  # a DTE may open and write after `_look`
            if not data:
                if self._to_module is not None:
                    self._to_module.idle()
                return
            if self._to_module is None:
                self._receive(data)
                if len(data) < limit and self.front_end.tells_of_rest:
                    return
            else:
                self._arriving = (self._to_module.enter(len(data), time.monotonic()), data)
        self._loop.call(self.serve)

    def _may_read(self) -> bool:
        may_stop_it = self.terminal.profile.ifc[0] == XON_XOFF  # DC3 and DC1 must still be read
        listens = may_stop_it or len(self._out) < INPUT_STOPS_AT
        return not self._away and self.terminal.clear_to_send and listens

    def _receive(self, data: bytes) -> None:
        try:
            self._deliver(data)
        except Exception:  # border of one module: its failure must not end the other modules of the rack
            _log.exception("%s: the emulated firmware broke; its watchdog restarts it", self.front_end.url)
            self.module.reboot()

    def _deliver(self, data: bytes) -> None:
        if self._traffic_log is None:
            self.terminal.receive(data)
            return
        while data:  # line by line, so that the traffic_log can tell payload from command lines
            payload = self.terminal.in_data_mode
            end = -1 if payload else data.find(self.terminal.profile.registers[3])
            end = len(data) if end < 0 else end + 1
            end += data[end : end + 1] == b"\n" and not payload  # CR LF
            piece, data = data[:end], data[end:]
            self._traffic_log.saw(LineDirection.TO_MODULE, piece, payload=payload)
            self.terminal.receive(piece)

    def _move_output(self) -> None:
        if not self._present:
            self._forget_output()
        for _ in range(_ROUNDS):
            if not self._out:
                if self._to_dte is not None:
                    self._to_dte.idle()
                break
            if not self._may_write():
                break
            if self._sending is None:
                self._sending = self._begin_sending()
            due, count = self._sending
            if due > time.monotonic():
                break
            sent = self.front_end.write(bytes(memoryview(self._out)[:count]))
            del self._out[:sent]
            self._payload_end = max(0, self._payload_end - sent)
            self._sending = None if sent == count else (due, count - sent)
            if sent < count:
                break
        if not self.terminal.request_to_send and len(self._out) <= LOW_WATER:
            self.terminal.request_to_send = True
            self._lossy = False
            self.module.changed.notify_all()

    def _purge(self) -> None:
        with self.module.lock:
            self._forget_output()

    def _forget_output(self) -> None:
        self._out.clear()
        self._payload_end = 0
        self._sending = None

    def _vanish(self, module_seconds: float) -> None:
        """The mishap `vanish`: the adapter is unplugged, and the module loses power."""
        self._away, self._ready = True, False
        self._forget_output()
        self._arriving = None
        self.front_end.close()
        self.module.cut_power()
        self._return_after(self.module.clock.wall_seconds(module_seconds))

    def _return_after(self, seconds: float) -> None:
        self._loop.at(self, time.monotonic() + seconds, self._return)

    def _return(self) -> None:
        try:
            self.front_end.reopen()
        except PortError as error:
            _log.warning("%s can't return: %s", self.front_end.url, error)
            self._return_after(_TRY_AGAIN_S)
            return
        with self.module.lock:
            self._away = False
            self.module.restore_power()
        self.serve()

    def _begin_sending(self) -> tuple[float, int]:
        if self._to_dte is None:
            return 0.0, min(len(self._out), BLOCK)
        count = min(len(self._out), self._to_dte.slice)
        return self._to_dte.enter(count, time.monotonic()), count

    def _may_write(self) -> bool:
        """Whether the DTE allows output by the method of AT+IFC's first value; a stop begins in data mode only."""
        terminal = self.terminal
        method = terminal.profile.ifc[0]
        stops = method == HARDWARE and not self.front_end.request_to_send
        self._held_by_rts = stops and (self._held_by_rts or terminal.carries_payload or self._payload_end > 0)
        return not self._held_by_rts and not (method == XON_XOFF and terminal.stopped)

    def _arrange(self) -> None:
        now = time.monotonic()
        timer = self.module.timers.next_due()
        due = None if timer is None else now + timer
        if self._arriving is not None:  # it may have become due since the check
            due = self._arriving[0] if due is None else min(due, self._arriving[0])
        if self._sending is not None and self._sending[0] > now:
            due = self._sending[0] if due is None else min(due, self._sending[0])
        self._loop.at(self, due, self.serve)
        unserved = bool(self._out) if self._sending is None else self._sending[0] <= now
        reads = self._may_read()
        self.front_end.want(
            read=reads and self._arriving is None,
            write=unserved and self._may_write(),
            idle=not self._out and self._arriving is None,
        )
        self.front_end.clear_to_send(ready=reads)
