"""The folder of a failing case, tried in real: the same failure with the defect, none without it.

`make repro` does that for many defects.
"""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest

from .trial import HIL, MOST_S, tried

KINDS = {
    "tls10-becomes-tls11": "test_pairs.py::test_a_legal_pair_is_negotiated_on_every_connection[TLS1.0-0X0035-seclevel0-implicit]",
    "accepts-expired-ca": "test_chains.py::test_a_server_with_a_bad_chain_is_refused[issuer-expired]",
    "ftpcfg-mode-query-says-6": "test_2_2_qftpcfg.py::test_a_connection_mode_is_set_and_read_back[0-1-1]",
}
"""A handshake, the check of a chain, an answer: for each a defect and a case that it fails."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of these cases on a module with all of the defects."""
    folder = tmp_path_factory.mktemp("run") / "run"
    dut = "emulator://m95?" + "&".join(f"defect={name}" for name in KINDS)
    cases = " or ".join(f"({_words(case)})" for case in KINDS.values())
    command = (*HIL, "conformance", "--dut", dut, "-k", cases, "-n", "1", "--report-dir", str(folder))
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_S, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return folder


def _words(case: str) -> str:
    """An expression of pytest that selects the case."""
    name, _, parameters = case.partition("::")[2].rstrip("]").partition("[")
    return f"{name} and {parameters}" if parameters else name


def reproduced(run: Path, case: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = (*HIL, "repro", str(run), case, "--out", str(folder), *more)
    return subprocess.run(command, capture_output=True, text=True, timeout=MOST_S, check=False)


@pytest.mark.parametrize("defect", KINDS)
def test_a_module_with_the_defect_fails_again_and_a_sound_one_does_not(
    defect: str, run: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    written = reproduced(run, KINDS[defect], folder)

    failing, said = tried(folder, tmp_path / "serve", (defect,))
    sound, otherwise = tried(folder, tmp_path / "serve-2")

    assert written.returncode == 0, written.stderr
    assert (failing, said.splitlines()[-1].partition(":")[0]) == (1, "the same failure"), said
    assert (sound, otherwise.splitlines()[-1].partition(":")[0]) == (0, "no failure"), otherwise


def test_the_folder_tells_what_fails_and_has_no_secret(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    written = json.loads(reproduced(run, "issuer-expired", folder, "--json").stdout)

    assert (written["schema"], written["folder"], written["limits"]) == (1, str(folder), [])
    assert written["case"]["verdict"] == "fail"
    assert set(written["files"]) == {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    }
    assert (
        written["confidential"] == [name for name in written["files"] if name.startswith("captures/")] != []
    )
    text = (folder / "README.md").read_text(encoding="utf-8")
    all_texts = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file())

    assert "- expected: an error\n- actual: 0" in text
    assert "**AUTH-17** (" in text
    assert "hil serve --plan servers.json --out serve" in text
    assert "confidential" in text
    assert "PRIVATE KEY" not in all_texts
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder / "captures").iterdir()} == {0o600}
    assert (
        json.loads((folder / "servers.json").read_text())["profiles"][-1]["chain"]["name"] == "issuer-expired"
    )


def test_a_folder_with_files_and_a_case_that_is_none_are_refused(run: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    full = reproduced(run, "issuer-expired", tmp_path)
    unknown = reproduced(run, "no-such-case", tmp_path / "new")

    assert (full.returncode, full.stderr) == (2, f"hil: {tmp_path} has files; name a new folder by --out\n")
    assert unknown.returncode == 2
    assert "no case of this run has 'no-such-case' in its id" in unknown.stderr
