"""A copy of a run for third parties: without its captures, and with the last four digits alone of each IMEI and IMSI.

Its own chain begins with a link that tells the head of the run, what was left out, and which
files were redacted, each with its digest in the run: so the run can prove what the copy lacks.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hil.errors import UsageError
from hil.evidence.redaction import masked_subscribers
from hil.results.case_records import encode
from hil.results.description import RUN
from hil.results.folder import CAPTURES, ENDURANCE, MANIFEST, SESSIONS, WIRE
from hil.results.model import RunReport
from hil.results.records import RESULTS
from hil.results.selftest_file import SELFTEST
from hil.seal import writing
from hil.seal.chain import FileDigest, LinkKind, is_within, read
from hil.seal.origin import require_unchanged

LEFT_OUT = (CAPTURES,)
"""What holds the random credentials of a run."""

_COPIED = (RESULTS, RUN, SESSIONS, WIRE, ENDURANCE, SELFTEST)

_DIGITS = re.compile(rb"(?<![0-9A-Za-z.])[0-9]{15}(?![0-9A-Za-z])")
"""What may be an IMEI or IMSI."""


def copy_run(place: Path, target: Path, report: RunReport) -> None:
    """Copy the run in `place` into the empty folder `target`, and begin and seal its chain.

    Raises `UsageError` for a run that is damaged or was changed, and for a folder that is not
    empty, `OSError` for one that cannot be written.
    """
    require_unchanged(place)
    if report.damage:
        raise UsageError(
            f"{place} is damaged, and the seal of a copy would hide that: {report.damage[0]}; "
            "take the folder from its backup"
        )
    if target.resolve().is_relative_to(place.resolve()) or any(target.iterdir()):
        raise UsageError(
            f"{target} is not empty, or lies within the run; name a new folder for the public copy by --output"
        )
    redacted: dict[str, FileDigest] = {}
    originals = writing.digests(place, _COPIED)
    for name in originals:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place / name, target / name)
        content = (target / name).read_bytes()
        masked = _masked(name, content)
        if masked != content:
            (target / name).write_bytes(masked)
            redacted[name] = originals[name]
    run = report.header.run_id
    missing = writing.digests(place, LEFT_OUT)
    details = {
        "of": read(place).head,
        "left_out": {name: list(found) for name, found in missing.items()},
        "redacted": {name: list(found) for name, found in redacted.items()},
    }
    writing.append(target, writing.link(LinkKind.PUBLIC, run, {}, details=details))
    writing.begin(target, run, goes_on=False)
    if report.ending.is_recorded:
        writing.seal(target, report)


def left_out(folder: Path) -> frozenset[str]:
    """The files that a public copy lacks on purpose; none of another run, or of one that cannot be read."""
    if not (folder / MANIFEST).is_file():
        return frozenset()
    found = (link.details or {} for link in read(folder).links if link.kind is LinkKind.PUBLIC)
    return frozenset(name for details in found for name in details.get("left_out", {}))


def _masked(name: str, content: bytes) -> bytes:
    if is_within(name, (WIRE,)):
        return _masked_wire(content)
    lines = content.split(b"\n") if name.endswith(".jsonl") else [content]
    return b"\n".join(map(_masked_line, lines))


def _masked_line(line: bytes) -> bytes:
    """A line of JSON without the numbers; one that holds none, or is damaged, stays as it is."""
    if not _DIGITS.search(line):
        return line
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return encode(_each_text(record, masked_subscribers)).encode(errors="backslashreplace")


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case list():
            return [_each_text(each, change) for each in value]
        case dict():
            return {key: _each_text(each, change) for key, each in value.items()}
    return value


# --- the record of the line: a number may come in several reads ---------------------------------------------------


def _masked_wire(content: bytes) -> bytes:
    lines = content.split(b"\n")
    pieces: dict[tuple[int, str], list[tuple[int, str, bytearray]]] = {}
    others = set(range(len(lines)))  # ports with their URLs, cases with their parameters
    for number, key, line, data in _pieces(lines):
        pieces.setdefault((line, key.removesuffix("_base64")), []).append((number, key, data))
        others.discard(number)
    for number in others:
        lines[number] = _masked_line(lines[number])
    for held in pieces.values():
        whole = b"".join(data for _, _, data in held)
        for found in _DIGITS.finditer(whole):
            _blank(held, found.start(), found.end() - 4)
        for number, key, data in held:
            record = json.loads(lines[number])
            text = base64.b64encode(data).decode("ascii") if key.endswith("base64") else data.decode("ascii")
            if record[key] != text:
                lines[number] = json.dumps({**record, key: text}, separators=(",", ":")).encode()
    return b"\n".join(lines)


def _pieces(lines: list[bytes]) -> Iterator[tuple[int, str, int, bytearray]]:
    for number, text in enumerate(lines):
        try:
            record = json.loads(text)
            (key,) = {"to", "from", "to_base64", "from_base64"} & record.keys()
            raw = record[key].encode("ascii")
            data = base64.b64decode(raw, validate=True) if key.endswith("base64") else raw
            yield number, key, int(record["line"]), bytearray(data)
        except (ValueError, KeyError, TypeError, AttributeError):  # no bytes, or a damaged line
            continue


def _blank(held: list[tuple[int, str, bytearray]], start: int, end: int) -> None:
    """Put asterisks into a span of all pieces together."""
    at = 0
    for _, _, data in held:
        for place in range(max(start - at, 0), min(end - at, len(data))):
            data[place] = ord("*")
        at += len(data)
