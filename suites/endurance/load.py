"""The load of an endurance run: rounds of works until the span is over, with what went wrong in each.

What goes wrong is laid to the bench first (port, supply, network, line), then to a
restart or a hang, and only then to the step.  A row of failed sessions, and a slowdown
at the end, get controls (`controls.Controls`), by which they are laid to the DUT or not.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from hil.endurance.bench import EnduranceBench, Trouble, TroubleKind
from hil.endurance.mix import SESSIONS, Round, Work, rounds
from hil.endurance.records import End, Incident, IncidentKind, SessionRecord, Space
from hil.errors import ChannelError, HilError, InfrastructureError, UnexpectedResult
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.spec.files import RAM_KEY

from ..local_storage import free_bytes
from .activations import Activations
from .controls import PAUSE_S, Controls
from .failures import ANSWER, Failure, attempt
from .works import HANDLE, LOCAL, NEEDS, Workplace, carry_out

SESSION_S, OTHER_S = 10.0, 1.0
"""An emulated module lets so much module time pass for a session, and for another work: over GPRS they take as long."""

ROW = 5
"""After so many failed sessions one after the other come the controls."""

CONTROLS_MAX = 3
"""So many restarts for a row of failed sessions; the load ends when the last one does not help."""

LINE_CHECKS = 10
"""After wrong data or a missing answer the line is checked so often."""

SPACE = "free space"
"""The name of the questions behind each round."""

STORAGES = ("UFS", "RAM")

_INCIDENTS = {
    TroubleKind.RESTART: IncidentKind.RESTART,
    TroubleKind.HANG: IncidentKind.HANG,
    TroubleKind.BENCH: IncidentKind.BENCH,
}

_BY_THE_LINE = {IncidentKind.WRONG_DATA, IncidentKind.REFUSAL}
"""What a line that loses or changes bytes looks like."""


@dataclass(slots=True)
class Load:
    """One run of the load on one DUT."""

    modem: Modem
    server: FtpsServer
    bench: EnduranceBench
    place: Workplace = field(init=False)
    left_out: dict[Work, str] = field(default_factory=dict)
    """Works that the DUT does not claim or refused in the first round, with the reason: what it does not do is no matter of endurance."""

    controls: Controls = field(init=False)
    activations: Activations = field(init=False)

    _row: list[str] = field(default_factory=list)
    """The kinds of the sessions that failed one after the other."""
    _failed_controls: int = 0

    def __post_init__(self) -> None:
        self.place = Workplace(self.modem, self.server, self.bench.course.begin.seed)
        self.controls = Controls(self.bench, self.place, self.left_out)
        self.activations = Activations(self.controls)
        has = self.modem.claims.has
        self.left_out.update((work, f"no {name} claimed") for work, name in NEEDS.items() if not has(name))

    def run(self) -> None:
        """Run to the end of the span, or until something ends it; the state of before is there again."""
        bench, ended_by, was_active = self.bench, "", True
        try:
            was_active = self._is_active()
            ended_by = self._rounds()
            if not ended_by:
                self.controls.of_slowdown()
        except KeyboardInterrupt as stop:
            ended_by = bench.stopped(stop)
        except InfrastructureError as trouble:
            ended_by = str(trouble)
            bench.gone(ended_by)
        left = self._put_back(was_active=was_active)
        counts = (*self.place.counts.items(), ("sessions", len(bench.course.sessions)))
        left_out = tuple(f"{work}: {why}" for work, why in self.left_out.items())
        bench.save(End(bench.now(), ended_by, counts, left, left_out))
        bench.finished()
        bench.forget()

    def _rounds(self) -> str:
        """Do rounds; why they ended before the span was over."""
        bench = self.bench
        attempt(self._activate)  # without it the sessions fail, and are judged
        coming = rounds(bench.course.begin.seed)
        while True:
            each = next(coming)
            for work in each.works:
                if bench.now() >= bench.course.begin.span_s:
                    return ""
                if why := bench.over():
                    return why
                if work not in self.left_out:
                    self._do(work, each)
                if len(self._row) >= ROW and not self._may_go_on():
                    return f"the sessions failed also after {CONTROLS_MAX} restarts of the DUT"
            self._note_space(each)
            bench.sync()

    # --- one work --------------------------------------------------------------------------------------------

    def _do(self, work: Work, each: Round) -> None:
        bench, place = self.bench, self.place
        place.number += work in SESSIONS
        began = bench.now()
        failure = attempt(partial(carry_out, work, place))
        trouble = bench.settle()
        incident = None
        if trouble is not None or failure is not None:
            incident = self._incident(failure, trouble, work, each, began)
        if incident is None:
            self._succeeded(work, each, began)
        elif each.number == 1 and self._is_unable(work, incident):
            self.left_out[work] = str(incident)
        else:
            bench.save(self.activations.explained(incident))
            self._row.extend([incident.kind] if work in SESSIONS else [])
            self._tidy()
            if incident.kind is IncidentKind.BENCH:
                self._await_bench(work)
        bench.forget()
        bench.idle((SESSION_S if work in SESSIONS else OTHER_S) - (bench.now() - began))
        bench.show()

    def _incident(
        self,
        failure: Failure | None,
        trouble: Trouble | None,
        work: str,
        each: Round,
        at_s: float,
    ) -> Incident:
        """What went wrong, laid to the bench first."""
        bench = self.bench
        detail = ""
        lost = bench.lost()
        if lost:
            kind, detail = IncidentKind.BENCH, lost
        elif trouble is not None:
            kind, detail = _INCIDENTS[trouble.kind], trouble.detail
        else:
            kind = failure.kind if failure is not None else IncidentKind.REFUSAL
        if failure is not None and kind in _BY_THE_LINE and (line := self._line_trouble(failure)):
            kind, detail = IncidentKind.BENCH, f"the line does not carry bytes as they are: {line}"
        kept = bench.evidence()
        return Incident(
            kind,
            self.place.number,
            each.number,
            at_s,
            step=f"{work}: {failure.step}" if failure is not None else str(work),
            expected=failure.expected if failure is not None else "the DUT as it was",
            came=failure.came if failure is not None else detail,
            detail=detail if failure is not None and detail not in failure.came else "",
            lines=kept.lines,
            capture=kept.capture,
        )

    def _line_trouble(self, failure: Failure) -> str:
        """What is wrong with the line, if it may be what failed: looked for again and again, since it may fail rarely."""
        if failure.kind is IncidentKind.REFUSAL and failure.step != ANSWER:
            return ""
        return next((found for _ in range(LINE_CHECKS) if (found := self.bench.line_trouble())), "")

    @staticmethod
    def _is_unable(work: Work, incident: Incident) -> bool:
        """Whether the DUT does not have the commands of a work on local files, which are not those of the note."""
        return work in {Work.LOCAL, Work.HANDLE} and incident.kind in {
            IncidentKind.REFUSAL,
            IncidentKind.LEAK,
        }

    def _succeeded(self, work: Work, each: Round, began: float) -> None:
        if work not in SESSIONS:
            return
        place, bench = self.place, self.bench
        self._row.clear()
        bench.save(
            SessionRecord(
                place.number,
                each.number,
                str(work),
                began,
                bench.now() - began,
                tuple(place.steps),
                place.up,
                place.down,
                bench.yardstick(),
            )
        )

    def _await_bench(self, work: Work) -> None:
        """Wait a while when the bench takes away one session after the other; a restart of the DUT mends no bench."""
        if work in SESSIONS and len(self._row) >= ROW:
            self.bench.pause(PAUSE_S)
            self._row.clear()

    def _may_go_on(self) -> bool:
        """After a row of failed sessions: whether the load goes on, a restart having helped or not being the last one."""
        row = tuple(self._row)
        self._row.clear()
        self._failed_controls = 0 if self.controls.end_row(row) else self._failed_controls + 1
        return self._failed_controls < CONTROLS_MAX

    def _activate(self) -> None:
        self.modem.pdp.ensure_active()

    # --- state -----------------------------------------------------------------------------------------------

    def _note_space(self, each: Round) -> None:
        bench, free = self.bench, dict[str, int | None]()
        asked = attempt(lambda: free.update((name, free_bytes(self.modem, name)) for name in STORAGES))
        known = tuple((storage, size) for storage, size in free.items() if size is not None)
        if asked is not None:  # a port may be lost here, too
            bench.save(self._incident(asked, bench.settle(), SPACE, each, bench.now()))
            self._tidy()
        elif known:
            bench.save(Space(each.number, bench.now(), known))
        bench.forget()

    def _tidy(self) -> None:
        """Remove what a work that failed has left, and activate the context."""
        modem = self.modem
        with suppress(HilError):
            if self.place.handle:
                modem.send(f"AT+QFCLOSE={self.place.handle}")
            for name in (LOCAL, HANDLE):
                modem.send(f'AT+QFDEL="{name}"')
            modem.security.delete(RAM_KEY)
            modem.pdp.ensure_active()

    def _is_active(self) -> bool:
        """Whether the PDP context is active before the run."""
        with suppress(UnexpectedResult, ChannelError):
            return bool(self.modem.pdp.address(self.modem.pdp.local_address()))
        return False

    def _put_back(self, *, was_active: bool) -> tuple[str, ...]:
        """Close, delete, and leave the context as it was found; what could not be put back."""
        try:
            self.bench.settle()
            self.controls.registration.put_back()
            self._tidy()
            if not was_active:
                self.modem.pdp.deactivate()
            self.bench.settle()
        except HilError as trouble:
            return (str(trouble),)
        return ()
