"""The writer of the chain: a link when a run begins or goes on, its seal when it ends, one for each rendering.

A link is added behind whatever the manifest holds; nothing in it is ever mended, so that damage
stays visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hil import __version__
from hil.results.description import RUN
from hil.results.folder import CAPTURES, ENDURANCE, MANIFEST, SESSIONS, WIRE
from hil.results.model import RunReport
from hil.results.records import RESULTS
from hil.results.selftest_file import SELFTEST
from hil.results.whole_file import write_file
from hil.seal.chain import FileDigest, Link, LinkKind, encode, read
from hil.seal.state import Role, state_of
from hil.seal.tree import digest_of, files_in

EVIDENCE = (SESSIONS, CAPTURES, WIRE, ENDURANCE, SELFTEST)
"""The files and folders of a run that are evidence of its cases."""

RECORDS = (RESULTS, RUN)

TOOL = f"m95-hil {__version__}"


def begin(folder: Path, run_id: str, *, goes_on: bool) -> None:
    """Begin the chain of a run, or note that it goes on; raises `OSError`."""
    kind = LinkKind.RESUMED if goes_on else LinkKind.BEGUN
    append(folder, link(kind, run_id, digests(folder, (RUN,))))


def seal(folder: Path, report: RunReport, *, made_of: Mapping[str, str] | None = None) -> str:
    """Seal the evidence and the records of a run that has ended; returns the new head.

    Evidence that was sealed before is not sealed again: it has to be what it was.  `made_of` are
    the runs of a merged one, with the heads of their chains.  Raises `OSError`.
    """
    run = report.header.run_id
    known = state_of(read(folder).links)
    new = {
        name: found
        for name, found in digests(folder, EVIDENCE).items()
        if name not in known or known[name].role is Role.RENDERED
    }
    evidence = link(LinkKind.EVIDENCE, run, new)
    records = link(LinkKind.RECORDS, run, digests(folder, RECORDS))
    sealed = [name for name, entry in known.items() if entry.role is not Role.RENDERED]
    details = {
        "cases": len(report.cases),
        "not_run": len(report.not_run),
        "ended": report.ending.early,
        "sealed_files": len({*sealed, *evidence.files, *records.files}),
        **({"made_of": dict(made_of)} if made_of else {}),
    }
    return append(folder, evidence, records, link(LinkKind.SEAL, run, {}, details=details))


def add_rendering(folder: Path, run_id: str, paths: Iterable[Path]) -> str:
    """Add renderings that were written into the folder of a run; returns why not, in words, or nothing.

    Those outside the folder are left alone.  Raises `OSError`.
    """
    here = folder.resolve()
    roots = tuple(
        path.resolve().relative_to(here).as_posix() for path in paths if path.resolve().is_relative_to(here)
    )
    if not roots:
        return ""
    chain = read(folder)
    if not chain.lines:
        return f"{MANIFEST} is missing, so no rendering is added to it"
    if owner := next((each.run for each in chain.links if each.run != run_id), ""):
        return f"{MANIFEST} belongs to the run {owner}, so no rendering of {run_id} is added to it"
    append(folder, link(LinkKind.RENDERING, run_id, digests(folder, roots), roots=roots))
    return ""


def link(
    kind: LinkKind,
    run_id: str,
    files: Mapping[str, FileDigest],
    *,
    roots: tuple[str, ...] = (),
    details: Mapping[str, Any] | None = None,
) -> Link:
    """A link that is made now."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Link(kind, run_id, at, TOOL, files, roots, details)


def append(folder: Path, *links: Link) -> str:
    """Add links to the manifest, all or none; returns the new head.  Raises `OSError`."""
    chain = read(folder)
    content, previous = chain.content, chain.head
    if content and not content.endswith(b"\n"):
        content += b"\n"
    for each in links:
        line = encode(each, previous)
        content += line
        previous = line[-67:-3].decode("ascii")
    write_file(folder / MANIFEST, content)
    return previous


def head(folder: Path) -> str:
    """The digest of the last link, which stands for all of them; empty where there is none."""
    try:
        return read(folder).head
    except OSError:
        return ""


def digests(folder: Path, roots: Iterable[str]) -> dict[str, FileDigest]:
    """The digests of the regular files at or below these paths; what cannot be read is left out."""
    found = {name: digest_of(folder, name) for root in roots for name in _at(folder, root)}
    return {name: digest for name, digest in found.items() if isinstance(digest, FileDigest)}


def _at(folder: Path, root: str) -> Iterator[str]:
    place = folder / root
    if place.is_dir() and not place.is_symlink():
        for name in files_in(place):
            yield f"{root}/{name}"
    elif place.exists():
        yield root
