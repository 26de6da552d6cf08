"""Whole sessions after a reboot and after a loss of power, on the same DUT (note 2.4, 5.1).

What the DUT may lose is set again: settings, files in RAM, the clock.  The files in NVRAM
are those from before.  Two sessions follow each restart: in the first one each command
is the first of its kind, the second one has other settings.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect_all
from hil.modem.modem import Modem

from ..restarts import cut_supply
from .array import possible, rows
from .course import Course
from .judged import OF_A_SESSION, OF_SETTINGS, judge_session, judge_settings, questions
from .sessions import begin, visit

SESSIONS = 6
EVERY = 2
STEP = 11
"""Which rows: so many apart, and how many sessions there are after a restart."""


@pytest.mark.requirement(*OF_A_SESSION, *OF_SETTINGS)
@pytest.mark.parametrize(
    ("restart", "first"),
    [
        pytest.param(Modem.reboot, 5, id="reboot"),
        pytest.param(cut_supply, 52, id="supply-cut"),
    ],
)
def test_sessions_after_a_restart_are_as_they_were_set(
    restart: Callable[[Modem], None],
    first: int,
    course_of: Callable[[Modem], Course],
    online_modem: Modem,
) -> None:
    course = course_of(online_modem)
    secure = [row for row in rows() if row.is_secure]
    some = (secure[(first + STEP * place) % len(secure)] for place in range(SESSIONS))
    chosen = tuple(possible(row, course.claimed) for row in some)
    course.begin(chosen)

    with expect_all():
        for place, row in enumerate(chosen):
            if place % EVERY == 0:
                restart(online_modem)
                course.restarted(chosen)
            begin(course, row, is_first=place % EVERY == 0)
            judge_session(visit(course, row, f"{place} {row.login}"), course.authority)
            judge_settings(course, questions(course, tuple(course.contexts)), after=f"a session ({row})")
