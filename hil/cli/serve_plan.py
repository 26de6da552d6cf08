"""`hil serve --plan FILE`: the servers of a recorded case again, one for each thing that they were told to be.

All have one CA, one user with one password, and one folder of files.  The folder of
`--out` gets `server.json`, by which a script finds addresses, credentials and files.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from hil.cli.serve_records import Kept
from hil.cli.serve_run import exit_code, latest_captures, reachable, signals
from hil.config.text import content_of
from hil.deadline import Deadline
from hil.errors import InfrastructureError, ServerError, UsageError
from hil.ftps.profile_record import profile_of
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_record import session_record
from hil.ftps.session_registry import Pending
from hil.pki.authority import SERVER_NAMES, Authority
from hil.transcript import Transcript

SCHEMA = 1
MADE = "server.json"
"""What the servers are, for a script: written when they are ready."""

_TICK_S = 0.2  # the interval of checks for signals and sessions


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Where the servers of a plan listen; the server with the number n has the given ports plus n - 1."""

    plan: Path
    out: Path
    bind: str
    ports: Mapping[Listener, int]
    public_host: str | None
    passive_ports: range | None
    host_name: str
    captures_kept: int


def run(request: PlanRequest) -> int:
    """Serve until a signal; returns the exit code."""
    plan = _plan(request.plan)
    host = request.public_host or reachable(request.bind)
    authority = _authority(plan, request, (*SERVER_NAMES, host, request.host_name))
    profiles = [profile_of(each, authority.chain) for each in plan["profiles"]]
    transcript = Transcript()
    with ExitStack() as cleanup, signals() as received:
        material = write_material(request.out, authority, plan["material"])
        kept = Kept(request.out)
        root = Path(cleanup.enter_context(TemporaryDirectory(prefix="m95-hil-")))
        lay_out(root, plan["files"])
        servers: list[FtpsServer] = []
        pending: list[Pending] = []
        for number, profile in enumerate(profiles):
            server = FtpsServer(
                authority,
                transcript,
                host=request.bind,
                root=root,
                public_host=request.public_host,
                passive_ports=request.passive_ports,
                captures=latest_captures(request.out.resolve(), kept=request.captures_kept, server=number + 1)
                if request.captures_kept
                else None,
                accounts=servers[0].accounts if servers else None,
                **_ports(request.ports, number),
            )
            servers.append(cleanup.enter_context(server))
            pending.append(cleanup.enter_context(server.expecting(profile, all_fire=False)))
        _announce(request.out / MADE, servers, root, material)
        while not received:
            _look(servers, pending, kept, Deadline.after(_TICK_S / len(servers)))
            transcript.hand_over()
        for server in servers:
            server.close()
        _look(servers, pending, kept, Deadline.after(0), is_over=True)
        with suppress(OSError):  # the folder is full or gone; a script sees that nothing answers
            (request.out / MADE).unlink(missing_ok=True)
        kept.close()
    return exit_code(received)


def _plan(path: Path) -> dict[str, Any]:
    form = "expected the plan of servers that hil repro writes"
    try:
        plan = json.loads(content_of(path))
        if plan["schema"] != SCHEMA:
            raise UsageError(f"{path} has schema {plan['schema']}; this version of m95-hil reads {SCHEMA}")
        found = {name: plan[name] for name in ("authority", "profiles", "material", "files")}
    except OSError as trouble:
        raise UsageError(f"{path} cannot be read: {trouble.strerror}; {form}") from trouble
    except (ValueError, KeyError, TypeError) as trouble:
        if isinstance(trouble, UsageError):
            raise
        raise UsageError(f"{path} is no plan: {form}") from trouble
    if not found["profiles"]:
        raise UsageError(f"{path} has no server: {form}")
    return found


def _authority(plan: Mapping[str, Any], request: PlanRequest, names: Sequence[str]) -> Authority:
    try:
        seed, start = str(plan["authority"]["seed"]), datetime.fromisoformat(plan["authority"]["start"])
    except (ValueError, KeyError, TypeError) as trouble:
        raise UsageError(f"{request.plan} does not say when its certificates begin to be valid") from trouble
    return Authority(names=tuple(dict.fromkeys(names)), seed=seed, start=start)


def _ports(first: Mapping[Listener, int], number: int) -> dict[str, Any]:
    return {f"{listener.value}_port": port and port + number for listener, port in first.items()}


def write_material(folder: Path, authority: Authority, names: Sequence[str]) -> dict[str, str]:
    """Write what the DUT is to store; returns the file of each name."""
    made = {name: f"{name.replace(':', '-')}.pem" for name in dict.fromkeys(("ca", *names))}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, file in made.items():
            path = folder / file
            path.touch(mode=0o600)
            path.write_bytes(authority.material(name))
    except OSError as error:
        raise InfrastructureError(f"the folder {folder} can't be written: {error.strerror}") from error
    return made


def lay_out(root: Path, files: Sequence[Mapping[str, Any]]) -> None:
    """Put the files of a plan below the root of the servers; raises `UsageError` for one elsewhere."""
    for given in files:
        name = PurePosixPath(str(given["name"]))
        if name.is_absolute() or ".." in name.parts:
            raise UsageError(f"a plan has files below the root of its server only, not {name}")
        path = root / name
        (path if given["is_folder"] else path.parent).mkdir(parents=True, exist_ok=True)
        if not given["is_folder"]:
            path.write_bytes(base64.b64decode(given["base64"] or ""))


def _announce(path: Path, servers: Sequence[FtpsServer], root: Path, material: Mapping[str, str]) -> None:
    made = {
        "schema": SCHEMA,
        "servers": [
            {listener.value: list(server.address(listener)) for listener in Listener} for server in servers
        ],
        "accounts": dict(servers[0].accounts),
        "user": servers[0].user,
        "material": material,
        "root": str(root),
    }
    try:
        path.touch(mode=0o600)
        path.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InfrastructureError(f"the file {path} can't be written: {error.strerror}") from error
    print(f"{len(servers)} servers are ready, {path} tells a script where; Ctrl-C ends them.", flush=True)


def _look(
    servers: Sequence[FtpsServer],
    pending: Sequence[Pending],
    kept: Kept,
    deadline: Deadline,
    *,
    is_over: bool = False,
) -> None:
    """Keep the sessions that have ended; raises `ServerError` when a server has stopped by itself."""
    for number, (server, waiting) in enumerate(zip(servers, pending, strict=True), start=1):
        ended = waiting.hand_over(deadline)
        kept.note(server)
        kept.add(*({"server": number, **session_record(session)} for session in ended))
        for session in ended:
            print(f"session {session.number} at server {number} has ended", flush=True)
        if not is_over and not server.is_serving:
            raise ServerError("the FTPS server has stopped")
