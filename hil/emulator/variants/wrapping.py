"""The table of a command family with another write form of one command; several switches need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import Outcome


def with_write(
    commands: Mapping[str, Command], name: str, instead: Callable[[Call, Handler], Outcome]
) -> Mapping[str, Command]:
    """The commands with `instead` as the write form of one; it gets the call and the former handler."""
    entry = commands[name]
    former = entry.write
    assert former is not None
    return {**commands, name: replace(entry, write=lambda call: instead(call, former))}
