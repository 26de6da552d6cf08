"""What a restart or a hang of the DUT, or a port loss, that broke a case off makes of it, after a second attempt.

    the port was lost, and returned                             → the verdict of the next attempt
    the port was lost in that one, too                          → error
    the same stimulus brings it again, line and supply are good → fail: the DUT restarts at ...
    a restart, and no second one at the same stimulus           → inconclusive
    a hang, and no second one at the same stimulus              → error
    a hang at a stimulus that an earlier case has proven        → fail, without a second attempt

All attempts stand in the result.  A restart that the case asked for is none of these
(`disturbance`).  `repetition` makes the attempts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hil.results.case import Attempt, CaseResult, Problem, TranscriptLine
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.transcript import Direction, Kind, Pco
from hil.verdict import Cause, FailedCheck, Ground, Verdict

_BREAKS = {DisturbanceKind.RESTART: "restarts", DisturbanceKind.HANG: "hangs"}

_BY_VOLTAGE = frozenset({"UNDER_VOLTAGE POWER DOWN", "OVER_VOLTAGE POWER DOWN"})

_COMMANDS = frozenset({Kind.COMMAND.value, Kind.RESTART_COMMAND.value})


def broken_off(result: CaseResult) -> Disturbance | None:
    """The restart or the hang of the DUT that broke a case off; None if there was none."""
    found = result.disturbance
    return found if found is not None and found.kind in _BREAKS else None


def concluded(first: CaseResult, second: CaseResult, *, line_is_good: bool) -> CaseResult:
    """The result of a case from its two attempts."""
    begun, again = broken_off(first), broken_off(second)
    assert begun is not None
    place = stimulus(first.transcript)
    attempts = (*(first.attempts or (attempt(first),)), attempt(second))
    both = replace(
        second,
        started=first.started,
        duration_s=first.duration_s + second.duration_s,
        attempts=attempts,
        recoveries=(*first.recoveries, *second.recoveries),
    )
    repeated = again is not None and _same(place, stimulus(second.transcript))
    if repeated and line_is_good and supply_is_good((*first.transcript, *second.transcript)):
        assert again is not None
        return _failed(both, again, place, "in both attempts")
    ended = f"the second attempt ended with {second.verdict.words}"
    if again is not None:
        ended += f": {again}"
    verdict = Verdict.ERROR if begun.kind is DisturbanceKind.HANG else Verdict.INCONCLUSIVE
    what = f"{begun} (at {place})" if place else str(begun)
    if begun.kind is DisturbanceKind.HANG and place:
        what = f"the DUT hangs: no answer to AT for {silence_s(first.transcript):.1f} s after {place}"
    recovered = "".join(f"; {recovery.words}" for recovery in first.recoveries)
    cause = Cause.NO_STIMULUS if verdict is Verdict.INCONCLUSIVE else None
    return replace(
        both,
        verdict=verdict,
        reason=f"{what}{recovered}; {ended}",
        cause=cause,
        checks=(),
        disturbance=begun,
    )


def lost_its_port(result: CaseResult) -> bool:
    """Whether a loss of the port broke the case off."""
    return result.disturbance is not None and result.disturbance.kind is DisturbanceKind.PORT


def after_port_loss(lost: CaseResult, result: CaseResult) -> CaseResult:
    """The result of a case whose first attempt lost the port: that of the next attempt, with both of them in it."""
    return replace(
        result,
        started=lost.started,
        duration_s=lost.duration_s + result.duration_s,
        attempts=(attempt(lost), *(result.attempts or (attempt(result),))),
        recoveries=(*lost.recoveries, *result.recoveries),
    )


def repeated(result: CaseResult, *, proven_by: str) -> CaseResult:
    """The result of a case that hangs at a stimulus where the named case has proven it."""
    found = broken_off(result)
    assert found is not None
    alone = replace(result, attempts=(attempt(result),))
    return _failed(alone, found, stimulus(result.transcript), f"as in {proven_by}")


def _failed(result: CaseResult, found: Disturbance, place: str, when: str) -> CaseResult:
    """A fail, because a final result code follows each command line (V.250 5.7)."""
    does = f"the DUT {_BREAKS[found.kind]}"
    reason = f"{does} at {place}, {when}: {found.detail}"
    check = FailedCheck(result.requirements, Ground.STANDARD, reason, f"a response to {place}", does)
    return replace(
        result,
        verdict=Verdict.FAIL,
        reason=reason,
        problem=Problem(
            expected=check.expected, actual=check.actual, exception="Mismatch", where="", detail=reason
        ),
        checks=(check,),
        cause=None,
        disturbance=None,
        phase="call",
    )


def attempt(result: CaseResult) -> Attempt:
    """What one attempt came to."""
    return Attempt(result.verdict, result.reason, result.transcript, result.disturbance, result.module)


def stimulus(lines: Iterable[TranscriptLine]) -> str:
    """The last thing that the DTE sent before the first sign of a restart or a hang; empty if it had sent nothing."""
    now = earlier = ""  # `earlier` was sent before the line that was sent last
    for line in lines:
        match line.kind:
            case kind if kind in _COMMANDS and line.pco == Pco.AT.value:
                earlier, now = now, line.text
            case Kind.QUESTION | Kind.LINE_CHECK if line.direction == Direction.TO_DUT.value:
                earlier = now
            case Kind.DATA if line.direction == Direction.TO_DUT.value:
                now = f"{now.removesuffix(_WITH_DATA)}{_WITH_DATA}"
            case Kind.ATTACHED:
                now = earlier = ""
            case Kind.ECHO_BACK:  # the restart was before the line that the DUT repeats
                return earlier
            case Kind.RESTART | Kind.RESTART_FOUND | Kind.HANG_FOUND:
                return now
            case _:
                pass
    return now


def silence_s(lines: Iterable[TranscriptLine]) -> float:
    """From what was sent last to the discovery of the hang; 0 if there is none."""
    sent = 0.0
    for line in lines:
        if line.kind == Kind.HANG_FOUND:
            return line.t - sent
        if line.kind in _COMMANDS or (line.kind == Kind.DATA and line.direction == Direction.TO_DUT.value):
            sent = line.t
    return 0.0


_WITH_DATA = " (its data)"


def _same(place: str, other: str) -> bool:
    """Whether two stimuli are the same command: ports and names in its parameters may differ."""
    return bool(place) and signature(place) == signature(other)


def signature(place: str) -> tuple[str, bool]:
    """A stimulus without its parameters, and whether the data of the command followed."""
    return place.removesuffix(_WITH_DATA).partition("=")[0], place.endswith(_WITH_DATA)


def supply_is_good(lines: Iterable[TranscriptLine]) -> bool:
    """Whether the DUT reported no voltage outside its range (document [1]): as a warning, or as it went down for it."""
    return not any(line.kind == Kind.VOLTAGE or line.text.strip() in _BY_VOLTAGE for line in lines)
