"""The times of a run out of its session files, transcripts and line records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hil.report.view.sessions import SessionView, session_view, sessions_of
from hil.report.view.timing import LATENCY_EDGES_S, spread, timing
from hil.results.case import CaseResult, TranscriptLine
from tests.results.samples import OTHERS

HANDSHAKE: dict[str, Any] = {
    "version": 0x0303,
    "suite": 0x35,
    "finished": True,
    "failure": None,
    "resumed": False,
    "fired": [],
}
CONTROL = {
    "handshake": HANDSHAKE,
    "handshake_s": 0.003,
    "lasted_s": 0.5,
    "received": 62,
    "sent": 125,
    "ending": "close_notify by the DUT",
}
FAULT = {"point": "completion", "verb": "RETR", "action": {"code": 426, "text": "Aborted."}}


def record(**changes: Any) -> dict[str, Any]:
    data = {**CONTROL, "received": 0, "sent": 3000, "lasted_s": 0.1}
    return {
        "listener": "implicit",
        "control": CONTROL,
        "data": [data],
        "fired": [],
        "logged_in": True,
        **changes,
    }


def session(**changes: Any) -> SessionView:
    return session_view("sessions/a/session-1.json", record(**changes))


def case(*answers_s: float) -> CaseResult:
    lines: list[TranscriptLine] = []
    for number, answer_s in enumerate(answers_s):
        lines.append(TranscriptLine(10.0 * number, "at", "→", "AT", "command"))
        lines.append(TranscriptLine(10.0 * number + answer_s / 2, "at", "←", "+CREG: 1", "urc"))
        lines.append(TranscriptLine(10.0 * number + answer_s, "at", "←", "OK", "response"))
    return replace(OTHERS[0], transcript=tuple(lines))


def test_handshakes_are_told_by_version_and_suite() -> None:
    (found,) = timing([], [session()], None).handshakes

    assert (found.name, found.count, found.middle) == ("TLS1.2 0X0035", 2, 0.003)


def test_a_handshake_that_failed_has_no_time() -> None:
    broken = {**CONTROL, "handshake": {**HANDSHAKE, "finished": False, "failure": "alert"}}

    assert timing([], [session(control=broken, data=[])], None).handshakes == ()


def test_a_transfer_has_its_bytes_and_its_rate() -> None:
    found = timing([], [session()], None)

    assert [(each.suite, each.size) for each in found.moved] == [("0X0035", 3000)]
    assert found.rates[0].middle == pytest.approx(30_000)


def test_a_connection_in_clear_has_no_suite() -> None:
    found = timing([], [session(data=[{**record()["data"][0], "handshake": None}])], None)

    assert [each.name for each in found.transfers] == ["in clear"]


def test_a_connection_without_data_is_no_transfer() -> None:
    assert timing([], [session(data=[{**CONTROL, "received": 0, "sent": 0}])], None).moved == ()


def test_answers_are_counted_in_bins_and_urcs_are_no_answers() -> None:
    found = timing([case(0.00005, 0.003, 0.003, 6.0)], [], None)

    counts = dict(zip(LATENCY_EDGES_S, found.latency, strict=True))
    assert {edge: count for edge, count in counts.items() if count} == {
        0.0001: 1,
        0.002: 2,
        5.0: 1,
    }
    assert found.latency_middle_s == pytest.approx(0.003)


def test_a_run_without_sessions_and_commands_has_no_times() -> None:
    assert timing([OTHERS[0]], [], None).is_empty


def test_a_spread_has_least_median_percentile_and_most() -> None:
    found = spread("x", range(1, 101))

    assert (found.least, found.middle, found.high, found.most) == (1, 50.5, 96, 100)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"kind":"wire"}\n{"kind":"open","baud":115200}\n', 11_520),
        ('{"kind":"open"}\n', 0),
        ('{"kind":"open", broken\n', 0),
        ("", 0),
    ],
)
def test_the_line_rate_is_that_of_the_opened_port(tmp_path: Path, content: str, expected: float) -> None:
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire/gw0.jsonl").write_text(content)

    assert timing([], [], tmp_path).line_rate == expected


def test_sessions_are_read_from_the_folder_and_damaged_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(json.dumps(record(fired=[FAULT])))
    (tmp_path / "bad.json").write_text("{")
    about = replace(OTHERS[0], sessions=("good.json", "bad.json", "gone.json"))

    (found,) = sessions_of(about, tmp_path)

    assert (found.path, found.listener, found.fired) == (
        "good.json",
        "implicit",
        ("completion of RETR: 426 Aborted.",),
    )
    assert (found.control.version, found.control.suite) == ("TLS1.2", "0X0035")
