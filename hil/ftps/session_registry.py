"""The exchange between the server's thread and the tests: profiles go in, records of sessions come out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hil.deadline import Deadline
from hil.errors import ServerError
from hil.evidence.tap import SessionTap
from hil.ftps.faults import Fault
from hil.ftps.profile import ServerProfile
from hil.ftps.recording import ConnectionRecord, SessionRecord
from hil.ftps.session import Listener, Session
from hil.tls.fault import Place
from hil.tls.wire import Wire
from hil.transcript import Pco, Transcript
from hil.verdict import Inconclusive

_LATEST = 64
"""So many sessions are kept for `SessionRegistry.after`."""

Captures = Callable[[int], Path | None]
"""The pcapng file for the session of that number, None for none; called in the server's thread."""

Fired = Fault | tuple[Place, str]
"""A fault that fired: of FTP, or the name of one of TLS with its connection."""


class Pending:
    """The sessions of the control connections that were accepted while a profile was in force."""

    def __init__(self, changed: threading.Condition, errors: list[BaseException]) -> None:
        self._changed = changed
        self._errors = errors
        self._errors_before = len(errors)
        self._records: list[SessionRecord] = []
        self._fired: set[Fired] = set()  # in sessions that have been taken

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Frozen copies of all sessions, in the order in which they began."""
        with self._changed:
            records = tuple(self._records)
        return tuple(record.freeze() for record in records)

    def await_connection(self, deadline: Deadline) -> bool:
        """Whether a control connection has come by then, whatever became of it."""
        with self._changed:
            self._await(lambda: bool(self._broke or self._records), deadline)
            return bool(self._records)

    def session(self, deadline: Deadline) -> Session:
        """Wait for the end of the only session.

        Raises `Inconclusive` when none came, when it has not ended by `deadline`,
        and when there were several of which no one counts alone; `ServerError` when the
        server failed.
        """
        with self._changed:
            self._await(lambda: self._broke or any(record.has_ended for record in self._records), deadline)
            self.raise_errors()
            records = tuple(self._records)
        if len(records) > 1:
            record = _the_one_that_counts(records)
            with self._changed:
                self._await(lambda: self._broke or record.has_ended, deadline)
            records = (record,)
        if not records:
            raise Inconclusive(f"no control connection came within {deadline.span_s:g} s")
        if not records[0].has_ended:
            raise Inconclusive(f"session {records[0].number} did not end within {deadline.span_s:g} s")
        return records[0].freeze()

    def await_fault(self, deadline: Deadline) -> Session:
        """Wait for the first session in which a fault has fired; raises `Inconclusive` when none has by `deadline`."""

        def with_fault() -> Session | None:
            sessions = (record.freeze() for record in self._records)
            return next((session for session in sessions if session.fired), None)

        with self._changed:
            self._await(lambda: self._broke or with_fault() is not None, deadline)
            self.raise_errors()
            session = with_fault()
        if session is None:
            raise Inconclusive(f"no fault fired within {deadline.span_s:g} s")
        return session

    def hand_over(self, deadline: Deadline) -> tuple[Session, ...]:
        """Take the sessions that have ended, waiting for the first one until `deadline`; they are removed here."""
        with self._changed:
            self._await(lambda: any(record.has_ended for record in self._records), deadline)
            ended = tuple(record for record in self._records if record.has_ended)
            self._records = [record for record in self._records if record not in ended]
        sessions = tuple(record.freeze() for record in ended)
        self._fired |= _fired_in(sessions)
        return sessions

    def admit(self, record: SessionRecord) -> None:
        """Add an accepted control connection; called by the server's thread, under the lock."""
        self._records.append(record)

    def raise_errors(self) -> None:
        """Raise `ServerError` from the first error of the server's thread since this began, if any."""
        if self._broke:
            error = self._errors[self._errors_before]
            raise ServerError(f"the FTPS server failed: {type(error).__name__}: {error}") from error

    def require_fired(self, profile: ServerProfile) -> None:
        """Raise `Inconclusive` when a fault of the profile fired in no session: there was no stimulus."""
        fired = self._fired | _fired_in(self.sessions)
        of_tls = profile.tls_faults.unfired(each for each in fired if isinstance(each, tuple))
        unfired = [*of_tls, *(fault.title for fault in profile.ftp if fault not in fired)]
        if unfired:
            raise Inconclusive(f"the stimulus did not come about: {', '.join(unfired)}")

    def _await(self, satisfied: Callable[[], bool], deadline: Deadline) -> None:
        """Wait until satisfied or until `deadline`, under the lock; the end of a wait is not yet that of the deadline."""
        while not self._changed.wait_for(satisfied, deadline.remaining_or_none) and not deadline.expired:
            pass

    @property
    def _broke(self) -> bool:
        return len(self._errors) > self._errors_before


def _the_one_that_counts(records: tuple[SessionRecord, ...]) -> SessionRecord:
    """Of several connections of a client the only one that logged in or, without a login, the only one that met a fault.

    A client may connect again after a failure.  Raises `Inconclusive` where none or several can be meant.
    """
    frozen = {record.number: record.freeze() for record in records}
    for counts in (
        [record for record in records if frozen[record.number].logged_in],
        [record for record in records if frozen[record.number].fired or frozen[record.number].tls_faults],
    ):
        if len(counts) == 1:
            return counts[0]
    seen = ", ".join(f"{record.number} by {record.listener.value}" for record in records)
    raise Inconclusive(f"one session was expected, {len(records)} began: {seen}")


def _fired_in(sessions: tuple[Session, ...]) -> set[Fired]:
    fired: set[Fired] = set()
    for session in sessions:
        fired.update(session.fired)
        fired.update(session.tls_faults)
    return fired


class SessionRegistry:
    """Gives the current profile to each new control connection, and keeps the errors and warnings."""

    def __init__(self, transcript: Transcript, *, captures: Captures | None = None) -> None:
        self.transcript = transcript
        self._captures = captures
        self._warnings: list[tuple[str, int]] = []
        self._changed = threading.Condition()
        self._errors: list[BaseException] = []
        self._profile = ServerProfile()
        self._pending: Pending | None = None
        self._sessions = 0
        self._latest: deque[SessionRecord] = deque(maxlen=_LATEST)

    @property
    def count(self) -> int:
        """How many sessions there have been."""
        with self._changed:
            return self._sessions

    def after(self, number: int) -> tuple[Session, ...]:
        """The latest sessions behind that number, in the order in which they began."""
        with self._changed:
            records = tuple(record for record in self._latest if record.number > number)
        return tuple(record.freeze() for record in records)

    @property
    def errors(self) -> tuple[BaseException, ...]:
        """The exceptions of the server's thread."""
        with self._changed:
            return tuple(self._errors)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Problems with the evidence; they change no verdict."""
        with self._changed:
            return tuple(text for text, _cause in self._warnings)

    @property
    def evidence_troubles(self) -> tuple[tuple[str, int], ...]:
        """The same with the number of the cause of each (`errno`; 0 for another one)."""
        with self._changed:
            return tuple(self._warnings)

    @contextmanager
    def expecting(self, profile: ServerProfile, *, all_fire: bool = True) -> Iterator[Pending]:
        """Make a profile the current one; see `FtpsServer.expecting`."""
        profile.check()
        with self._changed:
            pending = Pending(self._changed, self._errors)
            before = self._profile, self._pending
            self._profile, self._pending = profile, pending
        try:
            yield pending
        finally:
            with self._changed:
                self._profile, self._pending = before
        pending.raise_errors()
        if all_fire:
            pending.require_fired(profile)

    def admit(
        self, listener: Listener, wire_for: Callable[[ServerProfile], Wire], peer: tuple[str, int]
    ) -> tuple[ServerProfile, SessionRecord]:
        """The profile and the record of a control connection that has been accepted."""
        with self._changed:
            profile, pending = self._profile, self._pending
            self._sessions += 1
            number = self._sessions
        wire = wire_for(profile)
        capture = self._capture(number, listener, wire, peer)
        control = ConnectionRecord(wire, peer, self.transcript, Pco.FTP_CONTROL)
        record = SessionRecord(number, listener, control, self.transcript, capture=capture)
        with self._changed:
            self._latest.append(record)
            if pending is not None:
                pending.admit(record)
                self._changed.notify_all()
        return profile, record

    def _capture(
        self, number: int, listener: Listener, wire: Wire, peer: tuple[str, int]
    ) -> SessionTap | None:
        try:
            path = self._captures(number) if self._captures is not None else None
        except OSError as error:
            self._complain(f"no capture of session {number}: {error.strerror}", error.errno or 0)
            return None
        if path is None:
            return None
        comment = f"session {number}, {listener.value}"
        capture = SessionTap(path, comment=comment, complain=self._complain)
        here = wire.getsockname()[:2]
        wire.tap = capture.connection(peer, here, is_ours=False, comment="control connection")
        return capture

    def _complain(self, text: str, cause: int) -> None:
        """Report that evidence cannot be written; once for each cause, since the next sessions meet it, too."""
        with self._changed:
            is_first = all(cause != known for _text, known in self._warnings)
            if is_first:
                self._warnings.append((text, cause))
        if is_first:
            self.transcript.note(f"FTPS server: {text}")

    def note_change(self) -> None:
        """Wake the waiting tests: a connection has ended."""
        with self._changed:
            self._changed.notify_all()

    def fail(self, error: BaseException) -> None:
        """Keep an exception of the server's thread."""
        self.transcript.note(f"FTPS server: {type(error).__name__}: {error}")
        with self._changed:
            self._errors.append(error)
            self._changed.notify_all()
