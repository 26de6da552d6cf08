"""All chains that a server can send, one row each, with the reaction of a client of 2018.

*accept*, *refuse*: the clause demands it of a client that has the CA of the run
and the time, and authenticates the server.  *not stated*: neither the note nor
the clause decides; the report shows the reaction of the DUT.
"""

from __future__ import annotations

from collections.abc import Mapping

from hil.pki.kinds import dates, forms, names, paths, purposes
from hil.pki.kinds import key_strength as keys
from hil.pki.kinds.kind import ChainKind

SUBJECTS: Mapping[str, tuple[ChainKind, ...]] = {
    "Keys and signatures": keys.KINDS,
    "Paths": paths.KINDS,
    "Dates": dates.KINDS,
    "Names": names.KINDS,
    "Purposes": purposes.KINDS,
    "Forms": forms.KINDS,
}
"""The kinds by subject, in the order in which they are listed."""

CHAINS: Mapping[str, ChainKind] = {kind.name: kind for kinds in SUBJECTS.values() for kind in kinds}
"""Every kind by its name."""

COLUMNS = ("chain", "a client is to", "what it is", "clause")


def describe() -> tuple[tuple[str, str, str, str], ...]:
    """One row for each chain, in the order of `COLUMNS`."""
    return tuple((kind.name, kind.expected.value, kind.about, kind.clause) for kind in CHAINS.values())
