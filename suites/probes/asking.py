"""How a probe asks: it takes whatever answer comes, and none is an answer as well."""

from __future__ import annotations

from hil.deadline import Deadline
from hil.errors import ChannelTimeout, MalformedResponse
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

JOB_S = 15.0
SILENT = "no complete answer"


def told(exchange: Exchange) -> str:
    """The response lines of an exchange on one line."""
    return " | ".join(exchange.lines) or "nothing"


def ask(modem: Modem, line: str, *, data: bytes | None = None) -> str:
    """The answer to a command line; a DUT that does not answer in full is brought back to its senses."""
    try:
        return told(modem.send(line, data=data))
    except (ChannelTimeout, MalformedResponse):
        modem.attach()
        return SILENT


def ask_job(modem: Modem, line: str) -> str:
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
    return " | ".join(lines)


def blank(answer: str, name: str) -> str | None:
    """Whether a blank stands behind the colon of that line: yes or no; None when there is no such line."""
    for line in answer.split(" | "):
        if line.startswith(f"+{name}:"):
            return "yes" if line.startswith(f"+{name}: ") else "no"
    return None


def ends_in_ok(answer: str) -> str:
    """Whether the last line is OK: yes or no."""
    return "yes" if answer.rsplit(" | ", maxsplit=1)[-1] == "OK" else "no"
