"""The texts of `hil emulate`: how to connect, and the lists of defects and mishaps."""

from __future__ import annotations

from collections.abc import Sequence

from hil.emulator.defects import DEFECTS, WEARING
from hil.emulator.mishaps.catalogue import MISHAPS
from hil.emulator.variants.catalogue import SWITCHES

_SHOWN_MAX = 64  # modules of a rack that are listed individually


def instructions(places: Sequence[tuple[str, str]]) -> str:
    """The modules as (IMEI, URL), and commands that open the first of them."""
    url = places[0][1]
    one = len(places) == 1
    lines = [
        "An emulated M95 is ready; Ctrl-C ends it."
        if one
        else f"{len(places)} emulated M95 are ready; Ctrl-C ends them.",
        "",
        *(f"  {address}   IMEI {imei}" for imei, address in places[:_SHOWN_MAX]),
        *([f"  ... and {len(places) - _SHOWN_MAX} more"] if len(places) > _SHOWN_MAX else []),
        "",
        "Open it and type AT and Enter; it answers OK:"
        if one
        else "Open one and type AT and Enter; it answers OK:",
        *(f"  {line}" for line in _ways(url)),
    ]
    return "\n".join(lines)


def _ways(url: str) -> list[str]:
    scheme, _, address = url.rpartition("://")
    judge = f"hil conformance --dut {url}"
    miniterm = f"python -m serial.tools.miniterm --eol CR {url} 115200"
    python = f'Python: serial.serial_for_url("{url}", timeout=1)'
    match scheme:
        case "":
            return [f"picocom {url}     (Ctrl-A Ctrl-X leaves)", f"minicom -D {url}", miniterm, python, judge]
        case "socket":
            host, _, port = address.rpartition(":")
            return [
                f"socat -,rawer,escape=0x1d TCP:{address}   (Ctrl-] leaves)",
                f"nc -C {host.strip('[]')} {port}",
                python,
                judge,
            ]
        case _:
            return [f"{miniterm}   (Ctrl-] leaves)", python, judge]


def defects_table() -> str:
    """Every defect with its description and the requirements that it breaks, one on each line."""
    rows = (*DEFECTS.values(), *WEARING.values())
    width = max(len(defect.name) for defect in rows)
    broad = max(len(defect.description) for defect in rows)
    return "\n".join(
        f"{defect.name.ljust(width)}  {defect.description.ljust(broad)}  {' '.join(defect.requirements)}"
        for defect in rows
    )


def mishaps_table() -> str:
    """Every mishap with its description and the meaning of its number, one on each line."""
    width = max(map(len, MISHAPS))
    broad = max(len(mishap.description) for mishap in MISHAPS.values())
    return "\n".join(
        f"{mishap.name.ljust(width)}  {mishap.description.ljust(broad)}  "
        + ", ".join(
            f"{parameter.name}={parameter.default:g}: {parameter.meaning}" for parameter in mishap.parameters
        )
        for mishap in MISHAPS.values()
    )


def variants_table() -> str:
    """Every switch as `name:value` with the meaning of each value; the first value is that without a choice."""
    rows = [
        (f"{switch.name}:{value.name}", value.meaning)
        for switch in SWITCHES.values()
        for value in switch.values
    ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name.ljust(width)}  {meaning}" for name, meaning in rows)
