"""A mark in the volatile settings of a DUT, by which a restart shows itself and a response proves to be the asked one.

A module that restarts by itself may say nothing (with automatic baud rate
detection an M95 sends no RDY, document [1]), and the rest of a payload may be read
as a command that hides it: `...CERTIFICATE-----` as ATE switches the echo off.  So
the driver writes a number of its own into a setting that a data module does not
use (S7, S8 and S10 belong to calls and dialling, V.250 6.3.8 to 6.3.12), and reads
it back.  A restart, AT&F and ATZ lose it, no payload has it by chance, and no late
line looks like the answer.  A setting with two values is the last resort.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import Enum

from hil.at.response import Final, Information, Urc
from hil.deadline import Deadline
from hil.modem.channel import Channel

ANSWER_S = 1.0
"""Document [1] grants 0.3 s to a local command."""

LATE_S = 0.3
"""After a result code without the value: an earlier response came, and the asked one may follow."""

LOWEST, VALUES = 61, 160
"""The numbers of the mark; none is a default (S7 60, S8 2, S10 15), a digit of ATV0, or above 255."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """A setting that can carry the mark; `only` is the one value that differs from the default."""

    write: str
    read: str
    answer: re.Pattern[str]
    only: int | None = None


_SETTINGS = (
    _Setting("ATS7={}", "ATS7?", re.compile(r"0*(\d+)")),
    _Setting("ATS10={}", "ATS10?", re.compile(r"0*(\d+)")),
    _Setting("ATS8={}", "ATS8?", re.compile(r"0*(\d+)")),
    _Setting("AT+CMGF={}", "AT+CMGF?", re.compile(r"\+CMGF: ?(\d)"), only=1),
    _Setting("AT+CRC={}", "AT+CRC?", re.compile(r"\+CRC: ?(\d)"), only=1),
)
"""The first that the DUT accepts and reads back is used."""


class Sight(Enum):
    """What a look at the mark showed."""

    INTACT = "the mark is there"
    LOST = "another value is there"
    UNCLEAR = "the DUT answers, but not this question"
    SILENT = "no answer"


@dataclass(frozen=True, slots=True)
class Look:
    """The outcome of one question; `stray` tells that lines of another response came before it."""

    sight: Sight
    stray: bool
    words: str


class Signature:
    """The mark of one channel; without a setting that can carry it every look is unclear."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._settings: tuple[_Setting, ...] = _SETTINGS
        self._value = (
            LOWEST + os.getpid() % VALUES
        )  # another process finds another one, if AT&W has stored it
        self._written = 0

    @property
    def exists(self) -> bool:
        """Whether the mark was written into a setting of the DUT."""
        return bool(self._settings and self._written)

    def arm(self) -> None:
        """Write the mark into the first setting that takes it."""
        while self._settings:
            setting = self._settings[0]
            self._written = setting.only if setting.only is not None else self._value
            self._ask(setting.write.format(self._written), None)
            if self.look().sight is Sight.INTACT:
                return
            self._settings = self._settings[1:]

    def renew(self) -> None:
        """Use another number from now on: AT&W has stored this one, so that a restart keeps it."""
        self._value = LOWEST + (self._value - LOWEST + 1) % VALUES
        self.arm()

    def look(self) -> Look:
        """Read the mark: one exchange."""
        if not self.exists:
            return Look(Sight.UNCLEAR, stray=False, words="no setting carries the mark")
        setting = self._settings[0]
        answered, value, stray = self._ask(setting.read, setting.answer)
        if value == str(self._written):
            return Look(Sight.INTACT, stray, words="")
        if value is not None:
            return Look(Sight.LOST, stray, words=f"{setting.read} gives {value} instead of {self._written}")
        words = f"{setting.read} gives no value"
        return Look(Sight.UNCLEAR if answered else Sight.SILENT, stray, words=words)

    def _ask(self, line: str, answer: re.Pattern[str] | None) -> tuple[bool, str | None, bool]:
        """Whether a result code came, the value in the answer, and whether other lines came before it."""
        channel, value, answered, stray = self._channel, None, False, False
        channel.drain()
        channel.send_line(line, question=True)
        deadline = Deadline.after(ANSWER_S)
        while (event := channel.event(deadline)) is not None:
            match event:
                case Urc():
                    pass
                case Information(text) if answer is not None and (found := answer.fullmatch(text)):
                    value = found[1]
                case Final():
                    answered = True
                    if value is not None or answer is None:
                        break
                    stray, deadline = True, Deadline.after(min(LATE_S, deadline.remaining))
                case _:
                    stray = True
        channel.settled()
        return answered, value, stray
