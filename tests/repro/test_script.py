"""The script of a folder by itself: what it needs, what it takes for the same."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from hil.repro import script
from hil.repro.script import MASKS, Replay, differences, is_refused, named, plain

SOURCE = Path(script.__file__).read_text(encoding="utf-8")


def masked(line: str) -> str:
    import re  # noqa: PLC0415 - as in the script

    for pattern, instead in MASKS:
        line = re.sub(pattern, instead, line)
    return line


def test_it_needs_an_old_python_and_pyserial_only() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 8))

    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported - sys.stdlib_module_names == {"serial"}


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        (b"AT+QILOCIP\r\r\n10.1.83.188\r\n", ["<address>"]),
        (b'\r\n+CCLK: "26/11/28,10:00:00+00"\r\n\r\nOK\r\n', ["+CCLK: <time>", "OK"]),
        (b"\r\n866425030000006\r\n", ["<imei>"]),
        (b"\r\n+QFTPOPEN: -5\r\n", ["+QFTPOPEN: -5"]),
        (b"\xff\x00\r\n", ["<2 bytes, sha256 ea5dbf9596d1>"]),
    ],
)
def test_what_differs_from_module_to_module_is_the_same(raw: bytes, lines: list[str]) -> None:
    assert plain(raw, "AT+QILOCIP", masked) == lines


def test_a_line_is_known_by_its_name() -> None:
    assert [named(line) for line in ("+QFTPOPEN: 0", "+CME ERROR: 4010", "CONNECT", "OK")] == [
        "+QFTPOPEN",
        "+CME ERROR",
        "CONNECT",
        "OK",
    ]
    assert is_refused(["+CME ERROR: 4010"])
    assert not is_refused(["+QFTPERROR: 5", "OK"])


@pytest.mark.parametrize(
    ("option", "steps", "words"),
    [
        ("-S", "{}", "the script needs pyserial: python -m pip install pyserial"),
        ("-B", "{}", "KeyError: 'judged'"),
        ("-B", "[", "JSONDecodeError: Expecting value: line 1 column 2 (char 1)"),
    ],
    ids=["no pyserial", "foreign steps", "cut steps"],
)
def test_a_script_that_cannot_work_never_tells_the_same_failure(
    option: str, steps: str, words: str, tmp_path: Path
) -> None:
    shutil.copy(script.__file__, tmp_path / "repro.py")
    (tmp_path / "steps.json").write_text(steps)
    (tmp_path / "sessions.json").write_text("[]")

    ended = subprocess.run(
        [sys.executable, option, str(tmp_path / "repro.py"), "loop://"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (2, f"trouble: {words}\n")


def took(seconds: float, bounds_s: list[float]) -> list[str]:
    """What a script finds where the response took so long, and is the recorded one."""
    replay = cast("Replay", SimpleNamespace(took_s=seconds))
    judged = {"steps": [], "bounds_s": bounds_s, "server": False}
    return list(differences({"judged": judged, "steps": []}, replay, []))


def test_a_response_within_the_bounds_of_its_time_is_not_the_same() -> None:
    assert took(903.0, [0.0, 90.0]) == took(3.0, [10.0]) == []
    assert took(60.0, [0.0, 90.0]) == ["the response took 60.0 s, which is within the bounds"]
    assert took(60.0, [10.0]) == ["the response took 60.0 s, which is within the bounds"]
