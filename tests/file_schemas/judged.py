"""The files of a run, judged by a validator of JSON Schema that we did not write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from hil.cli.schema import FORMS
from hil.results.description import RUN
from hil.results.folder import SESSIONS, SUMMARY
from hil.results.records import RESULTS


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of the schema of that name, which is a valid one itself."""
    schema = json.loads(FORMS[name]().schema_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def violations(folder: Path) -> list[str]:
    """What the files of a run have against their schemas."""
    return [
        f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for name, schema, content in _files(folder)
        for error in validator(schema).iter_errors(content)
    ]


def _files(folder: Path) -> Iterator[tuple[str, str, Any]]:
    for line in (folder / RESULTS).read_bytes().splitlines():
        yield RESULTS, "results", json.loads(line)
    yield RUN, "run", json.loads((folder / RUN).read_bytes())
    yield SUMMARY, "summary", json.loads((folder / SUMMARY).read_bytes())
    for file in sorted((folder / SESSIONS).rglob("session-*.json")):
        yield file.name, "session", json.loads(file.read_bytes())
