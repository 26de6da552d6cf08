"""The ReqIF file of a run: valid, read alike by programs that we did not write, with the same identifiers in each run."""

from __future__ import annotations

import subprocess
import sys
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pytest
from reqif import PATH_TO_REQIF_ROOT
from reqif.parser import ReqIFParser
from reqif.reqif_bundle import ReqIFBundle
from xmlschema import XMLSchema

from hil.report.reqif import rendered
from hil.report.reqif_form import MOST_LETTERS
from hil.report.source import Source
from hil.results.description import Description, PlannedCase
from hil.results.ending import ENDED
from hil.results.model import RunReport
from hil.results.shard import Part
from hil.spec.catalogue import requirements
from tests.results.samples import FAILED, HEADER, LAST, OTHERS, sample

NARROWED = replace(HEADER, narrowed=(("-k", "close & <open>"),))
PLANNED = PlannedCase(LAST, "The last one", ("TLS-01", "OLD-01"), line=7)
REPORT = replace(sample(), header=NARROWED, description=Description(planned=(PLANNED,)))
CASES = len(REPORT.cases) + 1

RUNS = {
    "ended early": REPORT,
    "complete": replace(sample(), not_run=(), ending=ENDED),
    "without a case": RunReport(HEADER),
    "merged": replace(
        REPORT,
        header=replace(
            HEADER, merged=(Part("a", "1/2", HEADER.started, 1.0, "emulator://m95", "", "Linux", 3),)
        ),
        cases=tuple(replace(case, run="a") for case in REPORT.cases),
    ),
}


def content(report: RunReport = REPORT) -> bytes:
    return rendered(Source(report, Path("none")))


@pytest.fixture(scope="module")
def schema() -> XMLSchema:
    """The schema of the OMG, which the package `reqif` has; its imports are relative to the folder above that."""
    with chdir(PATH_TO_REQIF_ROOT):
        return XMLSchema("reqif/reqif_schema/reqif.xsd", base_url=PATH_TO_REQIF_ROOT)


@pytest.mark.parametrize("report", RUNS.values(), ids=RUNS)
def test_the_schema_of_the_omg_takes_it(schema: XMLSchema, report: RunReport) -> None:
    assert [error.reason for error in schema.iter_errors(content(report).decode())] == []


def test_the_schema_is_asked(schema: XMLSchema) -> None:
    wrong = (
        content()
        .replace(b"<SPEC-OBJECT ", b"<SPEC-THING ", 1)
        .replace(b"</SPEC-OBJECT>", b"</SPEC-THING>", 1)
    )

    assert not schema.is_valid(wrong.decode())


def test_no_reference_in_the_file_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.reqif").write_bytes(content())

    command = [str(Path(sys.executable).with_name("reqif")), "validate", "a.reqif"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    told, *_ = done.stdout.splitlines()
    assert told == "Validation complete with 0 errors, 0 schema issues found, 0 semantic issues found."


def objects(bundle: ReqIFBundle, kind: str) -> dict[str, dict[str, str]]:
    """The objects of that type by their ReqIF.ForeignID, with the names of their attributes and values."""
    of = next(each for each in bundle.core_content.req_if_content.spec_types if each.long_name == kind)
    names = {row.identifier: row.long_name for row in of.attribute_definitions}
    choices = {
        value.identifier: value.long_name
        for datatype in bundle.core_content.req_if_content.data_types
        for value in getattr(datatype, "values", None) or ()
    }
    found = {}
    for each in bundle.core_content.req_if_content.spec_objects:
        if each.spec_object_type == of.identifier:
            values = {names[row.definition_ref]: row.value for row in each.attributes}
            shown = {
                name: choices.get(value[0], value) if isinstance(value, list) else value
                for name, value in values.items()
            }
            found[shown["ReqIF.ForeignID"]] = {**shown, "identifier": each.identifier}
    return found


@pytest.fixture(scope="module")
def bundle() -> ReqIFBundle:
    return ReqIFParser.parse_from_string(content().decode())


def test_each_requirement_is_an_object_with_clause_ground_kind_and_verdict(bundle: ReqIFBundle) -> None:
    found = objects(bundle, "Requirement")

    about = requirements()["AUTH-05"]
    assert list(found) == [*requirements(), "OLD-01"]
    assert {
        name: found["AUTH-05"][name]
        for name in ("ReqIF.Name", "Clause", "Ground", "Kind", "Verdict", "Tested")
    } == {
        "ReqIF.Name": about.title,
        "Clause": about.clause,
        "Ground": about.ground.value,
        "Kind": about.kind.value,
        "Verdict": "fail",
        "Tested": "yes",
    }
    assert about.statement in found["AUTH-05"]["ReqIF.Text"]
    assert (found["TLS-01"]["Verdict"], found["TLS-01"]["Tested"]) == ("not tested", "no")
    assert "does not have" in found["OLD-01"]["ReqIF.Text"]


def test_each_case_is_an_object_those_that_were_not_run_too(bundle: ReqIFBundle) -> None:
    found = objects(bundle, "Test case")

    assert list(found) == [*(case.id for case in REPORT.cases), LAST]
    failed = found[FAILED.id]
    assert (failed["Verdict"], failed["Milliseconds"], failed["Place"]) == (
        "fail",
        "250",
        "suites/authentication/test_server.py:42",
    )
    assert (found[LAST]["Verdict"], found[LAST]["Reason"], found[LAST]["ReqIF.Name"]) == (
        "not run",
        "no answer to AT",
        "The last one",
    )


def test_the_relations_tell_what_verifies_what(bundle: ReqIFBundle) -> None:
    cases = {row["identifier"]: name for name, row in objects(bundle, "Test case").items()}
    names = {row["identifier"]: name for name, row in objects(bundle, "Requirement").items()}

    found = [
        (cases[row.source], names[row.target]) for row in bundle.core_content.req_if_content.spec_relations
    ]

    assert found == [
        *((case.id, name) for case in REPORT.cases for name in case.requirements),
        (LAST, "TLS-01"),
        (LAST, "OLD-01"),
    ]


def test_each_object_has_one_place_in_a_specification(bundle: ReqIFBundle) -> None:
    placed = {
        each.long_name: [place.spec_object for place in bundle.iterate_specification_hierarchy(each)]
        for each in bundle.core_content.req_if_content.specifications
    }

    assert list(placed) == ["Requirements", "Test cases"]
    every = [each.identifier for each in bundle.core_content.req_if_content.spec_objects]
    assert sorted(placed["Requirements"] + placed["Test cases"]) == sorted(every)


def test_what_was_selected_and_the_verdict_stand_in_the_header(bundle: ReqIFBundle) -> None:
    header = bundle.req_if_header

    assert header.title == f"FTPS conformance, full, -k close & <open>: {HEADER.run_id}"
    assert "only a part of the campaign full was selected: -k close & <open>" in header.comment


def test_the_identifiers_are_the_same_in_each_run() -> None:
    other = replace(sample(), header=replace(HEADER, run_id="another", started="2026-03-01T00:00:00+00:00"))

    first, second = (
        objects(ReqIFParser.parse_from_string(content(report).decode()), "Test case")
        for report in (REPORT, other)
    )

    assert {name: row["identifier"] for name, row in first.items()} == {
        name: row["identifier"] for name, row in second.items()
    }


def test_a_text_has_no_more_letters_than_tools_take_and_none_that_xml_forbids() -> None:
    long = replace(OTHERS[2], reason="\x1b" + "x" * (MOST_LETTERS + 9), requirements=())

    found = objects(ReqIFParser.parse_from_string(content(RunReport(HEADER, (long,))).decode()), "Test case")

    assert found[long.id]["Reason"] == "\N{REPLACEMENT CHARACTER}" + "x" * (MOST_LETTERS - 1)
