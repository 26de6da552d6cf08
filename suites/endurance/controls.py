"""The controls of an endurance run: the DUT registers anew, then it restarts, and sessions show what each has ended.

A restart ends what the module has kept, and also what the network has kept for it: the
module may come to another cell, channel or address.  So the registration comes first.
What it ends is laid to the network (`hil.endurance.causes`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from hil.endurance.bench import EnduranceBench
from hil.endurance.causes import Cause, cause_of_slowdown
from hil.endurance.mix import ROUND, SESSIONS, Work, rounds
from hil.endurance.records import Control, Means, SessionRecord, Why
from hil.endurance.rounds import slowest
from hil.errors import ChannelError, UnexpectedResult
from hil.modem.registration import Registration
from hil.verdict import NotApplicable

from .failures import attempt
from .works import NEEDS, Workplace, carry_out

PAUSE_S = 60.0
"""Before a control of a row: a network that was away may be back."""

TRIES = 5
"""So often an activation is tried before it is a row: a network may refuse a few."""

CONTROL_ROUNDS = 5
"""Rounds after a control that is to show whether a slowdown is gone."""


@dataclass(slots=True)
class Controls:
    """The controls of one load; `left_out` are the works that it does not do."""

    bench: EnduranceBench
    place: Workplace
    left_out: Collection[Work]
    registration: Registration = field(init=False)

    def __post_init__(self) -> None:
        self.registration = Registration(self.place.modem)

    def end_row(self, row: tuple[str, ...]) -> bool:
        """After a row of failed sessions, by their kinds: whether there is no need to give up.

        First the time of an outage passes, and the session is tried.  A DUT that is not
        registered waits for its network.
        """
        self.bench.pause(PAUSE_S)
        if self._succeeds() or not self.is_registered:
            return True
        return any(self._ends_row(means, row) for means in Means)

    def of_activations(self, row: tuple[str, ...]) -> None:
        """After a row of refused activations, by their kinds: activate after each control, until one has helped."""
        any(self._ends_refusals(means, row) for means in Means)

    @property
    def is_registered(self) -> bool:
        """Whether the DUT says that it is registered."""
        try:
            return self.registration.is_there
        except (UnexpectedResult, ChannelError):
            return False

    def activation(self) -> str:
        """Activate the context if it is not active; what hinders it, else empty."""
        failure = attempt(self._activate)
        trouble = self.bench.settle()
        if failure is not None:
            return f"AT+QIACT: expected {failure.expected}, came {failure.came}"
        return trouble.detail if trouble is not None else ""

    def of_slowdown(self) -> None:
        """If the run became slower: measure rounds after each control, until one has ended the slowdown."""
        course = self.bench.course
        slower = slowest(course)
        if slower is None:
            return
        for means in Means:
            self._measure(means)
            if cause_of_slowdown(course, slower[0]) is Cause.NETWORK:
                return

    # --- one control -----------------------------------------------------------------------------------------

    def _ends_row(self, means: Means, row: tuple[str, ...]) -> bool:
        """Whether sessions succeed again after that."""
        hindrance = self._begin(means)
        before = "" if hindrance else self._cell()
        succeeded = not hindrance and self._succeeds()
        cells = (before, before and self._cell())
        self._save(
            Control(Why.ROW, means, self.bench.now(), succeeded, hindrance=hindrance, cells=cells, row=row)
        )
        return succeeded

    def _ends_refusals(self, means: Means, row: tuple[str, ...]) -> bool:
        """Whether the context can be activated after that."""
        hindrance = self._carry_out_control(means)
        before = "" if hindrance else self._cell()
        succeeded = not hindrance and not self.activation()
        cells = (before, before and self._cell())
        self._save(
            Control(
                Why.ACTIVATION, means, self.bench.now(), succeeded, hindrance=hindrance, cells=cells, row=row
            )
        )
        return succeeded

    def _measure(self, means: Means) -> None:
        """Some rounds after that; the first session that fails ends them."""
        bench = self.bench
        hindrance = self._begin(means)
        measured: list[SessionRecord] = []
        before = "" if hindrance else self._cell()
        succeeded = not hindrance
        for number, each in zip(range(1, CONTROL_ROUNDS + 1), rounds(bench.course.begin.seed), strict=False):
            for work in (work for work in each.works if work in SESSIONS and work not in self.left_out):
                succeeded = succeeded and self._carry_out(work)
                if not succeeded:
                    break
                steps, up, down = tuple(self.place.steps), self.place.up, self.place.down
                measured.append(
                    SessionRecord(0, number, str(work), bench.now(), 0.0, steps, up, down, bench.yardstick())
                )
        cells = (before, before and self._cell())
        self._save(Control(Why.SLOWDOWN, means, bench.now(), succeeded, tuple(measured), hindrance, cells))

    def _begin(self, means: Means) -> str:
        """Do it with the DUT, and activate the context, as a network may refuse once; why that was not possible, else empty."""
        if hindrance := self._carry_out_control(means):
            return hindrance
        for _ in range(TRIES):
            if not (hindrance := self.activation()):
                break
        return hindrance

    def _carry_out_control(self, means: Means) -> str:
        acts: Mapping[Means, Callable[[], str]] = {
            Means.REGISTRATION: self._register_anew,
            Means.RESTART: self._restart,
        }
        hindrance = acts[means]()
        self.bench.settle()
        return hindrance

    def _register_anew(self) -> str:
        if not self.place.modem.claims.has(NEEDS[Work.CONTEXT]):
            return f"no {NEEDS[Work.CONTEXT]} claimed"
        return self.registration.renew()

    def _restart(self) -> str:
        try:
            self.place.modem.reboot()
        except (NotApplicable, UnexpectedResult, ChannelError) as trouble:
            return str(trouble)
        return ""

    def _activate(self) -> None:
        self.place.modem.pdp.ensure_active()

    def _succeeds(self) -> bool:
        """Whether a session succeeds now."""
        return self._carry_out(next(work for work in ROUND if work in SESSIONS and work not in self.left_out))

    def _carry_out(self, work: Work) -> bool:
        failure = attempt(partial(carry_out, work, self.place))
        trouble = self.bench.settle()
        self.bench.forget()
        return failure is None and trouble is None

    def _cell(self) -> str:
        cell = self.registration.cell()
        self.bench.settle()
        return cell

    def _save(self, control: Control) -> None:
        self.bench.save(control)
        self.bench.forget()
