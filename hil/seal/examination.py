"""The check of a run against its chain: which files are sealed, rendered or foreign, and what is wrong with them."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hil.errors import UsageError, absent
from hil.results.description import RUN
from hil.results.folder import EARLIER, MANIFEST
from hil.results.lock import LOCK
from hil.results.records import RESULTS
from hil.seal.chain import Chain, FileDigest, LinkKind, is_within, read
from hil.seal.problem import Problem, ProblemKind
from hil.seal.signature import NOBODY, Trust
from hil.seal.signed import examine_signature
from hil.seal.state import Entry, Role, state_of
from hil.seal.tree import Found, Unfit, digest_of, files_in, shown
from hil.seal.writing import EVIDENCE, RECORDS


class Standing(StrEnum):
    """What a run is, as far as its chain tells."""

    SOUND = "sound"
    WRONG = "wrong"
    UNSEALED = "unsealed"


@dataclass(frozen=True, slots=True)
class Examination:
    """A run that was checked; `counts` are its files by role, `notes` what is to be known and is no problem.

    `head` is the digest of the last link; `why_unsealed` is empty for a sealed run.
    """

    folder: Path
    run: str
    standing: Standing
    problems: tuple[Problem, ...] = ()
    counts: Mapping[Role, int] | None = None
    head: str = ""
    links: int = 0
    sealed_at: str = ""
    why_unsealed: str = ""
    notes: tuple[str, ...] = ()


def examine(folder: Path, trust: Trust = NOBODY) -> Examination:
    """Check the run in a folder, and its signature with the certificates that the reader trusts; raises `UsageError` where there is no run."""
    try:
        if not (folder / RESULTS).is_file() and not (folder / MANIFEST).is_file():
            raise UsageError(
                f"there is no run at {folder}; give the folder of a run, such as reports/RUN"
            ) from absent(folder)
        chain = read(folder)
        present = sorted(_present(folder))
        _require_listed(folder, present)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be read: {error.strerror}; run hil as the user who recorded the run"
        ) from error
    owners = {link.run for link in chain.links}
    told = [name for name in (_told_by_records(folder), _told_by_description(folder)) if name]
    run = next((name for name in told if name in owners), next(iter(told), ""))
    if run and owners and run not in owners:  # if one of both agrees, the other one was changed
        other = Problem(
            ProblemKind.OTHER_RUN, MANIFEST, f"the manifest of the run {run}", f"that of {min(owners)}"
        )
        return Examination(folder, run, Standing.WRONG, (other,), head=chain.head, links=len(chain.lines))
    look = _Look(folder, chain, present, run)
    of_signature, signed = examine_signature(folder, chain, trust)
    problems = (*look.problems(), *of_signature)
    why = _why_unsealed(chain)
    standing = Standing.WRONG if problems else Standing.UNSEALED if why else Standing.SOUND
    seal = next((link for link in reversed(chain.links) if link.kind is LinkKind.SEAL), None)
    return Examination(
        folder,
        run or min(owners, default=""),
        standing,
        problems,
        look.counts(),
        chain.head,
        len(chain.lines),
        seal.at if seal is not None else "",
        why,
        (*_notes(folder, chain), *signed),
    )


def _told_by_records(folder: Path) -> str:
    """The id of the run in the first record; empty where it does not tell it."""
    try:
        with _regular(folder / RESULTS).open("rb") as results:
            return str(json.loads(results.readline())["run_id"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _told_by_description(folder: Path) -> str:
    try:
        return str(json.loads(_regular(folder / RUN).read_bytes())["run_id"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _regular(file: Path) -> Path:
    """The file, which is no pipe, at which a reader would wait for ever; raises `OSError`."""
    if not file.is_file():
        raise FileNotFoundError(file)
    return file


def _present(folder: Path) -> Iterator[str]:
    """The files of a run, without those of earlier runs that were moved aside."""
    apart = tuple(
        f"{EARLIER}/{place.name}" for place in (folder / EARLIER).glob("*") if (place / RESULTS).is_file()
    )
    for name in files_in(folder, {LOCK}):
        if not is_within(name, apart):
            yield name


def _require_listed(folder: Path, present: Iterable[str]) -> None:
    """Raise `UsageError` for a folder that cannot be listed: nobody can say whether its files are missing."""
    for name in present:
        place = folder / name
        if place.is_dir() and not place.is_symlink():
            try:
                os.scandir(place).close()
            except OSError as error:
                raise UsageError(
                    f"{shown(str(place))} cannot be read: {error.strerror}; "
                    "run hil as the user who recorded the run"
                ) from error


def _why_unsealed(chain: Chain) -> str:
    if not chain.lines:
        return "it has no manifest: it was recorded by an earlier version of m95-hil, or its manifest was removed"
    if chain.is_sealed:
        return ""
    states = [link.kind for link in chain.links if link.kind in {LinkKind.BEGUN, LinkKind.RESUMED}]
    how = "after it had gone on" if states[-1:] == [LinkKind.RESUMED] else "after it had begun"
    return f"nothing sealed it {how}: it was killed, or it is under way"


def _notes(folder: Path, chain: Chain) -> Iterator[str]:
    seal = next((link for link in reversed(chain.links) if link.kind is LinkKind.SEAL), None)
    details = seal.details or {} if seal is not None else {}
    if ended := details.get("ended"):
        yield f"the run ended early: {shown(str(ended))}"
    for run, head in dict(details.get("made_of", {})).items():
        yield f"made of the run {run}, head {head or 'unknown'}"
    for link in chain.links:
        if link.kind is LinkKind.PUBLIC and link.details:
            lacks = len(link.details.get("left_out", {}))
            changed = len(link.details.get("redacted", {}))
            head = link.details.get("of") or "unknown"
            yield f"a public copy of the run with the head {head}: {lacks} files left out, {changed} redacted"
    earlier = sum((place / RESULTS).is_file() for place in (folder / EARLIER).glob("*"))
    if earlier:
        yield f"{EARLIER}/ holds {earlier} earlier runs; each is verified by its own folder"


class _Look:
    """One look at the files of a run."""

    def __init__(self, folder: Path, chain: Chain, present: list[str], run: str) -> None:
        self._folder = folder
        self._run = run
        self._chain = chain
        self._present = frozenset(present) - {MANIFEST}
        self._state = state_of(chain.links)
        self._found: dict[str, Found] = {name: digest_of(folder, name) for name in sorted(self._present)}
        self._grown = _grown(chain)

    def problems(self) -> Iterator[Problem]:
        """What is wrong, the manifest first."""
        yield from self._of_chain()
        yield from self._of_parts()
        for name, entry in sorted(self._state.items()):
            yield from self._of_file(name, entry)
        if self._chain.is_whole:  # else there is none, or a damaged link may name them
            yield from self._foreign()

    def counts(self) -> dict[Role, int]:
        """The files that are there, by role."""
        roles = Counter(map(self._role, self._present))
        return {role: roles[role] for role in Role}

    def _role(self, name: str) -> Role:
        if name in self._state:
            return self._state[name].role
        return Role.UNSEALED if not self._chain.is_sealed and _is_of_run(name) else Role.FOREIGN

    def _of_chain(self) -> Iterator[Problem]:
        if self._chain.trouble:
            yield Problem(
                ProblemKind.MANIFEST, MANIFEST, "a file of whole lines", f"one that {self._chain.trouble}"
            )
        for line in self._chain.lines:
            if line.trouble:
                expected = f"in line {line.number} the link that was written there"
                yield Problem(ProblemKind.MANIFEST, MANIFEST, expected, f"a line that {line.trouble}")
            elif line.link and self._run and line.link.run != self._run:
                expected = f"in line {line.number} a link of the run {shown(self._run)}"
                yield Problem(ProblemKind.MANIFEST, MANIFEST, expected, f"one of {shown(line.link.run)}")
        twice: dict[str, FileDigest] = {}
        for link in self._chain.links:
            if link.kind in {LinkKind.EVIDENCE, LinkKind.RECORDS, LinkKind.BEGUN, LinkKind.RESUMED}:
                for name, digest in link.files.items():
                    if name != RESULTS and twice.setdefault(name, digest) != digest:
                        expected = f"{shown(name)} sealed as it was first: {twice[name]}"
                        yield Problem(ProblemKind.MANIFEST, MANIFEST, expected, f"another link: {digest}")

    def _of_parts(self) -> Iterator[Problem]:
        """A run that went on has its sealed records at the begin of those that it has now."""
        seals = [link.files[RESULTS] for link in self._chain.links if RESULTS in link.files]
        whole = self._found.get(RESULTS)
        for part in seals if self._grown else seals[:-1]:
            if isinstance(whole, FileDigest) and whole.size >= part.size:
                begin = digest_of(self._folder, RESULTS, most=part.size)
                if begin != part:
                    expected = f"its first {part.size} bytes as they were sealed before the run went on"
                    yield Problem(ProblemKind.CHANGED, RESULTS, expected, _words(begin))
            elif isinstance(whole, FileDigest):
                yield Problem(ProblemKind.CHANGED, RESULTS, f"at least {part.size} bytes", _words(whole))

    def _of_file(self, name: str, entry: Entry) -> Iterator[Problem]:
        if name not in self._present:
            moved = self._elsewhere(entry.digest)
            found = f"no file; its content stands in {shown(moved)}" if moved else "no file"
            yield Problem(ProblemKind.MISSING, name, str(entry.digest), found)
            return
        found_now = self._found[name]
        if isinstance(found_now, Unfit):
            yield Problem(ProblemKind.UNREADABLE, name, str(entry.digest), found_now.why)
        elif found_now != entry.digest and not (name == RESULTS and self._grown):
            other = next((each for each, its in self._state.items() if its.digest == found_now), "")
            holds = f"{found_now}, the content of {shown(other)}" if other else str(found_now)
            yield Problem(ProblemKind.CHANGED, name, str(entry.digest), holds)

    def _elsewhere(self, digest: FileDigest) -> str:
        """A file that no link names, and that has the content of one that is missing."""
        strangers = (name for name in self._found if name not in self._state)
        return next((name for name in strangers if self._found[name] == digest), "")

    def _foreign(self) -> Iterator[Problem]:
        for name in sorted(name for name in self._present if self._role(name) is Role.FOREIGN):
            found = self._found[name]
            what = f"a file of {found}" if isinstance(found, FileDigest) else found.why
            yield Problem(ProblemKind.FOREIGN, name, "no file: no link names it", what)


def _grown(chain: Chain) -> bool:
    """Whether the run went on behind its last seal, so that its records may have grown."""
    return bool(chain.links) and not chain.is_sealed


def _is_of_run(name: str) -> bool:
    """Whether a file may be evidence or record of a run that was not sealed, or what a killed process left."""
    return is_within(name, (*EVIDENCE, *RECORDS)) or name.startswith(".hil-")


def _words(found: Found) -> str:
    return str(found) if isinstance(found, FileDigest) else found.why


def worst(examinations: Iterable[Examination]) -> Standing:
    """The standing of several runs: wrong before unsealed before sound."""
    standings = {each.standing for each in examinations}
    return next(each for each in (Standing.WRONG, Standing.UNSEALED, Standing.SOUND) if each in standings)
