"""A rack: modules with their front ends; the thread that calls `Rack.run` serves all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.loop import Loop
from hil.emulator.frontends.port import ModulePort
from hil.emulator.frontends.traffic_log import TrafficLog
from hil.emulator.mishaps.catalogue import Planned
from hil.emulator.module import Module


class Rack:
    """Modules and the same number of front ends; each pair is a port.

    `seed` and the IMEI decide where the `mishaps` of a module happen.
    """

    def __init__(
        self,
        modules: Sequence[Module],
        front_ends: Sequence[FrontEnd],
        *,
        baud: int | None = None,
        traffic_log: Callable[[Module], TrafficLog] | None = None,
        mishaps: Sequence[Planned] = (),
        seed: int = 0,
    ) -> None:
        self._loop = Loop()
        self.ports = tuple(
            ModulePort(
                module,
                front_end,
                self._loop,
                baud=baud,
                traffic_log=None if traffic_log is None else traffic_log(module),
                mishaps=mishaps,
                seed=seed,
            )
            for module, front_end in zip(modules, front_ends, strict=True)
        )

    def run(self) -> None:
        """Serve until `stop`."""
        self._loop.run()

    def stop(self) -> None:
        """End `run`; from any thread, or from a signal handler."""
        self._loop.stop()

    def close(self) -> None:
        """Close the front ends, switch the modules off, and wait for their threads."""
        for port in self.ports:
            port.close()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
