"""Endurance: what works once works thousands of times (note 4.2; campaign `endurance`, docs/endurance.md).

The cases judge one course of sessions, uploads, downloads, deletions and settings.  A
course that ended early is judged as far as it came, and each sentence says how far
that is.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hil.endurance.causes import (
    ROWS_OF_NETWORK,
    Cause,
    activations_in_doubt,
    cause_of_slowdown,
    hindrances,
    is_proven_by,
    refusals_of_module,
    rows_in_doubt,
    rows_of_module,
)
from hil.endurance.drift import LEAST_RATIO, LEAST_ROUNDS, Drift
from hil.endurance.records import Course, Incident, IncidentKind
from hil.endurance.rounds import WHOLE, shrinking, slowest, values_of
from hil.endurance.span import shown
from hil.expect import expect, expect_all, stimulus
from hil.fixture_types import Observe

DISTURBED_MOST = 0.1
"""The part of sessions that network and bench may take away before the rest says too little."""


def words(what: str, incidents: Sequence[Incident], course: Course) -> str:
    """What is counted, how far the course came, and the first occurrence."""
    first = (
        f"; the first at {incidents[0].where} of {course.begin.clock.value}: {incidents[0]}"
        if incidents
        else ""
    )
    return f"{what} {course.so_far}{first}"


def require_sessions(course: Course) -> None:
    """Go on if a session succeeded, so that there is something to judge."""
    stimulus(bool(course.sessions), f"no session succeeded, so nothing is shown {course.so_far}")


WRONG = (
    ("EX422-05", "uploads that brought other bytes", frozenset({"put"})),
    ("EX423-06", "downloads that brought other bytes", frozenset({"get"})),
    (
        "FTPCFG-T4-03",
        "local files with other bytes",
        frozenset({"get to file", "put from file", "get to file and put from file"}),
    ),
    ("SECREAD-06", "security files with another checksum", frozenset({"read security file"})),
    ("SSLCFG-SECLVL-01", "settings with another value", frozenset({"set"})),
)
"""Requirement, what is counted, and the steps at which it shows."""

REFUSED = (
    ("EX421-17", "sessions that were not opened", frozenset({"open"})),
    ("EX421-19", "sessions that were not closed", frozenset({"close"})),
    ("EX422-03", "uploads that failed", frozenset({"put"})),
    ("EX423-03", "downloads that failed", frozenset({"get"})),
    ("FTPCFG-T4-03", "transfers of local files that failed", frozenset({"get to file", "put from file"})),
    ("SECWRITE-06", "security files that were not stored", frozenset({"write security file"})),
    ("SECREAD-03", "security files that were not read", frozenset({"read security file"})),
    ("SECDEL-03", "security files that were not deleted", frozenset({"delete security file"})),
    ("SSLCFG-SECLVL-01", "settings that were refused", frozenset({"set", "query", "settings"})),
    (
        "EX421-04",
        "PDP contexts that were not activated",
        frozenset({"deactivate", "context", "register", "activate"}),
    ),
    (
        "ENDURE-FREE-01",
        "commands for local files that were refused",
        frozenset({"store", "open handle", "close handle", "delete"}),
    ),
    ("ENDURE-RESTART-01", "commands without a whole answer", frozenset({"answer"})),
)


def of_steps(incidents: Sequence[Incident], steps: frozenset[str]) -> list[Incident]:
    """The incidents at these steps."""
    return [each for each in incidents if each.step.partition(": ")[2] in steps]


@pytest.mark.requirement("EX422-05", "EX423-06", "FTPCFG-T4-03", "SECREAD-06", "SSLCFG-SECLVL-01")
def test_each_file_arrives_as_it_was_sent(course: Course, observe: Observe) -> None:
    observe("endurance", course.so_far)
    if course.end is not None:
        observe("endurance counts", ", ".join(f"{count} {name}" for name, count in course.end.counts))
        if course.end.left_out:
            observe("endurance, works left out", "; ".join(course.end.left_out))
    require_sessions(course)
    wrong = course.of(IncidentKind.WRONG_DATA)

    with expect_all():
        for identifier, what, steps in WRONG:
            own = of_steps(wrong, steps)
            expect(len(own), identifier, what=words(what, own, course)).equals(0)


@pytest.mark.requirement("ENDURE-FREE-01")
def test_what_a_session_used_is_free_again(course: Course) -> None:
    leaks = course.of(IncidentKind.LEAK)
    if not leaks:
        require_sessions(course)
    failed = course.of(IncidentKind.NETWORK, IncidentKind.REFUSAL)
    kept, doubtful = rows_of_module(course), rows_in_doubt(course)

    with expect_all():
        expect(len(leaks), "ENDURE-FREE-01", what=words("refusals for want of room", leaks, course)).equals(0)
        if not leaks and is_proven_by(kept):
            what = words("rows of failed sessions that only a restart of the DUT ended", failed, course)
            expect(len(kept), "ENDURE-FREE-01", what=what).equals(0)
    if not leaks:
        rows = len(kept) + len(doubtful)
        what = f"{rows} rows of failed sessions, ended by a registration anew or a restart: network or DUT"
        stimulus(rows < ROWS_OF_NETWORK, words(what, failed, course))


@pytest.mark.requirement("ENDURE-SPACE-01")
def test_the_space_of_deleted_files_returns(course: Course) -> None:
    stimulus(
        bool(course.space),
        f"the DUT tells no free space (AT+QFLDS), or no round was finished {course.so_far}",
    )

    with expect_all():
        for storage in dict.fromkeys(name for space in course.space for name, _ in space.free):
            lost = next((each for each in shrinking(course) if each.storage == storage), None)
            what = f"bytes of {storage} that are lost in a round {course.so_far}"
            if lost is not None:
                what += (
                    f"; {lost.first} free after round {lost.first_round}, {lost.last} after round "
                    f"{lost.last_round}; the first loss at {shown(lost.at_s)} of {course.begin.clock.value}"
                )
            expect(round(lost.per_round) if lost else 0, "ENDURE-SPACE-01", what=what).equals(0)


@pytest.mark.requirement(
    "EX421-17",
    "EX421-19",
    "EX422-03",
    "EX423-03",
    "FTPCFG-T4-03",
    "SECWRITE-06",
    "SECREAD-03",
    "SECDEL-03",
    "SSLCFG-SECLVL-01",
    "EX421-04",
    "ENDURE-FREE-01",
    "ENDURE-RESTART-01",
)
def test_no_step_is_refused_later(course: Course, observe: Observe) -> None:
    refused = refusals_of_module(course)
    if not refused:
        require_sessions(course)
    disturbed = course.of(IncidentKind.NETWORK, IncidentKind.BENCH)
    observe("endurance, failures of network and bench", len(disturbed))

    with expect_all():
        for identifier, what, steps in REFUSED:
            own = of_steps(refused, steps)
            expect(len(own), identifier, what=words(what, own, course)).equals(0)
    most = DISTURBED_MOST * (len(course.sessions) + len(disturbed))
    stimulus(
        len(disturbed) <= most, words(f"{len(disturbed)} failures of network and bench", disturbed, course)
    )
    rows, unexplained = (
        activations_in_doubt(course),
        of_steps(course.of(IncidentKind.REFUSAL), frozenset({"activate"})),
    )
    what = f"{rows} rows of refused activations, not ended by restarts of the DUT alone: network or DUT"
    stimulus(rows < ROWS_OF_NETWORK, words(what, unexplained, course))


@pytest.mark.requirement("ENDURE-RESTART-01")
def test_the_module_neither_restarts_nor_hangs(course: Course) -> None:
    fallen = course.of(IncidentKind.RESTART, IncidentKind.HANG)
    if not fallen:
        require_sessions(course)

    what = words("restarts and hangs that nobody asked for", fallen, course)
    expect(len(fallen), "ENDURE-RESTART-01", what=what).equals(0)


@pytest.mark.requirement("ENDURE-TIME-01")
def test_sessions_do_not_become_slower(course: Course, observe: Observe) -> None:
    found = values_of(course, course.sessions)[WHOLE].drift
    if found is None:
        stimulus(False, f"too few rounds to compare, {LEAST_ROUNDS} are needed {course.so_far}")
        return
    observe("endurance, time of a round", found)
    slower = slowest(course)
    if slower is not None:
        require_proof(course, *slower)
    name, drift = slower or (WHOLE, found)
    what = (
        f"the time of {name} of a round at the end, as a multiple of that at first {course.so_far}: {drift}"
    )
    expect(drift.ratio if slower else 1.0, "ENDURE-TIME-01", what=what).is_at_most(LEAST_RATIO)


def require_proof(course: Course, name: str, drift: Drift) -> None:
    """Go on if the controls lay the slowdown to the DUT, and not to network or bench."""
    cause = cause_of_slowdown(course, name)
    why = f" ({hindered})" if (hindered := hindrances(course)) else ""
    stimulus(cause is Cause.MODULE, f"{name}: {drift} {course.so_far}; {cause.value}{why}")
