"""`hil personality`: an emulator that is probed gives its personality back, whatever that is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.emulator.device.personality import NOTE, Personality
from hil.emulator.device.personality_file import personality
from hil.results.case import Measurement
from hil.results.records import RESULTS, SCHEMA
from hil.spec.dialect import DialectKey
from tests.suite_run import HANG_S

ROOT = Path(__file__).parent.parent.parent

ODD = """
manufacturer = ["Somebody"]
model = ["Some_M95", "and more"]
revision = "X1"
ati = ["Somebody", "", "Revision: X1"]
qccid_prefix = false
boot_urcs = ["RDY", "+CFUN: 1", "SMS Ready"]
boot_urcs_when_autobauding = ["Call Ready"]
cmee_default = 2
cme_texts = { 4010 = "nowhere", 4012 = "Already exits" }
lf_ends_line = true
deact_in_initial = false
pdp_lost_urc = "0,+PDP DEACT"
compact_replies = ["QFTPOPEN", "QFTPSTAT", "QFTPLIST"]
get_trailing_ok = false
put_trailing_ok = true
qftpcfg_query_ok = false
qftpcfg_quotes_place = false
qftpcfg_default_1 = 0
qftpcfg_default_2 = 1
qftpcfg_default_5 = 1
qftpcfg_default_6 = 1
ftp_read_forms = false
ftp_test_forms = false
ftp_busy_is_error = true
close_without_session = "+QFTPCLOSE"
qsecread_checksum = "stored"
"""
"""Every key that can be measured, other than in the note."""


def probe(url: str, folder: Path, *chosen: str) -> Path:
    """Run the probes against an emulated DUT; the folder of the run."""
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                *(chosen or ("suites/probes",)),
                "-q",
                "-p",
                "no:cacheprovider",
            ),
            *(f"--dut={url}", f"--report-dir={folder}"),
        ],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert (folder / RESULTS).exists(), done.stdout + done.stderr
    return folder


def verdicts(folder: Path) -> set[str]:
    records = map(json.loads, (folder / RESULTS).read_text(encoding="utf-8").splitlines())
    return {record["verdict"] for record in records if record["kind"] == "case"}


def test_an_odd_emulator_gives_its_personality_back(tmp_path: Path) -> None:
    original, found = tmp_path / "odd.toml", tmp_path / "found.toml"
    original.write_text(ODD, encoding="utf-8")
    folder = probe(f"emulator://m95?personality={original}", tmp_path / "run")

    code = run(["personality", "--from", str(folder), "-o", str(found)])

    assert code == 0
    assert verdicts(folder) == {"pass"}
    assert personality(str(found)) == personality(str(original))
    odd = personality(str(original))
    same = [
        entry.name for entry in fields(Personality) if getattr(odd, entry.name) == getattr(NOTE, entry.name)
    ]
    assert same == ["boot_rtc", "variants"]  # the keys that no AT command can show


CASE = {
    "kind": "case",
    "title": "",
    "requirements": [],
    "verdict": "pass",
    "started": "2026-01-01T00:00:00",
    "duration_s": 0.0,
    "phase": "call",
    "reason": "",
    "problem": None,
    "cell": None,
    "transcript": [],
}
HEADER = {
    "kind": "run",
    "schema": 1,
    "run_id": "R",
    "started": "2026-01-01T00:00:00",
    "campaign": "full",
    "dut_url": "u",
    "python": "",
    "openssl": "",
    "platform": "",
    "commit": "",
    "tools": {},
    "command": [],
}


def written_run(folder: Path, *observed: dict[str, str], measured: Sequence[Measurement] = ()) -> Path:
    cases = [{**CASE, "id": f"t.py::{n}", "observed": answers} for n, answers in enumerate(observed)]
    cases += [
        {**CASE, "id": f"t.py::m{n}", "observed": {}, "measured": [asdict(value)]}
        for n, value in enumerate(measured)
    ]
    header = {**HEADER, "schema": SCHEMA if measured else 1}
    folder.mkdir(exist_ok=True)
    (folder / RESULTS).write_text("\n".join(map(json.dumps, [header, *cases])) + "\n", encoding="utf-8")
    return folder


def test_a_run_of_schema_1_gives_a_personality(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = {"OK behind +QFTPPUT": "yes", "blank behind +QFTPOPEN:": "no", "words of 4012": "Exists"}

    code = run(["personality", "--from", str(written_run(tmp_path / "r", answers))])

    said = capsys.readouterr().out
    assert code == 0
    assert "put_trailing_ok = true" in said
    assert 'compact_replies = ["QFTPERROR", "QFTPOPEN"]' in said
    assert 'cme_texts = { 4012 = "Exists" }' in said


def test_each_key_that_can_be_measured_is_a_key_of_a_personality() -> None:
    assert {key.value for key in DialectKey} == {entry.name for entry in fields(Personality)} - {
        "boot_rtc",
        "variants",
    }


def test_only_what_differs_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measured = [Measurement("cmee_default", 1), Measurement("put_trailing_ok", value=True)]
    folder = written_run(tmp_path / "r", {"something else": "x"}, measured=measured)

    code = run(["personality", "--from", str(folder)])

    said = capsys.readouterr().out
    assert code == 0
    assert "put_trailing_ok = true" in said
    assert "cmee_default" not in said.partition("# Not measured")[0]
    assert "boot_rtc" in said.partition("# Not measured")[2]


@pytest.mark.parametrize("where", [None, "p.toml"])
def test_json_has_the_keys_and_the_text_of_the_file(
    where: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    measured = [
        Measurement("put_trailing_ok", value=True),
        Measurement("compact_replies", value=True, item="QFTPOPEN"),
    ]
    folder = written_run(tmp_path / "r", measured=measured)
    to = ("-o", where) if where else ()

    assert run(["personality", "--from", str(folder), "--json", *to]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["file"], found["based_on"]) == (1, where, "note")
    assert found["keys"] == {"put_trailing_ok": True, "compact_replies": ["QFTPERROR", "QFTPOPEN"]}
    assert "boot_rtc" in found["missing"]
    assert "put_trailing_ok = true\n" in found["toml"]
    assert (tmp_path / "p.toml").exists() is bool(where)


def test_what_was_not_measured_comes_from_the_base(tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    folder = written_run(
        tmp_path / "r", measured=[Measurement("compact_replies", value=False, item="QFTPOPEN")]
    )

    code = run(["personality", "--from", str(folder), "-o", str(file), "--based-on", "classic-gsm"])

    base = personality("classic-gsm")
    assert code == 0
    assert personality(str(file)) == replace(base, compact_replies=base.compact_replies - {"QFTPOPEN"})


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ((), "no answer of a probe"),
        (
            (Measurement("get_trailing_ok", value=True), Measurement("get_trailing_ok", value=False)),
            "get_trailing_ok is True and False",
        ),
        (
            (Measurement("cme_texts", "a", "4012"), Measurement("cme_texts", "b", "4012")),
            "cme_texts 4012 is 'a' and 'b'",
        ),
    ],
)
def test_a_run_that_says_nothing_useful_is_refused(
    measured: tuple[Measurement, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written_run(tmp_path / "r", {"something else": "x"}, measured=measured)

    code = run(["personality", "--from", str(folder)])

    assert code == 2
    assert words in capsys.readouterr().err


def test_a_run_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["personality", "--from", str(tmp_path / "nowhere")])

    assert code == 2
    assert "there is no run" in capsys.readouterr().err


def test_a_probe_that_cannot_measure_is_inconclusive(tmp_path: Path) -> None:
    folder = probe(
        "emulator://m95?defect=ram-size-1-refused",
        tmp_path / "run",
        "suites/probes/test_security_files.py::test_the_checksums_are_measured",
    )

    assert verdicts(folder) == {"inconclusive"}
