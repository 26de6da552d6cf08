"""`hil serve` keeps names as octets in every locale, and shows them without one that a terminal would act on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.served import served

NAMES = (b"caf\xc3\xa9", b"caf\xe9", b"cafe\xcc\x81", b"\xff", b"\xc2\x9b31mred", b" lead", b"back\\slash")
LOCALES = {
    "no locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "UTF-8": {"LC_ALL": "C.UTF-8"},
}


@pytest.mark.parametrize("locale", LOCALES)
def test_names_are_the_same_in_every_locale(
    locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in LOCALES[locale].items():
        monkeypatch.setenv(variable, value)
    (tmp_path / "upload").write_bytes(b"content")

    with served("--out", "lab", folder=tmp_path) as server:
        for name in NAMES:
            path = "".join(f"%{octet:02x}" for octet in name)
            server.curl("-T", tmp_path / "upload", server.url("plain", path))
        listed = server.curl("-l", server.url("plain", ""))
        sessions = [server.line() for _ in range(len(NAMES) + 1)]
        stored = {os.fsencode(path.name) for path in Path(server.first["root"]).iterdir()}

    told = {
        each["argument"] for session in sessions for each in session["commands"] if each["verb"] == "STOR"
    }
    record = (tmp_path / "lab" / "sessions.jsonl").read_text(encoding="utf-8")
    assert stored == set(NAMES)
    assert set(listed.splitlines()) == set(NAMES)
    assert len(told) == len(NAMES)
    assert [text for text in told if not text.isprintable()] == []
    assert [json.loads(line) for line in record.splitlines()] == sessions
    assert "\x9b" not in record
