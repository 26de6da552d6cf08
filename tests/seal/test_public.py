"""A copy of a run for third parties: no captures, no IMEI, a chain of its own that tells what it lacks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.case import TranscriptLine
from hil.results.records import RESULTS, read
from hil.results.selftest_file import encode
from hil.seal import writing
from hil.seal.examination import Standing, examine
from hil.seal.public import left_out
from tests.results.samples import HEADER, write_run
from tests.results.selftests import FIT
from tests.seal.sealed import FILES, PASSED, put, sealed_run

IMEI = "490154203237518"
CAPTURE = next(name for name in FILES if name.startswith("captures"))
WIRE = "".join(
    f"{json.dumps(record)}\n"
    for record in (
        {"kind": "open", "t": 0, "line": 1, "url": f"emulator://m95?imei={IMEI}"},
        {"t": 1, "line": 1, "to": "AT+CGSN\r"},
        {"t": 2, "line": 1, "from": f"\r\n{IMEI[:7]}"},
        {"t": 3, "line": 2, "from": "\r\n"},
        {"t": 4, "line": 1, "from": f"{IMEI[7:]}\r\n"},
        {"t": 5, "line": 1, "from_base64": "/w0KNDkwMTU0MjAzMjM3NTE4DQo="},
        {"t": 627129755173, "line": 1, "to": "AT\r"},
    )
)


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """A sealed run with a capture, and with an IMEI in its records and in two pieces in the record of its line."""
    folder = tmp_path / "run"
    report = sealed_run(folder)
    line = TranscriptLine(0.1, "at", "←", IMEI, "response")
    case = replace(PASSED, transcript=(line,), captures=(CAPTURE,), duration_s=0.123456)
    put(folder, {"wire/main.jsonl": WIRE.encode()})
    (folder / RESULTS).unlink()
    write_run(folder / RESULTS, replace(report, cases=(case,)))
    (folder / "manifest.jsonl").unlink()
    writing.begin(folder, HEADER.run_id, goes_on=False)
    writing.seal(folder, report)
    return folder


@pytest.fixture
def copy(original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The public copy of it."""
    assert run(["report", str(original), "--public", "--output", str(tmp_path / "copy")]) == 0
    capsys.readouterr()
    return tmp_path / "copy"


def test_a_public_copy_is_sound_and_lacks_the_captures(original: Path, copy: Path) -> None:
    examined = examine(copy)

    assert examined.standing is Standing.SOUND
    head = writing.head(original)
    assert f"a public copy of the run with the head {head}: 1 files left out, 2 redacted" in examined.notes
    assert not (copy / "captures").exists()
    assert left_out(copy) == {CAPTURE}


def test_no_file_of_a_public_copy_holds_the_imei(copy: Path) -> None:
    texts = [path.read_bytes() for path in copy.rglob("*") if path.is_file()]

    assert not any(IMEI.encode() in text or IMEI[:7].encode() in text for text in texts)
    assert not any(b"NDkwMTU0MjAzMjM3NTE4" in text for text in texts)


def test_what_holds_no_imei_is_copied_as_it_is(original: Path, copy: Path) -> None:
    session = "sessions/test_hello-1/session-1.json"
    lines = (copy / "wire/main.jsonl").read_text().splitlines()

    assert (copy / session).read_bytes() == (original / session).read_bytes()
    assert [json.loads(line).get("t") for line in lines] == [0, 1, 2, 3, 4, 5, 627129755173]
    assert read(copy).cases[0].duration_s == 0.123456


def test_a_public_copy_is_rendered_again_without_a_warning(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(copy)]) == 0

    assert capsys.readouterr().err == ""
    assert examine(copy).standing is Standing.SOUND


def test_a_folder_with_files_gets_no_public_copy(
    original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path / "taken", {"a": b""})

    for folder in (tmp_path / "taken", original / "copy"):
        assert run(["report", str(original), "--public", "--output", str(folder)]) == 2
        assert "name a new folder for the public copy" in capsys.readouterr().err


def test_a_public_copy_needs_a_folder(original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(original), "--public"]) == 2
    assert "--public makes a copy of the run" in capsys.readouterr().err


def test_a_run_that_was_changed_gets_no_public_copy(
    original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(original, {"sessions/test_hello-1/session-1.json": b'{"number":3}\n'})

    assert run(["report", str(original), "--public", "--output", str(tmp_path / "copy")]) == 2

    assert (
        "is not as it was sealed, and a new seal would hide that: changed: sessions/"
        in capsys.readouterr().err
    )
    assert not any((tmp_path / "copy").iterdir())


def test_a_damaged_run_gets_no_public_copy_without_a_manifest_either(
    original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (original / "manifest.jsonl").unlink()
    (original / "run.json").unlink()

    assert run(["report", str(original), "--public", "--output", str(tmp_path / "copy")]) == 2

    assert "is damaged, and the seal of a copy would hide that: run.json" in capsys.readouterr().err


def test_a_public_copy_has_the_record_of_the_selftest(
    original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "selftest.json"
    record.write_bytes(encode(FIT))
    run(["report", str(original), "--selftest", str(record), "--format", "json"])

    run(["report", str(original), "--public", "--output", str(tmp_path / "copy")])

    capsys.readouterr()
    assert (tmp_path / "copy/selftest.json").read_bytes() == record.read_bytes()
    assert examine(tmp_path / "copy").standing is Standing.SOUND
