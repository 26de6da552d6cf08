"""`junit.xml` keeps to the schema of xunit2: its elements, their order of nesting and their attributes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from hil.report.junit import junit
from tests.results.samples import sample

# As in Jenkins' junit-10.xsd, the schema that pytest calls xunit2.
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "property": set(),
    "testcase": {"skipped", "error", "failure", "system-out", "system-err"},
    "skipped": set(),
    "error": set(),
    "failure": set(),
    "system-out": set(),
}
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {
        *("name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp"),
        *("hostname", "id", "package", "file", "log", "url", "version"),
    },
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "time", "classname", "group"},
    "skipped": {"message", "type"},
    "error": {"message", "type"},
    "failure": {"message", "type"},
    "system-out": set(),
}


def written(tmp_path: Path) -> ET.Element:
    (tmp_path / "junit.xml").write_bytes(junit(sample()))
    return ET.parse(tmp_path / "junit.xml").getroot()


def test_elements_and_attributes_are_those_of_the_schema(tmp_path: Path) -> None:
    for element in written(tmp_path).iter():
        assert {child.tag for child in element} <= CHILDREN[element.tag], element.tag
        assert set(element.attrib) <= ATTRIBUTES[element.tag], element.tag


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
