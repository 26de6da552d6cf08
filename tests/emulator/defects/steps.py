"""Steps of a table: a command line without its AT, `>data` for data mode, `@seconds` of module time, `!` a reboot."""

from __future__ import annotations

from collections.abc import Sequence

from tests.emulator.dte import Dte


def answer(dte: Dte, steps: Sequence[str]) -> str:
    """Take the steps; the answer to the last one as words."""
    return [_take(dte, step) for step in steps][-1]


def _take(dte: Dte, step: str) -> str:
    match step[0]:
        case ">":
            came = dte.send(step[1:].encode())
        case "@":
            came = dte.pass_time(float(step[1:]))
        case "!":
            dte.module.reboot()
            came = dte.send(b"AT+CMEE=1;E0\r")
        case _:
            came = dte.send(f"AT{step}\r".encode())
    return " ".join(came.decode().split())
