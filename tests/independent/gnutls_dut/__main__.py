"""`python -m tests.independent.gnutls_dut --port 0`: the module behind a TCP port, which is printed."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable

from . import (  # noqa: F401  they register their commands
    basic,
    ftp_commands,
    network_commands,
    sec_commands,
    ssl_commands,
    storage_commands,
)
from .core import Pace
from .module import Module
from .readings import Readings

PIECE = 64


class Uart:
    """The speed of the line: bytes go out and come in at a baud rate, ten bits each; 0 is no limit."""

    def __init__(self, baud: int) -> None:
        self.baud = baud
        self._pending: asyncio.Queue[tuple[Callable[[bytes], None], bytes]] = asyncio.Queue()

    def output(self, write: Callable[[bytes], None]) -> Callable[[bytes], None]:
        """What writes at that speed."""
        if not self.baud:
            return write
        return lambda data: self._pending.put_nowait((write, data))

    async def run(self) -> None:
        """Write what is pending."""
        while True:
            write, data = await self._pending.get()
            for start in range(0, len(data), PIECE):
                write(data[start : start + PIECE])
                await self.pass_time(len(data[start : start + PIECE]))

    async def pass_time(self, count: int) -> None:
        """Wait as long as so many bytes take."""
        if self.baud:
            await asyncio.sleep(count * 10 / self.baud)


async def _serve(port: int, module: Module, uart: Uart) -> None:
    current: asyncio.StreamWriter | None = None

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal current
        if current is not None:
            current.close()
        current = writer
        module.line.output = uart.output(writer.write)
        try:
            while data := await reader.read(PIECE if uart.baud else 65536):
                await uart.pass_time(len(data))
                module.line.receive(data)
        except OSError:
            pass
        finally:
            if current is writer:
                module.line.output = lambda _: None
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    running = asyncio.ensure_future(uart.run())
    await module.boot()
    async with server:
        await asyncio.gather(server.serve_forever(), running)


def main() -> None:
    """Run until the process ends."""
    parser = argparse.ArgumentParser(prog="tests.independent.gnutls_dut", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--readings", default="first", help="first, other, or seed:N")
    parser.add_argument("--latency-ms", type=float, default=30)
    parser.add_argument("--reply-s", type=float, default=15, help="how long a reply of the server may take")
    parser.add_argument("--baud", type=int, default=0, help="the speed of the line; 0 is no limit")
    options = parser.parse_args()
    latency = options.latency_ms / 1000
    scale = min(1.0, options.latency_ms / 30)
    pace = Pace(latency, 2 * latency, scale, scale, options.reply_s)
    try:
        asyncio.run(_serve(options.port, Module(Readings(options.readings), pace), Uart(options.baud)))
    except KeyboardInterrupt:
        sys.exit(130)


main()
