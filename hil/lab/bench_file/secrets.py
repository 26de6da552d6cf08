"""The value of a secret, from an environment variable or a file; no error shows it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from hil.config.file import wrong
from hil.config.text import text_of
from hil.errors import UsageError
from hil.lab.bench_file.form import Secret

_PIN = re.compile(r"[0-9]{4,8}")  # TS 11.11 9.3


def value_of(secret: Secret, key: str, bench_file: Path) -> str:
    """The value of the secret at that key; empty if the file names none.  Raises `UsageError`."""
    if secret.env and secret.file:
        raise wrong(bench_file, key, expected="env or file", got="both")
    if secret.env:
        value = os.environ.get(secret.env)
        if value is None:
            raise UsageError(f"{bench_file}: {key}: the environment variable {secret.env} is not set")
        return _line(value, f"{bench_file}: {key}: the environment variable {secret.env}")
    if secret.file:
        return _first_line(bench_file, key, bench_file.parent / secret.file)
    return ""


def pin_of(secret: Secret, key: str, bench_file: Path) -> str:
    """As `value_of`, and it must be a PIN."""
    value = value_of(secret, key, bench_file)
    if value and not _PIN.fullmatch(value):
        raise UsageError(
            f"{bench_file}: {key}: expected a PIN of 4 to 8 digits; "
            f"{secret.env or secret.file} holds {len(value)} characters of another form"
        )
    return value


def _first_line(bench_file: Path, key: str, path: Path) -> str:
    try:
        lines = text_of(path).splitlines()
    except UsageError as trouble:
        raise UsageError(f"{bench_file}: {key}: {trouble}") from trouble
    return _line(lines[0] if lines else "", f"{bench_file}: {key}: the first line of {path}")


def _line(value: str, what: str) -> str:
    """The value without space around it; a secret stands between quotation marks in an AT command."""
    text = value.strip()
    if not text:
        raise UsageError(f"{what} is empty")
    if not text.isascii() or not text.isprintable() or '"' in text:
        raise UsageError(f"{what} holds a character that no AT command carries")
    return text
