"""What is known of collected cases before they run: for `hil conformance --list` and `--explain`."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hil.plugin.applicability import why_not_applicable
from hil.plugin.case_under_way import line_of, title_of
from hil.plugin.markers import closest, place, requirement_ids
from hil.plugin.needs import command_lines, needs


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case that a selection has; `not_applicable` is the need that the DUT does not claim, empty if there is none."""

    id: str
    title: str
    requirements: tuple[str, ...]
    not_applicable: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedCase:
    """A case as its code and its markers tell of it.

    `purpose` is what its docstring or its name says, `features` and `numbers` are those of the PICS that it
    needs, `place` its values in a product of axes, `commands` the lines that its code may send, fixtures first.
    """

    id: str
    title: str
    purpose: str
    file: str
    line: int
    requirements: tuple[str, ...]
    features: tuple[str, ...]
    numbers: tuple[tuple[str, int], ...]
    place: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]
    probe: str
    judges_form: bool


class Listing:
    """A pytest plugin that keeps what is known of the cases, and in full of those that `explained` names."""

    def __init__(self, explained: frozenset[str] = frozenset()) -> None:
        self._explained = explained
        self.cases: tuple[ListedCase, ...] = ()
        self.in_full: tuple[ExplainedCase, ...] = ()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep it: the items are gone when pytest has ended."""
        cases = [item for item in session.items if requirement_ids(item)]
        self.cases = tuple(map(_listed, cases))
        self.in_full = tuple(_in_full(item) for item in cases if item.nodeid in self._explained)


def _listed(item: pytest.Item) -> ListedCase:
    return ListedCase(item.nodeid, title_of(item), requirement_ids(item), why_not_applicable(item))


def _in_full(item: pytest.Item) -> ExplainedCase:
    needed, where, probe = needs(item), place(item), closest(item, "probe")
    words = " ".join((getattr(getattr(item, "function", None), "__doc__", None) or "").split())
    return ExplainedCase(
        id=item.nodeid,
        title=title_of(item),
        purpose=words or title_of(item),
        file=item.nodeid.partition("::")[0],
        line=line_of(item),
        requirements=requirement_ids(item),
        features=tuple(needed.features),
        numbers=tuple(needed.least.items()),
        place=tuple((name, str(value)) for name, value in where[1].items()) if where else (),
        commands=tuple(dict.fromkeys(each for each in command_lines(item) if "\0" not in each)),
        probe=str(probe.args[0]) if probe else "",
        judges_form=closest(item, "form") is not None,
    )
