"""The sequence diagram: who speaks to whom, where it begins, and which entries stand in one row."""

from __future__ import annotations

import pytest

from hil.report.view.sequence import ARROWS, Lane, folds, of_case
from hil.results.case import TranscriptLine
from hil.transcript import Direction, Pco

ATTACHED = TranscriptLine(0.0, "harness", "·", "attached", "attached")
CONNECTION = TranscriptLine(0.9, "ftp.control", "·", "connection with 127.0.0.1", "connection")


def exchange(command: str, *answers: str) -> tuple[TranscriptLine, ...]:
    return (
        TranscriptLine(0.1, "at", "→", command, "command"),
        *(TranscriptLine(0.2, "at", "←", answer, "response") for answer in answers),
    )


THREE = (*exchange("AT+A=1", "OK"), *exchange("AT+B=1", "OK"), *exchange("AT+B=2", "+B: 0", "OK"))


@pytest.mark.parametrize(
    ("pco", "direction", "start", "end"),
    [
        ("at", "→", Lane.DTE, Lane.MODULE),
        ("at", "←", Lane.MODULE, Lane.DTE),
        ("tls", "→", Lane.SERVER, Lane.MODULE),
        ("tls", "←", Lane.MODULE, Lane.SERVER),
        ("ftp.control", "←", Lane.MODULE, Lane.SERVER),
        ("ftp.data", "·", Lane.SERVER, Lane.SERVER),
        ("harness", "·", Lane.DTE, Lane.DTE),
    ],
)
def test_an_entry_is_an_arrow_between_two_lanes(pco: str, direction: str, start: Lane, end: Lane) -> None:
    arrow = ARROWS[pco, direction]

    assert (arrow.start, arrow.end) == (start, end)


def test_each_point_and_direction_has_an_arrow() -> None:
    assert set(ARROWS) == {(pco.value, direction.value) for pco in Pco for direction in Direction}


def test_an_arrow_has_words_for_those_who_do_not_see_it() -> None:
    assert ARROWS["tls", "←"].words == "TLS, module to server"
    assert ARROWS["ftp.data", "·"].words == "data, server"


def test_the_transcript_starts_at_the_first_command() -> None:
    assert of_case((ATTACHED, *THREE)) == THREE


def test_a_transcript_without_a_command_is_whole() -> None:
    assert of_case((ATTACHED, CONNECTION)) == (ATTACHED, CONNECTION)


def test_settings_in_a_row_are_one_row() -> None:
    (fold,) = folds(THREE)

    assert (fold.first, fold.last) == (0, 6)
    assert fold.words == "3 command lines, each answered with OK: AT+A, 2 × AT+B"


def test_two_settings_stand_apart() -> None:
    assert folds(THREE[:4]) == ()


@pytest.mark.parametrize("answer", ["ERROR", "+CME ERROR: 4010", "+QFTPCFG: -10"])
def test_a_refusal_stands_apart(answer: str) -> None:
    lines = (*THREE, *exchange("AT+C=1", "OK", answer), *THREE)

    assert [(fold.first, fold.last) for fold in folds(lines)] == [(0, 6), (10, 16)]


def test_a_command_that_the_server_hears_of_stands_apart() -> None:
    lines = (*THREE, *exchange("AT+QFTPOPEN", "OK"), CONNECTION)

    assert [(fold.first, fold.last) for fold in folds(lines)] == [(0, 6)]


def test_the_decisive_exchange_stands_apart() -> None:
    lines = (*THREE, *exchange("AT+C=1", "OK"))

    assert [(fold.first, fold.last) for fold in folds(lines, range(7, 9))] == [(0, 6)]
