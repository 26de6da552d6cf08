"""The stored profile, and what survives of it."""

from __future__ import annotations

import pytest

from hil.emulator.at.profile import Profile, ProfileStore
from hil.emulator.storage.kept_state import CorruptState


def test_the_stored_profile_is_the_factory_profile_before_the_first_store() -> None:
    store = ProfileStore(cmee=2)

    assert store.stored() == store.factory() == Profile(cmee=2)
    assert store.kept is None


def test_a_stored_profile_comes_back_from_what_is_kept() -> None:
    store, other = ProfileStore(cmee=1), ProfileStore(cmee=1)
    store.store(Profile(ifc=(2, 2), echo=False))

    other.restore(store.kept)

    assert other.stored() == Profile(ifc=(2, 2), echo=False)
    assert other.factory() == Profile()


def test_each_change_of_the_store_is_reported() -> None:
    store, changes = ProfileStore(cmee=1), []
    store.kept_changed = lambda: changes.append(store.kept)

    store.store(Profile(cmee=2))

    assert len(changes) == 1


def test_settings_of_no_profile_are_refused_and_change_nothing() -> None:
    store = ProfileStore(cmee=1)

    with pytest.raises(CorruptState):
        store.restore({"echo": "yes"})

    assert store.stored() == Profile()


def test_the_settings_of_hosts_are_kept_and_each_profile_has_its_own() -> None:
    store, other = ProfileStore(cmee=1), ProfileStore(cmee=1)
    profile = Profile(settings={"+CMGF": "1"})
    store.store(profile)
    profile.settings["+CMGF"] = "0"

    other.restore(store.kept)

    assert other.stored().settings == {"+CMGF": "1"}


@pytest.mark.parametrize("settings", [{"+CMGF": 1}, ["+CMGF"], "1"])
def test_settings_that_are_no_texts_are_refused(settings: object) -> None:
    with pytest.raises(CorruptState):
        ProfileStore(cmee=1).restore({"settings": settings})
