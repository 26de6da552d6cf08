"""When a mutant does its step wrongly: axes, each with triggers.

A trigger watches the journal of the module.  `after` and `command` fire once after
each event.  `nth` fires the n-th time in each session, for steps of transfers, or else
each n-th time.  The other axes fire as long as a fact holds.  Only chances count: times
when the operator gives another value than the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from hil.emulator.mutants.journal import Event, Journal
from hil.spec.tls import CipherSuite, Version


class Trait(Enum):
    """What holds wherever a target is carried out; an axis needs some of it."""

    IN_SESSION = "a session exists or is made: its mode is known"
    IN_TRANSFER = "a transfer runs: direction, type and mode of its data connection are known"
    ONLY_TLS = "it is carried out in FTPS sessions only"
    KNOWS_VERSION = "it handles what depends on the version: the highest offered, or that of the transfer"
    KNOWS_SUITE = "it handles what depends on the suite of the transfer"
    PER_HANDSHAKE = "it is carried out for the control connection and for each data connection"
    NAMES_A_FILE = "an argument is the name of a security file"
    NAMES_A_CONTEXT = "an argument is the index of an SSL context"
    MOVES_BYTES = "its value is a part of a stream of bytes"
    VOLATILE = "a reboot forgets it lawfully"
    FROM_TLS10 = "SSL3.0 does not have it"
    MAY_BE_YES = "the answer yes is lawful, too"
    MAY_BE_NO = "the answer no is lawful, too"
    MAY_BE_MORE = "a greater number is lawful, too"
    MAY_END_EARLY = "what leaves the last ones out is lawful, too"
    IS_ONE = "the note knows one of them"
    ANY_COUNTS = "it only matters whether there are any"
    CONSTANT = "it is the same value each time"
    UNKNOWN = "it is the code of an unknown error"
    NEGATIVE = "it is an <err> of Table 4 for FTP, below zero"
    REFUSAL = "it is a final result code that refuses, and nothing else"
    LOWER_CASE = "it has no capital letter"
    FILE_NAME = "it is the name of a security file, which Table 3 allows"


class Axis(Enum):
    """A kind of trigger."""

    ALWAYS = "always"
    NTH = "only the n-th time of a session, or each n-th time"
    AFTER = "the next time after an event"
    COMMAND = "the next time after an unrelated command"
    DATA = "only in passive or active transfers"
    MODE = "only in plain, implicit or explicit sessions"
    LINK = "only on the control or the data connection"
    VERSION = "only with a version"
    SUITE = "only with a suite"
    DIRECTION = "only in uploads or downloads"
    TYPE = "only in ASCII or binary transfers"
    BEYOND = "only beyond N bytes of a stream"
    PLACE = "only for some files or contexts"


NEEDS: Mapping[Axis, frozenset[Trait]] = MappingProxyType(
    {
        Axis.DATA: frozenset({Trait.IN_TRANSFER}),
        Axis.MODE: frozenset({Trait.IN_SESSION}),
        Axis.LINK: frozenset({Trait.PER_HANDSHAKE}),
        Axis.VERSION: frozenset({Trait.KNOWS_VERSION}),
        Axis.SUITE: frozenset({Trait.KNOWS_SUITE}),
        Axis.DIRECTION: frozenset({Trait.IN_TRANSFER}),
        Axis.TYPE: frozenset({Trait.IN_TRANSFER}),
        Axis.BEYOND: frozenset({Trait.MOVES_BYTES}),
    }
)
"""The traits that a target must have for an axis; an axis that is missing fits all targets."""

PLACES: Mapping[str, Trait] = MappingProxyType({"file": Trait.NAMES_A_FILE, "context": Trait.NAMES_A_CONTEXT})
"""The traits of targets for the facts of `Axis.PLACE`."""


@dataclass(slots=True)
class Watch:
    """The state of one trigger in one module."""

    journal: Journal
    trigger: Trigger
    in_transfer: bool = False
    chances: int = 0
    moved: int = 0
    pending: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.journal.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event is self.trigger.event:
            self.pending = True
        if event is Event.TRANSFER:
            self.moved = 0
        if event is Event.OPEN and self.in_transfer:
            self.chances = 0

    def fires(self, facts: Mapping[str, object]) -> bool:
        """Whether the step that could be wrong now is done wrongly; `facts` are those of its call."""
        self.chances += 1
        self.facts = facts
        fired = self.trigger.holds(self)
        if fired:
            self.pending = False
        return fired


@dataclass(frozen=True, slots=True)
class Trigger:
    """One point of an axis; `event` is what it waits for."""

    name: str
    axis: Axis
    holds: Callable[[Watch], bool]
    event: Event | None = None
    fact: tuple[str, object] | None = None
    """The kind and the value of the fact on which it depends; of a place, the name of the trigger."""

    @property
    def needs(self) -> frozenset[Trait]:
        """The traits that a target must have."""
        if self.axis is Axis.PLACE and self.fact:
            return frozenset({PLACES[self.fact[0]]})
        return NEEDS.get(self.axis, frozenset())


def _after(axis: Axis, **events: Event) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(name.replace("_", "-"), axis, lambda watch: watch.pending, event)
        for name, event in events.items()
    )


def _fact(axis: Axis, kind: str, **values: object) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(
            name.replace("_", "-"),
            axis,
            lambda watch, value=value: watch.journal.facts.get(kind) == value,  # type: ignore[misc]
            fact=(kind, value),
        )
        for name, value in values.items()
    )


def _beyond(limit: int) -> Trigger:
    return Trigger(f"beyond-{limit}", Axis.BEYOND, lambda watch: watch.moved > limit)


def _nth(name: str, number: int) -> Trigger:
    def is_turn(watch: Watch) -> bool:
        return watch.chances == number if watch.in_transfer else watch.chances % number == 0

    return Trigger(name, Axis.NTH, is_turn)


def _file(name: str, fits: Callable[[str], bool]) -> Trigger:
    return Trigger(
        name, Axis.PLACE, lambda watch: fits(str(watch.facts.get("file", ""))), fact=("file", name)
    )


def _context(name: str, fits: Callable[[int], bool]) -> Trigger:
    return Trigger(
        name,
        Axis.PLACE,
        lambda watch: isinstance(index := watch.facts.get("context"), int) and fits(index),
        fact=("context", name),
    )


TRIGGERS: tuple[Trigger, ...] = (
    Trigger("always", Axis.ALWAYS, lambda _watch: True),
    _nth("second", 2),
    _nth("ninth", 9),
    *_after(
        Axis.AFTER,
        after_open=Event.OPEN,
        after_close=Event.CLOSE,
        after_data_mode=Event.DATA_MODE,
        after_error=Event.ERROR,
        after_deactivation=Event.DEACTIVATION,
        after_reboot=Event.REBOOT,
        after_supply_cut=Event.SUPPLY_CUT,
    ),
    *_after(Axis.COMMAND, after_setting=Event.SETTING, after_query=Event.QUERY, after_file=Event.FILE),
    *_fact(Axis.DATA, "data", if_passive="passive", if_active="active"),
    *_fact(Axis.MODE, "mode", if_plain="plain", if_implicit="implicit", if_explicit="explicit"),
    *_fact(Axis.LINK, "link", on_control="control", on_data="data"),
    *_fact(
        Axis.VERSION,
        "version",
        with_ssl30=Version.SSL30,
        with_tls10=Version.TLS10,
        with_tls11=Version.TLS11,
        with_tls12=Version.TLS12,
    ),
    *(
        trigger
        for suite in CipherSuite
        for trigger in _fact(Axis.SUITE, "suite", **{f"with_{suite.value:04x}": suite})
    ),
    *_fact(Axis.DIRECTION, "direction", in_uploads="upload", in_downloads="download"),
    *_fact(Axis.TYPE, "type", in_ascii="ascii", in_binary="binary"),
    *(_beyond(limit) for limit in (255, 1024, 1460, 4096, 16384, 65535)),
    _file("in-nvram", lambda name: name.startswith("NVRAM:")),
    _file("in-ram", lambda name: name.startswith("RAM:")),
    _file("of-long-names", lambda name: len(name) > 16),
    _context("of-context-0", lambda index: index == 0),
    _context("of-other-contexts", lambda index: index > 0),
    _context("of-context-5", lambda index: index == 5),
)

BY_NAME: Mapping[str, Trigger] = MappingProxyType({trigger.name: trigger for trigger in TRIGGERS})
