"""What the links of a chain say of the files of a run now: a later link replaces an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hil.seal.chain import FileDigest, Link, LinkKind, is_within


class Role(StrEnum):
    """What a file of a run is to its chain."""

    SEALED = "sealed"  # evidence or record
    RENDERED = "rendered"  # made from the records, at any time
    SIGNATURE = "signature"
    UNSEALED = "not sealed"  # of a run that was killed or is under way
    FOREIGN = "foreign"  # no link names it


_ROLES = {
    LinkKind.EVIDENCE: Role.SEALED,
    LinkKind.RECORDS: Role.SEALED,
    LinkKind.BEGUN: Role.SEALED,
    LinkKind.RESUMED: Role.SEALED,
    LinkKind.RENDERING: Role.RENDERED,
    LinkKind.SIGNATURE: Role.SIGNATURE,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the latest link says of a file."""

    role: Role
    digest: FileDigest


def state_of(links: Iterable[Link]) -> dict[str, Entry]:
    """The files by their path; a rendering that was made again replaces the earlier one whole."""
    state: dict[str, Entry] = {}
    for link in links:
        role = _ROLES.get(link.kind)
        if role is None:
            continue
        if link.roots:
            gone = [
                name for name, entry in state.items() if entry.role is role and is_within(name, link.roots)
            ]
            for name in gone:
                del state[name]
        for name, digest in link.files.items():
            if role is Role.SEALED or name not in state or state[name].role is not Role.SEALED:
                state[name] = Entry(role, digest)  # no rendering replaces evidence
    return state
