"""README.md and at.txt of the folder of a case: what fails, where it is written, how to make it again."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hil.repro.judged import first_failed
from hil.repro.limits import Limit
from hil.repro.plan import Plan
from hil.repro.recorded import Recorded
from hil.results.model import RunReport
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import Verdict

SERVE = "hil serve --plan servers.json --out serve"


@dataclass(frozen=True, slots=True)
class Contents:
    """What the folder tells of; `captures` are the copied files."""

    report: RunReport
    source: Recorded
    plan: Plan
    against: tuple[Limit, ...]
    captures: tuple[str, ...]
    has_servers: bool


def readme(contents: Contents) -> str:
    """The text of README.md."""
    case = contents.source.case
    parts = [
        f"# {case.title}",
        " ".join(_sentences(contents)),
        "## Expected and actual",
        *_judgement(contents),
        *(_requirements(contents)),
        "## How to make it again",
        *(_without_script(contents) if contents.against else _with_script(contents)),
        "## Files",
        _files(contents),
    ]
    return "\n\n".join(parts) + "\n"


def _sentences(contents: Contents) -> Iterator[str]:
    case, report = contents.source.case, contents.report
    dut = next(
        (each for each in report.duts if not case.module or each.module == case.module),
        None,
    )
    firmware = f"{dut.manufacturer} {dut.model}, {dut.revision}" if dut else "a module of unknown firmware"
    yield f"The case `{case.id}` of the run {report.header.run_id} has the verdict **{case.verdict_words}**."
    yield f"It ran on {firmware} at {case.started}."
    yield f"{_one_line(case.reason)}." if case.reason else "Each of its checks held."


def _judgement(contents: Contents) -> Iterator[str]:
    case = contents.source.case
    failed = first_failed(case)
    if failed is not None:
        yield f"- judged: {failed.subject}\n- expected: {failed.expected}\n- actual: {failed.actual}"
    elif case.problem is not None and case.verdict is not Verdict.PASS:
        yield f"- expected: {_one_line(case.problem.expected) or 'no such end'}\n- actual: {_one_line(case.problem.actual)}"
    others = [check for check in case.checks if failed is None or check.expected != failed.expected]
    if others:
        yield "Also failed:\n\n" + "\n".join(f"- {_one_line(check.sentence)}" for check in others)


def _requirements(contents: Contents) -> Iterator[str]:
    case = contents.source.case
    own = requirements(contents.report.header.own_requirements)
    judged = [name for check in case.checks for name in check.requirements] or list(case.requirements)
    rows = [own[name] for name in dict.fromkeys(judged) if name in own]
    if rows:
        yield "\n".join(map(_requirement, rows))


def _requirement(row: Requirement) -> str:
    return f"- **{row.id}** ({row.clause}; ground: {row.ground.value}): {_one_line(row.statement)}"


def _with_script(contents: Contents) -> Iterator[str]:
    needs = "needs Python 3.8 or later and pyserial (`pip install pyserial`)"
    yield f"`repro.py` {needs}; the server needs m95-hil (`pip install m95-hil`), on any host that the module reaches."
    commands = [f"{SERVE} --bind 0.0.0.0 --public-host ADDRESS"] if _dials(contents) else []
    serve = " --serve serve" if contents.has_servers else ""
    commands.append(f"python repro.py /dev/ttyUSB0{serve}")
    if _dials(contents):
        yield (
            "Start the server first, in a terminal of its own.  ADDRESS is the IPv4 address that the module dials; the "
            "server has three ports for each entry of servers.json, of which --implicit-port, --explicit-port, "
            "--plain-port and --passive-ports choose the numbers for a NAT.  Its credentials are new each time, and "
            "the script takes them from the folder `serve`."
        )
    elif contents.plan.material:
        commands.insert(0, SERVE)
        yield "The module stores certificates that `hil serve` makes: start it first, in a terminal of its own."
    yield "```\n" + "\n".join(commands) + "\n```"
    rate = contents.source.segment.opened.clock_rate
    if rate != 1.0:
        yield (
            f"The record is of an emulated module whose clock ran {rate:g} times as fast; the script waits {rate:g} times "
            f"as long.  For an emulated module: `hil emulate --tcp 127.0.0.1:6000 --clock-rate {rate:g}`, and "
            f"`python repro.py socket://127.0.0.1:6000{serve} --clock-rate {rate:g}`."
        )
    word = "failure" if contents.source.case.verdict is not Verdict.PASS else "success"
    yield (
        f'The script ends with "the same {word}" and exit code 1, with "no {word}: ...", what came and exit code 0, '
        'or with "trouble: ..." and exit code 2 where the case was not reached.  It compares what the verdict stands '
        'on; a module that fails in another way is "no ' + word + '", so read what came.'
    )
    if _dials(contents):
        yield "The servers, in the order of servers.json:\n\n" + "\n".join(
            f"{number}. {server_text(profile)}"
            for number, profile in enumerate(contents.plan.profiles, start=1)
        )


def _without_script(contents: Contents) -> Iterator[str]:
    yield "No script can make this case again:"
    yield "\n".join(f"- {limit.what}: {limit.instead}" for limit in contents.against)
    yield (
        "With m95-hil on a bench:\n\n```\n"
        f"hil conformance --dut PORT -k '{contents.source.case.id.partition('::')[2].partition('[')[0]}'\n```"
    )


def _dials(contents: Contents) -> bool:
    return any("{{port:" in step.get("send", "") for step in contents.plan.steps)


def server_text(profile: Mapping[str, Any]) -> str:
    """A profile of servers.json in words: what of it differs from a correct server."""
    told = [_value_text(name, value) for name, value in profile.items() if name != "kind"]
    return "; ".join(told) or "a correct server"


_WORDS: Mapping[str, str] = {
    "tls": "TLS",
    "data_tls": "TLS of the data connections",
    "data_chain": "chain of the data connections",
    "ftp": "FTP faults",
    "shaping": "network",
}


def _value_text(name: str, value: Any) -> str:
    return f"{_WORDS.get(name, name.replace('_', ' '))} {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if not isinstance(value, dict):
        return str(value)
    if "name" in value:
        return str(value["name"])
    if value["kind"] == "set":
        return ", ".join(map(str, value["of"]))
    if value["kind"] == "bytes":
        return f"{len(value['hex']) // 2} bytes"
    inner = [f"{each.replace('_', ' ')} {_shown(found)}" for each, found in value.items() if each != "kind"]
    return f"{value['kind']} ({', '.join(inner)})" if inner else str(value["kind"])


def _files(contents: Contents) -> str:
    rows = [
        ("at.txt", "the AT lines with their times, to read"),
        ("steps.json", "the same as data, for repro.py"),
        ("servers.json", f"what the servers are, for `{SERVE}`"),
        ("sessions.json", "what the servers saw of each session: commands, replies, handshakes, alerts"),
    ]
    if not contents.against:
        rows.insert(0, ("repro.py", "the script"))
    held = (
        "the packets of a session with their TLS secrets (pcapng): **confidential**, {} of that run are in it"
    )
    rows += [(path, held.format("the random credentials")) for path in contents.captures]
    return "\n".join(f"- `{name}`: {about}" for name, about in rows)


def at_text(source: Recorded, steps: Mapping[str, Any]) -> str:
    """The text of at.txt: seconds since the begin of the case, and since the last line; what came is indented."""
    begun = "begin of the case: settings of earlier cases that it relies on are listed first"
    lines = [f"# {source.case.id}", f"# {begun}", ""]
    lines += [f"{'before':>10}  > {_sent(step)}" for step in steps["preamble"]]
    for step in steps["steps"]:
        mark = "  <-- the verdict stands on this" if _is_judged(step, steps["judged"]) else ""
        lines.append(f"{step['t']:10.3f}  > {_sent(step)}{mark}")
        lines += [f"{'':10}  < {text}" for text in _received(step)]
    return "\n".join(lines) + "\n"


def _is_judged(step: Mapping[str, Any], judged: Mapping[str, Any]) -> bool:
    return not judged["server"] and len(judged["steps"]) < judged["last"] and step["n"] in judged["steps"]


def _sent(step: Mapping[str, Any]) -> str:
    if step["kind"] == "line":
        return str(step["send"])
    if "file" in step:
        return f"<{step['file']} of hil serve; {step['size']} bytes in the record>"
    data = base64.b64decode(step["base64"])
    return "+++" if data == b"+++" else f"<{len(data)} bytes>"


def _received(step: Mapping[str, Any]) -> Sequence[str]:
    raw = base64.b64decode(step["received"])
    found = [part for part in re.split(rb"[\r\n]+", raw) if part]
    return [
        part.decode("ascii") if re.fullmatch(rb"[\x20-\x7e]+", part) else f"<{len(part)} bytes>"
        for part in found
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
