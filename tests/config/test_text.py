"""A path of a file that a user writes may lead to anything: it is read or told, and nothing waits for ever."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hil.campaign.own_requirements import load as load_requirements
from hil.campaign.pics_file import load as load_pics
from hil.config.text import MOST_BYTES, text_of
from hil.errors import UsageError
from hil.lab.bench_file.lab import load as load_lab
from hil.lab.bench_file.reading import load as load_bench

BENCH = """name = "m95-1"\nport = "/dev/ttyUSB0\""""
TEXT = '[dut]\nname = "a"\n'


def told(path: Path) -> str:
    with pytest.raises(UsageError) as raised:
        text_of(path)
    assert str(raised.value).startswith(f"{path}: ")
    return str(raised.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["LF", "mark", "CR LF", "CR"],
)
def test_each_form_of_text_is_the_same(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(content)

    assert text_of(tmp_path / "a.toml") == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(f"\ufeff{TEXT}".encode(encoding))

    assert told(tmp_path / "a.toml") == "is no text in UTF-8: it is UTF-16; save it as UTF-8"


def test_a_pipe_without_a_writer_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.toml")

    assert told(tmp_path / "a.toml") == "expected a file; got a pipe into which nobody writes"


@pytest.mark.parametrize("load", [text_of, lambda path: load_bench(path).text], ids=["text", "bench"])
def test_a_pipe_of_a_shell_is_read_to_its_end(load: Callable[[Path], str]) -> None:
    reader, writer = os.pipe()
    with subprocess.Popen(["sh", "-c", 'echo "$0"; echo "$1"', "[[module]]", BENCH], stdout=writer):
        os.close(writer)
        text = load(Path(f"/dev/fd/{reader}"))
    os.close(reader)

    assert text == f"[[module]]\n{BENCH}\n"


def test_a_device_without_an_end_is_refused() -> None:
    assert told(Path("/dev/zero")) == f"expected a file of {MOST_BYTES} bytes at most; got more"


def test_a_file_that_nobody_wrote_by_hand_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.toml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    assert told(tmp_path / "a.toml") == f"expected a file of {MOST_BYTES} bytes at most; got more"


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert told(tmp_path) == "cannot be read: Is a directory"


@pytest.mark.parametrize(
    ("load", "text"),
    [
        (load_pics, 'tls = "{}"'),
        (load_pics, 'ftp.modes = ["{}"]'),
        (load_lab, 'lab.received = "{}"'),
        (load_requirements, 'catalogue.prefix = "{}"'),
    ],
)
def test_a_long_value_is_shortened_in_an_error(
    load: Callable[[Path], object], text: str, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text(text.format("x" * 50_000))

    with pytest.raises(UsageError) as raised:
        load(tmp_path / "a.toml")

    assert "... (50002 characters)" in str(raised.value)
    assert len(str(raised.value)) < 600
