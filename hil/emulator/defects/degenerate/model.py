"""The row of a degenerate DUT: what a stub firmware does in the place of the function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.at.parse import ParsedCommand
from hil.emulator.at.outcome import Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.variants.model import REFUSED, TOLD
from hil.spec.commands import COMMANDS, Form, Shape

_OF_OTHER_DOCUMENTS = frozenset({"QFTPSIZE", "QFTPLEN", "QFTPDELETE", "QFTPRENAME", "QFTPMKDIR", "QFTPRMDIR"})

OF_THE_NOTE = tuple(
    name for name in COMMANDS if name.startswith(("QFTP", "QSSL", "QSEC")) and name not in _OF_OTHER_DOCUMENTS
)
"""The commands of FTPS and of its security data, without their `+`."""

_JUDGED_BY: Mapping[str, tuple[str, ...]] = {
    "QFTPSTAT": ("SYN-04", "EX421-18", "EX421-24", "EX421-25"),
    "QFTPCLOSE": ("SYN-04", "EX421-19", "EX421-23", "EX421-25"),
    "QILOCIP": ("SYN-04", "PROC-08", "EX421-05"),
    "QFTPCFG": ("FTPCFG-*",),
    "QIFGCNT": ("EX421-01", "PDPERR-07"),
    "QICSGP": ("PROC-05", "EX421-02", "PDPERR-04"),
    "QIREGAPP": ("PROC-06", "EX421-03"),
    "QIACT": ("PROC-07", "EX421-04", "PDPERR-06"),
}
"""The requirements of commands that nearly every case uses on its way, and whose answer only these cases judge."""


def meeting(name: str) -> tuple[str, ...]:
    """The words of `Degenerate.about` for a command, given without its `+`."""
    return _JUDGED_BY.get(name, (f"AT+{name}",))


OF_A_SESSION = tuple(
    word for name in COMMANDS if name.startswith("QFTP") and name != "QFTPCFG" for word in meeting(name)
)

EVERYTHING = tuple(word for name in OF_THE_NOTE for word in meeting(name))

ANY_QUERY_FORM = tuple(f"AT+{name}{form}" for name in OF_THE_NOTE for form in ("?", "=?"))
"""Read and test forms of the commands of the note."""

ANY_REFUSAL = tuple(
    f"{REFUSED}AT+{name}"
    for name in OF_THE_NOTE
    if f"AT+{name}" not in OF_A_SESSION and name not in _JUDGED_BY
)
"""Errors of the commands for settings and security files."""

ANY_FAILURE = tuple(f"{REFUSED}AT+{name}" for name in OF_THE_NOTE if name.startswith("QFTP"))
"""Errors of the FTP commands."""

ANY_LINE = (f"{TOLD}AT+QSSLCFG", f"{TOLD}AT+QSECREAD", "FTPCFG-02", "EX421-18", "EX421-24")
"""Information text of the commands of the note."""


_LATER = {Shape.RESULT, Shape.TRANSFER}
"""The shapes of a response that ends with a result line."""


@dataclass(frozen=True, slots=True)
class Degenerate:
    """A DUT that lacks the function and answers all the same.

    `about` are the commands by which a case meets it, such as `AT+QFTPOPEN`,
    `AT+QFTPCFG=4`, `AT+QSECREAD=?`, or `refused AT+QFTPOPEN` for those to which a correct module answers with an error.  A case
    that meets none of them sees a correct module.
    """

    name: str
    description: str
    about: tuple[str, ...]
    replaces: tuple[type, ...]
    family: str = ""
    """The DUTs of a family differ by one value from a table."""
    is_silent: bool = False
    """Whether it leaves commands without an answer or never closes, so that each case waits."""
    has_memory: bool = False
    """Whether what it does in a case depends on the cases before, so that a pass of one run may be a fail of another."""
    is_no_module: bool = False
    """Whether it does not even say that it is an M95, so that no case runs."""


def is_of_the_note(command: ParsedCommand) -> bool:
    """Whether a command belongs to FTPS or to its security data."""
    return command.name.removeprefix("+") in OF_THE_NOTE


def has_result_line(command: ParsedCommand) -> bool:
    """Whether a correct response ends with `+<name>: <n>`; a query of AT+QFTPCFG has the value instead."""
    facts = COMMANDS.get(command.name.removeprefix("+"))
    is_query = command.name == "+QFTPCFG" and len(command.arguments) < 2
    return (
        facts is not None
        and facts.shape in _LATER
        and bool(command.form & (Form.WRITE | Form.EXECUTE))
        and not is_query
    )


def result(terminal: Terminal, command: ParsedCommand, value: int) -> Outcome:
    """OK, and then the result line of the command with that value."""
    return Outcome(then=lambda: terminal.urc(f"{command.name}: {value}"))
