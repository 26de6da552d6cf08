"""The sixteen items of a test report (ISO/IEC 17025:2017 7.8.2.1, a to p): where each stands, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hil.report.source import Source
from hil.report.view.days import days_of


@dataclass(frozen=True, slots=True)
class Lack:
    """What an item lacks, and the next step."""

    what: str
    step: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its letter, its subject in our words, the section of the report that has it.

    `keys` are the keys of `[lab]` that it needs, each with its meaning; `lacks` finds what else is missing.
    """

    letter: str
    subject: str
    section: str
    keys: tuple[tuple[str, str], ...] = ()
    lacks: Callable[[Source], Iterable[Lack]] = lambda _: ()

    def missing(self, source: Source) -> tuple[Lack, ...]:
        """What the run and the laboratory do not tell."""
        of_lab = (
            Lack(f"{meaning} is missing", _step(key)) for key, meaning in self.keys if not source.told(key)
        )
        return (*of_lab, *self.lacks(source))


_DATES = frozenset({"received", "issued"})

_NONE = frozenset({"method_deviations", "external_results"})
"""The keys about what may not exist; the laboratory says so in words."""


def _step(key: str) -> str:
    example = "2027-03-31" if key in _DATES else '"none"' if key in _NONE else '"..."'
    more = " or --issued 2027-03-31" if key == "issued" else ""
    also = " (or what there is)" if key in _NONE else ""
    return f"add {key} = {example}{also} to [lab] of the bench file or of --lab FILE{more}"


def _method(source: Source) -> Iterator[Lack]:
    header, known = source.report.header, source.report.description
    if header.commit.endswith("-dirty"):
        yield Lack(
            "the test suite was changed after its last commit, so its version does not identify it",
            "commit the changes, and run again",
        )
    if not known.suites or not known.catalogue:
        yield Lack(
            "the digests of suites and requirements are not recorded",
            "run again with this version of m95-hil",
        )


def _item(source: Source) -> Iterator[Lack]:
    if not source.report.duts:
        yield Lack("no DUT was identified", "run again: no case reached the DUT")
    masked = [dut for dut in source.report.duts if not dut.imei.isdigit()]
    if masked and not source.told("item"):
        yield Lack(
            "the identification of the module is ambiguous: its IMEI is masked, and it has no label",
            'add item = "..." to [lab], or imei = "full" to [lab] of the bench file, and run again',
        )


def _issue(source: Source) -> Iterator[Lack]:
    told = source.told("issued")
    if told and source.issued is None:
        yield Lack(f"the date of issue is no date: {told}", "give it by --issued, as 2027-03-31")
    days = days_of(source.report)
    if days and source.issued and days.contradict_issue(source.issued):
        yield Lack(
            f"the date of issue, {told}, is before the end of the tests on {days.last}",
            "give the date by --issued, as 2027-03-31",
        )


def _receipt(source: Source) -> Iterator[Lack]:
    days, told = days_of(source.report), source.told("received")
    try:
        received = date.fromisoformat(told) if told else None
    except ValueError:
        yield Lack(f"the date of receipt is no date: {told}", _step("received"))
        return
    if days and received and days.contradict_receipt(received):
        yield Lack(
            f"the date of receipt, {told}, is after the begin of the tests on {days.first}",
            "correct received in [lab] of the bench file or of --lab FILE",
        )


def _plan(source: Source) -> Iterator[Lack]:
    if not source.report.planned:
        yield Lack("the selection of cases is not recorded", "run again with this version of m95-hil")


ITEMS = (
    Item("a", "a title", "cover"),
    Item(
        "b",
        "name and address of the laboratory",
        "1.1",
        (("name", "the name of the laboratory"), ("address", "the address of the laboratory")),
    ),
    Item("c", "the place of the activities", "1.1", (("place", "the place of the tests"),)),
    Item("d", "a unique identification on every page, and a clear end", "every page, end mark"),
    Item(
        "e",
        "name and contact of the customer",
        "1.1",
        (
            ("customer", "the name of the customer"),
            ("customer_address", "how the customer is reached"),
        ),
    ),
    Item("f", "the method", "1.3", lacks=_method),
    Item(
        "g",
        "description, identification and condition of the item",
        "1.2",
        (("item_condition", "the condition of the module when it came"),),
        _item,
    ),
    Item("h", "the date of receipt of the item", "1.2", (("received", "the date of receipt"),), _receipt),
    Item("i", "the dates of the activities", "1.3"),
    Item("j", "the date of issue", "cover", (("issued", "the date of issue"),), _issue),
    Item("k", "the sampling plan: the selection of cases", "1.4", lacks=_plan),
    Item("l", "the results relate only to the item tested", "1.5, every page"),
    Item("m", "the results, with units where they have some", "2 to 5"),
    Item(
        "n",
        "additions to the method, deviations, exclusions",
        "1.4",
        (("method_deviations", "the statement on additions, deviations and exclusions"),),
    ),
    Item(
        "o",
        "who authorises the report",
        "cover",
        (
            ("authorised_by", "the name of who authorises the report"),
            ("authorised_function", "the function of who authorises the report"),
        ),
    ),
    Item(
        "p",
        "which results come from others",
        "1.4",
        (("external_results", "the statement on results from others"),),
    ),
)
"""The items in the order of the standard."""


def missing_items(source: Source) -> Mapping[str, tuple[Lack, ...]]:
    """What each item lacks, by its letter; an item that is complete has no entry."""
    found = {item.letter: item.missing(source) for item in ITEMS}
    return {letter: lacks for letter, lacks in found.items() if lacks}
