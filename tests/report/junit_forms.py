"""What judges a JUnit file: the schema of xunit2, and junitparser as a reader that we did not write."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from junitparser import Error, Failure, Skipped
from junitparser.xunit2 import JUnitXml
from lxml import etree

KINDS = {Failure: "failure", Error: "error", Skipped: "skipped"}


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "forms/xunit2.xsd"))


def complaints(content: bytes) -> list[str]:
    """What the schema has against the file."""
    schema = _schema()
    schema.validate(etree.fromstring(content))
    return [str(entry) for entry in schema.error_log]


def counted(content: bytes) -> dict[str, int]:
    """The testcases by their element, as junitparser reads them; `tests` are all."""
    found = {"tests": 0, "failure": 0, "error": 0, "skipped": 0}
    for suite in JUnitXml.fromstring(content):
        for case in suite:
            found["tests"] += 1
            for result in case.result:
                found[KINDS[type(result)]] += 1
    return found


def claimed(content: bytes) -> dict[str, int]:
    """The same numbers, as the attributes of the suites tell them."""
    found = {"tests": 0, "failure": 0, "error": 0, "skipped": 0}
    for suite in JUnitXml.fromstring(content):
        numbers = (suite.tests, suite.failures, suite.errors, suite.skipped)
        for name, number in zip(found, numbers, strict=True):
            found[name] += int(number)
    return found
