"""A small run with its chain, made by hand: evidence, records, seal and two renderings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hil.results.description import RUN, Description, PlannedCase, digest, encode
from hil.results.ending import ENDED
from hil.results.model import RunReport
from hil.results.records import RESULTS
from hil.seal import writing
from tests.results.samples import HEADER, OTHERS, write_run

PASSED, *_ = OTHERS
FILES = {
    "sessions/test_hello-1/session-1.json": b'{"number":1}\n',
    "sessions/test_hello-1/session-2.json": b'{"number":2}\n',
    "captures/test_hello-1/session-1.pcapng": bytes(range(256)),
    "wire/main.jsonl": b'{"kind":"wire","schema":1}\n',
}
RENDERED = {"report.html": b"<html></html>\n", "allure-results/a-result.json": b"{}\n"}


def begun_run(folder: Path) -> RunReport:
    """A run that was killed behind its only case: its records have no end, its chain no seal."""
    report = sealed_run(folder)
    lines = (folder / RESULTS).read_bytes().splitlines(keepends=True)
    (folder / RESULTS).write_bytes(b"".join(lines[:-1]))
    manifest = (folder / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "manifest.jsonl").write_bytes(manifest[0])
    for name in RENDERED:
        (folder / name).unlink()
    return report


def sealed_run(folder: Path) -> RunReport:
    """A run that has ended, sealed and rendered."""
    folder.mkdir(parents=True, exist_ok=True)
    content = encode(HEADER.run_id, Description(planned=(PlannedCase(PASSED.id, PASSED.title),)))
    report = RunReport(
        header=HEADER,
        cases=(PASSED,),
        planned=(PASSED.id,),
        ending=ENDED,
        description_digest=digest(content),
    )
    (folder / RUN).write_bytes(content)
    writing.begin(folder, HEADER.run_id, goes_on=False)
    put(folder, FILES)
    write_run(folder / RESULTS, report)
    writing.seal(folder, report)
    put(folder, RENDERED)
    for name in ("report.html", "allure-results"):
        writing.add_rendering(folder, HEADER.run_id, [folder / name])
    return report


def other_run(folder: Path) -> RunReport:
    """Another run, sealed."""
    report = replace(RunReport(header=replace(HEADER, run_id="other")), planned=())
    folder.mkdir()
    (folder / RUN).write_bytes(b"{}\n")
    writing.begin(folder, "other", goes_on=False)
    write_run(folder / RESULTS, report)
    writing.seal(folder, report)
    return report


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Write these files."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
