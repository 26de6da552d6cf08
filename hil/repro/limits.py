"""Why a case cannot be made again by a script at one serial port, and what to do instead."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hil.evidence.redaction import redact_places
from hil.evidence.wire.reading import Segment
from hil.repro.judged import judged
from hil.repro.plan import Plan
from hil.repro.recorded import Recorded, turns
from hil.transcript import Kind
from hil.verdict import Role


@dataclass(frozen=True, slots=True)
class Limit:
    """What a script cannot do, and what does it."""

    what: str
    instead: str


_WITH_BENCH = "run the case with m95-hil on a bench that has it (docs/bench.md)"

_BENCH: Mapping[Kind, Limit] = {
    Kind.SUPPLY_CUT: Limit("the bench cuts the supply of the module", _WITH_BENCH),
    Kind.TIME_PASSED: Limit(
        "the bench lets the time of the module pass, which only an emulated one does", _WITH_BENCH
    ),
    Kind.NETWORK_SET: Limit("a network tester changes what the mobile network grants", _WITH_BENCH),
}
"""What a bench does beside AT, by the kind of its entry in the transcript."""

_OF_ANY_RUN = frozenset({"clock_rate", "dns"})
"""Options of an emulated module that the bench sets."""

_MULTIPLEXED = re.compile(r"AT\+CMUX=\d", re.IGNORECASE)


def limits(source: Recorded, plan: Plan, *, dut_url: str) -> tuple[Limit, ...]:
    """All that stands against a script for this case; empty if nothing does.  `dut_url` is that of the run."""
    kinds = {line.kind for line in source.case.transcript}
    compared = judged(source, plan.steps)
    found = [limit for kind, limit in _BENCH.items() if kind.value in kinds]
    if any(_MULTIPLEXED.match(turn.line) for turn in turns(source.segment.moved)):
        found.append(Limit("the case speaks through the multiplexer (27.010)", "run the case with m95-hil"))
    if any(_acts(other) for other in source.others):
        found.append(Limit("the case uses several modules or lines", "run the case with m95-hil"))
    if plan.foreign:
        places = ", ".join(dict.fromkeys(plan.foreign))
        found.append(
            Limit(
                f"the module dials {places}, where no server of hil serve is",
                "run the case with m95-hil, which starts that peer",
            )
        )
    if any(each["base64"] is None and not each["is_folder"] for each in source.servers.get("files", ())):
        found.append(Limit("a file of the server is too large to be kept", "run the case with m95-hil"))
    if any(map(_is_given_between, source.sessions)):
        found.append(
            Limit(
                "the bench puts a file on the server in the middle of the case", "run the case with m95-hil"
            )
        )
    if special := _options(source.segment.opened.url) - _options(dut_url) - _OF_ANY_RUN:
        options = ", ".join(sorted(special))
        found.append(
            Limit(f"the case takes an emulated module with {options}", "run the case on the emulator")
        )
    if source.sessions and any(map(_is_of_that_run, plan.steps)):
        found.append(
            Limit(
                "the module stores a certificate in a form that hil serve does not make again",
                "run the case with m95-hil",
            )
        )
    if asked := _asked_before(source):
        found.append(
            Limit(
                f"the case judges the answer to {asked}, which an earlier case sent",
                "make the first failing case of that file again",
            )
        )
    elif not compared["server"] and all(map(_says_nothing, _of(compared["steps"], plan))):
        found.append(
            Limit("no response in the record tells what the case judges", "run the case with m95-hil")
        )
    if source.case.disturbance is not None:
        found.append(Limit(f"the bench was disturbed: {source.case.disturbance}", "run the case again"))
    return tuple(found)


def _is_of_that_run(step: Mapping[str, Any]) -> bool:
    """Whether a step sends a certificate as it was in the record: a server of another run has another CA."""
    return b"-BEGIN CERTIFICATE-" in base64.b64decode(step.get("base64", ""))


def _of(numbers: Sequence[int], plan: Plan) -> list[Mapping[str, Any]]:
    return [step for step in plan.steps if step["n"] in numbers]


def _says_nothing(step: Mapping[str, Any]) -> bool:
    """Whether the response ends with CONNECT: what the module makes of the data comes later."""
    return base64.b64decode(step["received"]).strip().endswith(b"CONNECT")


def _asked_before(source: Recorded) -> str:
    """A command line that the case judges, and that did not go over its line; empty if there is none."""
    sent = {redact_places(turn.line) for turn in turns(source.segment.moved)}
    judged_lines = (step.command for step in source.case.steps if step.role is Role.CHECK and step.command)
    return next((line for line in judged_lines if line not in sent), "")


_TRANSFERS = frozenset({"STOR", "RETR", "LIST", "NLST", "APPE"})


def _is_given_between(session: Mapping[str, Any]) -> bool:
    """Whether the module got another file than it had stored under its name before.

    It may get less of its own one from an offset, or where the server broke off as it was told.
    """
    stored: dict[str, int] = {}
    may_be_less = bool(session["fired"]) or any(command["verb"] == "REST" for command in session["commands"])
    transfers = [command for command in session["commands"] if command["verb"] in _TRANSFERS]
    for command, connection in zip(transfers, session["data"], strict=False):
        name = command["argument"]
        if command["verb"] == "STOR":
            stored[name] = connection["received"]
        elif command["verb"] == "RETR":
            beyond = connection["sent"] - stored.get(name, connection["sent"])
            if beyond > 0 or (beyond and not may_be_less):
                return True
    return False


def _options(url: str) -> set[str]:
    """The names of the options of an emulated module."""
    return set(parse_qs(urlsplit(url).query))


def _acts(segment: Segment) -> bool:
    """Whether more goes over a line than the questions of the bench."""
    return any(b"QFTP" in each.data or b"QSEC" in each.data for each in segment.moved if each.is_sent)
