"""A DUT from the side of its host: one AT channel, and the commands of the note in typed groups (the upper tester)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hil.at.command import execute, outline, write
from hil.at.response import Final
from hil.bench import OFF_S, LineTrouble, Supply
from hil.deadline import Deadline
from hil.errors import (
    ChannelError,
    ChannelLost,
    ChannelTimeout,
    InfrastructureError,
    MalformedResponse,
    UnexpectedResult,
)
from hil.modem.changed_settings import ChangedSettings, changes_what_attach_sets
from hil.modem.channel import Channel
from hil.modem.claims import Claims
from hil.modem.conversation import Conversation
from hil.modem.exchange import Exchange
from hil.modem.ftp import Ftp
from hil.modem.leftovers import Remedy
from hil.modem.line_check import line_trouble
from hil.modem.line_search import over_leftovers
from hil.modem.line_state import LineState
from hil.modem.packet_service import PacketService
from hil.modem.patience import Patience
from hil.modem.pdp import Pdp
from hil.modem.power_loss import cut_and_restore, open_after
from hil.modem.security import Security
from hil.modem.settings_mode import SettingsMode
from hil.modem.signature import Look, Sight, Signature
from hil.modem.silence import unanswered
from hil.modem.sim_lock import SimLock
from hil.modem.ssl import Ssl
from hil.transcript import Direction, Kind, Pco
from hil.verdict import NotApplicable

ATTACH_S = 10.0
BOOT_S = 30.0  # [1]: CFUN 15 s, plus the start after it
RESTART_S = 3.0  # [1]: 2 to 3 s from power-up to the first AT that is heard; module time
SYNC_S = 0.5  # [1]: 0.3 s for a local command
_TRIES_AFTER_UPLOAD = 10  # an upload ends when the server has answered; bytes behind it may be lost
_TRIES_BEFORE_ESCAPE = 2
_REBOOT_MODULE_S, _REBOOT_ANSWER_S = 15.0, 2.0
"""[1]: the longest time for an answer to AT+CFUN, and the shortest wait for it on a fast clock."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity that a DUT reports (AT+CGMI, +CGMM, +CGMR, +CGSN)."""

    manufacturer: str
    model: str
    revision: str
    imei: str


class Modem:
    """Drives one DUT; each call is one exchange unless its docstring says otherwise."""

    def __init__(
        self,
        channel: Channel,
        *,
        claims: Claims | None = None,
        settings: SettingsMode = SettingsMode.REMEMBERED,
    ) -> None:
        self.claims: Claims = claims or Claims()
        """What the DUT claims; by default all of the note."""
        self.channel: Channel = channel
        """The AT channel to the DUT."""
        self.patience: Patience = Patience()
        """How long the driver waits for what the DUT was proven not to answer."""
        self._conversation = Conversation(channel, patience=self.patience)
        send = self._conversation.send
        self.pdp: Pdp = Pdp(send)
        """Commands of the PDP context."""
        self.ssl: Ssl = Ssl(send, claims=self.claims, settings=settings)
        """AT+QSSLCFG: the SSL contexts."""
        self.security: Security = Security(send, channel, self.ssl, settings=settings)
        """The files of certificates and keys."""
        self.ftp: Ftp = Ftp(send, channel, settings=settings)
        """Commands of the FTP(S) service."""
        self._remembering = {"QSSLCFG": self.ssl.forget, "QFTPCFG": self.ftp.forget}
        self._changed = ChangedSettings(send, clock_rate=channel.clock_rate)
        self._signature = Signature(channel)
        self._packet_service = PacketService(send, channel, activations=lambda: self.pdp.activations)
        self._watched = False
        self._kept: list[str] = []
        self.sim_lock: SimLock = SimLock(self._conversation.send, channel)
        """The PIN of the SIM, which a start of the DUT locks again."""
        self.known: Identity | None = None
        """The identity of the DUT of this run; a port that was opened anew has to lead to the same one."""
        self.off_s: float = OFF_S
        """How long a cut of the supply lasts, in seconds of module time."""
        self.silent: bool = False
        """Whether the DUT answered no question when it was asked last."""
        self.deaf_s: float = 0.0
        """How long `+++` took after which the DUT answered, when `is_alive` asked last; 0 if it did without."""
        self.mended: str = ""
        """What an earlier user had left on, so that the DUT was silent or read command lines wrongly; empty if it answered."""
        self.remedies: tuple[Remedy, ...] = ()
        """What ended it; used again after each start, whose profile may have stored it (AT&W)."""
        self.line_state: LineState = LineState.ANSWERS
        """What came when the DUT was attached last, or tried to be."""
        self.beyond_help: set[str] = set()
        """Troubles that the recovery ladder has not ended; it is not climbed for them again (`hil.lab.ladder`)."""
        self.in_step: bool = True
        """Whether the last question of the driver was answered at once and by its answer only."""

    def send(
        self,
        line: str,
        *,
        data: bytes | None = None,
        data_size: int | None = None,
        end: str | None = None,
        deadline: Deadline | None = None,
    ) -> Exchange:
        """One command line, written by the caller; see `Conversation.send`.

        It may change settings, so `ssl` and `ftp` discard what they remember.
        """
        parts = outline(line)
        for name in self._remembering.keys() & set(parts.names):
            self._remembering[name]()
        if "QSECWRITE" in parts.names and parts.parameters:
            self.ssl.forget_name(parts.parameters[0].strip('"'))
        if self._watched:
            self._changed.about_to_send(line)
        return self._conversation.send(line, data=data, data_size=data_size, end=end, deadline=deadline)

    def attach(self, deadline: Deadline | None = None) -> None:
        """Set the DUT to command mode, no echo, result codes in words, numbers in +CME ERROR.

        Raises `InfrastructureError` when AT gets no answer.
        """
        channel = self.channel
        limit = deadline or Deadline.after(ATTACH_S)
        for is_last in (False, True):
            try:
                self._take_over(limit)
            except ChannelTimeout:  # the DUT restarted in the middle, or ignores a command
                if is_last:
                    raise
                continue
            if not channel.echo_back:  # an echo that comes back means the same
                break
        channel.resets = channel.echo_back = False
        self.silent, self.line_state = False, LineState.ANSWERS
        channel.lines.clear()
        channel.transcript.note("attached", kind=Kind.ATTACHED)

    def _take_over(self, deadline: Deadline) -> None:
        """Synchronise, and make the settings of the driver."""
        channel = self.channel
        self._synchronise(deadline)
        if channel.reader.numeric:
            self.send("ATV1").check()
        self.send("ATE0").check()
        channel.quiet, channel.echo_back = True, False
        self.send(write("CMEE", 1)).check()
        for line in self._kept:
            self._conversation.send(line)
        if self._watched:
            self._signature.arm()

    def keep(self, line: str) -> Exchange:
        """Send a setting of the bench, and again whenever the DUT is attached if it accepts it; `hand_back` keeps it."""
        exchange = self._conversation.send(line)
        if exchange.ok and line not in self._kept:
            self._kept.append(line)
        return exchange

    def watch(self) -> None:
        """From now on, notice restarts by a mark in the settings, and keep what callers change for `hand_back`."""
        self._watched = True
        self._signature.arm()

    def resynchronise(self) -> bool:
        """Ask a question that only its answer answers; whether the DUT has kept its settings since it was attached.

        Late lines of earlier commands are discarded.  What the caller set on the line is
        undone.  A restart that nobody asked for is recorded, and the DUT is attached
        again.  Raises `ChannelTimeout` when the DUT answers nothing.
        """
        with self.channel.transcript.aside():
            return self._resynchronise()

    def _resynchronise(self) -> bool:
        channel = self.channel
        if channel.data_mode:
            channel.escape()
        look = self._look()
        lost = look.sight is Sight.LOST or (channel.echo_back and not self._signature.exists)
        unasked = lost and not channel.resets
        if unasked:
            words = look.words or "the echo that the driver had switched off is on again"
            channel.transcript.append(Pco.AT, Direction.FROM_DUT, words, kind=Kind.RESTART_FOUND)
            self.forget()
        if any("&W" in line.upper() for line in channel.lines):
            self._signature.renew()
        if lost or channel.resets or channel.echo_back or any(map(changes_what_attach_sets, channel.lines)):
            self.attach()
        channel.lines.clear()
        return not unasked

    def hand_back(self) -> bool:
        """Put back what the caller changed on the line and the clock, then `resynchronise`."""
        with self.channel.transcript.aside():
            left = self._changed.restore()
        for trouble in left:
            self.channel.transcript.note(f"could not be put back: {trouble}")
        return self.resynchronise()

    def _look(self) -> Look:
        """What the mark shows; asked again when the first answer could be that of another question, or a damaged one."""
        look = self._signature.look()
        self.in_step = look.sight is Sight.INTACT and not look.stray
        if self.in_step:
            return look
        if not self.is_alive():
            raise ChannelTimeout(f"no answer to a question of the driver: {look.words}; {self.channel.last}")
        if not self._signature.exists:
            self.in_step = True  # by the question of `is_alive`
            return look
        return self._signature.look()

    def identity(self) -> Identity:
        """The identity that the DUT reports; four exchanges."""
        return Identity(
            manufacturer=self._first_line("CGMI"),
            model=self._first_line("CGMM"),
            revision=self._first_line("CGMR").removeprefix("Revision:").strip(),
            imei=self._first_line("CGSN"),
        )

    def set_clock(self, moment: datetime) -> Exchange:
        """AT+CCLK: a time without a zone is UTC."""
        offset = moment.utcoffset() or timedelta()
        quarters = round(offset / timedelta(minutes=15))  # 27.007 8.15
        return self.send(write("CCLK", f"{moment:%y/%m/%d,%H:%M:%S}{quarters:+03d}"))

    def clock(self) -> datetime:
        """AT+CCLK?: the RTC of the DUT; raises `UnexpectedResult` if the answer holds no time."""
        exchange = self.send("AT+CCLK?").check()
        text = ",".join(exchange.fields("CCLK")).replace(" ", "")
        try:
            return datetime.strptime(text[:17], "%y/%m/%d,%H:%M:%S").replace(tzinfo=UTC)
        except ValueError as trouble:
            raise UnexpectedResult.mismatch(
                expected="a time such as 04/01/01,00:00:00+00", actual=repr(text)
            ) from trouble

    def reboot(self) -> None:
        """AT+CFUN=1,1, then attach again, and await the network; remembered settings are discarded.

        Note 5.1 names no command.  A DUT that refuses this one (27.007 8.2 leaves <rst> to
        the maker) is rebooted by its supply; raises `NotApplicable` where the bench cannot
        switch it.
        """
        limit = Deadline.after(max(_REBOOT_ANSWER_S, _REBOOT_MODULE_S / self.channel.clock_rate))
        try:
            refused = not self.send("AT+CFUN=1,1", deadline=limit).ok
        except ChannelTimeout:  # a module may restart before it answers
            refused = False
            self.channel.transcript.note("no answer to AT+CFUN=1,1")
        if not refused:
            self.await_restart()
        elif self.channel.supply is not None:
            self.channel.resets = False
            self.power_cycle(self.channel.supply)
        else:
            raise NotApplicable(
                "the DUT refuses AT+CFUN=1,1, and this bench cannot cut its supply: it cannot be rebooted"
            )

    def power_cycle(self, supply: Supply, *, off_s: float | None = None) -> None:
        """Cut the supply for that many seconds of module time, in any state of the DUT, then attach again.

        Without `off_s` the cut lasts as long as the bench says.
        """
        was_open = not self.channel.lost
        cut_and_restore(self.channel, supply, off_s=self.off_s if off_s is None else off_s)
        self.channel.resets, self.channel.quiet = True, False
        if self.channel.data_mode:
            self.channel.leave_data()
        try:
            self.await_restart()
        except ChannelLost as loss:
            if not was_open:
                raise
            open_after(self.channel, loss)
            self.await_restart()

    def start_anew(self) -> None:
        """Bring the DUT into the state after a start: by its supply if the bench can cut it, else by AT+CFUN=1,1."""
        supply = self.channel.supply
        if supply is not None:
            self.power_cycle(supply)
        else:
            self.reboot()

    def await_restart(self, limit_s: float = BOOT_S) -> None:
        """Attach a DUT that starts now, at the latest after so many seconds, and await its SIM and network."""
        self.forget()
        self.channel.wait_urc(lambda text: text == "RDY", Deadline.after(RESTART_S / self.channel.clock_rate))
        self.remedies += over_leftovers(lambda: self.attach(Deadline.after(limit_s)), self.channel)
        self.sim_lock.open()
        self._await_packet_service()

    def _await_packet_service(self) -> None:
        """What a DUT does not answer is no reason to wait, nor a fault of the restart."""
        with self.channel.transcript.aside():
            try:
                self._packet_service.wait()
            except (ChannelTimeout, MalformedResponse) as trouble:
                self.channel.transcript.note(f"no word about the packet service: {trouble}")
                self.attach()

    def is_alive(self) -> bool:
        """Whether the DUT still answers AT, if need be after `+++` or the end of an upload; takes at most some seconds."""
        with self.channel.transcript.aside():
            self.silent = not self._conversation.probe()
            self.deaf_s = 0.0
            if self.silent:
                began = time.monotonic()
                self.channel.escape()
                self.silent = not self._conversation.probe()
                self.deaf_s = 0.0 if self.silent else time.monotonic() - began
            if self.silent and self.channel.fill():
                self.silent = not any(self._conversation.probe() for _ in range(_TRIES_AFTER_UPLOAD))
            return not self.silent

    def line_trouble(self) -> LineTrouble | None:
        """The trouble of the AT line; None if it carries bytes unchanged, and the DUT has not restarted."""
        try:
            restarted = not self.resynchronise()
        except (ChannelError, InfrastructureError, UnexpectedResult):
            restarted = False  # the check of the line tells what is wrong
        if restarted:
            return LineTrouble("it has lost the settings of the driver", restarted=True)
        with self.channel.transcript.aside():
            if self.channel.data_mode:
                self.channel.escape()
            trouble = line_trouble(self.channel)
        if trouble is not None:
            self.forget()
        return trouble

    def forget(self) -> None:
        """Discard remembered settings and files: the DUT may have restarted."""
        self.ssl.forget()
        self.ftp.forget()
        self.security.forget()

    def _first_line(self, name: str) -> str:
        information = self.send(execute(name)).information
        line = information[0] if information else ""
        return line.removeprefix(f"+{name}:").strip().strip('"')

    def _synchronise(self, deadline: Deadline) -> None:
        """Send AT until it is answered: automatic baud rate detection needs it (document [1])."""
        channel = self.channel
        channel.reader.numeric = True  # unknown so far; a result code in words decides
        heard = b""
        tries = 0
        while not deadline.expired:
            if channel.data_mode or tries == _TRIES_BEFORE_ESCAPE:
                channel.escape()
                for remedy in self.remedies:
                    remedy.send(channel.line)
            is_late = any(isinstance(event, Final) for event in channel.drain())
            if is_late and tries and self._conversation.probe(deadline.remaining):
                return
            tries += 1
            line = "AT" if tries % 4 else "ATQ0"  # after ATQ1 there is no result code
            channel.send_line(line, question=True)
            answered, raw = self._await_ok(Deadline.after(min(SYNC_S, deadline.remaining)))
            if answered and (tries == 1 or self._conversation.probe(deadline.remaining)):
                return  # an earlier one may still be answered
            heard += raw
        silence = unanswered(channel.url, deadline.span_s, heard, baudrate=channel.baudrate)
        self.line_state = LineState(silence.state)
        raise silence

    def _await_ok(self, deadline: Deadline) -> tuple[bool, bytes]:
        try:
            while (event := self.channel.event(deadline)) is not None:
                if isinstance(event, Final):
                    break
        except MalformedResponse:  # another baud rate looks like this
            event = None
        return event is not None, self.channel.settled()
