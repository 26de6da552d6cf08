"""What the servers of a case were told to be, as JSON: from this `hil repro` and `hil serve --plan` make them again.

No secret is in it.  A password stands by the name that it has in the record of the line
(`hil.evidence.wire`), an uploaded certificate or key by the digest of its content.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hil.ftps.profile_record import profile_record
from hil.ftps.session import Listener, Session
from hil.ftps.stimulus import GivenFile, Stimulus
from hil.pki.authority import Authority
from hil.transcript import Kind, Transcript, data_digest

SCHEMA = 1
MOST_STIMULI = 64
"""Stimuli that are kept of a case, the first ones."""

MOST_BYTES = 2**17
"""Bytes of files that are kept of a case, the first ones."""

_DIGITS = 12
"""So many digits of a digest stand in a transcript."""


def stimuli_of_case(transcript: Transcript, t0: float) -> str:
    """The stimuli of the case that ends, as JSON; empty if no server was told anything.  `t0` is its begin."""
    observed = transcript.observed()
    stimuli = [each for each in observed if isinstance(each, Stimulus)][:MOST_STIMULI]
    if not stimuli or transcript.wire is None:
        return ""
    servers = list(dict.fromkeys(tuple(each.addresses.items()) for each in stimuli))
    authority = stimuli[0].authority
    uploads = {data_digest(entry.text) for entry in transcript.entries() if entry.kind is Kind.DATA}
    name = transcript.wire.name
    accounts: dict[str, str] = {user: word for each in stimuli for user, word in each.accounts.items()}
    record = {
        "schema": SCHEMA,
        "authority": {"seed": authority.seed, "start": authority.start.isoformat()},
        "material": material(authority, uploads),
        "accounts": [[user, name(user), name(word)] for user, word in accounts.items()],
        "servers": [_addresses(dict(each)) for each in servers],
        "stimuli": [_record(each, t0, servers.index(tuple(each.addresses.items())) + 1) for each in stimuli],
        "files": [*files(observed)],
    }
    return json.dumps(record, separators=(",", ":"))


def _record(stimulus: Stimulus, t0: float, server: int) -> dict[str, Any]:
    return {
        "t": round(stimulus.t - t0, 6),
        "until": None if stimulus.until is None else round(stimulus.until - t0, 6),
        "server": server,
        "profile": profile_record(stimulus.profile),
    }


def _addresses(addresses: Mapping[Listener, tuple[str, int]]) -> dict[str, list[Any]]:
    return {listener.value: list(address) for listener, address in addresses.items()}


def material(authority: Authority, uploads: Iterable[str]) -> dict[str, str]:
    """The names of what was uploaded of the authority, by the first digits of the digest."""
    wanted = set(uploads)
    found: dict[str, str] = {}
    for name, content in authority.made():
        digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
        if digest in wanted:
            found.setdefault(digest, name)
    return found


def files(observed: Iterable[object]) -> Iterator[dict[str, Any]]:
    """The files that servers had, the latest of each name; without those that the DUT had stored in an earlier session."""
    stored: set[str] = set()
    found: dict[str, GivenFile] = {}
    for each in observed:
        if isinstance(each, Session):
            stored |= {command.argument.lstrip("/") for command in each.sent("STOR")}
        elif isinstance(each, GivenFile) and (each.name in found or each.name not in stored):
            found[each.name] = each
    room = MOST_BYTES
    for given in found.values():
        kept = given.content if len(given.content or b"") <= room else None
        room -= len(kept or b"")
        content = None if kept is None else base64.b64encode(kept).decode("ascii")
        yield {"name": given.name, "size": given.size, "is_folder": given.is_folder, "base64": content}
