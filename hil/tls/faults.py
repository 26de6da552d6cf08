"""All TLS faults of the lower tester by name, one row each.

What is demanded of a client stands in the suites (`suites/demands`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hil.errors import UsageError, nearest
from hil.tls.fault import Place, TlsFault
from hil.tls.fault_kinds import alerts, endings, finishes, flights, hellos, records, shapes

SUBJECTS: Mapping[str, tuple[TlsFault, ...]] = {
    "ServerHello": hellos.FAULTS,
    "Handshake messages": flights.FAULTS,
    "ChangeCipherSpec and Finished": finishes.FAULTS,
    "Records": records.FAULTS,
    "Odd shapes": shapes.FAULTS,
    "Endings": endings.FAULTS,
    "Alerts": alerts.FAULTS,
}
"""The faults by subject, in the order in which they are listed."""

FAULTS: Mapping[str, TlsFault] = {fault.name: fault for faults in SUBJECTS.values() for fault in faults}
"""Every fault by its name."""

COLUMNS = ("fault", "on", "what it is", "clause")


def describe() -> tuple[tuple[str, str, str, str], ...]:
    """One row for each fault, in the order of `COLUMNS`."""
    return tuple(
        (
            fault.name,
            ", ".join(fault.places),
            fault.about,
            fault.clause,
        )
        for fault in FAULTS.values()
    )


def fault(name: str) -> TlsFault:
    """The fault of that name; raises `UsageError` with the nearest one."""
    try:
        return FAULTS[name]
    except KeyError:
        near = nearest(name, FAULTS)
        told = f"did you mean {near!r}?" if near else "hil serve --list-faults names all"
        raise UsageError(f"no TLS fault is called {name!r}; {told}") from None


@dataclass(frozen=True, slots=True)
class TlsFaults:
    """The names of the faults on each connection of a session; no name means a correct server.

    Raises `UsageError` for a name that does not exist, or not on that connection.
    """

    control: frozenset[str] = frozenset()
    data: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for place, name in self.planned:
            if place not in fault(name).places:
                raise UsageError(f"the TLS fault {name!r} does not exist on a {place} connection")

    @classmethod
    def of(cls, *names: str) -> TlsFaults:
        """Faults by name, each on its first connection; `data:NAME` and `control:NAME` choose the connection."""
        chosen: dict[Place, set[str]] = {place: set() for place in Place}
        for name in names:
            prefix, colon, bare = name.partition(":")
            if not colon:
                chosen[fault(name).places[0]].add(name)
            elif prefix in set(Place):
                chosen[Place(prefix)].add(bare)
            else:
                raise UsageError(f"{prefix!r} is no connection; a TLS fault is on 'control' or on 'data'")
        return cls(frozenset(chosen[Place.CONTROL]), frozenset(chosen[Place.DATA]))

    @property
    def planned(self) -> tuple[tuple[Place, str], ...]:
        """Each connection and name, sorted."""
        return tuple(
            [(Place.CONTROL, name) for name in sorted(self.control)]
            + [(Place.DATA, name) for name in sorted(self.data)]
        )

    def on(self, place: Place) -> tuple[TlsFault, ...]:
        """The faults of a connection."""
        return tuple(FAULTS[name] for name in sorted(self.control if place is Place.CONTROL else self.data))

    def unfired(self, fired: Iterable[tuple[Place, str]]) -> tuple[str, ...]:
        """The planned faults that are not among `fired`, in words."""
        happened = set(fired)
        return tuple(
            f"{name} on the {place} connection"
            for place, name in self.planned
            if (place, name) not in happened
        )
