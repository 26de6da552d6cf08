"""The port of a module: it is there, this user may open it, and nobody else has it."""

from __future__ import annotations

import grp
import os
import stat
from dataclasses import replace
from pathlib import Path

from hil.bench import Bench
from hil.errors import HilError
from hil.lab.doctor.finding import Finding, of_error, trouble, warning, well
from hil.lab.pool.places import port_of
from hil.lab.port_holders import PROC, holders, name_of
from hil.modem.line_state import LineState
from hil.modem.port import Port

CHECK = "port"


def examine_port(bench: Bench) -> Finding:
    """Whether the port can be opened now; it is closed again."""
    url = bench.dut_url
    if "://" not in url:
        found = _device(url)
        if found is not None:
            return found
    try:
        port = Port.open(port_of(url), baudrate=bench.module.baudrate, rts_cts=bench.module.has_rts_cts)
    except HilError as error:
        return of_error(CHECK, error, "correct the port")
    port.close()
    return well(CHECK, f"{url} can be opened")


def _device(path: str) -> Finding | None:
    """What is wrong with a device file; None if it only remains to open it."""
    if not Path(path).exists():
        others = sorted(str(each) for each in Path("/dev/serial/by-id").glob("*"))
        known = f"; there are {', '.join(others)}" if others else "; /dev/serial/by-id has no port"
        return trouble(CHECK, f"{path} does not exist{known}", "check the cable and the name")
    if found := holders(path):
        in_use = trouble(CHECK, f"{path} is in use by {', '.join(found)}", "end that program")
        return replace(in_use, state=LineState.OTHER_PROGRAM)
    if not os.access(path, os.R_OK | os.W_OK):
        return trouble(CHECK, f"{path} may not be opened: {_rights(path)}", _join(path))
    return _manager(path)


def _rights(path: str) -> str:
    found = Path(path).stat()
    return f"{stat.filemode(found.st_mode)}, group {_group(found.st_gid)}"


def _join(path: str) -> str:
    name = _group(Path(path).stat().st_gid)
    return f"join the group {name} (sudo usermod -aG {name} $USER, then log in anew)"


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def _manager(path: str) -> Finding | None:
    """A ModemManager that runs opens each new port and sends AT commands of its own."""
    for process in PROC.glob("[0-9]*"):
        try:
            if name_of(process) == "ModemManager":
                return warning(
                    CHECK,
                    f"{path} is free, and ModemManager (pid {process.name}) runs: it asks ports of its own accord",
                    "stop it (systemctl stop ModemManager), or let a udev rule keep it off: ID_MM_DEVICE_IGNORE=1",
                )
        except OSError:
            continue
    return None
