"""No two runs of a machine share a port or a module; who has it is told; a dead process has it no more."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.errors import PortError
from hil.lab.pool import locks
from tests.emulated import emulated

HOLDER = """
import sys
from hil.lab.pool import locks
lock = getattr(locks, sys.argv[1])(*sys.argv[2:])
print("locked", flush=True)
sys.stdin.readline()
"""

URL = "socket://127.0.0.1:4001"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HIL_LOCK_DIR", str(tmp_path / "locks"))
    return tmp_path


@contextmanager
def holder(kind: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has a port or a module."""
    command = [sys.executable, "-c", HOLDER, kind, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_the_holder_of_a_port_is_told(folder: Path) -> None:
    with holder("of_port", URL) as process, pytest.raises(PortError) as told:
        locks.of_port("socket://127.0.0.1:4001")

    assert str(told.value).startswith(f"{URL} is in use by process {process.pid} on ")
    assert str(told.value).endswith("; wait for its end (--wait SECONDS), or end it")


def test_two_names_of_a_device_are_one_port(folder: Path) -> None:
    device = folder / "ttyUSB0"
    device.touch()
    (folder / "by-id").symlink_to(device)

    with holder("of_port", str(device)), pytest.raises(PortError, match="by-id is in use by"):
        locks.of_port(str(folder / "by-id"))


def test_two_paths_to_a_module_collide(folder: Path) -> None:
    with (
        holder("of_module", "490154203237518", "/dev/ttyUSB0"),
        pytest.raises(
            PortError,
            match=r"the module at socket://127\.0\.0\.1:4001 \(IMEI \*{11}7518\) is in use by process",
        ),
    ):
        locks.of_module("490154203237518", URL)


def test_a_killed_holder_has_it_no_more(folder: Path) -> None:
    with holder("of_port", URL) as process:
        process.kill()
        process.wait()
        locks.of_port(URL).release()


def test_other_ports_and_modules_are_free(folder: Path) -> None:
    with holder("of_port", URL), locks.of_port("socket://127.0.0.1:4002"):
        locks.of_module("490154203237518", URL).release()


def test_a_process_may_take_its_own_port_again() -> None:
    with locks.of_port(URL):
        locks.of_port(URL).release()
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run(
                [sys.executable, "-c", HOLDER, "of_port", URL],
                check=True,
                capture_output=True,
                input=b"\n",
                timeout=300,
            )


def test_it_is_awaited_as_long_as_asked(folder: Path) -> None:
    said: list[str] = []
    with holder("of_port", URL) as process:
        threading.Timer(0.5, process.kill).start()

        locks.of_port(URL, wait_s=60, tell=said.append).release()

    assert len(said) == 1
    assert f"{URL} is in use by process {process.pid}" in said[0]
    assert said[0].endswith("; waiting for 60 s")


def test_an_emulated_module_in_this_process_needs_no_lock(folder: Path) -> None:
    with locks.of_port("emulator://m95"):
        assert list(folder.iterdir()) == []


def test_without_a_writable_folder_a_port_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", "/proc/none")

    with pytest.raises(
        locks.NoLock, match=r"cannot be locked: expected a folder .*, got /proc/none; name a folder "
    ):
        locks.of_port(URL)


def test_a_file_system_without_locks_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", without_locks)

    with pytest.raises(locks.NoLock) as told:
        locks.of_port(URL, wait_s=60)

    assert str(told.value).startswith(
        f"{URL} cannot be locked: the file system of {folder / 'locks'} has no file locks (No locks available); name "
    )


def without_locks(_descriptor: int, _operation: int) -> None:
    """What a mount of NFS without its lock service answers."""
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))


def test_a_lock_that_cannot_be_opened_is_held_by_somebody_unknown(folder: Path) -> None:
    with locks.of_port(URL):
        (lock,) = (folder / "locks").iterdir()
    lock.symlink_to("elsewhere")  # refused to root, too

    with pytest.raises(
        PortError, match=r"is in use by somebody unknown: its lock .* of user .* cannot be opened"
    ) as told:
        locks.of_port(URL)

    assert str(told.value).endswith(
        "; wait for the end of that run (--wait SECONDS), or remove the file if there is none"
    )
    assert locks.holder_of_port(URL).startswith("somebody unknown: its lock ")


def test_a_lock_that_cannot_be_opened_is_awaited(folder: Path) -> None:
    with locks.of_port(URL):
        (lock,) = (folder / "locks").iterdir()
    lock.symlink_to("elsewhere")

    locks.of_port(URL, wait_s=60, tell=lambda _: lock.unlink()).release()


def test_a_lock_into_which_nothing_can_be_written_is_not_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _words: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr("os.write", full)
        with pytest.raises(locks.NoLock, match=r"cannot be made \(No space left on device\); name a folder "):
            locks.of_port(URL)

    locks.of_port(URL).release()


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become another user")
def test_the_lock_of_another_user_is_one(folder: Path) -> None:
    for each in (folder, *folder.parents):
        if each.stat().st_uid == os.getuid() and each != Path("/"):
            each.chmod(each.stat().st_mode | 0o755)
    with locks.of_port(URL):
        become = "import os; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        other = HOLDER.replace("lock = ", become + "lock = ")
        done = subprocess.run(
            [sys.executable, "-c", other, "of_port", URL],
            check=False,
            capture_output=True,
            text=True,
            input="\n",
            timeout=300,
        )

    assert "is in use by process" in done.stderr, done.stdout


def test_a_second_run_on_a_port_of_a_gateway_names_the_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        emulated("--tcp", "127.0.0.1:0", folder=folder) as modules,
        holder("of_port", modules.urls[0]),
    ):
        code = run(["conformance", "--dut", modules.urls[0], "-k", "test_the_twenty_steps"])

    assert code == 3
    assert f"{modules.urls[0]} is in use by process" in capsys.readouterr().err


def test_a_second_path_to_a_module_names_the_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (
        emulated("--tcp", "127.0.0.1:0", folder=folder) as modules,
        holder("of_module", modules.imeis[0], "/dev/elsewhere"),
    ):
        code = run(["conformance", "--dut", modules.urls[0], "-k", "test_the_twenty_steps"])

    assert code == 3
    assert (
        f"the module at {modules.urls[0]} (IMEI ***********{modules.imeis[0][-4:]}) is in use by process"
        in capsys.readouterr().err
    )
