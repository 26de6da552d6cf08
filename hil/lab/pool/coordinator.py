"""The places of a labgrid coordinator: which there are, who has them, acquired for this process and given back.

The process `labgrid_broker` talks to it.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from hil.errors import InfrastructureError, PortError, UsageError
from hil.lab.pool.place_url import Wanted

VARIABLE = "HIL_LABGRID_PYTHON"
"""The environment variable that names the Python of an environment with labgrid, where ours has none."""

POLL_S = 0.5
ANSWER_S = 40.0

_PROTOCOLS = {"raw": "socket", "rfc2217": "rfc2217"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the coordinator; `holder` is who has it, empty for nobody."""

    name: str
    tags: Mapping[str, str] = field(hash=False)
    holder: str
    ports: tuple[str, ...]

    def fits(self, wanted: Wanted) -> bool:
        """Whether it is the place that is wanted, or one of these."""
        if wanted.place:
            return self.name == wanted.place
        return wanted.tags.items() <= self.tags.items()


class Coordinator:
    """A session with a coordinator; what it has acquired is free again when this process ends, in whatever way.

    Raises `UsageError` where there is no labgrid, `PortError` where the coordinator does not answer.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._broker = subprocess.Popen(
            [_python(), str(Path(__file__).with_name("labgrid_broker.py")), address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            start_new_session=True,  # a signal to the group of this run does not keep it from giving back
        )
        try:
            self._read("start")
        except BaseException:
            self.close()
            raise

    def places(self) -> tuple[Place, ...]:
        """All places.  Those that a killed run of this machine has left are given back first; raises `PortError`."""
        found = self._ask(do="places")["places"]
        return tuple(
            Place(place["name"], place["tags"], place["holder"], tuple(place["ports"])) for place in found
        )

    def fitting(self, wanted: Wanted) -> tuple[Place, ...]:
        """The places that are wanted; raises `PortError` with the known ones if there are none."""
        known = self.places()
        found = tuple(place for place in known if place.fits(wanted))
        if not found:
            names = ", ".join(f"{place.name} ({_tags(place.tags)})" for place in known) or "none"
            asked = wanted.place or f"with {_tags(wanted.tags)}"
            raise PortError(f"the coordinator at {self.address} has no place {asked}; it has: {names}")
        return found

    def acquire(self, place: str, *, port: str = "") -> str:
        """Have a place for this process alone; returns the URL of its serial port.  Raises `PortError`."""
        answer = self._request(do="acquire", place=place)
        if "error" in answer:
            raise PortError(f"place {place} of the coordinator at {self.address}: {self._why(place, answer)}")
        try:
            return _url(place, answer["ports"], port)
        except PortError:
            self.release(place)
            raise

    def acquire_any(self, places: Sequence[str], *, port: str = "", wait_s: float) -> tuple[str, str]:
        """The first of these places that becomes free, and the URL of its serial port; raises `PortError` after `wait_s` seconds."""
        until = time.monotonic() + wait_s
        while True:
            refusals = []
            for place in places:
                try:
                    return place, self.acquire(place, port=port)
                except PortError as refusal:
                    refusals.append(str(refusal))
            if time.monotonic() >= until:
                raise PortError("; ".join(refusals))
            time.sleep(POLL_S)  # no event tells that a place has become free

    def release(self, place: str) -> None:
        """Give a place back; idempotent.  Raises `PortError` where the coordinator is gone."""
        self._ask(do="release", place=place)

    def close(self) -> None:
        """Give everything back; idempotent."""
        for pipe in (self._broker.stdin, self._broker.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it has not read, after it was killed
                    pipe.close()
        try:
            self._broker.wait(ANSWER_S)
        except subprocess.TimeoutExpired:
            self._broker.kill()
            self._broker.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _why(self, place: str, answer: Mapping[str, Any]) -> str:
        if not answer.get("busy"):
            return str(answer["error"])
        holder = next((known.holder for known in self.places() if known.name == place), "")
        if holder:
            return f"in use by {holder}; wait for its end (--wait SECONDS)"
        return str(answer["error"])

    def _ask(self, **request: str) -> dict[str, Any]:
        answer = self._request(**request)
        if "error" in answer:
            raise PortError(f"the coordinator at {self.address}: {answer['error']}")
        return answer

    def _request(self, **request: str) -> dict[str, Any]:
        assert self._broker.stdin is not None
        try:
            self._broker.stdin.write(f"{json.dumps(request)}\n")
            self._broker.stdin.flush()
        except (OSError, ValueError) as gone:
            raise PortError(f"the session with the coordinator at {self.address} ended: {gone}") from gone
        return self._read(request["do"])

    def _read(self, doing: str) -> dict[str, Any]:
        assert self._broker.stdout is not None
        if not select.select([self._broker.stdout], [], [], ANSWER_S)[0]:
            self._broker.kill()  # else its end would be awaited, too
            raise PortError(
                f"the coordinator of labgrid at {self.address} does not answer within {ANSWER_S:.0f} s ({doing}); "
                "look at its process and at the network"
            )
        line = self._broker.stdout.readline()  # one line an answer, written at once
        if not line:
            raise InfrastructureError(
                f"the process that talks to labgrid ended ({doing}); "
                f"does {_python()} -c 'import labgrid.remote.client' work?"
            )
        answer: dict[str, Any] = json.loads(line)
        if answer.get("lost"):
            raise PortError(
                f"the coordinator of labgrid at {self.address}: {answer['error']}; "
                "check that labgrid-coordinator runs there, and the network"
            )
        return answer


def _url(place: str, ports: list[dict[str, Any]], wanted: str) -> str:
    """The URL of the serial port of that name, or of the only one."""
    fitting = [port for port in ports if not wanted or port["name"] == wanted]
    if len(fitting) != 1:
        names = ", ".join(str(port["name"]) for port in ports)
        raise PortError(
            f"place {place} has the serial ports {names}; name one of them, as labgrid://HOST/{place}?port=NAME"
        )
    (port,) = fitting
    if port["proxy"]:
        raise PortError(
            f"the exporter of place {place} is isolated (labgrid's proxy), which is not supported; "
            f"start it without --isolated"
        )
    scheme = _PROTOCOLS.get(port["protocol"])
    if scheme is None:
        raise PortError(f"place {place}: expected the protocol raw or rfc2217, came {port['protocol']}")
    return f"{scheme}://{port['host']}:{port['port']}"


def _python() -> str:
    named = os.environ.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK):
            raise UsageError(
                f"{VARIABLE}: expected the Python of an environment with labgrid; {named} is no program"
            )
        return named
    if find_spec("labgrid") is None:
        raise UsageError(
            "a place of labgrid needs the package labgrid: pip install 'm95-hil[lab]', or name the Python of an "
            f"environment that has it by {VARIABLE}"
        )
    return sys.executable


def _tags(tags: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in tags.items()) or "no tags"
