"""The commands that the driver sends of its own accord: marked in the transcripts of the campaigns in forks.

Whether the driver sends them depends on what earlier cases have left, and so on the run.  They are no part of what
a case is about: by setting something up the driver only brings about the state that the case asks for, and by
tidying up it ends what another case has begun.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from hil.modem.ftp import Ftp
from hil.modem.pdp import Pdp
from hil.modem.security import Security
from hil.modem.ssl import Ssl
from hil.negatives import Command, Role
from hil.results.case import TranscriptLine
from hil.transcript import Direction, Entry, Kind, Pco, Transcript

SETS_UP, TIDIES = "of the driver: sets up", "of the driver: tidies up"
"""The remarks in front of such a command."""

_METHODS: tuple[tuple[type, str, str], ...] = (
    (Ftp, "apply", SETS_UP),
    (Ssl, "apply", SETS_UP),
    (Security, "ensure", SETS_UP),
    (Pdp, "ensure_active", SETS_UP),
    (Ftp, "ensure_closed", TIDIES),
    (Security, "free", TIDIES),
    (Security, "clear", TIDIES),
)

_now = threading.local()


def mark_own_commands() -> None:
    """Let every later transcript of this process tell them; a fork calls it, for nothing takes it back."""
    for owner, name, purpose in _METHODS:
        setattr(owner, name, _marking(getattr(owner, name), purpose))
    Transcript.append = _remarking(Transcript.append)  # type: ignore[method-assign]


def _marking(method: Callable[..., Any], purpose: str) -> Callable[..., Any]:
    @wraps(method)
    def marked(*arguments: Any, **words: Any) -> Any:
        before = getattr(_now, "purpose", "")
        _now.purpose = purpose
        try:
            return method(*arguments, **words)
        finally:
            _now.purpose = before

    return marked


def _remarking(append: Callable[..., Entry]) -> Callable[..., Entry]:
    @wraps(append)
    def remarking(self: Transcript, pco: Pco, direction: Direction, text: str, *, kind: Kind) -> Entry:
        purpose = getattr(_now, "purpose", "")
        if purpose and pco is Pco.AT and direction is Direction.TO_DUT and kind is Kind.COMMAND:
            append(self, Pco.HARNESS, Direction.NOTE, purpose, kind=Kind.REMARK)
        return append(self, pco, direction, text, kind=kind)

    return remarking


def purposes(transcript: Iterable[TranscriptLine]) -> Iterator[tuple[TranscriptLine, str]]:
    """Each line but those remarks, with the purpose of the driver if it sent the command or if the line answers it.

    What the driver asks while it sets something up tells it what it has to send: that is tidying, too.
    """
    coming = purpose = ""
    for line in transcript:
        if line.pco == Pco.HARNESS.value and line.text in {SETS_UP, TIDIES}:
            coming = line.text
            continue
        if line.pco != Pco.AT.value:
            yield line, ""
            continue
        if line.direction == Direction.TO_DUT.value and line.kind == Kind.COMMAND.value:
            is_query = bool(coming) and Command.of(line.text).role is Role.QUERY
            purpose, coming = TIDIES if is_query else coming, ""
        yield line, "" if line.kind == Kind.URC.value else purpose
