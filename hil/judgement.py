"""The case that runs now and what its checks count for: `hil.expect` judges through it, the plugin reads it.

A check judges some requirements of its case.  If one of them is mandatory, a check
that does not hold is a fail on the strongest ground of the mandatory ones.  If
none is, it is a departure: the case goes on, and the departure is counted.
A negative that holds is kept until the case ends, which needs a stimulus for it
(`hil.negatives`).
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from hil.deadline import time_left_s
from hil.errors import InfrastructureError, UsageError
from hil.evidence.redaction import redact_places
from hil.negatives import Heard, Record, recorded
from hil.spec.catalogue import Requirement, requirement
from hil.verdict import Cause, FailedCheck, Ground, Inconclusive, Mismatch, Role, Step, strongest

_OWN_FRAMES = (str(Path(__file__).parent / "expect"), __file__)
"""The frames that judge; the place of a check is the first one below them."""


MOST_STEPS = 200
"""Judgements that are kept of a case."""

NEAR_S = 0.2
"""So shortly before the end of the time of a case, a wait may have ended by it."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A requirement that the DUT broke beside the matter of a case: what was expected, what the server saw."""

    requirement: str
    expected: str
    actual: str


@dataclass(slots=True)
class RunningCase:
    """A case under way: its requirements, whether it judges form, what did not hold, and what the DUT answered.

    `in_time` are those of `failed` that no end of the time of the case can have caused.
    `observed` tells what the DUT broke whatever the case is about; it is asked only where
    there was no stimulus.  `steps` are all judgements of the case, held or not.
    """

    requirements: tuple[Requirement, ...]
    judges_form: bool = False
    failed: list[FailedCheck] = field(default_factory=list)
    departures: list[FailedCheck] = field(default_factory=list)
    in_time: list[FailedCheck] = field(default_factory=list)
    record: Record = field(default_factory=Record)
    observed: list[Callable[[], Iterable[Breach]]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def named(self, identifiers: tuple[str, ...]) -> tuple[Requirement, ...]:
        """The requirements that a check names; without names all of the case, if they weigh the same."""
        own = {row.id: row for row in self.requirements}
        unknown = [name for name in identifiers if name not in own]
        if unknown:
            raise UsageError(f"{', '.join(unknown)}: not named by this case; {_choice(self.requirements)}")
        if not identifiers and len({(row.kind, row.ground) for row in self.requirements}) > 1:
            raise UsageError(
                f"a check of this case has to name what it judges, because its requirements differ in kind "
                f"or ground; {_choice(self.requirements)}"
            )
        return tuple(own[name] for name in dict.fromkeys(identifiers)) or self.requirements


def _choice(rows: tuple[Requirement, ...]) -> str:
    listed = ", ".join(f"{row.id} ({row.kind.value}, {row.ground.value})" for row in rows)
    return f"choose from {listed or 'none: the case names no requirement'}"


def ground_of(rows: tuple[Requirement, ...]) -> Ground | None:
    """The strongest ground of the mandatory requirements; None if none is mandatory."""
    return strongest(row.ground for row in rows if row.is_mandatory)


_CASE: ContextVar[RunningCase | None] = ContextVar("running case", default=None)
_GROUP: ContextVar[list[FailedCheck] | None] = ContextVar("group of checks", default=None)


def running_case() -> RunningCase | None:
    """The case that runs now; None outside a case that names requirements."""
    return _CASE.get()


@contextmanager
def running(case: RunningCase) -> Iterator[RunningCase]:
    """Make it the case that runs."""
    token = _CASE.set(case)
    try:
        with recorded(case.record):
            yield case
    finally:
        _CASE.reset(token)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a check counts for; `is_preamble` tells that the case needs its outcome and does not judge it."""

    requirements: tuple[str, ...] = ()
    ground: Ground | None = Ground.READING
    is_preamble: bool = False

    def fail(self, sentence: str, *, expected: str, actual: str, ends: bool = False) -> None:
        """Count a check that did not hold; `ends` tells that the case cannot go on without it."""
        __tracebackhide__ = True
        if self.is_preamble and self.ground is None:
            raise Inconclusive(f"the preamble did not succeed: {sentence}", Cause.NO_STIMULUS)
        check = failed_check(self, sentence, expected=expected, actual=actual, where=_place())
        keep(check)
        group = _GROUP.get()
        if ends or (self.ground is not None and group is None):
            raise mismatch(check)
        if group is not None:
            group.append(check)


def failed_check(
    weight: Weight, sentence: str, *, expected: str, actual: str, where: str = ""
) -> FailedCheck:
    """A check that did not hold, without the secrets that a command may hold."""
    return FailedCheck(
        requirements=weight.requirements,
        ground=weight.ground,
        sentence=redact_places(sentence),
        expected=redact_places(expected),
        actual=redact_places(actual),
        where=where,
    )


def mismatch(check: FailedCheck) -> Mismatch:
    """The exception of one failed check."""
    return Mismatch(expected=check.expected, actual=check.actual, message=check.sentence, checks=(check,))


def keep(check: FailedCheck) -> None:
    """Keep a failed check with the case that runs."""
    case = _CASE.get()
    if case is None:
        return
    (case.failed if check.ground else case.departures).append(check)
    if check.ground and time_left_s() > NEAR_S:
        case.in_time.append(check)


def judged_instead(case: RunningCase, missing: Inconclusive) -> Mismatch | None:
    """The fail of a case without stimulus whose DUT broke a requirement; None if none is seen to be broken."""
    if missing.cause is not Cause.NO_STIMULUS:
        return None
    breach = next((each for observe in case.observed for each in observe()), None)
    if breach is None:
        return None
    broken = requirement(breach.requirement)
    weight = Weight((broken.id,), ground_of((broken,)))
    sentence = f"expected {breach.expected}, the server saw {breach.actual}; so {missing}"
    check = failed_check(weight, sentence, expected=breach.expected, actual=breach.actual)
    keep(check)
    return mismatch(check)


def weight_of(identifiers: tuple[str, ...]) -> Weight:
    """What a check of these requirements counts for in the case that runs.

    Raises `UsageError` if the case does not name one of them, or if none is given and
    the requirements of the case differ in kind or ground.  Outside a case a check
    that does not hold is a plain `Mismatch`.
    """
    case = _CASE.get()
    if case is None:
        return Weight(identifiers)
    rows = case.named(identifiers)
    return Weight(tuple(row.id for row in rows), ground_of(rows))


def weight_of_preamble() -> Weight:
    """What a step counts for that the case needs: all its requirements; inconclusive if none is mandatory."""
    case = _CASE.get()
    if case is None:
        return Weight(is_preamble=True)
    return Weight(tuple(row.id for row in case.requirements), ground_of(case.requirements), is_preamble=True)


def owe(sentence: str, line: str, exchange: Heard | None = None) -> None:
    """Keep a negative that held with the case that runs: it needs a control or a witness (`hil.negatives`)."""
    case = _CASE.get()
    if case is not None:
        case.record.owe(redact_places(sentence), line, exchange)


def note_step(
    role: Role,
    subject: str,
    *,
    expected: str,
    actual: str,
    held: bool,
    ids: tuple[str, ...] = (),
    command: str = "",
    bounds_s: tuple[float, ...] = (),
) -> None:
    """Keep a judgement with the case that runs, whether it held or not; the first and the last ones of very many.

    `command` is the command line whose response is judged, if that is what is judged; `bounds_s` are those of its
    time, if that is.
    """
    case = _CASE.get()
    if case is None:
        return
    if len(case.steps) >= MOST_STEPS:
        del case.steps[MOST_STEPS // 2]
    kept_ids = () if role is Role.PREAMBLE else ids
    texts = (redact_places(subject), redact_places(expected), redact_places(actual))
    step = Step(time.monotonic(), role, *texts, held, kept_ids, _place(), redact_places(command), bounds_s)
    case.steps.append(step)


def witness(exchange: Heard) -> None:
    """Keep that a peer of the case saw the attempt of this exchange."""
    case = _CASE.get()
    if case is not None:
        case.record.witness(exchange)


@contextmanager
def collected() -> Iterator[None]:
    """Collect the failed checks of the block; its end raises them as one `Mismatch`.

    A failed check stays a fail when the block ends early, except where the bench fails
    or the case is wrong.
    """
    outer = _GROUP.get()
    group: list[FailedCheck] = []
    token = _GROUP.set(group)
    try:
        yield
    except (InfrastructureError, UsageError):
        raise
    except Mismatch as last:
        raise _joined([*group, *last.checks], also=last) from last
    except Exception as error:
        if any(check.ground for check in group):
            raise _joined(group) from error
        raise
    finally:
        _GROUP.reset(token)
    if outer is not None:
        outer.extend(group)
    elif any(check.ground for check in group):
        raise _joined(group)


def _joined(checks: list[FailedCheck], also: Mismatch | None = None) -> Mismatch:
    if also is not None and not also.checks:  # of a third party: all requirements of the case are judged
        return also
    checks = [check for check in checks if check.ground] or checks
    return Mismatch(
        expected="; ".join(check.expected for check in checks),
        actual="; ".join(check.actual for check in checks),
        message="\n".join(check.sentence for check in checks),
        checks=tuple(checks),
    )


def _place() -> str:
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_OWN_FRAMES):
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame is not None else ""
