"""The reviewed list of mutants that survive, each with the reason; a row that no longer fits is an error.

A row names mutants by a pattern of `fnmatch` over their ids, so that one reason
stands once.  A mutant that no DTE and no server could tell from the correct module
has a row that says `is_equivalent`, and a trace of its own in `tests/mutants/traces`,
which `python -m tests.mutants.traces` has made: what DTE and server saw in each case in
which the mutant was at work, the same on both modules.  Only with a trace it is left
out of the sum.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

TRACES = Path(__file__).parent / "traces"


@dataclass(frozen=True, slots=True)
class Survivor:
    """Mutants that survive for one reason; `is_equivalent` tells that a trace shows that nobody can tell them."""

    pattern: str
    reason: str
    is_equivalent: bool = False

    def covers(self, identifier: str) -> bool:
        """Whether the row is about that mutant."""
        return fnmatchcase(identifier, self.pattern)


SURVIVORS: tuple[Survivor, ...] = (
    *(
        Survivor(
            f"*.PdpCommands.{step}",
            "sound: the APN is told by AT+QIREGAPP? or by AT+QICSGP? (PDPERR-04); the other one may fail",
        )
        for step in ("_bearer_read", "_register_read")
    ),
    Survivor(
        "*-lines.*.FtpCommands._length",
        "sound: the note names AT+QFTPLEN nowhere, and refers to document [2]; what it answers is recorded",
    ),
    Survivor(
        "cut-at-8.of-long-names.SecurityFileCommands.is_legal.name",
        "sound: only names in RAM differ, by what is behind the eighth character; the note leaves open which of "
        "these RAM takes (NAME-13, NAME-15), and such a file is stored and found under its whole name",
    ),
    Survivor(
        "latch.after-close.SecurityStore.ram_free",
        "sound: the first value is that of the empty RAM, so a file may be taken that was refused before; "
        "no document states the size of RAM",
    ),
    Survivor(
        "add-cr.after-file.SecurityStore.content.uploaded",
        "always the same change, since AT+QSECWRITE is a command on files itself: no checksum is defined, and a "
        "PEM file is the same with CR LF",
    ),
    *(
        Survivor(
            f"double.{when}.Transfers.put.timeout_s",
            "not judged: the connection and the replies of the server come on top of the time limit, so the "
            "tolerance (15 s) is longer than the double of a short one",
        )
        for when in ("ninth", "if-active", "after-deactivation")
    ),
    Survivor(
        "upper.after-supply-cut.FtpCommands.open_session.host",
        "the same conduct: upper and lower case are equal in a host name (RFC 4343, 2)",
    ),
    Survivor(
        "cut-at-16.after-supply-cut.SessionSettings.of_session.host",
        "the name of the lower tester, localhost, and its address are shorter",
    ),
    Survivor(
        "say-yes.*.FtpService.context_lost.by_network",
        "sound: chapter 3 leaves open whether +QFTPERROR:-8 follows the AT+QIDEACT of the host, too",
    ),
    Survivor(
        "strip-cr.in-ascii.LocalDownload.sink.block",
        "sound: a text is stored with the line ends of the module (RFC 959, 3.1.1.1), which no document names",
    ),
    Survivor(
        "latch.after-deactivation.qftpcfg-2.used",
        "the same conduct: AT+QFTPOPEN reads the transfer type first, and each transfer reads it again",
    ),
    Survivor(
        "swap.after-supply-cut.qftpcfg-1.stored",
        "sound: after a loss of power a setting may have its default, and the note names none for type 1",
    ),
    Survivor(
        "*.SecurityFileCommands.description.name",
        "the same conduct: the line about a file does not depend on its name",
    ),
    Survivor(
        "flip-last.always.SecurityStore.content.uploaded",
        "always the same change of the last byte: no checksum is defined, and the last byte of a PEM file "
        "is a line feed",
    ),
    *(
        Survivor(
            f"{times}.SecurityStore.storage.name",
            "the same conduct: only the prefix NVRAM: of a name decides, and the name had none before",
        )
        for times in ("*.in-ram", "lower.of-long-names")
    ),
)


def reason(identifier: str, rows: Iterable[Survivor] = SURVIVORS) -> str:
    """Why that mutant may survive; empty if no row covers it."""
    return next((row.reason for row in rows if row.covers(identifier)), "")


def is_equivalent(identifier: str, rows: Iterable[Survivor] = SURVIVORS) -> bool:
    """Whether a stored trace shows that nobody could tell that mutant from the correct module."""
    claimed = any(row.covers(identifier) and row.is_equivalent for row in rows)
    return claimed and read_trace(identifier, TRACES / f"{identifier}.json")


def read_trace(identifier: str, file: Path) -> bool:
    """Whether the file has a trace of that mutant: it was at work, and each of its cases has lines."""
    if not file.exists():
        return False
    trace = json.loads(file.read_text(encoding="utf-8"))
    cases = trace["cases"]
    return trace["mutant"] == identifier and trace["bent"] > 0 and bool(cases) and all(cases.values())


def stale(
    survived: Collection[str],
    judged: Collection[str],
    made: Iterable[str],
    rows: Iterable[Survivor] = SURVIVORS,
) -> tuple[str, ...]:
    """The patterns of rows of which all made mutants were judged, and all killed."""
    names = tuple(made)
    return tuple(
        row.pattern
        for row in rows
        if all(name in judged for name in names if row.covers(name))
        and not any(row.covers(name) for name in survived)
    )
