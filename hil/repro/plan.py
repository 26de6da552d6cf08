"""The steps that `repro.py` makes, and the servers that `hil serve --plan` starts: both as data.

Whatever differs in another place stands in a step as `{{kind:name}}`: user and password, host and
port of a server by its number, the size of a stored file.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hil.evidence.wire.secret_values import Form
from hil.repro.judged import judged
from hil.repro.recorded import Recorded, Turn, digest, turns
from hil.spec.commands import COMMANDS, Shape

SCHEMA = 1

_OPENS = re.compile(r'(AT.*\+QFTPOPEN=)"?([^",]+)"?(?:,(\d+))?', re.IGNORECASE)
_WRITES = re.compile(r'(AT\+QSECWRITE="?[^",]+"?,)(\d+)', re.IGNORECASE)
_APN = re.compile(r'(AT\+QICSGP=1,)"([^"]*)"', re.IGNORECASE)
_NAME = re.compile(r"AT\+([A-Z]+)(?!.*\?$)", re.IGNORECASE)
_JOBS = frozenset({Shape.RESULT, Shape.TRANSFER})
_IMEI = re.compile(rb"(?<!\d)\d{15}(?!\d)")
_NO_IMEI = b"0" * 15
"""What stands for an IMEI or IMSI."""

ESCAPE = b"+++"
_CONNECTED = re.compile(rb"(?:^|[\r\n])CONNECT[^\r\n]*[\r\n]")


@dataclass(slots=True)
class Plan:
    """What a case is made again by; `foreign` are addresses that no server of the plan has, `unknown` secrets without an owner."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    preamble: list[dict[str, Any]] = field(default_factory=list)
    profiles: list[Mapping[str, Any]] = field(default_factory=list)
    material: set[str] = field(default_factory=set)
    foreign: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


_CORRECT: Mapping[str, Any] = {"kind": "ServerProfile"}
"""A server that was told nothing is a correct one."""


class Planner:
    """Makes the plan of a case."""

    def __init__(self, source: Recorded) -> None:
        self._source = source
        self._plan = Plan()
        self._accounts: list[list[str]] = source.servers.get("accounts", [])

    def plan(self) -> Plan:
        """The whole plan."""
        files = [turn for pair in self._source.state.files.values() for turn in pair]
        self._plan.preamble = self._steps([*self._source.state.settings.values(), *files], is_state=True)
        self._plan.steps = self._steps(turns(self._source.segment.moved))
        self._plan.profiles = self._plan.profiles or [_CORRECT]
        return self._plan

    def _steps(self, found: Iterable[Turn], *, is_state: bool = False) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        all_turns = list(found)
        begin = self._source.offset
        takes_data = False
        for number, turn in enumerate(all_turns, start=1):
            after = all_turns[number] if number < len(all_turns) else None
            step: dict[str, Any] = {"n": number, "t": round((turn.t - begin) / 1e9, 6)}
            if turn.line and not (takes_data and not turn.line.upper().startswith("AT")):
                step |= self._line(turn, after)
                takes_data = bool(_CONNECTED.search(turn.received))
            else:
                step |= self._data(turn, all_turns[number - 2] if number > 1 else None)
            ended = turn.ended or turn.t
            step["wait_s"] = 0.0 if is_state else round((ended - turn.t) / 1e9, 6)
            step["gap_s"] = 0.0 if after is None or is_state else _gap(after.t - ended)
            if ESCAPE in {turn.sent.data, after.sent.data if after else b""}:
                rate = self._source.segment.opened.clock_rate
                step["gap_s"] = max(step["gap_s"], round(_GUARD_S / rate, 3))
            step["received"] = base64.b64encode(_IMEI.sub(_NO_IMEI, turn.received)).decode("ascii")
            made.append(step)
        return made

    # --- lines ---------------------------------------------------------------------------------------------------

    def _line(self, turn: Turn, after: Turn | None) -> dict[str, Any]:
        text = self._without_secrets(turn)
        text = _OPENS.sub(lambda found: self._opening(found, turn), text)
        text = _APN.sub(r'\1"{{apn:\2}}"', text)
        step: dict[str, Any] = {"kind": "line", "send": _IMEI.sub(_NO_IMEI, text.encode()).decode()}
        name = _NAME.match(text)
        facts = COMMANDS.get(name[1].upper()) if name else None
        if facts is not None and facts.shape in _JOBS and facts.name != "QFTPCFG":
            step["job"] = f"+{facts.name}"
        if after is not None and not after.line and _CONNECTED.search(turn.received):
            step["uploads"] = True
            written, file = _WRITES.match(text), self._file(after)
            if written and file and int(written[2]) == len(after.sent.data):
                step["send"] = _WRITES.sub(rf"\g<1>{{{{size:{file}}}}}", text)
        return step

    def _without_secrets(self, turn: Turn) -> str:
        data, text, last = turn.sent.data, "", 0
        for mark in sorted(turn.sent.marks, key=lambda mark: mark.at):
            text += data[last : mark.at].decode("ascii") + self._owner(mark.name, mark.form, mark.length)
            last = mark.at + mark.length
        return text + data[last:].decode("ascii").rstrip("\r")

    def _owner(self, name: str, form: Form, length: int) -> str:
        for number, (user, of_user, of_password) in enumerate(self._accounts):
            who = f":{user}" if number else ""
            if name == of_user and form is Form.PLAIN:
                return f"{{{{user{who}}}}}"
            if name == of_password and form is Form.PLAIN:
                return f"{{{{password{who}}}}}"
        self._plan.unknown.append(name)
        return f"{{{{secret:{length}}}}}"

    def _opening(self, found: re.Match[str], turn: Turn) -> str:
        host, port = found[2], int(found[3] or 0)
        t = (turn.t - self._source.offset) / 1e9
        for number, server in enumerate(self._source.servers.get("servers", ()), start=1):
            for listener, address in server.items():
                if port and port == address[1]:
                    if host != address[0]:
                        self._plan.foreign.append(host)
                    which = self._profile(number, t)
                    return f'{found[1]}"{{{{host:{which}}}}}",{{{{port:{which}:{listener}}}}}'
        self._plan.foreign.append(f"{host}:{port}" if port else host)
        return found[0]

    def _profile(self, server: int, t: float) -> int:
        told = [
            each["profile"]
            for each in self._source.servers["stimuli"]
            if each["server"] == server and each["t"] <= t and (each["until"] is None or t <= each["until"])
        ]
        profile = told[-1] if told else _CORRECT
        if profile not in self._plan.profiles:
            self._plan.profiles.append(profile)
        return self._plan.profiles.index(profile) + 1

    # --- data ----------------------------------------------------------------------------------------------------

    def _data(self, turn: Turn, before: Turn | None) -> dict[str, Any]:
        data = turn.sent.data
        if file := self._file(turn):
            return {"kind": "data", "file": file, "size": len(data)}
        if turn.sent.marks:
            self._plan.unknown.append(f"{len(data)} bytes")
        connected = before is not None and _CONNECTED.search(before.received)
        kind = "data" if connected or data == ESCAPE or (before is not None and not before.line) else "raw"
        return {"kind": kind, "base64": base64.b64encode(data).decode("ascii")}

    def _file(self, turn: Turn) -> str:
        """What of the authority of the run these bytes are; empty for others."""
        data = turn.sent.data
        known = [digest(data)] if not turn.sent.marks else self._source.digests.get(len(data), ())
        name = next((self._source.material[each] for each in known if each in self._source.material), "")
        if name:
            self._plan.material.add(name)
        return name


def _gap(ns: int) -> float:
    """A silence of the DTE in seconds; a short one is only the time that it took to think."""
    seconds = ns / 1e9
    return round(seconds, 3) if seconds >= _PAUSE_S else 0.0


_GUARD_S = 1.2
"""The silence before and behind `+++` in module seconds: S12 is one second (V.250 says nothing of it), and some is spare."""

_PAUSE_S = 0.05


def steps_record(source: Recorded, plan: Plan) -> dict[str, Any]:
    """`steps.json` for `repro.py`."""
    return {
        "schema": SCHEMA,
        "case": source.case.id,
        "verdict": source.case.verdict.value,
        "clock_rate": source.segment.opened.clock_rate,
        "has_files": bool(plan.material),
        "user": next((user for user, *_ in source.servers.get("accounts", ())), ""),
        "judged": judged(source, plan.steps),
        "preamble": plan.preamble,
        "steps": plan.steps,
    }


def servers_record(source: Recorded, plan: Plan) -> dict[str, Any]:
    """`servers.json` for `hil serve --plan`."""
    files = {each["name"]: each for each in source.servers.get("files", ())}
    authority = source.servers.get("authority", {"seed": "repro", "start": source.case.started})
    return {
        "schema": SCHEMA,
        "authority": authority,
        "material": sorted(plan.material),
        "profiles": plan.profiles,
        "files": list(files.values()),
    }


def sessions_record(source: Recorded) -> str:
    """`sessions.json`: what the servers of the record saw."""
    return json.dumps(source.sessions, indent=1)
