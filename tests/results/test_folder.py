"""The folder of a run: names, the earlier run, the link to the latest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.folder import capture_folder, discard, new_folder, prepare, run_id


def test_an_id_is_in_utc_and_sorts_by_time() -> None:
    now = datetime(2026, 1, 31, 12, 15, tzinfo=timezone(timedelta(hours=2)))

    assert run_id("smoke", now) == "20260131T101500Z-smoke"
    assert run_id("full", now) < run_id("full", now + timedelta(seconds=1))


def test_two_runs_of_one_second_get_two_folders_and_latest_is_the_second(tmp_path: Path) -> None:
    name = run_id("full", datetime.now(UTC))

    first, second = new_folder(tmp_path / "reports", name), new_folder(tmp_path / "reports", name)

    assert first != second
    assert (tmp_path / "reports/latest").resolve() == second.resolve()
    assert not (tmp_path / "reports/latest").readlink().is_absolute()  # the folder may be moved


def test_a_folder_called_latest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest/mine").write_text("")

    folder = new_folder(tmp_path, "run")

    assert folder.is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "run"]
    assert (tmp_path / "latest/mine").exists()


def test_earlier_runs_without_a_readable_header_are_kept_too(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text("")
    prepare(tmp_path)
    (tmp_path / "results.jsonl").write_text('{"run_id": "../../x"}\n')
    prepare(tmp_path)

    kept = [path.name for path in (tmp_path / "earlier").iterdir()]
    assert len(kept) == 2
    assert "------x" in kept
    assert not (tmp_path / "results.jsonl").exists()


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match=r"cannot write a report into .*--report-dir"):
        prepare(tmp_path / "file/out")
    with pytest.raises(UsageError, match=r"cannot write a report into .*--report-dir"):
        new_folder(tmp_path / "file/reports", "run")


def test_a_run_that_came_to_nothing_leaves_nothing_and_latest_is_the_one_before(tmp_path: Path) -> None:
    before = new_folder(tmp_path, "1")
    (before / "results.jsonl").write_text("{}\n")
    empty = new_folder(tmp_path, "2")
    (empty / "allure-results").mkdir()

    discard(empty)

    assert not empty.exists()
    assert (tmp_path / "latest").resolve() == before.resolve()


def test_a_folder_with_something_in_it_is_not_discarded(tmp_path: Path) -> None:
    folder = new_folder(tmp_path, "1")
    (folder / "mine").write_text("")

    discard(folder)

    assert (folder / "mine").exists()


@pytest.mark.parametrize(
    ("case", "start"),
    [
        (
            "suites/tls/test_pairs.py::test_round_trip[TLS1.2-0X0035]",
            "test_pairs.test_round_trip-TLS1.2-0X0035-",
        ),
        ("t.py::test[../../etc/passwd]", "t.test-..-..-etc-passwd-"),
        ("t.py::test[" + "x" * 500 + "]", "t.test-xxx"),
    ],
)
def test_a_folder_is_named_after_its_case(case: str, start: str) -> None:
    name = capture_folder(case)

    assert name.startswith(start)
    assert len(name) < 140
    assert "/" not in name
    assert name != capture_folder(case + "x")
