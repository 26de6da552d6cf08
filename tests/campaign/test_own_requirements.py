"""Requirements of a third party: a file is read, and a wrong one is refused in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hil.campaign.own_requirements import load
from hil.errors import UsageError
from hil.spec.catalogue import (
    Basis,
    Requirement,
    RequirementKind,
    Verification,
    read_requirement,
    requirement,
)
from hil.verdict import Ground

HEAD = """
[catalogue]
prefix = "ACME"
document = "ACME Meter, File Transfer"
"""
ROW = """
[[requirement]]
id = "ACME-REPORT-01"
section = "3.1"
title = "A report is stored unchanged"
statement = "The meter shall store a report without changing it."
kind = "mandatory"
"""
FULL = """
[[requirement]]
id = "ACME-02"
section = "3.2"
title = "A clock"
statement = "The meter should have a clock."
kind = "optional"
verification = "inspection"
basis = "inferred"
ground = "standard"
clause = "RFC 5905 7.3"
reasoning = "A clock that nobody sets is none."
platform = "real"
smoke = true
stimulus = "none"
expected = "a clock"
provoke = ""
notes = "see the drawing"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "acme.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_requirements_are_read_in_their_order(tmp_path: Path) -> None:
    assert load(written(tmp_path, HEAD + ROW + FULL)) == (
        Requirement(
            "ACME-REPORT-01",
            "3.1",
            "A report is stored unchanged",
            "The meter shall store a report without changing it.",
            RequirementKind.MANDATORY,
            Verification.TEST,
            Basis.EXPLICIT,
            platform="",
            smoke=False,
            stimulus="",
            expected="",
            provoke="",
            notes="",
            ground=Ground.READING,
            clause="ACME Meter, File Transfer 3.1",
            reasoning="",
        ),
        Requirement(
            "ACME-02",
            "3.2",
            "A clock",
            "The meter should have a clock.",
            RequirementKind.OPTIONAL,
            Verification.INSPECTION,
            Basis.INFERRED,
            platform="real",
            smoke=True,
            stimulus="none",
            expected="a clock",
            provoke="",
            notes="see the drawing",
            ground=Ground.STANDARD,
            clause="RFC 5905 7.3",
            reasoning="A clock that nobody sets is none.",
        ),
    )


def test_they_are_found_beside_those_of_the_note(tmp_path: Path) -> None:
    own = load(written(tmp_path, HEAD + ROW))

    assert requirement("ACME-REPORT-01", own) is own[0]
    assert requirement("MODE-01", own) is requirement("MODE-01")
    with pytest.raises(UsageError, match="nearest: ACME-REPORT-01"):
        requirement("ACME-REPORT-1", own)
    with pytest.raises(UsageError):
        requirement("ACME-REPORT-01")


def test_a_record_brings_a_requirement_back() -> None:
    row = requirement("MODE-01")
    record = {name: getattr(row, name) for name in row.__dataclass_fields__}

    assert read_requirement(record) == row


def test_a_record_without_a_ground_is_read_as_a_reading_of_its_section() -> None:
    row = requirement("MODE-01")
    record = {name: getattr(row, name) for name in row.__dataclass_fields__}
    for name in ("section", "ground", "reasoning"):
        del record[name]

    read = read_requirement({**record, "clause": "2.2/4.2.1"})

    assert (read.section, read.clause, read.ground) == ("2.2/4.2.1", "2.2/4.2.1", Ground.READING)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW, "catalogue: expected a table; got nothing"),
        (HEAD, "requirement: expected entries headed [[requirement]]; got nothing"),
        (HEAD.replace('"ACME"', '"acme"') + ROW, "catalogue.prefix: expected capital letters and digits"),
        (
            HEAD.replace('"ACME"', '"MODE"') + ROW,
            "catalogue.prefix: expected a prefix that the catalogue of the note does not use; got 'MODE'",
        ),
        (
            HEAD + ROW.replace("ACME-REPORT-01", "MODE-99"),
            "requirement[0].id: expected ACME-GROUP-NN or ACME-NN; got 'MODE-99'",
        ),
        (
            HEAD + ROW + ROW,
            "requirement[1].id: expected an id that no other requirement has; got 'ACME-REPORT-01'",
        ),
        (
            HEAD + ROW.replace("mandatory", "must"),
            "requirement[0].kind: expected one of informative, mandatory, optional; got 'must'",
        ),
        (HEAD + ROW.replace('title = "A', 'titel = "A'), "unknown key requirement[0].titel"),
        (HEAD + ROW.replace('section = "3.1"\n', ""), "requirement[0].section: expected words in quotes"),
        ("[catalogue\n", "is no TOML"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UsageError, match=re.escape(said)) as refused:
        load(path)

    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml")
