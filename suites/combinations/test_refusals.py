"""Sessions that are refused or fail, in all pairs of flaws, settings and events, and a good session after each (note 2.3, 3).

After the flaw the same settings serve for a session with a good server.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect_all
from hil.modem.modem import Modem

from .course import Course
from .flaws import PACKS, meet, pack
from .judged import OF_A_SESSION, OF_SETTINGS, judge_session, judge_settings, questions
from .sessions import begin, visit


@pytest.mark.requirement(
    "AUTH-05",
    "AUTH-07",
    "AUTH-13",
    "SSLCFG-RTC-03",
    "SSLCFG-VERSION-12",
    "SSLCFG-CIPHER-14",
    "ERR-SRV-450",
    "ERR-SRV-452",
    "ERR-SRV-501",
    "ERR-SRV-530",
    "ERR-SRV-532",
    "ERR-SRV-550",
    "ERR-SRV-551",
    "ERR-SRV-552",
    "ERR-SRV-553",
    *OF_A_SESSION,
    *OF_SETTINGS,
)
@pytest.mark.parametrize("number", range(PACKS), ids="pack{}".format)
def test_each_flaw_of_a_history_is_refused_and_a_good_session_follows(
    number: int, course_of: Callable[[Modem], Course], online_modem: Modem
) -> None:
    course = course_of(online_modem)
    rows = pack(number, course.claimed)
    course.begin(tuple(row for row, _ in rows))

    with expect_all():
        for place, (row, flaw) in enumerate(rows):
            begin(course, row, is_first=not place)
            meet(course, row, flaw)
            judge_session(visit(course, row, f"{place} {row.login}"), course.authority)
        judge_settings(course, questions(course, tuple(course.contexts)), after="the last session")
