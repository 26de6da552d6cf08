"""What `hil verify` finds: each change of each file, by its name; and nothing in a sound run."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hil.errors import UsageError
from hil.results.folder import MANIFEST
from hil.results.records import RESULTS
from hil.seal import tree, writing
from hil.seal.chain import LinkKind
from hil.seal.examination import Examination, Standing, examine
from hil.seal.problem import ProblemKind
from hil.seal.state import Role
from tests.results.samples import HEADER
from tests.seal.sealed import FILES, RENDERED, begun_run, other_run, put, sealed_run

SESSION, SECOND, CAPTURE, WIRE = FILES
ALL = (*FILES, *RENDERED, RESULTS, "run.json", MANIFEST)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a sealed run."""
    sealed_run(tmp_path / "run")
    return tmp_path / "run"


def found(examined: Examination) -> list[tuple[str, str]]:
    """The problems as kind and file."""
    return [(problem.kind.value, problem.file) for problem in examined.problems]


def test_a_sealed_run_is_sound(run: Path) -> None:
    examined = examine(run)

    assert (examined.standing, examined.problems) == (Standing.SOUND, ())
    assert examined.counts == {
        Role.SEALED: 6,
        Role.RENDERED: 2,
        Role.SIGNATURE: 0,
        Role.UNSEALED: 0,
        Role.FOREIGN: 0,
    }
    assert examined.head == writing.head(run)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed run that tests change and restore."""
    folder = tmp_path_factory.mktemp("sealed") / "run"
    sealed_run(folder)
    return folder


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.sampled_from(ALL), where=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_of_any_file_is_found_and_named(
    original: Path, name: str, where: int, bit: int
) -> None:
    content = (original / name).read_bytes()
    changed = bytearray(content)
    changed[where % len(content)] ^= 1 << bit
    (original / name).write_bytes(changed)

    examined = examine(original)
    (original / name).write_bytes(content)

    assert examined.standing is Standing.WRONG
    assert name in {problem.file for problem in examined.problems}


@pytest.mark.parametrize("name", [name for name in ALL if name != MANIFEST])
def test_a_missing_file_is_named(run: Path, name: str) -> None:
    (run / name).unlink()

    assert found(examine(run)) == [("missing", name)]


@pytest.mark.parametrize("name", ["sessions/test_hello-1/session-3.json", "notes.txt", "captures/x.pcapng"])
def test_an_added_file_is_foreign(run: Path, name: str) -> None:
    put(run, {name: b"added\n"})

    examined = examine(run)

    assert found(examined) == [("foreign", name)]
    assert examined.counts is not None
    assert examined.counts[Role.FOREIGN] == 1


def test_two_files_that_changed_places_are_both_named(run: Path) -> None:
    put(run, {SESSION: FILES[SECOND], SECOND: FILES[SESSION]})

    first, second = examine(run).problems

    assert (first.file, second.file) == (SESSION, SECOND)
    assert first.found.endswith(f"the content of {SECOND}")


def test_a_renamed_file_is_missing_with_its_new_name(run: Path) -> None:
    (run / WIRE).rename(run / "wire/gw0.jsonl")

    missing, foreign = examine(run).problems

    assert "its content stands in wire/gw0.jsonl" in missing.found
    assert foreign.file == "wire/gw0.jsonl"


def test_records_in_another_order_are_found(run: Path) -> None:
    first, *others, last = (run / RESULTS).read_bytes().splitlines(keepends=True)
    (run / RESULTS).write_bytes(b"".join([first, last, *others]))

    assert found(examine(run)) == [("changed", RESULTS)]


Edit = Callable[[list[bytes]], list[bytes]]
EDITS: dict[str, tuple[Edit, str]] = {
    "two links change places": (
        lambda all_: [all_[0], all_[2], all_[1], *all_[3:]],
        "one is missing or moved",
    ),
    "a link is removed": (lambda all_: [all_[0], *all_[2:]], "one is missing or moved"),
    "the first link is removed": (lambda all_: all_[1:], "one is missing or moved"),
    "a link stands twice": (lambda all_: [*all_, all_[-1]], "one is missing or moved"),
    "the last line is cut": (lambda all_: [*all_[:-1], all_[-1][:-9]], "does not end with a whole line"),
    "a line is no link": (lambda all_: [*all_, b"x\n"], "is no link"),
    "an empty line": (lambda all_: [*all_, b"\n"], "is no link"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_damaged_manifest_is_named(run: Path, edit: str) -> None:
    change, words = EDITS[edit]
    lines = (run / MANIFEST).read_bytes().splitlines(keepends=True)
    (run / MANIFEST).write_bytes(b"".join(change(lines)))

    examined = examine(run)

    assert examined.standing is Standing.WRONG
    assert any(words in str(problem) for problem in examined.problems)


def test_the_last_links_cut_off_leave_a_foreign_rendering(run: Path) -> None:
    lines = (run / MANIFEST).read_bytes().splitlines(keepends=True)
    (run / MANIFEST).write_bytes(b"".join(lines[:-1]))

    assert found(examine(run)) == [("foreign", "allure-results/a-result.json")]


def test_the_manifest_of_another_run_is_named_as_such(run: Path, tmp_path: Path) -> None:
    other_run(tmp_path / "other")
    shutil.copy(tmp_path / "other" / MANIFEST, run / MANIFEST)

    (problem,) = examine(run).problems

    assert problem.kind is ProblemKind.OTHER_RUN
    assert str(problem).endswith(f"expected the manifest of the run {HEADER.run_id}, came that of other")


def test_a_killed_run_is_unsealed(tmp_path: Path) -> None:
    begun_run(tmp_path)

    examined = examine(tmp_path)

    assert (examined.standing, examined.problems) == (Standing.UNSEALED, ())
    assert "it was killed, or it is under way" in examined.why_unsealed


def test_a_run_without_manifest_is_unsealed(run: Path) -> None:
    (run / MANIFEST).unlink()

    examined = examine(run)

    assert examined.standing is Standing.UNSEALED
    assert examined.why_unsealed.startswith("it has no manifest")


def test_a_foreign_file_beside_a_killed_run_is_found(tmp_path: Path) -> None:
    begun_run(tmp_path)
    put(tmp_path, {"notes.txt": b"x"})

    assert found(examine(tmp_path)) == [("foreign", "notes.txt")]


def test_a_resumed_run_continues_its_chain(tmp_path: Path) -> None:
    report = begun_run(tmp_path)
    writing.begin(tmp_path, HEADER.run_id, goes_on=True)
    put(tmp_path, {"wire/main-2.jsonl": b"{}\n"})
    with (tmp_path / RESULTS).open("ab") as results:
        results.write(b'{"kind":"resumed"}\n')

    writing.seal(tmp_path, report)

    assert examine(tmp_path).standing is Standing.SOUND


def gone_on(run: Path) -> None:
    """Let a sealed run go on, with one more record and one more file of evidence."""
    report = sealed_run(run)
    writing.begin(run, HEADER.run_id, goes_on=True)
    put(run, {"wire/main-2.jsonl": b"{}\n"})
    with (run / RESULTS).open("ab") as results:
        results.write(b'{"kind":"resumed"}\n')
    writing.seal(run, report)


def test_a_sealed_run_that_went_on_is_sound(tmp_path: Path) -> None:
    gone_on(tmp_path)

    assert examine(tmp_path).standing is Standing.SOUND


def test_a_sealed_run_that_goes_on_is_unsealed_and_its_sealed_part_is_checked(run: Path) -> None:
    writing.begin(run, HEADER.run_id, goes_on=True)
    content = (run / RESULTS).read_bytes()
    (run / RESULTS).write_bytes(content + b'{"kind":"resumed"}\n')
    assert examine(run).standing is Standing.UNSEALED

    (run / RESULTS).write_bytes(content.replace(b"pass", b"fail") + b'{"kind":"resumed"}\n')

    assert found(examine(run)) == [("changed", RESULTS)]


def test_evidence_that_changed_before_the_run_went_on_is_not_sealed_anew(run: Path) -> None:
    put(run, {SESSION: b"changed\n"})
    report = sealed_run(run.parent / "same")
    writing.begin(run, HEADER.run_id, goes_on=True)

    writing.seal(run, report)

    assert found(examine(run)) == [("changed", SESSION)]


def test_evidence_sealed_twice_with_two_contents_is_told(run: Path) -> None:
    put(run, {SESSION: b"changed\n"})
    found_now = writing.digests(run, [SESSION])

    writing.append(run, writing.link(LinkKind.EVIDENCE, HEADER.run_id, found_now))

    (problem,) = examine(run).problems
    assert problem.file == MANIFEST
    assert problem.expected.startswith(f"{SESSION} sealed as it was first")


def test_a_rendering_made_again_replaces_the_earlier_one(run: Path) -> None:
    (run / "allure-results/a-result.json").unlink()
    put(run, {"allure-results/b-result.json": b"[]\n", "report.html": b"new"})

    writing.add_rendering(run, HEADER.run_id, [run / "report.html"])
    writing.add_rendering(run, HEADER.run_id, [run / "allure-results"])

    assert examine(run).standing is Standing.SOUND


def test_no_rendering_replaces_evidence(run: Path) -> None:
    put(run, {SESSION: b"changed\n"})

    writing.add_rendering(run, HEADER.run_id, [run / SESSION])

    assert found(examine(run)) == [("changed", SESSION)]


def test_a_rendering_is_not_added_to_the_manifest_of_another_run(run: Path) -> None:
    before = (run / MANIFEST).read_bytes()

    why = writing.add_rendering(run, "another", [run / "report.html"])

    assert why == f"{MANIFEST} belongs to the run {HEADER.run_id}, so no rendering of another is added to it"
    assert (run / MANIFEST).read_bytes() == before


def test_a_rendering_outside_the_folder_is_no_link(run: Path, tmp_path: Path) -> None:
    before = (run / MANIFEST).read_bytes()

    assert not writing.add_rendering(run, HEADER.run_id, [tmp_path / "report.html"])
    assert (run / MANIFEST).read_bytes() == before


def test_a_symbolic_link_in_place_of_a_file_is_found(run: Path, tmp_path: Path) -> None:
    (run / SESSION).rename(tmp_path / "moved")
    (run / SESSION).symlink_to(tmp_path / "moved")

    (problem,) = examine(run).problems

    assert (problem.file, problem.found) == (SESSION, "a symbolic link")


def test_a_link_to_a_folder_is_foreign_and_not_followed(run: Path, tmp_path: Path) -> None:
    (run / "sessions/loop").symlink_to(run)

    assert found(examine(run)) == [("foreign", "sessions/loop")]


def test_a_pipe_is_not_opened(run: Path) -> None:
    os.mkfifo(run / "wire/pipe.jsonl")

    (problem,) = examine(run).problems

    assert (problem.file, problem.found) == ("wire/pipe.jsonl", "no regular file")


def test_a_file_that_cannot_be_read_is_told(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def denied(path: str, flags: int) -> int:
        if os.fspath(path).endswith(CAPTURE):
            raise PermissionError(13, "Permission denied")
        return real(path, flags)

    monkeypatch.setattr(os, "open", denied)

    (problem,) = examine(run).problems

    assert (problem.kind, problem.file, problem.found) == (
        ProblemKind.UNREADABLE,
        CAPTURE,
        "Permission denied",
    )


@pytest.mark.parametrize(
    "name",
    [b"sessions/\xff\xfe.json", "sessions/ü\n.json".encode(), b'sessions/"\\".json', b"sessions/ .json"],
)
def test_evidence_of_any_name_is_sealed_and_checked(tmp_path: Path, name: bytes) -> None:
    report = begun_run(tmp_path)
    put(tmp_path, {os.fsdecode(name): b"odd\n"})
    writing.seal(tmp_path, report)
    assert examine(tmp_path).standing is Standing.SOUND

    put(tmp_path, {os.fsdecode(name): b"even\n"})

    (problem,) = examine(tmp_path).problems
    assert problem.file == os.fsdecode(name)
    assert str(problem).isprintable()


def test_a_large_file_is_read_in_pieces(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_CHUNK", 7)

    assert examine(run).standing is Standing.SOUND


def test_earlier_runs_that_were_moved_aside_are_no_part_of_the_run(run: Path) -> None:
    sealed_run(run / "earlier/one")
    put(run, {"earlier/notes.txt": b"x"})

    examined = examine(run)

    assert found(examined) == [("foreign", "earlier/notes.txt")]
    assert "earlier/ holds 1 earlier runs; each is verified by its own folder" in examined.notes


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no run at"):
        examine(tmp_path)


def test_a_link_of_another_run_among_those_of_the_run_is_told(run: Path) -> None:
    put(run, {"sessions/added/session-1.json": b"{}"})
    found = writing.digests(run, ("sessions/added",))
    writing.append(run, writing.link(LinkKind.EVIDENCE, "other", found))

    (problem,) = examine(run).problems

    assert problem.kind is ProblemKind.MANIFEST
    assert (problem.expected, problem.found) == (
        f"in line 7 a link of the run {HEADER.run_id}",
        "one of other",
    )


def test_a_folder_that_this_user_may_not_list_is_no_verdict_on_its_files(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.scandir

    def forbidden(place: str | Path) -> os._ScandirIterator[str]:
        if Path(place).name == "wire":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return usual(str(place))

    monkeypatch.setattr(os, "scandir", forbidden)

    with pytest.raises(
        UsageError, match="wire cannot be read: Permission denied; run hil as the user who recorded the run"
    ):
        examine(run)
