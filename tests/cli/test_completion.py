"""Completion by the shells themselves: commands, options and values, by the script that `hil completion` prints."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.completing import VALUES
from hil.cli.main import COMMANDS, hil
from tests.peers import program

ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

BASH = """
eval "$(hil completion bash)"
COMP_WORDS=({line}) COMP_CWORD={last}
_hil_completion hil
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

FISH = """
hil completion fish | source
complete -C '{line}'
"""

CASES = [
    ("hil confo", "conformance"),
    ("hil conformance --maxf", "--maxfail"),
    ("hil conformance --campaign smo", "smoke"),
    ("hil conformance --requirement AUTH-05", "AUTH-05"),
    ("hil emulate --defect accepts-expired-c", "accepts-expired-ca"),
    ("hil schema devi", "deviations"),
]


@pytest.mark.parametrize(("line", "word"), CASES)
def test_bash_completes(line: str, word: str) -> None:
    script = BASH.format(line=line, last=len(line.split()) - 1)

    done = subprocess.run(
        [program("bash"), "--norc", "-c", script], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )

    assert (done.stdout.splitlines(), done.stderr) == ([word], "")


@pytest.mark.parametrize(
    ("line", "words", "rest"),
    [
        ("hil emulate --variant hello-random:ti", "hil emulate --variant hello-random : ti", "time"),
        ("hil emulate --variant hello-random:", "hil emulate --variant hello-random :", "random time"),
        ("hil conformance --campaign=pai", "hil conformance --campaign = pai", "pairwise"),
        ("hil serve --fault=stall-before-g", "hil serve --fault = stall-before-g", "stall-before-greeting"),
        (
            "hil emulate --variant hello-random:time --variant clock:read",
            "hil emulate --variant hello-random : time --variant clock : read",
            "read-only",
        ),
    ],
)
def test_bash_completes_behind_a_colon_and_an_equals_sign(line: str, words: str, rest: str) -> None:
    script = f"COMP_LINE='{line}'" + BASH.format(line=words, last=len(words.split()) - 1)

    done = subprocess.run(
        [program("bash"), "--norc", "-c", script], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )

    assert (done.stdout.split(), done.stderr) == (rest.split(), "")


@pytest.mark.parametrize(("line", "word"), CASES[1::2])
def test_fish_completes(line: str, word: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [program("fish"), "--no-config", "-c", FISH.format(line=line)],
        env={**ENVIRONMENT, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert [each.partition("\t")[0] for each in done.stdout.splitlines()] == [word]


def test_zsh_completes_in_its_terminal(tmp_path: Path) -> None:
    theirs, ours = pty.openpty()
    with subprocess.Popen(
        [program("zsh"), "-f", "-i"],
        stdin=ours,
        stdout=ours,
        stderr=ours,
        env={**ENVIRONMENT, "HOME": str(tmp_path), "TERM": "xterm", "PS1": "% "},
        cwd=tmp_path,
        start_new_session=True,
    ) as shell:
        os.close(ours)
        os.write(
            theirs,
            b'autoload -U compinit; compinit -u -D; eval "$(hil completion zsh)"; echo it is "re"ady\n',
        )
        until(theirs, b"it is ready")

        os.write(theirs, b"echo hil; hil conformance --campaign smo\t")
        shown = until(theirs, b"--campaign smoke")

        shell.kill()
    os.close(theirs)
    assert b"--campaign smoke" in shown


def until(terminal: int, wanted: bytes) -> bytes:
    """What a terminal shows up to the wanted words; less if nothing comes for a minute."""
    shown = b""
    while wanted not in shown and select.select([terminal], [], [], 60)[0]:
        shown += os.read(terminal, 4096)
    return shown


@pytest.mark.parametrize("place", VALUES)
def test_the_table_names_options_that_there_are(place: str) -> None:
    command, option = place.split()
    context = hil.make_context("hil", [], resilient_parsing=True)

    found = hil.get_command(context, command)

    assert command in COMMANDS
    assert found is not None
    assert option in [parameter.opts[0] for parameter in found.params]


@pytest.mark.parametrize("place", [each for each in VALUES if not each.endswith((" case", " --module"))])
def test_the_table_has_names_for_each_place(place: str) -> None:
    assert list(VALUES[place]({}))
