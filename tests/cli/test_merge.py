"""`hil conformance --shard` and `hil merge`: two shards are run, and make the run that one machine would have made."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.evidence.wire.reading import segments
from hil.results.case_records import encode
from hil.results.ending import Resumption
from hil.results.folder import JUNIT, PAGE, SUMMARY
from hil.results.model import Withdrawal
from hil.results.records import RESULTS, read, resumed_record, withdrawn_record
from hil.seal.writing import head
from tests.cli.test_resume import conformance
from tests.file_schemas.judged import violations
from tests.suite_run import ROOT

SELECTED = ("--requirement", "PAIR-TLS12-0035", "-n", "1", "--captures", "all")


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the runs of both shards, `1` and `2`."""
    folder = tmp_path_factory.mktemp("shards")
    for number in (1, 2):
        done = conformance(folder, *SELECTED, "--shard", f"{number}/2", "--report-dir", str(number))
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"of shard {number}/2 alone: every selected case passed" in done.stdout
    return folder


def test_two_shards_make_the_run_of_the_selection(
    shards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    code = run(["merge", str(shards / "1"), str(shards / "2"), "--report-dir", str(out)])

    assert code == 0
    assert (
        "every selected case passed; only a part of the campaign full was selected: --requirement PAIR-TLS12-0035 (exit 0)"
        in capsys.readouterr().out
    )
    first, second, whole = (read(place) for place in (shards / "1", shards / "2", out))
    assert not {case.id for case in first.cases} & {case.id for case in second.cases}
    assert len(whole.cases) == len(first.cases) + len(second.cases) == len(whole.planned) > 2
    assert whole.is_complete
    captures = [name for case in whole.cases for name in case.captures]
    assert captures
    assert all((out / name).is_file() for name in captures)
    summary = json.loads((out / SUMMARY).read_text(encoding="utf-8"))
    assert [part["shard"] for part in summary["merged"]] == ["1/2", "2/2"]
    assert "conformance full, --requirement PAIR-TLS12-0035, merged of 2 shards" in (out / JUNIT).read_text(
        encoding="utf-8"
    )
    assert "<dt>shard 2/2</dt><dd><code>" in (out / PAGE).read_text(encoding="utf-8")
    assert len(list(segments(out))) == len(list(segments(shards / "1"))) + len(list(segments(shards / "2")))
    assert run(["report", str(out)]) == 0  # it is a run as any other
    assert run(["fidelity", str(out), str(out)]) == 0


def test_one_shard_alone_is_no_whole_run(
    shards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["merge", str(shards / "2"), "--report-dir", str(tmp_path / "out")])

    assert code == 3
    assert "shard 1/2 is missing" in capsys.readouterr().out


def test_what_left_a_shard_and_when_it_went_on_stand_in_the_records_of_the_merged_run(
    shards: Path, tmp_path: Path
) -> None:
    shutil.copytree(shards / "1", tmp_path / "1")
    left = Withdrawal("m1", "the port was lost", "2026-01-31T10:15:00+00:00", quarantined=True)
    went_on = Resumption("2026-01-31T11:00:00+00:00", ("hil", "conformance"))
    *lines, end = (tmp_path / "1" / RESULTS).read_text(encoding="utf-8").splitlines()
    more = [encode(withdrawn_record(left)), encode(resumed_record(went_on))]
    (tmp_path / "1" / RESULTS).write_text("\n".join([*lines, *more, end, ""]), encoding="utf-8")
    (tmp_path / "1" / "manifest.jsonl").unlink()  # a changed run with its chain is refused

    code = run(["merge", str(tmp_path / "1"), str(shards / "2"), "--report-dir", str(tmp_path / "out")])

    whole = read(tmp_path / "out")
    assert code == 0
    assert whole.is_complete
    assert (whole.withdrawals, whole.resumptions) == ((left,), (went_on,))


def test_lost_captures_are_told_and_change_no_verdict(
    shards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(shards / "1", tmp_path / "1")
    shutil.rmtree(tmp_path / "1" / "captures")

    code = run(["merge", str(tmp_path / "1"), str(shards / "2"), "--report-dir", str(tmp_path / "out")])

    assert code == 0
    assert "files of evidence are in none of the runs any more" in capsys.readouterr().err


def test_a_shard_that_was_changed_is_not_merged(
    shards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(shards / "1", tmp_path / "1")
    changed = next((tmp_path / "1" / "sessions").rglob("*.json"))
    changed.write_bytes(changed.read_bytes() + b"\n")

    code = run(["merge", str(tmp_path / "1"), str(shards / "2"), "--report-dir", str(tmp_path / "out")])

    assert code == 2
    assert (
        "is not as it was sealed, and a new seal would hide that: changed: sessions/"
        in capsys.readouterr().err
    )
    assert not (tmp_path / "out").exists()


def test_a_capture_outside_of_the_run_is_not_copied(shards: Path, tmp_path: Path) -> None:
    shutil.copytree(shards / "1", tmp_path / "in" / "1")
    (tmp_path / "in" / "secret").write_text("x", encoding="utf-8")
    (tmp_path / "in" / "1" / "manifest.jsonl").unlink()  # a changed run with its chain is refused
    results = tmp_path / "in" / "1" / RESULTS
    name = read(results).cases[0].captures[0]
    text = results.read_text(encoding="utf-8").replace(f'"{name}"', '"../secret"')
    results.write_text(text, encoding="utf-8")

    run(["merge", str(tmp_path / "in" / "1"), str(shards / "2"), "--report-dir", str(tmp_path / "out" / "x")])

    assert not (tmp_path / "out" / "secret").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("merge",), "Missing argument 'RUN...'"),
        (("merge", "nowhere"), "nowhere; give the folder of a run"),
        (("merge", "{1}", "{1}"), "shard 1/2 came twice"),
        (("merge", "{1}", "{2}", "--report-dir", "{2}"), "is one of the runs to be merged"),
        (("conformance", "--shard", "3/2"), "expected NUMBER/COUNT"),
    ],
)
def test_bad_requests_are_one_line(
    arguments: tuple[str, ...], words: str, shards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [word.replace("{", str(shards) + "/").replace("}", "") for word in arguments]

    code = run(filled)

    said = capsys.readouterr()
    assert code == 2
    assert words in said.err
    assert len(said.err.splitlines()) == 1


def test_workers_of_xdist_take_the_same_shard_and_tell_the_selection(shards: Path, tmp_path: Path) -> None:
    options = (*SELECTED[:2], "--shard=1/2", f"--report-dir={tmp_path}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "suites", "-n", "2", "-q", "-p", "no:cacheprovider", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    here, there = read(tmp_path), read(shards / "1")
    assert here.header.shard == "1/2"
    assert {case.name for case in here.cases} == {case.name for case in there.cases}
    assert len(here.selection) == len(there.selection) > len(here.cases)


def test_a_merged_run_keeps_to_the_schemas_and_is_sealed_with_the_heads_of_its_parts_also_with_json(
    shards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["merge", str(shards / "1"), str(shards / "2"), "--report-dir", str(out), "--json"]) == 0
    told = capsys.readouterr()

    assert told.out == (out / SUMMARY).read_text(encoding="utf-8")
    assert "every selected case passed" in told.err
    assert run(["verify", str(out)]) == 0

    said = capsys.readouterr().out
    for part in ("1", "2"):
        assert f"made of the run {read(shards / part).header.run_id}, head {head(shards / part)}" in said
    assert violations(out) == []
