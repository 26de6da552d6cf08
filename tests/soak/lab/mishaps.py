"""The kinds of mishaps of a lab, each an action on the rack or the runner; a seed deals them like cards.

Each deal has all kinds once, in another order, so that no kind is left out by chance.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from .disk import Disk
from .rack import Rack
from .runner import Runner


@dataclass(frozen=True, slots=True)
class Lab:
    """What a mishap may touch; `stopped` ends its pauses."""

    rack: Rack
    runner: Runner
    disk: Disk
    random: Random
    stopped: threading.Event

    def pause(self, low_s: float, high_s: float) -> None:
        """Let the trouble last for a while."""
        self.stopped.wait(self.random.uniform(low_s, high_s))


@dataclass(frozen=True, slots=True)
class Mishap:
    """One kind: `happen` returns what was hit, in words."""

    name: str
    happen: Callable[[Lab], str]


def _port_loss(lab: Lab) -> str:
    gateway = lab.random.choice(lab.rack.gateways)
    gateway.kill()
    lab.pause(1, 6)
    gateway.start()
    return f"ports {gateway.ports}"


def _gateway_restart(lab: Lab) -> str:
    gateway = max(lab.rack.gateways, key=lambda each: (len(each.ports), lab.random.random()))
    gateway.kill()
    gateway.start()
    return f"ports {gateway.ports}"


def _hang(lab: Lab) -> str:
    name = lab.random.choice(lab.rack.names)
    return name if lab.rack.freeze(name) else f"{name}, without supply"


def _restart(lab: Lab) -> str:
    """Arm a restart some bytes later; only a start can arm it."""
    name = lab.random.choice(lab.rack.names)
    count = lab.random.randint(1000, 20000)
    lab.rack.next_start(name, "--mishap", f"reboot:{count}")
    lab.rack.switch("off", name)
    lab.rack.switch("on", name)
    return f"{name}, {count} bytes after its start"


def _power_loss(lab: Lab) -> str:
    name = lab.random.choice(lab.rack.names)
    lab.rack.switch("off", name)
    lab.pause(1, 5)
    lab.rack.switch("on", name)
    return name


def _full_disk(lab: Lab) -> str:
    with lab.disk.full(lab.runner.pid):
        lab.pause(2, 4)
    return lab.disk.kind


def _kill(lab: Lab) -> str:
    os.kill(lab.runner.pid, signal.SIGKILL)
    return lab.runner.resumed()


def _terminate(lab: Lab) -> str:
    os.kill(lab.runner.pid, signal.SIGTERM)
    return lab.runner.resumed()


MISHAPS = (
    Mishap("port loss", _port_loss),
    Mishap("gateway restart", _gateway_restart),
    Mishap("hang", _hang),
    Mishap("restart", _restart),
    Mishap("power loss", _power_loss),
    Mishap("full disk", _full_disk),
    Mishap("kill -9 and resume", _kill),
    Mishap("SIGTERM and resume", _terminate),
)


def dealt(random: Random, names: tuple[str, ...] = ()) -> Iterator[Mishap]:
    """One mishap after the other, without end; `names` are the only ones."""
    chosen = [each for each in MISHAPS if not names or each.name in names]
    while True:
        random.shuffle(chosen)
        yield from chosen
