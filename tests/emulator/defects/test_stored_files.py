"""Defects of the store of security files act together."""

from __future__ import annotations

import pytest

from hil.emulator.defects import DEFECTS, parts_with
from hil.emulator.storage.security_store import SecurityStore, StoreRefusal
from hil.spec.codes import ErrorCode


def test_a_deleted_file_is_read_and_served_and_comes_back() -> None:
    names = ("deleted-file-stays-readable", "deleted-file-still-serves", "deleted-file-returns")
    store = parts_with(names).of(SecurityStore)()
    store.add("NVRAM:CA0", b"data")

    store.delete("NVRAM:CA0")

    stored = store.get("NVRAM:CA0")
    assert stored.data == b"data"
    assert store.serving("NVRAM:CA0") == stored
    assert store.find("NVRAM:CA0") is None
    store.lose_ram()
    assert store.find("NVRAM:CA0") == stored


def test_a_name_that_stays_taken_is_not_overwritten() -> None:
    store = parts_with(["duplicate-upload-overwrites", "deleted-name-stays-taken"]).of(SecurityStore)()
    store.add("RAM:x", b"data")
    store.check_upload("RAM:x", 4)
    store.delete("RAM:x")

    with pytest.raises(StoreRefusal) as refusal:
        store.check_upload("RAM:x", 4)

    assert refusal.value.code is ErrorCode.FILE_EXISTS


def test_all_of_them_can_be_on_at_once() -> None:
    names = [
        name
        for name, defect in DEFECTS.items()
        if any(issubclass(part, SecurityStore) for part in defect.replaces)
    ]

    store = parts_with(names).of(SecurityStore)()

    assert len(names) == 36
    assert store.add("RAM:x", b"data") == store.get("RAM:x").noted_checksum
