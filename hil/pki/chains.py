"""All chains that a server can send, one row each.

What is demanded of a client stands in the suites (`suites/demands`).
"""

from __future__ import annotations

from collections.abc import Mapping

from hil.pki.kinds import dates, forms, leaves, names, paths, purposes
from hil.pki.kinds import key_strength as keys
from hil.pki.kinds.kind import ChainKind

SUBJECTS: Mapping[str, tuple[ChainKind, ...]] = {
    "Keys and signatures": keys.KINDS,
    "Paths": paths.KINDS,
    "Dates": dates.KINDS,
    "Names": names.KINDS,
    "Purposes": purposes.KINDS,
    "Forms": forms.KINDS,
    "Leaves": leaves.KINDS,
}
"""The kinds by subject, in the order in which they are listed."""

CHAINS: Mapping[str, ChainKind] = {kind.name: kind for kinds in SUBJECTS.values() for kind in kinds}
"""Every kind by its name."""

COLUMNS = ("chain", "what it is", "clause")


def describe() -> tuple[tuple[str, str, str], ...]:
    """One row for each chain, in the order of `COLUMNS`."""
    return tuple((kind.name, kind.about, kind.clause) for kind in CHAINS.values())
