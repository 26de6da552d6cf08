"""How a probe asks: it takes any answer, and an incomplete one is an answer as well."""

from __future__ import annotations

from dataclasses import dataclass

from hil.deadline import Deadline
from hil.errors import ChannelTimeout, MalformedResponse
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

JOB_S = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The response lines to one command line; `is_complete` is False if the DUT did not answer in full."""

    lines: tuple[str, ...]
    is_complete: bool = True

    def __str__(self) -> str:
        return (" | ".join(self.lines) or "nothing") if self.is_complete else "no complete answer"

    @property
    def is_error(self) -> bool:
        """Whether a line tells an error."""
        return any("ERROR" in line for line in self.lines)

    @property
    def ends_in_ok(self) -> bool:
        """Whether the last line is OK."""
        return self.lines[-1:] == ("OK",)

    @property
    def value(self) -> str:
        """What follows the colon of the first line; empty if there is no colon."""
        return self.lines[0].partition(":")[2].strip() if self.lines else ""

    @property
    def words(self) -> str:
        """The last line without `+CME ERROR:`."""
        return self.lines[-1].removeprefix("+CME ERROR:").strip() if self.lines else ""

    def space_after_colon(self, name: str) -> bool | None:
        """Whether a space follows the colon of the line `+<name>:`; None if there is no such line."""
        line = next((line for line in self.lines if line.startswith(f"+{name}:")), None)
        return None if line is None else line.startswith(f"+{name}: ")


SILENT = Answer((), is_complete=False)


def told(exchange: Exchange) -> Answer:
    """The answer of an exchange."""
    return Answer(exchange.lines)


def ask(modem: Modem, line: str, *, data: bytes | None = None) -> Answer:
    """The answer to a command line; re-attaches after an incomplete one."""
    try:
        return told(modem.send(line, data=data))
    except (ChannelTimeout, MalformedResponse):
        modem.attach()
        return SILENT


def ask_job(modem: Modem, line: str) -> Answer:
    """The answer to a command with a result line that the driver does not know, up to that line."""
    name = line.removeprefix("AT").partition("=")[0]
    exchange = modem.send(line)
    lines = list(exchange.lines)
    deadline = Deadline.after(JOB_S)
    while exchange.ok and not any(text.startswith(f"{name}:") for text in lines):
        seen = modem.channel.wait_urc(lambda _: True, deadline)  # a line after the OK belongs to no command
        if seen is None:
            return SILENT
        lines.append(seen.text)
    return Answer(tuple(lines))


def yes_or_no(value: bool) -> str:
    """The value in words."""
    return "yes" if value else "no"
