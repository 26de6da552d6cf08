"""The page of clauses, and the clause comments of the emulator from which it is made."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from hil.emulator.defects import DEFECTS
from hil.spec.catalogue import RequirementKind, Verification, requirements

DOCS = Path(__file__).parents[2] / "docs"

WITHOUT_MECHANISM = {
    "FTPCFG-T5-03": "the emulated UART is transparent with either value of type 5",
    "PDPERR-09": "the host repeats its checks; the module has no part in it",
    "PDPERR-10": "the host waits between two rounds; the module has no part in it",
}
"""The requirements verified by test that the emulator does not carry out, each with the reason."""


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "generate_clauses.py"))


def test_the_page_is_generated_from_the_code_as_it_is(generator: dict[str, Any]) -> None:
    assert (DOCS / "clauses.md").read_text(encoding="utf-8") == generator["render"]()


def test_every_clause_with_a_testable_requirement_has_a_mechanism_and_a_case(
    generator: dict[str, Any],
) -> None:
    assert generator["gaps"]() == []


@pytest.fixture(scope="module")
def carried(generator: dict[str, Any]) -> set[str]:
    """The requirements that the comments of the mechanisms name."""
    return {identifier for row in generator["mechanisms"]() for identifier in row.requirements}


def test_every_requirement_verified_by_test_has_a_mechanism_with_its_id(carried: set[str]) -> None:
    testable = {row.id for row in requirements().values() if row.verification is Verification.TEST}

    assert testable - carried == set(WITHOUT_MECHANISM)


def test_every_mandatory_requirement_that_a_defect_breaks_has_a_mechanism_with_its_id(
    carried: set[str],
) -> None:
    broken = {identifier for defect in DEFECTS.values() for identifier in defect.requirements}
    mandatory = {
        row.id
        for row in requirements().values()
        if row.kind is RequirementKind.MANDATORY and row.verification is Verification.TEST
    }

    assert (mandatory & broken) - carried == set()


@pytest.mark.parametrize(
    ("comment", "clauses"),
    [
        ("note 2.4", ("note 2.4",)),
        ("note chapter 3, note Table 4, RFC 959 5.4", ("note chapter 3", "note Table 4", "RFC 959 5.4")),
        ("V.250 6.2.12, doc [2] AT+QFTPPUT", ("V.250 6.2.12", "doc [2] AT+QFTPPUT")),
    ],
)
def test_a_clause_comment_is_read(
    generator: dict[str, Any], comment: str, clauses: tuple[str, ...], tmp_path: Path
) -> None:
    write(tmp_path, f"class Store:\n    # clause: {comment}\n    @property\n    def free(self): ...\n")

    found = [(row.name, row.clauses) for row in generator["mechanisms"](tmp_path)]

    assert found == [("Store.free", clauses)]


@pytest.mark.parametrize(
    "clause", ["note 2.7", "note 4.2.5", "note Table 5", "note chapter 9", "nota 2.4", "2.4"]
)
def test_an_unknown_clause_is_refused(generator: dict[str, Any], clause: str, tmp_path: Path) -> None:
    write(tmp_path, f"# clause: note 2.4, {clause}\nclass Store: ...\n")

    with pytest.raises(SystemExit, match=rf"store\.py:1: '{clause}' is not a clause"):
        list(generator["mechanisms"](tmp_path))


def test_the_requirements_of_a_mechanism_are_read(generator: dict[str, Any], tmp_path: Path) -> None:
    write(
        tmp_path,
        "# clause: note 2.4\n# requirements: SECWRITE-12, SECWRITE-13\n# requirements: SECWRITE-14\nclass Store: ...\n",
    )

    found = [(row.name, row.requirements) for row in generator["mechanisms"](tmp_path)]

    assert found == [("Store", ("SECWRITE-12", "SECWRITE-13", "SECWRITE-14"))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "# clause: note 2.4\n# requirements: SECWRITE-99\nclass Store: ...\n",
            "'SECWRITE-99' is not a requirement",
        ),
        ("# requirements: SECWRITE-12\nclass Store: ...\n", "no clause comment precedes"),
    ],
)
def test_a_wrong_comment_of_requirements_is_refused(
    generator: dict[str, Any], text: str, message: str, tmp_path: Path
) -> None:
    write(tmp_path, text)

    with pytest.raises(SystemExit, match=message):
        generator["mechanisms"](tmp_path)


def test_a_comment_that_no_definition_follows_is_refused(generator: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path, "# clause: note 2.4\n\nclass Store: ...\n")

    with pytest.raises(SystemExit, match=r"store\.py:1: no definition follows"):
        list(generator["mechanisms"](tmp_path))


def write(root: Path, text: str) -> None:
    (root / "hil/emulator").mkdir(parents=True)
    (root / "hil/emulator/store.py").write_text(text, encoding="utf-8")
