"""The end of an exchange where the note leaves it open: shown by question and answer, not by silence alone.

The note shows an OK before most result lines, one after that of AT+QFTPGET (4.2.3),
none after that of AT+QFTPPUT (4.2.2), none beside `+QFTPCFG: <err>` and the answer
to a query (2.2), and none after the address of AT+QILOCIP (4.2.1).  A DUT may differ
from all of these, and an OK may come late.  An OK that is read as the response to
the next command would shift all later responses.

A DCE takes one command line after the other (document [1]; V.250 5.2.1).  So when a
response may be complete, the driver asks a local question: what comes before the
answer belongs to the response, and nothing of it comes after.  How this DUT ends a
kind of response is remembered, and the question is asked once.

A DUT may answer the question and send the OK even later.  So after the first missing
OK of a kind, each response is confirmed by a question for `GUARD_S`: of two final
result codes the first OK is the late one.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from hil.at.response import Event, Final, Information
from hil.at.values import named
from hil.deadline import Deadline
from hil.errors import ChannelTimeout
from hil.evidence.redaction import redact_places
from hil.modem.channel import Channel
from hil.modem.pending import PendingExchange
from hil.spec.codes import ResultCode
from hil.spec.commands import Shape

GRACE_S = 0.2
"""Silence before a question, where an OK may still come: ten times the latency of a USB serial converter."""

PROMPT_S = 0.05
"""Silence after a result line without OK, where this DUT has left one out before: it may do so after some results only."""

QUESTION_S = 1.0
"""For the answer to a question; longer once the DUT has been slower."""

GUARD_S = 10.0
_SLOWEST_S = 10.0  # a slower response is a wait of the command itself, not the latency of the DUT

_QUESTIONS = ("CMEE", "IFC", "ICF", "IPR")
"""Each read form is answered by a line that no other command has; all are local and change nothing."""

_OPEN_ENDED = frozenset({Shape.RESULT, Shape.TRANSFER, Shape.ADDRESS, Shape.STATE, Shape.DEACT})
_GUARDED = frozenset({Shape.FINAL, Shape.RESULT, Shape.UPLOAD})
_COMPLETE = frozenset({None, ResultCode.OK, ResultCode.DEACT_OK})
_WITHOUT_OK = frozenset({Shape.ADDRESS})  # note 4.2.1
_NO_GUARD = frozenset({"CFUN", "QPOWD", "CMUX", "IPR"})  # the DUT may not hear a question after them


class Habit(Enum):
    """What this DUT sends after a kind of response that may be complete."""

    NOTHING = "nothing follows"
    OK = "an OK follows"
    LATE_OK = "an OK follows, later than the answer to a question"


class Ending:
    """Ends the exchanges of one channel, and knows how its DUT ends them."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._habits: dict[tuple[str, ...], Habit] = {}
        self._last: tuple[str, ...] | None = None
        self._owed: list[tuple[tuple[str, ...], Deadline]] = []
        self._unanswered = 0
        self._slowest_s = 0.0
        self.in_doubt: bool = False
        """Whether a response may still come that nobody waits for."""

    @property
    def question_s(self) -> float:
        """How long an answer to a question may take."""
        return max(QUESTION_S, 2 * self._slowest_s)

    @property
    def guards(self) -> bool:
        """Whether the OK of an earlier command may still come."""
        self._owed = [(kind, deadline) for kind, deadline in self._owed if not deadline.expired]
        return bool(self._owed)

    def begin(self, late: Iterable[Event]) -> None:
        """A command is about to be sent; `late` came after the end of the one before it."""
        for event in late:
            if isinstance(event, Final) and event.code is ResultCode.OK:
                self._learn_late_ok()

    def settle(self, pending: PendingExchange) -> None:
        """Read what still belongs to the response; raises `ChannelTimeout` if the DUT owes an OK and is silent."""
        if self._channel.data_mode:
            return
        asked = False
        if pending.shape in _OPEN_ENDED and pending.final in _COMPLETE:
            asked = self._await_end(pending)
        if self.guards and _NO_GUARD.isdisjoint(pending.outline.names):
            self._confirm(pending, asked=asked)

    def note_latency(self, elapsed_s: float) -> None:
        """A local command took so long."""
        if elapsed_s <= _SLOWEST_S:
            self._slowest_s = max(self._slowest_s, elapsed_s)

    # --- the OK that may follow --------------------------------------------------------------------------------

    def _await_end(self, pending: PendingExchange) -> bool:
        """Read to the end of the response; whether a question was asked."""
        while True:
            kind = pending.signature()
            habit = self._habits.get(kind)
            if habit is Habit.NOTHING:
                self._last = kind
                is_result = pending.shape is Shape.RESULT and self._expects_ok(pending)
                if not self._follows(pending, PROMPT_S if is_result else 0.0):
                    self._owed += [owed for owed in self._owed if owed[0] == kind][:1]
                    return False
            elif habit is Habit.LATE_OK:
                if not self._follows(pending, min(GUARD_S, pending.deadline.remaining)):
                    self._habits[kind] = Habit.NOTHING
                    return False
            elif not self._follows(pending, self._grace_s(pending, habit)):
                self._habits[kind] = self._found_out(pending, kind)
                return True
            else:
                self._habits[kind] = Habit.OK

    def _grace_s(self, pending: PendingExchange, habit: Habit | None) -> float:
        """Silence before a question; none where the note shows a complete response."""
        if habit is Habit.OK:
            return QUESTION_S
        return GRACE_S if self._expects_ok(pending) else 0.0

    def _expects_ok(self, pending: PendingExchange) -> bool:
        """Whether the note, or the habit of modules, has an OK after such a response."""
        if pending.shape is Shape.TRANSFER:
            return pending.lines[-1:] != [ResultCode.OK.value]
        return pending.final is None and pending.shape not in _WITHOUT_OK and not pending.is_query

    def _lacks_the_ok_of_a_download(self, pending: PendingExchange) -> bool:
        """Whether the OK of note 4.2.3 is missing."""
        is_complete = (
            pending.outline.name == "QFTPGET" and pending.is_connected and (pending.result or 0) >= 0
        )
        return is_complete and self._expects_ok(pending)

    def _found_out(self, pending: PendingExchange, kind: tuple[str, ...]) -> Habit:
        count = len(pending.lines)
        is_owed = pending.final is None and pending.shape not in _WITHOUT_OK
        limit = pending.deadline if is_owed else Deadline.after(2 * self.question_s)
        if not self.ask(pending, until=limit):
            self.in_doubt = True
            if is_owed and not pending.is_query:
                span_s, line = pending.deadline.span_s, redact_places(pending.line)
                expected = f"OK, or an answer to a further command, within {span_s:.1f} s after {line}"
                raise ChannelTimeout.mismatch(
                    expected=expected,
                    actual=self._channel.last,
                    message=f"expected {expected}; {self._channel.last}",
                )
        if len(pending.lines) > count:
            self._habits[pending.signature()] = Habit.NOTHING
            return Habit.OK
        if is_owed or self._lacks_the_ok_of_a_download(pending):
            self._owed.append((kind, Deadline.after(GUARD_S)))
        return Habit.NOTHING

    def _follows(self, pending: PendingExchange, span_s: float) -> bool:
        """Whether a further line of the response comes within that time; one that has begun is awaited."""
        count = len(pending.lines)
        deadline = Deadline.after(span_s)
        while len(pending.lines) == count:
            event = self._channel.event(deadline)
            if event is not None:
                pending.keep(event)
            elif self._channel.reader.pending.strip() and not pending.deadline.expired:
                deadline = Deadline.after(min(GRACE_S, pending.deadline.remaining))
            else:
                return False
        return True

    # --- an OK of an earlier command ---------------------------------------------------------------------------

    def _confirm(self, pending: PendingExchange, *, asked: bool) -> None:
        """Find the OK of an earlier command in the response, and take it away."""
        if pending.shape not in _GUARDED or not pending.finals:
            return
        if pending.shape is Shape.UPLOAD:
            is_surplus = len(pending.finals) > 1 and pending.lines[0] == ResultCode.OK.value
        else:
            if len(pending.finals) == 1 and pending.final is ResultCode.OK and not asked:
                self.ask(pending, until=pending.deadline)
            is_surplus = len(pending.finals) > 1 and ResultCode.OK in pending.finals
        if is_surplus:
            pending.drop_ok()
            self._learn_late_ok()

    def _learn_late_ok(self) -> None:
        if self.guards:
            kind, _ = self._owed.pop(0)
            self._habits[kind] = Habit.LATE_OK
        elif self._last is not None:
            self._habits[self._last] = Habit.OK

    # --- questions ---------------------------------------------------------------------------------------------

    def ask(self, pending: PendingExchange, *, until: Deadline) -> bool:
        """Ask the DUT; True once it has answered.  What comes before the answer is kept for the pending exchange.

        A DCE may discard a line that it gets too early: after a time without an answer
        another question follows.
        """
        if pending.size is None:
            pending.size = self._channel.consumed
        asked: list[str] = []
        wait_s = self.question_s
        while len(asked) < len(_QUESTIONS):
            asked.append(self._ask_next(pending))
            is_last = len(asked) == len(_QUESTIONS)
            if self._answered(
                pending, asked, Deadline.after(until.remaining if is_last else min(wait_s, until.remaining))
            ):
                return True
            self._unanswered += 1
            if until.expired:
                return False
            wait_s *= 2
        return False

    def _ask_next(self, pending: PendingExchange) -> str:
        """Ask something that the pending command did not."""
        names = [name for name in _QUESTIONS if name not in pending.outline.names]
        name = names[self._unanswered % len(names)]
        self._channel.ask(f"AT+{name}?")
        return name

    def _answered(self, pending: PendingExchange, asked: list[str], deadline: Deadline) -> bool:
        """Whether the last question is answered; a refusal is an answer if the response is complete."""
        answering = ""
        while (event := self._channel.event(deadline)) is not None:
            if isinstance(event, Information) and (name := _name(event)) in asked:
                answering = name
            elif isinstance(event, Final) and answering:
                if answering == asked[-1]:
                    return True
                answering = ""
            elif isinstance(event, Final) and event.code is not ResultCode.OK and pending.is_over:
                return True
            else:
                pending.keep(event)
                pending.size = self._channel.consumed
        return bool(answering) and answering == asked[-1]

    def probe(self, within_s: float = 0.0) -> bool:
        """Whether the DUT answers a question, at least in `question_s`; the pending response of an earlier command is
        read and discarded.

        Bytes before the line of the question belong to earlier commands, errors
        included: they answer it only if nothing follows.  A question without an answer
        is not repeated, since its answer may still arrive; the next one is another.
        """
        channel = self._channel
        channel.drain()
        name = _QUESTIONS[self._unanswered % len(_QUESTIONS)]
        channel.send_line(f"AT+{name}?", question=True)
        deadline, recognised, refused = Deadline.after(max(within_s, self.question_s)), False, False
        while (event := channel.event(deadline)) is not None:
            if isinstance(event, Information):
                recognised = True
            elif isinstance(event, Final):
                refused = refused or event.code is not ResultCode.OK
                if recognised:
                    break
        channel.settled()
        self.in_doubt = not (recognised or refused)
        self._unanswered += self.in_doubt
        return not self.in_doubt


def _name(event: Information) -> str:
    found = named(event.text)
    return found[0] if found else ""
