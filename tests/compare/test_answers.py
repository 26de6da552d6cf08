"""Answers that no case judges: what changed in them, what follows from the dialect, what differs in each run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.compare.answers import answer_changes, departure_changes, reading_changes
from hil.compare.comparison import compared
from hil.compare.dialect import DialectChange
from hil.compare.statement import document
from hil.compare.verdicts import Pair
from hil.results.case import CaseResult, StrictReading
from hil.spec.dialect import DialectKey
from hil.verdict import FailedCheck
from tests.compare.runs import PASSED, case, run_of

COMPACT = DialectChange(DialectKey.COMPACT_REPLIES, "QFTPOPEN", "no", "yes", probed=True)
TRAILING = DialectChange(DialectKey.GET_TRAILING_OK, "", "yes", "no", probed=True)


def answering(name: str, answer: str, of: CaseResult = PASSED) -> CaseResult:
    return replace(of, observed=((name, answer),), probe="7. What comes?")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("peer", '"10.0.0.1",1234', '"10.0.0.2",77'),
        ("user", "USER m95-0a1b2c", "USER m95-ffffff"),
        ("AT+QFTPOPEN?", '+QFTPOPEN: "127.0.0.1",33705 | OK', '+QFTPOPEN: "",0 | OK'),
        ('at+qsslcfg="sslversion",0', '+QSSLCFG: "sslversion",0 OK', '+QSSLCFG: "sslversion",3 OK'),
        ("names that are taken", "RAM:b, RAM:a", "RAM:a, RAM:b"),
        ("forms of a port that are accepted", "01234, 1234", "0777, 777"),
        ("seconds between rounds", "600, 601", "600, 600"),
        ("clock", "2004-01-01 00:00:01", "2004-01-01 00:00:09"),
    ],
)
def test_what_differs_from_run_to_run_is_no_change(name: str, before: str, after: str) -> None:
    assert answer_changes([Pair(answering(name, before), answering(name, after))]) == ()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("answer", "+QFTPOPEN: -5", "+QFTPOPEN: -6"),
        ("AT+QFTPOPEN?", '+QFTPOPEN: "",0 | OK', "ERROR"),
        ('AT+QSSLCFG="sslversion",0', '+QSSLCFG: "sslversion",0 OK', "ERROR"),
        ('AT+QSSLCFG="sslversion",0,5', "OK", "ERROR"),
        ("bytes on the server", "10220", "10221"),
    ],
)
def test_another_answer_is_a_change(name: str, before: str, after: str) -> None:
    (found,) = answer_changes([Pair(answering(name, before), answering(name, after))], [COMPACT, TRAILING])

    assert (found.before, found.after, found.question, found.follows) == (before, after, "7. What comes?", ())


def test_equal_changes_of_several_cases_are_one() -> None:
    pairs = [
        Pair(answering("reaction", "-5", of), answering("reaction", "0", of))
        for of in (PASSED, case("test_b"))
    ]

    (found,) = answer_changes(pairs)

    assert found.cases == (PASSED.id, case("test_b").id)


@pytest.mark.parametrize(
    ("before", "after", "follows"),
    [
        ("OK | +QFTPOPEN: 0", "OK | +QFTPOPEN:0", ("compact_replies QFTPOPEN",)),
        ("+QFTPGET: 5 | OK", "+QFTPGET: 5", ("get_trailing_ok",)),
        ("OK | +QFTPOPEN: 0", "OK | +QFTPOPEN:-1", ()),
        ("OK | +QFTPSTAT: IDLE", "OK | +QFTPSTAT:IDLE", ()),  # that line did not change its form
    ],
)
def test_an_answer_follows_from_the_forms_that_changed(
    before: str, after: str, follows: tuple[str, ...]
) -> None:
    (found,) = answer_changes(
        [Pair(answering("answer", before), answering("answer", after))], [COMPACT, TRAILING]
    )

    assert found.follows == follows


@pytest.mark.parametrize(
    ("key", "values", "name", "sides"),
    [
        (DialectKey.FTP_TEST_FORMS, ("yes", "no"), "AT+QFTPOPEN=?", ("OK", "ERROR")),
        (DialectKey.QFTPCFG_DEFAULT_2, ("0", "1"), "type 2, set to 1, after a restart", ("+QFTPCFG: 0", "+QFTPCFG: 1")),
        (DialectKey.CME_TEXTS, ("the file is not found", "no file"), "words", ("the file is not found", "no file")),
        (DialectKey.FTP_READ_FORMS, ("yes", "no"), "AT+QFTPUSER?", ('+QFTPUSER: "a" OK', "ERROR")),
        (DialectKey.QFTPCFG_QUOTES_PLACE, ("yes", "no"), "type 4", ('+QFTPCFG: "/a/" OK', "+QFTPCFG: /a/ OK")),
        (DialectKey.QFTPCFG_QUERY_OK, ("yes", "no"), "type 1", ("+QFTPCFG: 1 | OK", "+QFTPCFG: 1")),
        (DialectKey.QFTPCFG_DEFAULT_1, ("1", "0"), "AT+QFTPCFG after it", ("type 1=1, type 2=0", "type 1=0, type 2=0")),
    ],
)  # fmt: skip
def test_an_answer_follows_from_a_value_and_not_from_its_contrary(
    key: DialectKey, values: tuple[str, str], name: str, sides: tuple[str, str]
) -> None:
    before, after = sides
    change = DialectChange(key, "", *values, probed=True)

    (found,) = answer_changes([Pair(answering(name, before), answering(name, after))], [change])
    (other,) = answer_changes([Pair(answering(name, before), answering(name, f"{after}3"))], [change])

    assert (found.follows, other.follows) == ((key.value,), ())


def test_a_form_that_was_refused_before_does_not_follow_from_one_that_is_refused_now() -> None:
    change = DialectChange(DialectKey.FTP_TEST_FORMS, "", "yes", "no", probed=True)

    (found,) = answer_changes(
        [Pair(answering("AT+QFTPPUT=?", "ERROR"), answering("AT+QFTPPUT=?", "OK"))], [change]
    )

    assert found.follows == ()


def test_what_a_race_decides_is_told_as_such() -> None:
    name = "reaction, as the race of data and reply decides"

    (found,) = answer_changes([Pair(answering(name, "-7"), answering(name, "-426"))])
    shown = document(compared(run_of(answering(name, "-7")), run_of(answering(name, "-426"))))

    assert found.is_racing
    assert [table.title for table in shown.shown if "nswers" in table.title] == [
        "Answers that a race decides"
    ]


def test_a_stricter_reading_that_came_out_otherwise_is_told() -> None:
    before = replace(PASSED, strict=(StrictReading("alert", "alert 42", "alert 42", held=True),))
    after = replace(PASSED, strict=(StrictReading("alert", "alert 42", "alert 40", held=False),))

    (found,) = reading_changes([Pair(before, after), Pair(before, before)])

    assert (found.name, found.before, found.after, found.held) == (
        "alert",
        "alert 42",
        "alert 40",
        (True, False),
    )


def test_departures_that_came_and_went_are_told() -> None:
    departing = replace(PASSED, departures=(FailedCheck(("GEN-09",), None, "it is slow", "1", "2"),))

    found = departure_changes([Pair(PASSED, departing), Pair(departing, PASSED), Pair(departing, departing)])

    assert [(each.requirement, each.is_new) for each in found] == [("GEN-09", True), ("GEN-09", False)]
