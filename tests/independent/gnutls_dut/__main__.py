"""`python -m tests.independent.gnutls_dut --port 0`: the module behind a TCP port, which is printed."""

from __future__ import annotations

import argparse
import asyncio
import sys

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


async def _serve(port: int, module: Module) -> None:
    current: asyncio.StreamWriter | None = None

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal current
        if current is not None:
            current.close()
        current = writer
        module.line.output = writer.write
        try:
            while data := await reader.read(65536):
                module.line.receive(data)
        except OSError:
            pass
        finally:
            if current is writer:
                module.line.output = lambda _: None
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await module.boot()
    async with server:
        await server.serve_forever()


def main() -> None:
    """Run until the process ends."""
    parser = argparse.ArgumentParser(prog="tests.independent.gnutls_dut", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--readings", default="first", help="first, other, or seed:N")
    parser.add_argument("--latency-ms", type=float, default=30)
    parser.add_argument("--reply-s", type=float, default=15, help="how long a reply of the server may take")
    options = parser.parse_args()
    latency = options.latency_ms / 1000
    scale = min(1.0, options.latency_ms / 30)
    pace = Pace(latency, 2 * latency, scale, scale, options.reply_s)
    try:
        asyncio.run(_serve(options.port, Module(Readings(options.readings), pace)))
    except KeyboardInterrupt:
        sys.exit(130)


main()
