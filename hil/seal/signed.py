"""The signature and the time stamp of a run: which lines of its manifest they are of, and whether they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from hil.results.folder import MANIFEST, SIGNATURE, STAMP
from hil.seal.chain import Chain, LinkKind
from hil.seal.problem import Problem, ProblemKind
from hil.seal.signature import NotValid, Trust, check_signature, check_stamp
from hil.seal.signing import EXTRA, has_extra
from hil.seal.tree import shown

MOST_FILES = 5
"""So many files that are not signed are named."""


def examine_signature(
    folder: Path, chain: Chain, trust: Trust
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """What is wrong with signature and stamp of a run, and what they say."""
    signed, stamped = _lines_of(chain, SIGNATURE), _lines_of(chain, STAMP)
    if not signed and not stamped:
        if trust.is_given:
            return (
                Problem(ProblemKind.SIGNATURE, SIGNATURE, "a signature", "none: the run is not signed"),
            ), ()
        return (), ()
    if not has_extra():
        words = f"signature and time stamp were not checked: {EXTRA}"
        if trust.is_given:
            return (Problem(ProblemKind.SIGNATURE, SIGNATURE, "a signature that can be checked", words),), ()
        return (), (words,)
    problems: list[Problem] = []
    notes: list[str] = []
    at: datetime | None = None
    if stamped:
        try:
            words, at = check_stamp(_content(chain, stamped), _bytes_of(folder / STAMP), trust)
            notes.append(words)
        except NotValid as wrong:
            problems.append(_problem(STAMP, wrong))
    if signed:
        try:
            notes.append(check_signature(_content(chain, signed), _bytes_of(folder / SIGNATURE), trust, at))
        except NotValid as wrong:
            problems.append(_problem(SIGNATURE, wrong))
    elif trust.signers:
        problems.append(Problem(ProblemKind.SIGNATURE, SIGNATURE, "a signature", "a time stamp alone"))
    lines = signed or stamped
    if trust.is_given and (later := _sealed_later(chain, lines)):
        came = f"one of lines 1 to {lines}; line {later} of {MANIFEST} sealed more behind it"
        expected = "a signature of all that is sealed"
        problems.append(Problem(ProblemKind.SIGNATURE, SIGNATURE if signed else STAMP, expected, came))
    return tuple(problems), (*notes, *_remarks(chain, lines, trust))


def _problem(file: str, wrong: NotValid) -> Problem:
    expected, _, came = str(wrong).removeprefix("expected ").partition(", came ")
    return Problem(ProblemKind.SIGNATURE, file, expected, came)


def _lines_of(chain: Chain, name: str) -> int:
    """How many lines of the manifest the newest file of that name is of; 0 if there is none."""
    for link in reversed(chain.links):
        if link.kind is LinkKind.SIGNATURE and name in link.files:
            return int((link.details or {}).get("lines", 0))
    return 0


def _content(chain: Chain, lines: int) -> bytes:
    return b"".join(chain.content.splitlines(keepends=True)[:lines])


def _bytes_of(file: Path) -> bytes:
    try:
        if not file.is_symlink() and file.is_file():
            return file.read_bytes()
    except OSError as error:
        raise NotValid(f"expected a file, came {error.strerror}") from error
    raise NotValid("expected a file, came none")


def _sealed_later(chain: Chain, lines: int) -> int:
    """The first line behind those that are signed which adds evidence or records; 0 without one."""
    apart = {LinkKind.RENDERING, LinkKind.SIGNATURE}
    return next(
        (line.number for line in chain.lines[lines:] if line.link is None or line.link.kind not in apart), 0
    )


def _remarks(chain: Chain, lines: int, trust: Trust) -> Iterator[str]:
    later = [link for link in chain.links[lines:] if link.kind is not LinkKind.SIGNATURE]
    if later:
        roots = dict.fromkeys(name for link in later for name in (link.roots or tuple(link.files)))
        files = (
            f" ({', '.join(map(shown, [*roots][:MOST_FILES]))}{', ...' if len(roots) > MOST_FILES else ''})"
        )
        yield (
            f"lines 1 to {lines} of {MANIFEST} are signed; {len(later)} later links are not{files if roots else ''}: "
            "hil seal signs again"
        )
    if not trust.is_given:
        yield "whom the certificates belong to was not checked: hil verify --ca FILE"
