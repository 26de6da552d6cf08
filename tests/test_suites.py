"""Rules of the suites: requirement ids are literal, and renamed cases are listed (suites/renamed.toml)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hil.campaign.renamed import renamed
from hil.plugin.collected import cases_by_requirement
from hil.spec.catalogue import Verification, requirements
from tests.defects.sentences import unconverted

ROOT = Path(__file__).parent.parent
MARKERS = ("mark.requirement", "mark.hil_requirement")
FILES = sorted((ROOT / "suites").rglob("*.py"))


def marker_arguments(tree: ast.AST) -> Iterator[ast.expr]:
    """Every argument of `pytest.mark.requirement(...)`, also of those in `pytest.param(..., marks=...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(MARKERS):
            yield from node.args
            yield from (keyword.value for keyword in node.keywords)


def is_literal_or_from_a_table(argument: ast.expr) -> bool:
    """A string, or the name, field or entry of a table that holds strings; nothing that computes one."""
    match argument:
        case ast.Constant(value=str()) | ast.Name():
            return True
        case ast.Starred(value=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return is_literal_or_from_a_table(inner)
    return False


def judgements_by_hand(tree: ast.AST) -> Iterator[str]:
    """Each bare `assert`, `raise Mismatch`, `pytest.fail` and `pytest.raises(AssertionError)`."""
    for node in ast.walk(tree):
        match node:
            case ast.Assert():
                yield f"line {node.lineno}: assert"
            case ast.Raise(exc=ast.Call(func=ast.Name(id="Mismatch" | "AssertionError" as name))):
                yield f"line {node.lineno}: raise {name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="pytest"), attr="fail")):
                yield f"line {node.lineno}: pytest.fail"


def strings(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def siblings(path: Path) -> Iterator[Path]:
    """The modules of the suites that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level and node.module:
            yield path.parents[node.level - 1].joinpath(*node.module.split(".")).with_suffix(".py")


@pytest.fixture(scope="module")
def cases() -> Mapping[str, tuple[str, ...]]:
    return cases_by_requirement()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_marker_computes_a_requirement_id(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    computed = [
        f"line {argument.lineno}: {ast.unparse(argument)}"
        for argument in marker_arguments(tree)
        if not is_literal_or_from_a_table(argument)
    ]

    assert computed == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_suite_judges_through_expect_only(path: Path) -> None:
    found = list(judgements_by_hand(ast.parse(path.read_text(encoding="utf-8"))))

    if str(path.relative_to(ROOT)) in unconverted():
        assert found, "the file is converted: remove its line from tests/unconverted.txt"
    else:
        assert found == [], "judge through hil.expect (docs/judging.md)"


def test_the_files_that_are_not_converted_exist() -> None:
    assert [name for name in unconverted() if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "statement",
    ["assert 1", "raise Mismatch(expected='a', actual='b')", "raise AssertionError('x')", "pytest.fail('x')"],
)
def test_a_judgement_by_hand_is_seen(statement: str) -> None:
    assert len(list(judgements_by_hand(ast.parse(statement)))) == 1


@pytest.mark.parametrize(
    ("arguments", "literal"),
    [
        ('"AUTH-01", "AUTH-02"', True),
        ("identifier", True),
        ("*row.requirements", True),
        ("TABLE[suite][3]", True),
        ('f"AUTH-{number:02}"', False),
        ('"AUTH-" + number', False),
        ("*ids(1, 2)", False),
        ('*(("AUTH-01",) * 2)', False),
        ('"AUTH-01" if first else "AUTH-02"', False),
        ("*TABLE.get(name, ())", False),
    ],
)
def test_a_computed_id_is_seen(arguments: str, literal: bool) -> None:
    tree = ast.parse(f"case(marks=[pytest.mark.requirement({arguments})])")

    assert all(map(is_literal_or_from_a_table, marker_arguments(tree))) is literal


def test_each_id_stands_in_the_file_of_its_case_or_in_a_table_that_it_imports(
    cases: Mapping[str, tuple[str, ...]],
) -> None:
    written = {path: strings(path) for path in FILES}
    missing = set()
    for identifier, verifying in cases.items():
        for case in {case.partition("[")[0] for case in verifying}:
            path = ROOT / "suites" / case.partition("::")[0]
            if not any(identifier in written.get(file, set()) for file in (path, *siblings(path))):
                missing.add((case, identifier))

    assert missing == set()


def test_every_requirement_that_a_test_verifies_has_a_case(cases: Mapping[str, tuple[str, ...]]) -> None:
    testable = {row.id for row in requirements().values() if row.verification is Verification.TEST}

    assert testable - cases.keys() == set()
    assert cases.keys() <= requirements().keys()


def test_every_renamed_case_exists_under_its_new_name_only(cases: Mapping[str, tuple[str, ...]]) -> None:
    ids = {f"suites/{case}" for verifying in cases.values() for case in verifying}
    ids |= {case.partition("[")[0] for case in ids}

    assert renamed().keys() & ids == set()
    assert set(renamed().values()) - ids == set()


def test_no_new_name_is_an_old_one_as_well() -> None:
    assert renamed().keys() & set(renamed().values()) == set()
