"""The questions that the note leaves open and only a module can answer, and how a probe asks them.

A probe asks one question and does not judge: it passes when it has measured.  It
names the requirements of the catalogue that leave the matter open.  Any answer is
accepted, an incomplete one too.  The report groups the answers by question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hil.at.values import named
from hil.deadline import Deadline
from hil.errors import ChannelTimeout, MalformedResponse
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

QUESTIONS = {
    1: "1. How are the +QFTP result lines formatted, byte by byte?",
    2: "2. Does an OK follow +QFTPGET and +QFTPPUT, and which bytes are between the data and that line?",
    3: "3. What does a query of AT+QFTPCFG return, what are the defaults, and which values are kept over a restart?",
    4: "4. Which test and read forms do the FTP commands have?",
    5: "5. What does AT+QFTPOPEN return when it cannot open a session?",
    6: "6. What does AT+QFTPCLOSE return without a session, and what is the state then?",
    7: "7. What does +++ do in data mode, and does ATO resume it?",
    8: "8. How does the timeout of AT+QFTPPUT work, and what happens to surplus bytes?",
    9: "9. What is the result of unusual sizes of AT+QFTPPUT and AT+QFTPGET?",
    10: "10. In which order is the loss of the PDP context reported during a transfer?",
    11: "11. What do a timeout and an error of AT+QSECWRITE leave in the storage?",
    12: "12. Is the checksum of AT+QSECREAD that of AT+QSECWRITE, and can a file in use be deleted?",
    13: "13. What are the texts of 4008 to 4013 under AT+CMEE=2?",
    14: "14. What does AT+QSSLCFG return for unusual values, and which values are kept over a restart?",
    15: "15. What does the DUT send in a TLS session: ClientHello, SNI, PBSZ, PROT, session reuse?",
    16: "16. What do the PDP commands return in a wrong state, and which command activates the context?",
    17: "17. How does the DUT identify itself, what does it send at a start, and what is the default of AT+CMEE?",
    18: "18. How long can a command line be, and are LF and lower case accepted?",
    19: "19. What does a second channel receive while another channel uses the FTP service?",
    20: "20. Are bytes lost without flow control?",
}

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
        """The text of the first line `+<name>: <text>`; empty if the first line has another form."""
        line = named(self.lines[0]) if self.lines else None
        return line[1] if line else ""

    def has_line(self, name: str) -> bool:
        """Whether there is a line `+<name>: ...`."""
        return self._line(name) is not None

    @property
    def words(self) -> str:
        """The last line without `+CME ERROR:`."""
        return self.lines[-1].removeprefix("+CME ERROR:").strip() if self.lines else ""

    def space_after_colon(self, name: str) -> bool | None:
        """Whether a space follows the colon of the line `+<name>:`; None without such a line, or without a colon."""
        line = self._line(name)
        if line is None or not line.startswith(f"+{name}:"):
            return None
        return line.startswith(f"+{name}: ")

    def _line(self, name: str) -> str | None:
        return next((line for line in self.lines if (named(line) or ("",))[0] == name), None)


SILENT = Answer((), is_complete=False)


def answer_of(exchange: Exchange) -> Answer:
    """The answer of an exchange."""
    return Answer(exchange.lines)


def ask(modem: Modem, line: str, *, data: bytes | None = None) -> Answer:
    """The answer to a command line; re-attaches after an incomplete one."""
    try:
        return answer_of(modem.send(line, data=data))
    except (ChannelTimeout, MalformedResponse):
        modem.attach()
        return SILENT


def ask_job(modem: Modem, line: str) -> Answer:
    """The answer to a command with a result line that the driver does not know, up to that line."""
    name = line.removeprefix("AT+").partition("=")[0]
    exchange = modem.send(line)
    lines = list(exchange.lines)
    deadline = Deadline.after(JOB_S)
    while exchange.ok and not Answer(tuple(lines)).has_line(name):
        seen = modem.channel.wait_urc(lambda _: True, deadline)  # a line after the OK belongs to no command
        if seen is None:
            return SILENT
        lines.append(seen.text)
    return Answer(tuple(lines))


def yes_or_no(value: bool) -> str:
    """The value in words."""
    return "yes" if value else "no"


def enters_data_mode(lines: Iterable[str]) -> bool:
    """Whether a line is CONNECT, in any letter case and with any text after it."""
    return any(line.upper().startswith("CONNECT") for line in lines)


def content_of(file: Path) -> bytes:
    """The content of a file at the server; empty if it is not there."""
    return file.read_bytes() if file.exists() else b""
