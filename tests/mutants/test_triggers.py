"""Triggers fire when, and only when, their axis says."""

from __future__ import annotations

import pytest

from hil.emulator.mutants.journal import Event, Journal
from hil.emulator.mutants.triggers import BY_NAME, Axis, Watch
from hil.spec.tls import Version

EVENTS = {
    "after-open": Event.OPEN,
    "after-close": Event.CLOSE,
    "after-data-mode": Event.DATA_MODE,
    "after-error": Event.ERROR,
    "after-deactivation": Event.DEACTIVATION,
    "after-reboot": Event.REBOOT,
    "after-supply-cut": Event.SUPPLY_CUT,
    "after-setting": Event.SETTING,
    "after-query": Event.QUERY,
    "after-file": Event.FILE,
}

FACTS = {
    "if-passive": ("data", "passive", "active"),
    "if-active": ("data", "active", "passive"),
    "if-plain": ("mode", "plain", "implicit"),
    "if-implicit": ("mode", "implicit", "explicit"),
    "if-explicit": ("mode", "explicit", "plain"),
    "on-control": ("link", "control", "data"),
    "on-data": ("link", "data", "control"),
    "with-ssl30": ("version", Version.SSL30, Version.TLS12),
    "with-tls12": ("version", Version.TLS12, Version.TLS11),
    "with-000a": ("suite", 0x000A, 0x0005),
    "in-uploads": ("direction", "upload", "download"),
    "in-downloads": ("direction", "download", "upload"),
    "in-ascii": ("type", "ascii", "binary"),
    "in-binary": ("type", "binary", "ascii"),
}


def watch(name: str, *, in_transfer: bool = False) -> Watch:
    return Watch(Journal(), BY_NAME[name], in_transfer)


@pytest.mark.parametrize(("name", "event"), EVENTS.items(), ids=list(EVENTS))
def test_after_an_event_it_fires_once(name: str, event: Event) -> None:
    watched = watch(name)
    others = [other for other in Event if other is not event]

    before = watched.fires({})
    for other in others:
        watched.journal.tell(other)
    after_others = watched.fires({})
    watched.journal.tell(event)
    after = [watched.fires({}), watched.fires({})]

    assert (before, after_others, after) == (False, False, [True, False])


@pytest.mark.parametrize(("name", "event"), EVENTS.items(), ids=list(EVENTS))
def test_after_each_event_it_fires_anew(name: str, event: Event) -> None:
    watched = watch(name)

    fired = []
    for _ in range(3):
        watched.journal.tell(event)
        fired.append(watched.fires({}))

    assert fired == [True, True, True]


@pytest.mark.parametrize(("name", "fact"), FACTS.items(), ids=list(FACTS))
def test_a_fact_decides(name: str, fact: tuple[str, object, object]) -> None:
    kind, right, other = fact
    watched = watch(name)

    unknown = watched.fires({})
    watched.journal.know(**{kind: other})
    without = watched.fires({})
    watched.journal.know(**{kind: right})
    with_it = [watched.fires({}), watched.fires({})]

    assert (unknown, without, with_it) == (False, False, [True, True])


def test_always_fires_each_time() -> None:
    watched = watch("always")

    assert [watched.fires({}) for _ in range(3)] == [True, True, True]


def test_the_second_time_is_each_second_one_outside_transfers() -> None:
    watched = watch("second")

    assert [watched.fires({}) for _ in range(4)] == [False, True, False, True]


def test_the_second_time_is_that_of_each_session_in_transfers() -> None:
    watched = watch("second", in_transfer=True)

    first = [watched.fires({}) for _ in range(4)]
    watched.journal.tell(Event.OPEN)
    second = [watched.fires({}) for _ in range(3)]

    assert first == [False, True, False, False]
    assert second == [False, True, False]


def test_beyond_a_number_of_bytes_counts_those_of_one_transfer() -> None:
    watched = watch("beyond-255")

    at_limit = _moved(watched, 255)
    beyond = _moved(watched, 1)
    watched.journal.tell(Event.TRANSFER)
    anew = watched.fires({})

    assert (at_limit, beyond, anew) == (False, True, False)


def _moved(watched: Watch, count: int) -> bool:
    watched.moved += count
    return watched.fires({})


@pytest.mark.parametrize(
    ("name", "facts", "others"),
    [
        ("in-nvram", {"file": "NVRAM:CA0"}, {"file": "RAM:a.pem"}),
        ("in-ram", {"file": "RAM:a.pem"}, {"file": "NVRAM:CA0"}),
        ("of-long-names", {"file": "RAM:a_long_name.pem"}, {"file": "RAM:a.pem"}),
        ("of-context-0", {"context": 0}, {"context": 1}),
        ("of-other-contexts", {"context": 1}, {"context": 0}),
        ("of-context-5", {"context": 5}, {"context": 4}),
    ],
)
def test_the_place_of_the_call_decides(
    name: str, facts: dict[str, object], others: dict[str, object]
) -> None:
    watched = watch(name)

    assert (watched.fires({}), watched.fires(others), watched.fires(facts)) == (False, False, True)


def test_every_trigger_that_waits_for_an_event_is_tried_here() -> None:
    waiting = {trigger.name for trigger in BY_NAME.values() if trigger.axis in {Axis.AFTER, Axis.COMMAND}}

    assert waiting == set(EVENTS)
