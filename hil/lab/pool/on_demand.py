"""Modules that come with the channel to them: `emulator://` makes another one for each worker.

A run on one port is the same with one worker: the channel takes the locks when it opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.lab.pool.interface import Member

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OnDemandLease:
    """A module that is made, or locked, when the worker opens a channel to it, and gone with that."""

    member: Member

    def release(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True, slots=True)
class OnDemandPool:
    """As many modules as there are workers, all behind the same URL; a `ModulePool`."""

    member: Member

    @property
    def members(self) -> tuple[Member, ...]:
        """The one description that all of them share."""
        return (self.member,)

    @property
    def left_out(self) -> Mapping[str, str]:
        """None ever is."""
        return _NONE

    def lease(self) -> OnDemandLease:
        """Another one."""
        return OnDemandLease(self.member)

    def leave(self, name: str) -> None:
        """Do nothing: each worker has made one for itself."""

    def release(self) -> None:
        """Nothing is held."""
