"""`hil serve --plan` refuses what contradicts its plan, in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.cli.serve_plan import lay_out
from hil.errors import UsageError

PLAN = {"schema": 1, "authority": {}, "profiles": [{"kind": "ServerProfile"}], "material": [], "files": []}


@pytest.mark.parametrize(
    ("plan", "options", "said"),
    [
        (PLAN, ["--out", "x", "--chain", "expired"], "--plan says what the servers are; leave --chain out"),
        (PLAN, [], "--plan takes --out FOLDER"),
        (PLAN, ["--out", "x"], "does not say when its certificates begin to be valid"),
        ({**PLAN, "schema": 9}, ["--out", "x"], "has schema 9; this version of m95-hil reads 1"),
        ({**PLAN, "profiles": []}, ["--out", "x"], "has no server"),
        ([], ["--out", "x"], "is no plan: expected the plan of servers that hil repro writes"),
    ],
)
def test_a_plan_that_cannot_be_served_is_refused(
    plan: object, options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "servers.json"
    file.write_text(json.dumps(plan))

    code = run(
        [
            "serve",
            "--plan",
            str(file),
            *(each.replace("x", str(tmp_path / "x")) if each == "x" else each for each in options),
        ]
    )

    assert code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", ["../up.bin", "/etc/up.bin", "a/../../up.bin"])
def test_a_file_elsewhere_than_below_the_root_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="below the root"):
        lay_out(tmp_path, [{"name": name, "is_folder": False, "base64": ""}])
