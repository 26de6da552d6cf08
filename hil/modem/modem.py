"""A DUT from the side of its host: one AT channel, and the commands of the note in typed groups (the upper tester)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hil.at.command import execute, outline, write
from hil.at.response import Final
from hil.bench import LineTrouble, Supply
from hil.deadline import Deadline
from hil.errors import ChannelTimeout, InfrastructureError, MalformedResponse, UnexpectedResult
from hil.modem.channel import Channel
from hil.modem.claims import Claims
from hil.modem.conversation import Conversation
from hil.modem.exchange import Exchange
from hil.modem.ftp import Ftp
from hil.modem.line_check import line_trouble
from hil.modem.pdp import Pdp
from hil.modem.security import Security
from hil.modem.ssl import Ssl
from hil.transcript import Kind

ATTACH_S = 10.0
BOOT_S = 30.0  # [1]: CFUN 15 s, plus the start after it
RESTART_S = 3.0  # [1]: 2 to 3 s from power-up to the first AT that is heard; module time
OFF_S = 10.0  # module time; long enough to discharge the capacitors of a supply
SYNC_S = 0.5  # [1]: 0.3 s for a local command
_TRIES_BEFORE_ESCAPE = 2


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity that a DUT reports (AT+CGMI, +CGMM, +CGMR, +CGSN)."""

    manufacturer: str
    model: str
    revision: str
    imei: str


class Modem:
    """Drives one DUT; each call is one exchange unless its docstring says otherwise."""

    def __init__(self, channel: Channel, *, claims: Claims | None = None) -> None:
        self.claims: Claims = claims or Claims()
        """What the DUT claims; by default all of the note."""
        self.channel: Channel = channel
        """The AT channel to the DUT."""
        self._conversation = Conversation(channel)
        send = self._conversation.send
        self.pdp: Pdp = Pdp(send)
        """Commands of the PDP context."""
        self.ssl: Ssl = Ssl(send, claims=self.claims)
        """AT+QSSLCFG: the SSL contexts."""
        self.security: Security = Security(send, channel)
        """The files of certificates and keys."""
        self.ftp: Ftp = Ftp(send, wait=channel.listen)
        """Commands of the FTP(S) service."""
        self._remembering = {"QSSLCFG": self.ssl.forget, "QFTPCFG": self.ftp.forget}

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
        for name in self._remembering.keys() & set(outline(line).names):
            self._remembering[name]()
        return self._conversation.send(line, data=data, data_size=data_size, end=end, deadline=deadline)

    def attach(self, deadline: Deadline | None = None) -> None:
        """Set the DUT to command mode, no echo, result codes in words, numbers in +CME ERROR.

        Raises `InfrastructureError` when AT gets no answer.
        """
        self._synchronise(deadline or Deadline.after(ATTACH_S))
        if self.channel.reader.numeric:
            self.send("ATV1").check()
        for line in ("ATE0", write("CMEE", 1)):
            self.send(line).check()
        self.channel.transcript.note("attached", kind=Kind.ATTACHED)

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
        """AT+CFUN=1,1, then attach again; remembered settings are discarded."""
        try:
            self.send("AT+CFUN=1,1").check()
        except ChannelTimeout:  # a module may restart before it answers
            self.channel.transcript.note("no answer to AT+CFUN=1,1")
        self._await_restart()

    def power_cycle(self, supply: Supply, *, off_s: float = OFF_S) -> None:
        """Cut the supply for that many seconds of module time, in any state of the DUT, then attach again."""
        self.channel.transcript.note("supply cut", kind=Kind.SUPPLY_CUT)
        supply.cut()
        self.channel.pass_time(off_s)
        supply.restore()
        self.channel.transcript.note("supply restored", kind=Kind.SUPPLY_RESTORED)
        if self.channel.data_mode:
            self.channel.leave_data()
        self._await_restart()

    def _await_restart(self) -> None:
        self.forget()
        self.channel.wait_urc(lambda text: text == "RDY", Deadline.after(RESTART_S / self.channel.clock_rate))
        self.attach(Deadline.after(BOOT_S))

    def is_alive(self) -> bool:
        """Whether the DUT still answers AT, after `+++` if it is in data mode; takes at most some seconds."""
        with self.channel.transcript.aside():
            if self._conversation.probe():
                return True
            self.channel.escape()
            return self._conversation.probe()

    def line_trouble(self) -> LineTrouble | None:
        """The trouble of the AT line; None if it carries bytes unchanged."""
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
            is_late = any(isinstance(event, Final) for event in channel.drain())
            if is_late and tries and self._conversation.probe(deadline.remaining):
                return
            tries += 1
            channel.send_line("AT")
            answered, raw = self._await_ok(Deadline.after(min(SYNC_S, deadline.remaining)))
            if answered and (tries == 1 or self._conversation.probe(deadline.remaining)):
                return  # an earlier one may still be answered
            heard += raw
        raise InfrastructureError(
            f"no answer to AT on {channel.url} within {deadline.span_s:.1f} s, {_heard(heard)}; "
            f"check power and wiring and that the port runs at {channel.baudrate} baud"
        )

    def _await_ok(self, deadline: Deadline) -> tuple[bool, bytes]:
        try:
            while (event := self.channel.event(deadline)) is not None:
                if isinstance(event, Final):
                    break
        except MalformedResponse:  # another baud rate looks like this
            event = None
        return event is not None, self.channel.settled()


def _heard(raw: bytes) -> str:
    return f"only unreadable bytes such as {raw[:16].decode('latin-1')!r}" if raw else "not one byte came"
