"""Requirement × case: which requirements a run touched, and with what verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hil.results.model import CaseResult
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import Verdict, worst


@dataclass(frozen=True, slots=True)
class Coverage:
    """A requirement with the cases that verified it; `verdict` is None when it was not tested.

    A requirement counts as tested when a case about it reached a verdict on the
    DUT: pass, fail, inconclusive or known deviation.
    """

    requirement: Requirement
    cases: tuple[CaseResult, ...]

    @property
    def verdict(self) -> Verdict | None:
        """The worst verdict of the cases."""
        return worst([case.verdict for case in self.cases])

    @property
    def tested(self) -> bool:
        """Whether any case said something about the DUT."""
        return any(case.verdict not in {Verdict.ERROR, Verdict.NOT_APPLICABLE} for case in self.cases)


def coverage(cases: Iterable[CaseResult], own: Iterable[Requirement] = ()) -> tuple[Coverage, ...]:
    """Every requirement of the catalogue, in its order, then those of a third party (`own`), each with its cases."""
    of: dict[str, list[CaseResult]] = {}
    for case in cases:
        for identifier in case.requirements:
            of.setdefault(identifier, []).append(case)
    return tuple(
        Coverage(requirement, tuple(of.get(identifier, ())))
        for identifier, requirement in requirements(own).items()
    )
