"""No pass without stimulus: a negative counts beside a positive control, or where a peer saw the attempt.

"Is refused", "failed" and "no login" hold for a DUT that does nothing at all.  So the
case that runs keeps each command that the DUT answered, and each negative that held.
At its end a negative needs one of these; the order does not matter:

    an accepted command of the same family and form in the same case (the positive control);
        an accepted opening or transfer only if a peer saw something of it
    for a command that reaches a peer: an event at the peer meanwhile, or a fault that fired there
    the word of the case that its own peer saw the attempt: `stimulus(..., of=exchange)`

Without, the case is inconclusive.  The parameters of commands are not kept, since they may be secret.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from hil.at.command import outline
from hil.spec.codes import ResultCode
from hil.spec.commands import COMMANDS, Form
from hil.spec.ftp import FtpSetting
from hil.spec.tls import SslSetting
from hil.transcript import Direction, Entry, Kind, Pco

_PEERS = frozenset({Pco.FTP_CONTROL, Pco.FTP_DATA, Pco.TLS})
_SEEN = frozenset({Kind.COMMAND, Kind.HANDSHAKE, Kind.ALERT, Kind.CONNECTION})
_REACHING_A_PEER = "QFTP"
"""The beginning of the names of commands by which the DUT does something at the FTP server."""
_AT_ONCE = frozenset({"QFTPOPEN", "QFTPPUT", "QFTPGET"})
"""The commands that a peer has seen when they are answered with success."""
_LOCAL = frozenset({"QFTPCFG", "QFTPUSER", "QFTPPASS", "QFTPSTAT"})

_GLOBAL = frozenset({SslSetting.IGNORERTCTIME, SslSetting.FTPS, SslSetting.FTPSCTXI})
_QUERY_FIELDS: dict[str, dict[str, int]] = {
    "QSSLCFG": {keyword.value: 1 if keyword in _GLOBAL else 2 for keyword in SslSetting},  # note 2.3
    "QFTPCFG": {str(kind.value): 1 for kind in FtpSetting},  # note 2.2
}
"""The number of parameters of a query, by command and first parameter; with more of them it sets a value."""


class Role(Enum):
    """What a write form of AT+QSSLCFG or AT+QFTPCFG does; the value stands in a sentence."""

    QUERY = "queries a value"
    SET = "sets a value"


class Heard(Protocol):
    """What the record needs of an exchange."""

    @property
    def command(self) -> str:
        """The command line."""

    @property
    def ok(self) -> bool:
        """Whether the DUT reported success."""

    @property
    def final(self) -> object:
        """The final result code."""

    @property
    def result(self) -> int | None:
        """The number of the result line."""


@dataclass(frozen=True, slots=True)
class Command:
    """What a command line is: its names, its form, and for a setting which one and whether it is set."""

    names: tuple[str, ...]
    form: Form
    setting: str | None = None
    role: Role | None = None

    @classmethod
    def of(cls, line: str) -> Command:
        """The command of a line; parameters other than the name of a setting are not kept."""
        parts = outline(line)
        settings = _QUERY_FIELDS.get(parts.names[-1]) if parts.names else None
        if settings is None or not parts.parameters:
            return cls(parts.names, parts.form)
        setting = parts.parameters[0].strip('"').lower()
        in_query = settings.get(setting)
        if in_query is None:  # no setting of the note
            return cls(parts.names, parts.form)
        surplus = len(parts.parameters) - in_query
        role = {0: Role.QUERY}.get(surplus, Role.SET) if surplus >= 0 else None
        if setting == SslSetting.CTXINDEX and role is Role.SET:  # note 2.3: it has a query only
            role = None
        return cls(parts.names, parts.form, setting, role)

    @property
    def name(self) -> str:
        """The last command of the line."""
        return self.names[-1] if self.names else ""

    def is_control_of(self, refused: Command) -> bool:
        """Whether this one, accepted, shows that the DUT does not refuse the whole family of the other one."""
        if refused.name not in COMMANDS:  # no command of the documents: there is no legal form of it
            return bool(self.names)
        if refused.name not in self.names:
            return False
        same_form = refused.form is not Form.WRITE or self.form is Form.WRITE
        same_setting = refused.setting is None or self.setting == refused.setting
        same_role = refused.role is None or self.role is refused.role
        return same_form and same_setting and same_role

    def __str__(self) -> str:
        if self.name not in COMMANDS:
            return "command"
        which = f" ({self.setting}) that {self.role.value}" if self.setting and self.role else ""
        which = which or (f" ({self.setting})" if self.setting else "")
        return f"AT+{self.name}{'=…' if self.form is Form.WRITE else ''}{which}"


@dataclass(frozen=True, slots=True)
class Answered:
    """A command that the DUT answered in this case, and when."""

    exchange: Heard
    command: Command
    is_accepted: bool
    began_t: float
    ended_t: float


@dataclass(frozen=True, slots=True)
class Negative:
    """A check that held because something did not happen, and the command by which it could have happened.

    `exchange` is the refused one; None where only the peer was asked.
    """

    sentence: str
    command: Command
    exchange: Heard | None

    def __str__(self) -> str:
        seen = " nor did a peer see the attempt" if _reaches_a_peer(self.command) else ""
        return (
            f"{self.sentence}, but no accepted {self.command} stands beside it in this case{',' if seen else ''}"
            f"{seen}: a DUT that does nothing at all would pass"
        )


@dataclass(slots=True)
class Record:
    """What the DUT answered in a case, and the negatives that held in it."""

    answered: list[Answered] = field(default_factory=list)
    negatives: list[Negative] = field(default_factory=list)
    _witnessed: list[Heard] = field(default_factory=list)

    def owe(self, sentence: str, line: str, exchange: Heard | None = None) -> None:
        """Keep a negative that held: the DUT did not do what this command line would have made it do."""
        if exchange is None or all(each.exchange is not exchange for each in self.negatives):
            self.negatives.append(Negative(sentence, Command.of(line), exchange))

    def witness(self, exchange: Heard) -> None:
        """A peer of the case saw the attempt of this exchange."""
        self._witnessed.append(exchange)

    def unproven(self, entries: Iterable[Entry]) -> tuple[Negative, ...]:
        """The negatives without a control, given what the transcript has of the peers of this case."""
        if not self.negatives:
            return ()
        seen = [entry for entry in entries if entry.pco in _PEERS]
        return tuple(each for each in self.negatives if not self._is_proven(each, seen))

    def _is_proven(self, negative: Negative, seen: list[Entry]) -> bool:
        if any(each is negative.exchange for each in self._witnessed):
            return True
        if any(self._is_control(each, negative, seen) for each in self.answered):
            return True
        if not _reaches_a_peer(negative.command):
            return False
        if any(entry.kind is Kind.FAULT for entry in seen):
            return True
        return any(self._was_seen(each, seen) for each in self.answered if each.exchange is negative.exchange)

    def _is_control(self, answered: Answered, negative: Negative, seen: list[Entry]) -> bool:
        """Whether it shows that the DUT does not refuse everything; success that no peer saw shows nothing."""
        if not (answered.is_accepted and answered.command.is_control_of(negative.command)):
            return False
        return negative.command.name not in _AT_ONCE or self._was_seen(answered, seen)

    def _was_seen(self, answered: Answered, seen: list[Entry]) -> bool:
        """Whether a peer saw it, from the command to the next one: it may record an event after the DUT has answered."""
        after = [each.began_t for each in self.answered if each.began_t >= answered.ended_t]
        ended_t = min(after, default=float("inf"))
        return any(_is_attempt(entry) and answered.began_t <= entry.t < ended_t for entry in seen)


def _reaches_a_peer(command: Command) -> bool:
    return command.name.startswith(_REACHING_A_PEER) and command.name not in _LOCAL


def _is_attempt(entry: Entry) -> bool:
    """Whether an event at a peer is something that the DUT did."""
    return entry.kind in _SEEN and entry.direction is not Direction.TO_DUT


_RECORD: ContextVar[Record | None] = ContextVar("record of the case", default=None)


@contextmanager
def recorded(record: Record) -> Iterator[None]:
    """Keep in this record what DUTs answer in the block."""
    token = _RECORD.set(record)
    try:
        yield
    finally:
        _RECORD.reset(token)


def hear(exchange: Heard, *, began_t: float) -> None:
    """Tell the case that runs, if there is one, that a DUT answered."""
    record = _RECORD.get()
    if record is not None:
        command, accepted = Command.of(exchange.command), _is_accepted(exchange)
        record.answered.append(Answered(exchange, command, accepted, began_t, time.monotonic()))


def _is_accepted(exchange: Heard) -> bool:
    return exchange.ok or exchange.final is ResultCode.CONNECT
