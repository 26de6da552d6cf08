"""Each command line of `hil` in README, docs and pages of help is one that `hil` takes, with the DUTs in it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest

from hil.cli.main import COMMANDS, hil
from hil.urlhandler.protocol_emulator import EmulatorUrl

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

COMMAND = re.compile(r"(?m)^ *(?:\$ |hil )?hil ([a-z].*)$")
END = re.compile(r" {2,}| [#&|>;] ?|$")
"""What ends the words of a command line: its explanation, or an operator of the shell."""

EMULATED = re.compile(r"emulator://m95\?[^\s'`\")|\]]+")
PLACEHOLDERS = re.compile(r"\[|=ID\b|\.\.\.|=\./")
CHOICE = re.compile(r"\|\S+")
"""The other values of `failed|all|none`."""


def written(text: str) -> Iterator[str]:
    for found in COMMAND.finditer(text):
        line = found[1]
        if not PLACEHOLDERS.search(line):
            yield CHOICE.sub("", END.split(line, maxsplit=1)[0])


def in_pages() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for line in written(page.read_text(encoding="utf-8")):
            yield page.name, line
    context = click.Context(hil)
    for name in COMMANDS:
        command = hil.get_command(context, name)
        assert command is not None
        for line in written(command.epilog or ""):
            yield f"hil {name} --help", line


@pytest.mark.parametrize(("page", "line"), sorted(set(in_pages())))
def test_a_written_command_line_is_one_that_hil_takes(
    page: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("servers.json").touch()  # as `hil repro` writes it
    name, *arguments = shlex.split(line)

    with click.Context(hil, info_name="hil") as root:
        command = hil.get_command(root, name)
        assert command is not None, page
        with suppress(click.exceptions.Exit):  # of a list, which click prints at once
            command.make_context(name, arguments, parent=root).close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_emulated_dut_of_a_page_exists(page: Path) -> None:
    urls = set(EMULATED.findall(page.read_text(encoding="utf-8")))

    for url in sorted(urls):
        if not PLACEHOLDERS.search(url):
            assert EmulatorUrl.parse(url)
