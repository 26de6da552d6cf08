"""What survives a restart, a kill and a damaged folder, and what doesn't."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hil.emulator.module import IMEI, Module
from hil.emulator.storage.kept_state import CorruptState, KeptState
from hil.emulator.storage.security_store import StoredFile
from hil.emulator.storage.state_files import load, save
from hil.emulator.storage.state_folder import StateFolder
from hil.errors import PortError, UsageError
from tests.emulator.dte import Dte


@pytest.fixture
def reports() -> list[str]:
    return []


@pytest.fixture
def folder(tmp_path: Path, reports: list[str]) -> Iterator[StateFolder]:
    with StateFolder(tmp_path / "state", report=reports.append) as folder:
        yield folder


def powered_on(folder: StateFolder) -> Module:
    module = Module()
    folder.attach(module.imei, module.persistent)
    return module


def upload(dte: Dte, name: str, data: bytes) -> None:
    assert dte.send(f'AT+QSECWRITE="{name}",{len(data)}\r'.encode()) == b"\r\nCONNECT\r\n"
    assert dte.send(data).endswith(b"OK\r\n")


def test_nvram_and_profile_and_ufs_survive_ram_does_not(folder: StateFolder, reports: list[str]) -> None:
    before = powered_on(folder)
    dte = Dte(before)
    upload(dte, "NVRAM:CA0", b"authority")
    upload(dte, "RAM:ca", b"lost")
    before.files.add("UFS:dir/ü.bin", b"kept")
    before.files.add("SD:card", b"kept as well")
    before.files.add("RAM:x", b"lost")
    assert dte.at("S0=3;+IFC=2,2;+CMEE=2;&W") == "OK"
    dte.at("S0=9")

    after = powered_on(folder)

    dte = Dte(after)
    assert dte.at('+QSECREAD="NVRAM:CA0"').startswith("+QSECREAD: 1,")
    assert dte.at('+QSECREAD="RAM:ca"').startswith("+CME ERROR")
    assert dte.at("S0?;+IFC?") == "003  +IFC: 2,2  OK"
    assert dict(after.files.kept) == {"UFS:dir/ü.bin": b"kept", "SD:card": b"kept as well"}
    assert after.files.find("RAM:x") is None
    assert reports == []


def test_echo_is_as_stored_with_and_w(folder: StateFolder) -> None:
    Dte(powered_on(folder)).at("&W")  # the DTE has said ATE0

    assert Dte(powered_on(folder), echo=True).send(b"AT\r") == b"\r\nOK\r\n"


def test_what_is_deleted_is_gone_from_the_disk(folder: StateFolder) -> None:
    dte = Dte(powered_on(folder))
    upload(dte, "NVRAM:CK0", b"a key")
    assert len(list((folder.path / IMEI).iterdir())) == 2

    dte.at('+QSECDEL="NVRAM:CK0"')

    assert [entry.name for entry in (folder.path / IMEI).iterdir()] == ["index.json"]


def test_nobody_else_can_read_it(folder: StateFolder) -> None:
    upload(Dte(powered_on(folder)), "NVRAM:CK0", b"a key")

    places = [folder.path, folder.path / IMEI, *(folder.path / IMEI).iterdir(), *folder.path.glob("*.lock")]
    assert [oct(place.stat().st_mode & 0o077) for place in places] == ["0o0"] * len(places)


def damage_index(place: Path) -> None:
    (place / "index.json").write_text('{"version": 1, "profile"')


def damage_content(place: Path) -> None:
    next(entry for entry in place.iterdir() if len(entry.name) == 64).write_bytes(b"other")


def lose_content(place: Path) -> None:
    next(entry for entry in place.iterdir() if len(entry.name) == 64).unlink()


def lose_index(place: Path) -> None:
    (place / "index.json").unlink()


def come_from_the_future(place: Path) -> None:
    _edit(place, version=2)


def lack_a_field(place: Path) -> None:
    index = json.loads((place / "index.json").read_text())
    del index["security"]["NVRAM:CA0"]["checksum"]
    (place / "index.json").write_text(json.dumps(index))


def name_a_ram_file(place: Path) -> None:
    index = json.loads((place / "index.json").read_text())
    _edit(place, security={"RAM:x": index["security"]["NVRAM:CA0"]})


def point_outside(place: Path) -> None:
    _edit(place, files={"UFS:x": {"content": "../../secret", "size": 1}})


def have_a_strange_profile(place: Path) -> None:
    _edit(place, profile={"echo": "yes"})


def have_unknown_settings(place: Path) -> None:
    _edit(place, profile={"ehco": True})


def have_bad_registers(place: Path) -> None:
    _edit(place, profile={"registers": {"3": 13}})


def be_a_list(place: Path) -> None:
    (place / "index.json").write_text("[]")


def _edit(place: Path, **values: object) -> None:
    index = json.loads((place / "index.json").read_text())
    (place / "index.json").write_text(json.dumps({**index, **values}))


@pytest.mark.parametrize(
    "damage",
    [
        damage_index,
        damage_content,
        lose_content,
        lose_index,
        come_from_the_future,
        lack_a_field,
        name_a_ram_file,
        point_outside,
        have_a_strange_profile,
        have_unknown_settings,
        have_bad_registers,
        be_a_list,
    ],
)
def test_a_corrupt_state_is_reported_and_kept_aside(
    folder: StateFolder, reports: list[str], damage: object
) -> None:
    upload(Dte(powered_on(folder)), "NVRAM:CA0", b"authority")
    place = folder.path / IMEI
    assert callable(damage)
    damage(place)
    damaged = {entry.name: entry.read_bytes() for entry in place.iterdir()}

    fresh = powered_on(folder)
    upload(Dte(fresh), "NVRAM:CA0", b"another")

    aside = next(folder.path.glob(f"{IMEI}.corrupt-*"))
    assert {entry.name: entry.read_bytes() for entry in aside.iterdir()} == damaged
    assert len(reports) == 1
    assert f"{place} is corrupt: " in reports[0]
    assert f"it is kept as {aside}" in reports[0]
    assert load(place).security["NVRAM:CA0"].data == b"another"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lack_a_field, "index.json lacks the field 'checksum'"),
        (be_a_list, "index.json has a field of another type than it should"),
    ],
)
def test_what_is_wrong_with_an_index_is_said_in_words(
    folder: StateFolder, damage: object, message: str
) -> None:
    upload(Dte(powered_on(folder)), "NVRAM:CA0", b"authority")
    assert callable(damage)
    damage(folder.path / IMEI)

    with pytest.raises(CorruptState) as corrupt:
        load(folder.path / IMEI)

    assert str(corrupt.value) == message


def test_several_corrupt_states_are_all_kept(folder: StateFolder) -> None:
    for _ in range(3):
        powered_on(folder)
        damage_index(folder.path / IMEI)
    powered_on(folder)

    assert len(list(folder.path.glob(f"{IMEI}.corrupt-*"))) == 3


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("")

    with pytest.raises(UsageError, match="holds other things than the state of emulated modules"):
        StateFolder(tmp_path, report=print)

    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(PortError, match="file is a file; name a folder"):
        StateFolder(tmp_path / "file", report=print)


def test_a_folder_in_use_is_refused_with_the_process_that_uses_it(folder: StateFolder) -> None:
    with pytest.raises(
        PortError, match=rf"is in use by process {os.getpid()}; end it, or name another folder"
    ):
        StateFolder(folder.path, report=print)


def test_a_folder_is_free_again_after_its_use(tmp_path: Path) -> None:
    StateFolder(tmp_path / "s", report=print).close()

    StateFolder(tmp_path / "s", report=print).close()


def test_trouble_with_the_disk_is_reported_and_the_module_lives_on(
    folder: StateFolder, reports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dte = Dte(powered_on(folder))

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    upload(dte, "NVRAM:CA0", b"authority")
    monkeypatch.undo()

    assert reports == [
        f"the state {folder.path / IMEI} can't be written: No space left on device; what changed will be lost"
    ]
    assert load(folder.path / IMEI) == KeptState()
    assert [entry.name for entry in (folder.path / IMEI).iterdir()] == ["index.json"]


WRITER = """
import sys
from pathlib import Path
from hil.emulator.storage.kept_state import KeptState
from hil.emulator.storage.state_files import save
from hil.emulator.storage.security_store import StoredFile
place, number = Path(sys.argv[1]), 0
while True:
    number += 1
    data = b"%d," % number * 400
    save(place, KeptState(security={"NVRAM:CA0": StoredFile(data, number)}, files={"UFS:twin": data}))
    print(number, flush=True)
"""


def test_a_process_killed_while_it_writes_leaves_a_whole_state(tmp_path: Path) -> None:
    place = tmp_path / IMEI
    for round_number in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(place)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(3 + round_number):
                last = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            last = max(last, *(int(line) for line in writer.stdout.read().split()), 0)

        state = load(place)

        stored = state.security["NVRAM:CA0"]
        assert stored.data == b"%d," % stored.noted_checksum * 400 == state.files["UFS:twin"]
        assert stored.noted_checksum in {last, last + 1}


@pytest.mark.parametrize("step", range(12))
def test_a_state_cut_off_at_any_step_is_the_one_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = KeptState(security={"NVRAM:CA0": StoredFile(b"before", 1)}, files={"UFS:a": b"x"})
    after = KeptState(security={"NVRAM:CA0": StoredFile(b"after", 2)}, files={"UFS:b": b"y"})
    place = tmp_path / IMEI
    save(place, before)
    left = step

    def stepping(function: Callable[..., Any]) -> Callable[..., Any]:
        def step_then_call(*arguments: object) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return function(*arguments)

        return step_then_call

    monkeypatch.setattr(os, "fsync", stepping(os.fsync))
    monkeypatch.setattr(Path, "replace", stepping(Path.replace))
    monkeypatch.setattr(Path, "unlink", stepping(Path.unlink))
    with contextlib.suppress(KeyboardInterrupt):
        save(place, after)
    monkeypatch.undo()

    assert load(place) in (before, after)
    save(place, after)
    assert load(place) == after
    assert len(list(place.iterdir())) == 3


def test_the_lock_is_one_of_the_kernel_so_that_a_dead_process_holds_none(folder: StateFolder) -> None:
    with (folder.path / "m95-hil.lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
