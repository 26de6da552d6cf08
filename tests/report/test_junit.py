"""`junit.xml` keeps to the schema of xunit2, another reader counts the same cases, and its texts have a fixed form."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from hil.report.junit import junit
from hil.results.description import Description, PlannedCase
from hil.results.ending import ENDED
from hil.results.model import RunReport
from hil.results.shard import Part
from hil.verdict import FailedCheck, Ground
from tests.report.junit_forms import claimed, complaints, counted
from tests.results.samples import FAILED, HEADER, LAST, sample


def written(tmp_path: Path) -> ET.Element:
    (tmp_path / "junit.xml").write_bytes(junit(sample()))
    return ET.parse(tmp_path / "junit.xml").getroot()


COMPLETE = replace(sample(), not_run=(), ending=ENDED)
CHECK = FailedCheck(
    ("AUTH-05",), Ground.NOTE, "AT+QFTPOPEN: expected -5, came 0", "-5", "0", "test_server.py:42"
)
JUDGED = replace(FAILED, checks=(CHECK,), reason=CHECK.sentence, module="m1")

RUNS = {
    "complete": COMPLETE,
    "ended early": sample(),
    "narrowed": replace(COMPLETE, header=replace(HEADER, narrowed=(("-k", "close & <open>"),))),
    "merged": replace(
        COMPLETE,
        header=replace(
            HEADER, merged=(Part("a", "1/2", HEADER.started, 1.0, "emulator://m95", "", "Linux", 3),)
        ),
    ),
    "of a pool": replace(COMPLETE, header=replace(HEADER, modules=("m1", "m2")), cases=(JUDGED,)),
    "damaged": replace(COMPLETE, damage=("run.json is missing \x00",)),
    "without a case": RunReport(HEADER),
}


@pytest.mark.parametrize("report", RUNS.values(), ids=RUNS)
def test_the_schema_takes_it_and_another_reader_counts_the_same(report: RunReport) -> None:
    content = junit(report)

    assert complaints(content) == []
    assert counted(content) == claimed(content)


def test_the_schema_refuses_what_xunit2_does_not_know() -> None:
    content = junit(COMPLETE).replace(b"<testcase ", b'<testcase file="a.py" ', 1)

    (complaint,) = complaints(content)
    assert "attribute 'file'" in complaint


def test_the_numbers_are_those_of_the_cases(tmp_path: Path) -> None:
    suite = written(tmp_path).find("testsuite")

    assert suite is not None
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase")) == 187 + 2
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) == 3
    assert int(suite.attrib["errors"]) == len(suite.findall("testcase/error")) == 2
    assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped")) == 3


def test_an_inconclusive_case_is_a_failure_of_that_type(tmp_path: Path) -> None:
    types = [element.attrib["type"] for element in written(tmp_path).iter("failure")]

    assert types == ["fail", "inconclusive", "fail"]


def test_characters_that_xml_forbids_are_replaced(tmp_path: Path) -> None:
    errors = list(written(tmp_path).iter("error"))

    assert errors[0].attrib["message"] == "the port went away"
    assert "\x1b" not in (tmp_path / "junit.xml").read_text()


def test_requirements_and_transcript_stand_in_system_out(tmp_path: Path) -> None:
    first = written(tmp_path).find("testsuite/testcase/system-out")

    assert first is not None
    assert first.text is not None
    assert first.text.startswith("requirements: AUTH-05 AUTH-06\n")
    assert "+QFTPOPEN: 0" in first.text


def judged() -> ET.Element:
    case = ET.fromstring(junit(RUNS["of a pool"])).find("testsuite/testcase")
    assert case is not None
    return case


def test_a_failure_begins_with_its_place_and_has_both_sides() -> None:
    failure = judged().find("failure")

    assert failure is not None
    assert failure.attrib == {"message": f"fail (note): {CHECK.sentence}", "type": "fail.note"}
    assert (failure.text or "").splitlines() == [
        "suites/authentication/test_server.py:42: AT+QFTPOPEN: expected -5, came 0",
        "verdict: fail (note)",
        "requirements: AUTH-05",
        "expected: -5",
        "actual: 0",
    ]


def test_a_case_names_requirements_place_ground_and_module() -> None:
    case = judged()

    assert case.attrib["group"] == "AUTH-05 AUTH-06"
    assert (case.findtext("system-out") or "").splitlines()[:9] == [
        "requirements: AUTH-05 AUTH-06",
        "title: An expired chain is refused <script>alert(1)</script>",
        "file: suites/authentication/test_server.py",
        "line: 38",
        "verdict: fail (note)",
        "ground: note",
        "expected: -5",
        "actual: 0",
        "module: m1",
    ]


def test_a_case_that_was_not_run_has_its_title_and_requirements() -> None:
    planned = PlannedCase(LAST, "The last one", ("TLS-01",), line=7)
    report = replace(sample(), description=Description(planned=(planned,)))

    case = next(
        case for case in ET.fromstring(junit(report)).iter("testcase") if case.get("name") == "test_last"
    )

    assert case.get("group") == "TLS-01"
    assert (case.findtext("system-out") or "").splitlines() == [
        "requirements: TLS-01",
        "title: The last one",
        "file: suites/tls/test_matrix.py",
        "line: 7",
        "verdict: not run",
    ]


def test_what_was_selected_and_the_verdict_are_properties_and_the_name() -> None:
    suite = ET.fromstring(junit(RUNS["narrowed"])).find("testsuite")

    assert suite is not None
    properties = {row.attrib["name"]: row.attrib["value"] for row in suite.iter("property")}
    assert suite.attrib["name"] == "conformance full, -k close & <open>"
    assert properties["selection"] == "full, -k close & <open>"
    assert "only a part of the campaign full was selected: -k close" in properties["verdict"]
    assert properties["dut.revision"] == "M95FAR02A08"


def test_damage_is_a_warning_of_the_suite() -> None:
    suite = ET.fromstring(junit(RUNS["damaged"])).find("testsuite")

    assert suite is not None
    assert suite.findtext("system-err") == "warning: run.json is missing \N{REPLACEMENT CHARACTER}"
