"""The one FTP service of the module: its states, its jobs and their results."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Coroutine
from typing import Any

from .control import FtpError
from .core import Core, Refused
from .ftp import FtpClient, Options
from .line import Intake
from .network import Network
from .security import Security
from .storage import Storage

PLACE = re.compile(r"/(COM|UFS|RAM)/([^/]{0,80})")


class FtpService:
    """The one FTP service of the module."""

    def __init__(self, core: Core, network: Network, security: Security, storage: Storage) -> None:
        self.core, self.network, self.security, self.storage = core, network, security, storage
        self.values: dict[int, Any] = {}
        self.client: FtpClient | None = None
        self.state = "IDLE"
        self.user = self.password = ""
        self.server = ("", 0)
        self.length = 0
        self.job: asyncio.Task[None] | None = None
        self.watch: asyncio.Task[None] | None = None
        self.lost = False
        self._holding = False
        self.concludes = False
        """Whether the command that runs has a result of its own."""

    def reset(self) -> None:
        """Restart."""
        for task in (self.job, self.watch):
            if task is not None:
                task.cancel()
        if self.client is not None and self.client.control is not None:
            self.client.control.abort()
        readings = self.core.readings
        self.client, self.state, self.job, self.watch = None, "IDLE", None, None
        self.length, self.lost, self._holding = 0, False, False
        if not self.values or not readings.kept:
            self.user = self.password = ""
            self.values = {1: readings.passive_default, 2: readings.ascii_default, 3: 0, 4: "/COM/"}
            self.values |= {5: 0, 6: readings.ignore_default, 7: 0}

    # refusals

    def refuse(self, name: str, code: int, form: str) -> None:
        """End a command with a code, in one of the forms of chapter 3 or of its result."""
        core = self.core
        if form == "late":
            self.concludes = True
            core.after.append(self.say(f"{name}: {code}"))
            return
        finals = {
            "cme": "ERROR" if core.profile.cmee == 0 else f"+CME ERROR: {code}",
            "error": f"+QFTPERROR:{code}",
            "result": f"{name}: {code}",
            "ERROR": "ERROR",
        }
        raise Refused(finals[form])

    async def say(self, text: str) -> None:
        await asyncio.sleep(self.core.late_s)
        if self.core.held:
            self.core.result(text)
            return
        async with self.core.line:
            self.core.result(text)

    def ready(self, name: str, *, opened: bool = True) -> bool:
        """Whether the service can do something; else the command is refused."""
        readings = self.core.readings
        if self.job is not None:
            self.refuse(name, -3, readings.busy)
            return False
        if opened and self.client is None:
            self.refuse(name, -5, readings.closed)
            return False
        return True

    # jobs

    def begin(self, name: str, state: str, work: Coroutine[Any, Any, int]) -> None:
        """Let a job go on after OK; its result comes later."""
        self.state = state
        self.concludes = True

        async def run() -> None:
            self.job = asyncio.ensure_future(self._run(name, work))
            if self.core.held:
                await asyncio.wait({self.job})

        self.job = asyncio.ensure_future(asyncio.sleep(0))  # busy from now on
        self.core.after.append(run())

    async def _run(self, name: str, work: Coroutine[Any, Any, int]) -> None:
        await self._stop_watch()
        await asyncio.sleep(self.core.late_s)
        try:
            result = await work
        except FtpError as error:
            result = error.code
            if self.core.readings.length_of_failed:
                self.length = 0
        except asyncio.CancelledError:
            if not self.lost:
                raise
            result = -8
        await self._settle(result)
        async with contextlib.AsyncExitStack() as stack:
            if not (self._holding or self.core.held):
                await stack.enter_async_context(self.core.line)
            self.core.result(f"{name}: {result}" if self.core.readings.colon_space else f"{name}:{result}")
            readings = self.core.readings
            shown = (name, True) in (("+QFTPGET", readings.get_ok), ("+QFTPPUT", readings.put_ok))
            if result >= 0 and shown and not self.core.held:
                self.core.final("OK")
            self.job = None
        if self._holding:
            self._holding = False
            await self.core.line.__aexit__()

    async def _settle(self, result: int) -> None:
        """The state behind a job."""
        client = self.client
        if client is None or client.control is None or result in {-6, -8, -421}:
            if client is not None:
                await client.drop()
            self.client, self.state = None, "CLOSED"
        else:
            self.state = "OPENED"
            self.watch = asyncio.ensure_future(self._watch(client))

    async def _stop_watch(self) -> None:
        if self.watch is not None:
            self.watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.watch
            self.watch = None

    async def _watch(self, client: FtpClient) -> None:
        """Notice that the server ends an idle session."""
        while True:
            try:
                await client.unasked()
            except FtpError as error:
                self.client, self.state = None, "CLOSED"
                await client.drop()
                await self.core.urc(f"+QFTPERROR:{error.code}")
                return

    async def context_lost(self) -> None:
        """The PDP context is gone, and the session with it."""
        if self.client is None and self.job is None:
            return
        self.lost = True
        if self.client is not None and self.client.control is not None:
            self.client.control.abort()
        if self.job is not None:
            self.job.cancel()
            await asyncio.wait({self.job}, timeout=2)
        else:
            await self._stop_watch()
            await self.core.urc("+QFTPERROR:-8")
        self.client, self.state, self.lost = None, "CLOSED", False

    # work

    async def open(self, host: str, port: int) -> int:
        """Open the session."""
        security = self.security
        settings = security.settings() if security.ftps else None
        if security.ftps and settings is None:
            raise FtpError(-10 if security.ftps_context < 0 else -11)
        if not self.network.activate():
            raise FtpError(-5)
        self.client = client = FtpClient(self.core.readings, self.core.pace.reply)
        try:
            await client.open(
                host,
                port,
                tls=settings,
                explicit=self.values[7] == 1,
                user=self.user,
                password=self.password,
            )
        except BaseException:
            self.client = None
            await client.drop()
            raise
        return 0

    async def close(self) -> int:
        """Close the session."""
        if self.client is not None:
            client = self.client
            await client.close()
        self.client = None
        return 0

    def options(self) -> Options:
        """The settings of a transfer."""
        values = self.values
        return Options(values[1] == 1, values[2] == 1, values[3], values[6] == 1)

    def place(self, name: str) -> str | None:
        """The local file of a transfer; none for the line."""
        match = PLACE.fullmatch(self.values[4])
        assert match is not None
        if match[1] == "COM":
            return None
        return f"{match[1]}:{match[2] or name.rpartition('/')[2]}"

    def done(self, count: int) -> int:
        """Note the length of a transfer."""
        self.length = count
        if self.core.readings.resume_once:
            self.values[3] = 0
        return count

    async def take_line(self) -> None:
        """Begin data mode."""
        if not (self._holding or self.core.held):
            await self.core.line.__aenter__()
            self._holding = True
        self.core.final("CONNECT")
        self.state = "TRANSFER"

    async def nothing(self) -> None:
        """Begin a transfer that is not of the line."""
        self.state = "TRANSFER"

    async def get(self, name: str) -> int:
        """Download a file."""
        assert self.client is not None
        local = self.place(name)
        if local is None:
            return self.done(
                await self.client.get(name, self.options(), self.take_line, self.core.line.write)
            )
        storage, data = self.storage, bytearray()
        old = storage.files.pop(local, b"")
        if self.core.readings.local_resume == "append":
            data += old[: self.values[3]]

        def keep(part: bytes) -> None:
            if len(data) + len(part) > storage.free(local[:3]):
                raise FtpError(-13, own=True)
            data.extend(part)

        count = await self.client.get(name, self.options(), self.nothing, keep)
        storage.files[local] = bytes(data)
        return self.done(count)

    async def put(self, name: str, size: int, timeout_s: int) -> int:
        """Upload a file."""
        assert self.client is not None
        local = self.place(name)
        if local is None:
            return self.done(await self._put_from_line(name, size, timeout_s))
        if local not in self.storage.files:
            raise FtpError(-11)
        content = self.storage.files[local][self.values[3] :]
        source = Whole(content[: size or None])
        return self.done(await self.client.put(name, self.options(), self.nothing, source))

    async def _put_from_line(self, name: str, size: int, timeout_s: int) -> int:
        assert self.client is not None
        readings = self.core.readings
        source = FromLine(self.core, size, timeout_s)
        if readings.dial == "early":
            try:
                return await self.client.put(name, self.options(), self.take_line, source)
            finally:
                if (self._holding or self.core.held) and readings.data_mode_after_failure == "absorb":
                    await source.all()
        await self.take_line()
        data = await source.all()
        return await self.client.put(name, self.options(), self.nothing, Whole(data))


class Whole:
    """The content of a local file."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    async def next(self) -> bytes:
        """All, then nothing."""
        data, self.data = self.data, b""
        return data


class FromLine:
    """Data of the host, from the moment on that CONNECT was written."""

    def __init__(self, core: Core, size: int, timeout_s: int) -> None:
        self.core = core
        self.size, self.timeout_s = size, timeout_s
        self.intake: Intake | None = None

    async def next(self) -> bytes:
        """The next bytes."""
        readings = self.core.readings
        if self.intake is None:
            self.intake = Intake(
                self.core.line, self.size, self.timeout_s, guard=readings.plus_guard, plus=readings.put_plus
            )
        part = await self.intake.next()
        if self.intake.ended:
            await self.core.settle()
        return part

    async def all(self) -> bytes:
        """All that is still to come."""
        data = b""
        while part := await self.next():
            data += part
        return data
