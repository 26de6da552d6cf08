"""The conditions of two runs: what was tested, by which cases, with what claims, on which bench; what differs in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hil.results.description import Claim
from hil.results.model import RunReport
from hil.results.words import incomplete

_DIGEST = 12
"""So many digits of a digest are shown."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that differs.  `weakens` tells why verdicts may differ although the DUT does not; empty if they do not."""

    name: str
    before: str
    after: str
    weakens: str = ""


def conditions(before: RunReport, after: RunReport) -> tuple[Condition, ...]:
    """The conditions that differ: those of the DUT first, which are the reason of a comparison."""
    rows = (
        ("DUT", _duts(before), _duts(after), ""),
        ("port", before.header.dut_url, after.header.dut_url, ""),
        ("selection", before.header.selected, after.header.selected, "other cases were selected"),
        ("gate", before.header.gate.value, after.header.gate.value, ""),
        ("m95-hil", _version(before), _version(after), "another version of the tool judged"),
        ("cases", _digest(before, "suites"), _digest(after, "suites"), "the cases have changed"),
        ("catalogue", _digest(before, "catalogue"), _digest(after, "catalogue"), "requirements have changed"),
        ("laboratory", _lab(before), _lab(after), "another bench"),
        ("host", before.header.platform, after.header.platform, ""),
    )
    found = [Condition(*row) for row in rows if row[1] != row[2]]
    return (*found, *_inputs(before, after), *_claims(before, after), *_deviations(before, after))


def unfinished(before: RunReport, after: RunReport) -> tuple[str, ...]:
    """What keeps the comparison from being one of two whole runs, in words."""
    sides = (("the base", before), ("the later run", after))
    return tuple(f"{name} is {incomplete(report)}" for name, report in sides if not report.is_complete)


def dut_words(report: RunReport) -> str:
    """The DUT of a run for people: its firmware and its module; the port where it was not asked."""
    return _duts(report) or report.header.dut_url


def _duts(report: RunReport) -> str:
    return "; ".join(
        f"{firmware} ({', '.join(name for name in modules)})"
        for firmware, modules in report.firmwares.items()
    )


def _version(report: RunReport) -> str:
    version = dict(report.header.tools).get("m95-hil", "")
    return f"{version} {report.header.commit}".strip()


def _digest(report: RunReport, name: str) -> str:
    return str(getattr(report.description, name))[:_DIGEST]


def _lab(report: RunReport) -> str:
    return ", ".join(f"{key} {value}" for key, value in report.header.lab)


def _inputs(before: RunReport, after: RunReport) -> Iterator[Condition]:
    first, second = dict(before.header.inputs), dict(after.header.inputs)
    for option in dict.fromkeys((*first, *second)):
        one, other = first.get(option, ""), second.get(option, "")
        if one != other:
            yield Condition(f"file of {option}", _given(one), _given(other), "another file was given")


def _given(digest: str) -> str:
    return digest[:_DIGEST] or "not given"


def _claims(before: RunReport, after: RunReport) -> Iterator[Condition]:
    first = {claim.key: claim for claim in before.description.claims}
    second = {claim.key: claim for claim in after.description.claims}
    for key in dict.fromkeys((*first, *second)):
        one, other = _claimed(first.get(key)), _claimed(second.get(key))
        if one and other and one != other:
            yield Condition(f"claim {key}", one, other, "the DUT claims something else")


def _claimed(claim: Claim | None) -> str:
    match claim.value if claim else "":
        case bool() as value:
            return "yes" if value else "no"
        case tuple() as values:
            return ", ".join(map(str, values)) or "none"
        case value:
            return str(value)


def _deviations(before: RunReport, after: RunReport) -> Iterator[Condition]:
    first = {entry.requirement: entry.reason for entry in before.description.deviations}
    second = {entry.requirement: entry.reason for entry in after.description.deviations}
    for name in dict.fromkeys((*first, *second)):
        one, other = first.get(name, "not expected"), second.get(name, "not expected")
        if one != other:
            yield Condition(f"known deviation {name}", one, other, "a fail counts as known in one run only")
