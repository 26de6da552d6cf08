"""What `--json` prints: one object with the number of its form, and nothing else on standard output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from hil.bench import Bench
from hil.cli import estimate, replay
from hil.cli.main import COMMANDS, hil, run
from hil.emulator.defects import DEFECTS, WEARING
from hil.emulator.mishaps.catalogue import MISHAPS
from hil.emulator.variants.catalogue import SWITCHES
from hil.estimate.load import LOCAL, Load
from hil.estimate.prediction import Costs
from hil.ftps.named_faults import FORMS, NAMED_FTP_FAULTS
from hil.ftps.shaping import NETWORKS
from hil.pki.chains import CHAINS
from hil.tls.faults import FAULTS
from tests.fidelity.recorded import answers, record

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"

LISTS: dict[tuple[str, str], dict[str, list[str]]] = {
    ("serve", "--list-chains"): {"chains": [*CHAINS]},
    ("serve", "--list-faults"): {"ftp": [*NAMED_FTP_FAULTS], "forms": [*FORMS], "tls": [*FAULTS]},
    ("serve", "--list-networks"): {"networks": [*NETWORKS]},
    ("emulate", "--list-defects"): {"defects": [*DEFECTS, *WEARING], "mishaps": [*MISHAPS]},
    ("emulate", "--list-variants"): {"switches": [*SWITCHES]},
}
"""The names in each list of each object."""


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    """The object that a command prints."""
    assert run(list(arguments)) == code
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == 1
    return dict(found)


@pytest.mark.parametrize("asked", LISTS, ids=" ".join)
def test_a_list_has_every_name(asked: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    command, option = asked

    behind = printed(capsys, command, option, "--json")
    before = printed(capsys, command, "--json", option)

    names = {
        part: [row.get("name") or row["form"] for row in rows]
        for part, rows in behind.items()
        if part != "schema"
    }
    assert names == LISTS[asked]
    assert before == behind


def test_a_list_without_json_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--list-networks"]) == 0

    assert capsys.readouterr().out.startswith("network ")


def test_a_list_is_printed_whatever_else_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "serve", "--version", "ssl9", "--list-chains", "--json")["chains"]


def test_a_network_has_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    first, *_ = printed(capsys, "serve", "--list-networks", "--json")["networks"]

    shaping = NETWORKS[first["name"]].shaping
    assert (first["up_bit_s"], first["latency_s"]) == (shaping.up_bit_s, shaping.latency_s)


def test_the_cases_of_a_replay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "at_only", lambda _run: iter(("a", "b")))

    assert printed(capsys, "replay", str(tmp_path), "--cases", "--json")["cases"] == ["a", "b"]


def test_an_estimate_has_its_parts_and_tells_them_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = (Load(cases=1, steps={LOCAL: 10}), Load(cases=1, steps={LOCAL: 30}, up=100))
    monkeypatch.setattr(estimate, "rehearse", lambda _selection: loads)
    monkeypatch.setattr(estimate, "measure", lambda _bench: Costs({LOCAL: 0.5}, up_s=0.01, start_s=2.0))

    code = estimate.run(Bench("/dev/ttyUSB0", "127.0.0.1", "localhost"), (), modules=2, as_json=True)

    said = capsys.readouterr()
    found = json.loads(said.out)
    assert code == 0
    assert (found["schema"], found["dut"], found["modules"]) == (1, "/dev/ttyUSB0", 2)
    assert (found["load"]["cases"], found["load"]["steps"], found["load"]["up_bytes"]) == (
        2,
        {LOCAL: 40},
        100,
    )
    assert (found["work_s"], found["longest_case_s"], found["total_s"]) == (21.0, 16.0, 18.0)
    assert sum(found["parts_s"].values()) == found["work_s"]
    assert said.err.startswith("rehearsal: 2 cases, ")


def test_an_estimate_may_be_asked_as_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "run", lambda *_, as_json, **__: 7 if as_json else 0)

    assert run(["conformance", "--estimate", "--json", "--no-preflight"]) == 7
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", ["serve", "replay"])
def test_the_first_line_of_what_serves_has_the_number_of_its_form(command: str, tmp_path: Path) -> None:
    run_folder = record(tmp_path, {"case": [("AT\r", answers("OK"))]})
    where = {
        "serve": (),
        "replay": (str(run_folder), "--tcp", "127.0.0.1:0"),
    }
    line = [sys.executable, "-m", "hil.cli.main", command, "--json", *where[command]]

    with subprocess.Popen(line, stdout=subprocess.PIPE, cwd=tmp_path) as program:
        assert program.stdout is not None
        first = program.stdout.readline()
        program.terminate()

    assert json.loads(first)["schema"] == 1


OTHER_FORMS = {"compare": "--format", "history": "--format", "report": "--format"}
WITHOUT = {"completion", "schema"}
"""The commands that print the text of a file for another program."""


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - WITHOUT))
def test_a_command_has_json_and_the_page_tells_its_form(name: str) -> None:
    command = hil.get_command(click.Context(hil), name)
    option = OTHER_FORMS.get(name, "--json")
    _, _, page = PAGE.read_text(encoding="utf-8").partition("\n## JSON\n")

    assert command is not None
    assert option in {word for each in command.params for word in each.opts}
    assert any(f"hil {name} " in row and option in row for row in page.splitlines())
