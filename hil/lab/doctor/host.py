"""The host of a bench: room for reports, its clock, the addresses and ports of the lower tester, its name."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hil.bench import Bench, is_emulated
from hil.errors import HilError
from hil.lab import addresses
from hil.lab.doctor.finding import Finding, trouble, warning, well
from hil.lab.place import require_usable

NEEDED_MIB, EASY_MIB = 100, 1024
"""A full campaign writes some 30 MiB without captures; with captures of all cases some hundred."""

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No right clock tells an earlier time to this version."""

_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
_ADJTIMEX_BYTES = 512  # larger than struct timex of any system


def examine_host(bench: Bench, reports: Path, *, wants_standard_ports: bool) -> Iterator[Finding]:
    """What the lower tester needs of this machine."""
    yield _disk(reports)
    yield _clock()
    yield _listeners(bench, wants_standard_ports=wants_standard_ports)
    yield _address(bench)
    if bench.host_name and not is_emulated(bench.dut_url):
        yield _name(bench.host_name, bench.public)


def _disk(reports: Path) -> Finding:
    folder = next(each for each in (reports, *reports.parents) if each.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        return trouble("disk", f"{folder} is not writable", "name a writable folder with --report-dir")
    free = shutil.disk_usage(folder).free >> 20
    detail = f"{free} MiB free for reports in {folder.resolve()}"
    step = "make room, or name a folder on another disk with --report-dir"
    if free < NEEDED_MIB:
        return trouble("disk", f"{detail}; a full campaign needs {NEEDED_MIB} MiB", step)
    if free < EASY_MIB:
        return warning("disk", f"{detail}; runs over night need more than {EASY_MIB} MiB", step)
    return well("disk", detail)


def _clock() -> Finding:
    now = datetime.now(UTC)
    detail = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    step = "set the clock of this machine, as by NTP (timedatectl set-ntp true); certificates are made by it"
    if now < RELEASED:
        return trouble("clock of the host", f"{detail}, earlier than this version of m95-hil", step)
    if _is_unsynchronised():
        return warning("clock of the host", f"{detail}, not synchronised", step)
    return well("clock of the host", detail)


def _is_unsynchronised() -> bool:
    """Whether the kernel says that nothing disciplines its clock; False where it does not tell (a container)."""
    try:
        adjtimex = ctypes.CDLL(None, use_errno=True).adjtimex
    except (AttributeError, OSError):  # not Linux
        return False
    buffer = ctypes.create_string_buffer(_ADJTIMEX_BYTES)  # modes = 0: it reads, and changes nothing
    return bool(adjtimex(buffer) == _TIME_ERROR)


def _listeners(bench: Bench, *, wants_standard_ports: bool) -> Finding:
    try:
        require_usable(bench, workers=1, wants_standard_ports=wants_standard_ports)
    except HilError as error:
        return trouble("lower tester", str(error), "correct [lower_tester] of the bench file, or the options")
    ports = f"ports {bench.ports[0]}-{bench.ports[-1]}" if bench.ports else "any port"
    return well("lower tester", f"can listen on {bench.listen}, {ports}")


def _address(bench: Bench) -> Finding:
    if not is_emulated(bench.dut_url) and addresses.is_loopback(bench.public):
        mine = ", ".join(addresses.of_this_machine()) or "no other address"
        return warning(
            "address of the lower tester",
            f"{bench.public} is the loopback address, which only a module emulated on this machine reaches; this "
            f"machine has {mine}",
            "give the address that the module reaches: public of [lower_tester], or --public ADDRESS",
        )
    how = "forwarded to this machine" if bench.is_forwarded else "of this machine"
    return well("address of the lower tester", f"{bench.public}, {how}")


def _name(name: str, public: str) -> Finding:
    began = time.monotonic()
    try:
        found = sorted({info[4][0] for info in socket.getaddrinfo(name, None, socket.AF_INET)})
    except OSError as error:
        return warning(
            "name of the lower tester",
            f"this machine does not resolve {name}: {error.strerror or error}",
            "correct host_name of [lower_tester]; the network of the module may know it nevertheless",
        )
    if public not in found:
        return warning(
            "name of the lower tester",
            f"{name} is {', '.join(map(str, found))} here, and the modules dial {public}",
            "correct the DNS entry, or host_name of [lower_tester]",
        )
    return well("name of the lower tester", f"{name} is {public} ({time.monotonic() - began:.1f} s)")
