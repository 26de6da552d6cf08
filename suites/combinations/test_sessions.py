"""Sessions in all pairs of settings, files and events, many in a row on the same DUT (note 1.2, 2.2, 2.3, 4.2).

A row of `array` is a session with all its settings.  Each case has some rows; nothing is
restored between them.  A value is set only where it changes, before or after the event
of the row, so that the next session shows whether it lasts.  After a session the DUT is
asked for every other setting, after the last one for all.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect_all
from hil.modem.modem import Modem

from .array import PACKS, pack
from .course import Course
from .judged import OF_A_SESSION, OF_SETTINGS, judge_closed, judge_session, judge_settings, questions
from .sessions import sessions


@pytest.mark.requirement(*OF_A_SESSION, *OF_SETTINGS)
@pytest.mark.parametrize("number", range(PACKS), ids="pack{}".format)
def test_each_session_of_a_history_is_as_it_was_set(
    number: int, course_of: Callable[[Modem], Course], online_modem: Modem
) -> None:
    course = course_of(online_modem)
    rows = pack(number, PACKS, course.claimed)
    course.begin(rows)

    with expect_all():
        for place, (row, done) in enumerate(sessions(course, rows)):
            judge_session(done, course.authority)
            judge_closed(course, row)
            asked = tuple(questions(course, (row.context,) if row.is_secure else ()))
            judge_settings(course, asked[place % 2 :: 2], after=f"a session ({row})")
        judge_settings(course, questions(course, tuple(course.contexts)), after="the last session")
