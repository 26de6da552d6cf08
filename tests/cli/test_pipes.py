"""A pipe without a writer is no file of a user: each command that reads one tells so and ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.records import RESULTS
from tests.results.samples import sample, write_run


@pytest.mark.parametrize(
    "words",
    [
        "seal RUN --key PIPE --certificate PIPE",
        "verify RUN --ca PIPE",
        "verify RUN --certificate PIPE",
        "report RUN --selftest PIPE",
        "report RUN --lab PIPE",
        "serve --out OUT --plan PIPE",
        "conformance --campaign smoke --selftest PIPE --requirement SSLCFG-RTC-03",
        "conformance --campaign smoke --deviations PIPE",
        "bench --check PIPE",
        "pics PIPE",
    ],
)
def test_no_command_waits_for_a_writer(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "one").mkdir()
    write_run(tmp_path / "one" / RESULTS, sample())

    code = run([{"RUN": "one", "PIPE": str(pipe), "OUT": "out"}.get(word, word) for word in words.split()])

    assert code == 2
    assert f"{pipe}: expected a file; got a pipe into which nobody writes" in capsys.readouterr().err
