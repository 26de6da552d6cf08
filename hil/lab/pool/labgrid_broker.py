"""The process that talks to the coordinator of labgrid: run as a script, by an interpreter that has labgrid.

It is a process of its own for three reasons.  gRPC does not survive a fork, and a run
forks its workers.  labgrid brings a pyserial of its own, so that it may live in another
environment.  And it gives back all places when its standard input ends, which happens
also when the run is killed.

    python labgrid_broker.py HOST:PORT

Each line of standard input is a request, a JSON object; each line of standard output is the
answer: `{"do": "places"}`, `{"do": "acquire", "place": NAME}`, `{"do": "release", "place": NAME}`.
An answer with `error` says what went wrong.  It imports nothing of m95-hil.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
from labgrid.remote.client import ClientSession
from labgrid.remote.generated import labgrid_coordinator_pb2 as messages

MARK = ".m95-hil-"
"""Between the name of the user and the process of this run, in the name of the holder of a place."""

START_S = 10.0
PORT_S = 15.0
"""How long an exporter may take to serve a port; it starts a port server for a local one."""

POLL_S = 0.01


def tell(answer: dict[str, Any]) -> None:
    """Write an answer."""
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def started_at(process: str) -> str:
    """When that process of this machine began, in ticks since the boot; empty if it runs no longer."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


class Session(ClientSession):  # type: ignore[misc]  # labgrid has no types
    """A session whose name tells the process, so that no two runs of a user are one holder."""

    def getuser(self) -> str:
        """The user, and this process."""
        own = str(os.getpid())
        return f"{super().getuser()}{MARK}{own}-{started_at(own)}"

    @property
    def own_name(self) -> str:
        """The name of this process as a holder of places."""
        return f"{self.gethostname()}/{self.getuser()}"


class Broker:
    """Answers requests by one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: list[str] = []

    async def answer(self, request: dict[str, str]) -> dict[str, Any]:
        """The answer to a request."""
        if self._session.stopping.is_set():
            return {"error": "the coordinator went away", "lost": True}
        try:
            match request["do"]:
                case "places":
                    return await self._places()
                case "acquire":
                    return await self._acquire(request["place"])
                case "release":
                    return await self._release(request["place"])
                case other:
                    return {"error": f"unknown request {other}"}
        except grpc.aio.AioRpcError as refused:
            return {
                "error": str(refused.details()),
                "lost": refused.code() == grpc.StatusCode.UNAVAILABLE,
                "busy": refused.code() == grpc.StatusCode.FAILED_PRECONDITION,
            }

    async def _places(self) -> dict[str, Any]:
        await self._session.sync_with_coordinator()
        stale = [
            place.name
            for place in self._session.places.values()
            if place.acquired and self._is_stale(place.acquired)
        ]
        for name in stale:
            holder = self._session.places[name].acquired
            await self._session.stub.ReleasePlace(
                messages.ReleasePlaceRequest(placename=name, fromuser=holder)
            )
        if stale:
            await self._session.sync_with_coordinator()
        found = [
            {
                "name": place.name,
                "tags": dict(place.tags),
                "holder": place.acquired or "",
                "ports": [path[3] for path in self._ports(place)],
            }
            for _, place in sorted(self._session.places.items())
        ]
        return {"places": found, "recovered": stale}

    def _is_stale(self, holder: str) -> bool:
        """Whether a holder is a process of m95-hil on this machine that is gone."""
        host, _, user = holder.partition("/")
        _, mark, process = user.rpartition(MARK)
        if not mark or host != self._session.gethostname():
            return False
        number, _, began = process.partition("-")
        return started_at(number) != began

    def _ports(self, place: Any) -> list[tuple[str, str, str, str]]:
        """The paths of the serial ports of a place: exporter, group, class, name."""
        return [
            path
            for exporter, groups in sorted(self._session.resources.items())
            for group, entries in sorted(groups.items())
            for name, entry in sorted(entries.items())
            if entry.data.get("cls") and "SerialPort" in entry.cls
            if place.hasmatch(path := (exporter, group, entry.cls, name))
        ]

    async def _acquire(self, name: str) -> dict[str, Any]:
        place = self._session.places.get(name)
        if place is None:
            return {"error": f"the coordinator has no place {name}"}
        paths = self._ports(place)
        if not paths:
            return {"error": f"place {name} has no serial port now; is its exporter running?", "busy": True}
        await self._session.stub.AcquirePlace(messages.AcquirePlaceRequest(placename=name))
        self._held.append(name)
        try:
            async with asyncio.timeout(PORT_S):
                return {"ports": [await self._served(path) for path in paths]}
        except TimeoutError:
            await self._release(name)
            return {"error": f"the exporter serves no port of place {name} within {PORT_S:.0f} s"}

    async def _served(self, path: tuple[str, str, str, str]) -> dict[str, Any]:
        """Where a port can be reached, once its exporter serves it."""
        exporter, group, _, name = path
        while True:
            entry = self._session.resources[exporter][group][name]
            where = entry.args
            if entry.avail and where.get("host") and where.get("port"):
                return {
                    "name": name,
                    "host": where["host"],
                    "port": where["port"],
                    "protocol": where.get("protocol", "rfc2217"),
                    "speed": where.get("speed", 115200),
                    "proxy": bool(entry.extra.get("proxy_required")),
                }
            await asyncio.sleep(POLL_S)  # the session keeps its resources up to date beside

    async def _release(self, name: str) -> dict[str, Any]:
        if name in self._held:
            self._held.remove(name)
            own = self._session.own_name
            await self._session.stub.ReleasePlace(messages.ReleasePlaceRequest(placename=name, fromuser=own))
        return {"released": name}

    async def release_all(self) -> None:
        """Give everything back; whatever cannot be given back is stale, and the next run finds it."""
        for name in tuple(self._held):
            with suppress(grpc.aio.AioRpcError):
                await self._release(name)


async def serve(address: str) -> None:
    """Answer until the end of standard input."""
    loop = asyncio.get_running_loop()
    session = Session(address, loop)
    try:
        async with asyncio.timeout(START_S):
            await session.start()
    except Exception as trouble:  # labgrid raises errors of its own and of gRPC
        reason = " ".join(str(trouble).split()) or f"no answer within {START_S:.0f} s"
        tell({"error": reason, "lost": True})
        return
    broker = Broker(session)
    tell({"ready": session.own_name})
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    try:
        while line := await reader.readline():
            tell(await broker.answer(json.loads(line)))
    finally:
        await broker.release_all()
        session.stopping.set()
        await session.stop()
        await session.close()


def main() -> None:
    """Run for the coordinator that argument 1 names; Ctrl-C is for the run, which ends this process."""
    import signal  # noqa: PLC0415 - only here

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=logging.CRITICAL)
    with suppress(BrokenPipeError):
        asyncio.run(serve(sys.argv[1]))


if __name__ == "__main__":
    main()
