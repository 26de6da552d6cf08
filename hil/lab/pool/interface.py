"""The pool of modules of a run: where they come from, and how a worker gets one for itself.

A run first reserves modules (in the process that the user started), then each worker
leases one of them when its first case needs a DUT.  A back end is an object with the
methods of `ModulePool`: `local` for the modules of a bench file, `emulated` for modules
that are made on demand.  One whose modules lie behind a coordinator acquires its place in
`lease`, and may tell the port of a module only then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hil.errors import InfrastructureError


class NoModuleLeft(InfrastructureError):
    """No module of the pool can be leased any more."""


@dataclass(frozen=True, slots=True)
class Member:
    """A module of a pool: its name, its port as the user wrote it, its tags, its IMEI where it is known."""

    name: str
    port: str
    tags: tuple[str, ...] = ()
    imei: str = field(default="", repr=False)


class Lease(Protocol):
    """A module that one worker has for itself."""

    @property
    def member(self) -> Member:
        """The module."""

    def release(self) -> None:
        """Give it back; idempotent.  It comes back as well when the process dies."""


class ModulePool(Protocol):
    """The modules of a run."""

    @property
    def members(self) -> tuple[Member, ...]:
        """The modules that the run may use, in the order of their leases."""

    @property
    def left_out(self) -> Mapping[str, str]:
        """The modules that fit and are not used, each with the reason."""

    def lease(self) -> Lease:
        """A module that no other worker has; waits while others of this run have all of them.

        Raises `NoModuleLeft`.
        """

    def leave(self, name: str) -> None:
        """Let no worker of this run lease that module again."""

    def release(self) -> None:
        """Give all modules of the run back; idempotent."""
