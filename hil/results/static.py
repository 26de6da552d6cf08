"""A static deviation: what the note states and the DUT does not claim; and what a probe of an exclusion found."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class StaticDeviation:
    """A capability of the note that the PICS does not claim.

    `feature` is its name in the PICS; `deviation` is the entry of the deviations file
    with a dated reason for it, empty without one.
    """

    key: str
    feature: str
    what: str
    clause: str
    requirements: tuple[str, ...] = ()
    deviation: str = ""

    @property
    def words(self) -> str:
        """One sentence: `not claimed: SSL3.0 (note 1.1; tls.versions of the PICS)`."""
        return f"not claimed: {self.what} ({self.clause}; {self.key} of the PICS)"

    @property
    def line(self) -> str:
        """The sentence with the requirements and the accepted reason."""
        named = f" [{', '.join(self.requirements)}]" if self.requirements else ""
        return f"{self.words}{named}" + (f"; accepted: {self.deviation}" if self.deviation else "")

    def accepted_by(self, deviation: str) -> StaticDeviation:
        """The same with an entry of the deviations file."""
        return replace(self, deviation=deviation)


@dataclass(frozen=True, slots=True)
class Probe:
    """What the DUT answered to a command of a feature that it does not claim."""

    feature: str
    command: str
    answer: str
    supported: bool

    @property
    def line(self) -> str:
        """One sentence for people."""
        came = "takes" if self.supported else "refuses"
        return f"{self.feature} is not claimed; the DUT {came} {self.command} ({self.answer})"


@dataclass(frozen=True, slots=True)
class StaticReview:
    """The static conformance review of a run (ISO/IEC 9646-5)."""

    deviations: tuple[StaticDeviation, ...] = ()
    probes: tuple[Probe, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a deviation has no dated reason."""
        return any(not found.deviation for found in self.deviations)

    @property
    def lines(self) -> tuple[str, ...]:
        """The review for people: deviations first, then exclusions that the DUT supports, then the others."""
        probes = sorted(self.probes, key=lambda probe: not probe.supported)
        return (*(found.line for found in self.deviations), *(probe.line for probe in probes))


NOT_REVIEWED = StaticReview()
"""Of a run without a PICS file."""


def read_review(record: dict[str, list[dict[str, object]]] | None) -> StaticReview:
    """The review of a record; an empty one of a file that has none."""
    if not record:
        return NOT_REVIEWED
    return StaticReview(
        deviations=tuple(map(_deviation, record["deviations"])), probes=tuple(map(_probe, record["probes"]))
    )


def _deviation(record: dict[str, object]) -> StaticDeviation:
    named = record["requirements"]
    texts = {name: str(value) for name, value in record.items() if name != "requirements"}
    return StaticDeviation(**texts, requirements=tuple(named) if isinstance(named, list) else ())


def _probe(record: dict[str, object]) -> Probe:
    return Probe(
        feature=str(record["feature"]),
        command=str(record["command"]),
        answer=str(record["answer"]),
        supported=record["supported"] is True,
    )
