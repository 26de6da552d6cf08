"""The module: its parts, its command interpreter (V.250 5) and its start."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from .core import Core, Pace, Parameter, Refused
from .ftp_service import FtpService
from .network import Network
from .readings import Readings
from .security import Security
from .storage import Storage

LINE_MAX = 256  # M66 manual, page 12
COMMAND = re.compile(
    r'\s*(?:(?P<name>\+[A-Z0-9]+)(?P<form>=\?|\?|=(?:"[^"]*"?|[^";])*|)\s*(?:;|$)|'
    r"(?P<basic>&?[A-Z])(?P<value>[0-9]*=?\??[0-9]*)\s*;?)",
    re.IGNORECASE,
)


Handler = Callable[["Module", str, list[Parameter]], Awaitable[str | None]]
Basic = Callable[["Module", str], Awaitable[str]]
HANDLERS: dict[str, Handler] = {}


BASIC: dict[str, Basic] = {}


def basic(*names: str) -> Callable[[Basic], Basic]:
    """Make a function the handler of basic commands: it gets their number, or what stands there."""

    def register(handler: Basic) -> Basic:
        BASIC.update(dict.fromkeys(names, handler))
        return handler

    return register


def command(*names: str) -> Callable[[Handler], Handler]:
    """Make a function the handler of commands: it gets the form (`=?`, `?`, `=` or nothing) and the parameters."""

    def register(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(names, handler))
        return handler

    return register


class Module(Core):
    """The M95: one for the life of the program; its start resets what is volatile."""

    def __init__(self, readings: Readings, pace: Pace) -> None:
        super().__init__(readings, pace)
        self.line.execute = self.execute
        self.rate = 0
        self.functionality = 1
        self.network = Network(self)
        self.security = Security(readings)
        self.storage = Storage()
        self.ftp = FtpService(self, self.network, self.security, self.storage)

    def lose(self, *, contexts: bool) -> None:
        """Say after the command that PDP contexts are gone, and with them the FTP session."""
        if contexts:
            self.after.append(self.urc("+PDP DEACT"))
            self.after.append(self.ftp.context_lost())

    async def execute(self, line: str) -> None:
        """Execute a command line and write its final result code."""
        await asyncio.sleep(self.pace.command)
        self.after = []
        self.ftp.concludes = False
        try:
            final = await self._interpret(line)
        except Refused as refused:
            final = refused.final
        after, self.after = self.after, []
        if after and final == "OK" and self.ftp.concludes and self.readings.result_ok != "before":
            await self._conclude(after)
            return
        self.final(final)
        for work in after:
            self.start(work)

    async def _conclude(self, after: list[Coroutine[Any, Any, None]]) -> None:
        """Keep the line until the result, which no OK precedes."""
        self.held = True
        try:
            for work in after:
                await work
        finally:
            self.held = False
        if self.readings.result_ok == "after":
            self.final("OK")

    async def _interpret(self, line: str) -> str:
        if len(line) + 2 > LINE_MAX:
            return "ERROR"
        final, at = "OK", 0
        line = re.sub(r"(?i)^(\+IPR=[0-9]+)&W$", r"\1;&W", line)
        while at < len(line.rstrip()):
            match = COMMAND.match(line, at)
            if match is None:
                raise Refused
            at = match.end()
            if match["name"]:
                final = await self._extended(match["name"].upper(), match["form"])
            else:
                final = await self._basic(match["basic"].upper(), match["value"])
                if match["basic"].upper() == "Z":
                    break
        return final

    async def _extended(self, name: str, form: str) -> str:
        handler = HANDLERS.get(name)
        if handler is None:
            raise Refused(self.cme(601) if self.readings.unknown != "ERROR" else "ERROR")
        write = form.startswith("=") and form != "=?"
        final = await handler(self, "=" if write else form, _parameters(form[1:]) if write else [])
        return "OK" if final is None else final

    async def _basic(self, name: str, value: str) -> str:
        if name not in BASIC:
            raise Refused
        return await BASIC[name](self, value)

    async def boot(self) -> None:
        """Start: forget what is volatile, say so when ready."""
        self.line.powered = False
        self.line.clear()
        for task in list(self.tasks):
            if task is not asyncio.current_task():
                task.cancel()
        self.ftp.reset()
        self.network.reset()
        self.security.reset()
        self.storage.reset()
        self.load(self.stored)
        self.functionality = 1
        await asyncio.sleep(self.pace.boot)
        self.line.powered = True
        self.network.power_up()
        self.start(self._boot_urcs())

    async def _boot_urcs(self) -> None:
        if self.readings.boot_urcs == "all":
            await self.urc("RDY")
            await asyncio.sleep(self.pace.boot / 2)
            await self.urc("+CFUN: 1")
            await self.urc("+CPIN: READY")
            await asyncio.sleep(self.pace.boot)
            await self.urc("Call Ready")
            await self.urc("SMS Ready")


def _parameters(text: str) -> list[Parameter]:
    parts = re.findall(r'(?:"[^"]*"?|[^",])+|(?<=,)(?=,|$)|^(?=,|$)', text)
    return [_parameter(part.strip()) for part in parts]


def _parameter(text: str) -> Parameter:
    if '"' not in text:
        return Parameter(text, quoted=False)
    if not re.fullmatch('"[^"]*"', text):
        raise Refused
    return Parameter(text[1:-1], quoted=True)
