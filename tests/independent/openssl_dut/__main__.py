"""`python -m tests.independent.openssl_dut --port 0`: listen, print the port, serve one host after the other."""

from __future__ import annotations

import argparse
import socket

from . import basic_commands, file_commands, packet_commands, readings, security_commands, ssl_commands
from .ftp_commands import FtpCommands
from .ftp_service import FtpService
from .line import Line
from .module import Module


def assemble(chosen: readings.Readings, *, latency_s: float, boot_s: float, reply_s: float) -> Module:
    """A module with all its commands."""
    module = Module(chosen, latency_s=latency_s, boot_s=boot_s, reply_s=reply_s)
    module.handlers = {
        **basic_commands.HANDLERS,
        **packet_commands.HANDLERS,
        **file_commands.HANDLERS,
        **security_commands.HANDLERS,
        **ssl_commands.HANDLERS,
        **FtpCommands(module, FtpService(module)).handlers(),
    }
    return module


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(
        description="An independent M95 with FTPS, one connection = its serial line."
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--readings", type=readings.named, default="laconic", help="laconic, other or seed:<n>"
    )
    parser.add_argument("--latency-ms", type=float, default=30.0, help="time of a command")
    parser.add_argument("--boot-s", type=float, default=1.0, help="time of a start")
    parser.add_argument("--reply-s", type=float, default=15.0, help="how long the FTP client waits")
    asked = parser.parse_args()
    module = assemble(
        asked.readings,
        latency_s=asked.latency_ms / 1000,
        boot_s=asked.boot_s,
        reply_s=asked.reply_s,
    )
    with socket.create_server(("127.0.0.1", asked.port)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with sock:
                module.line = Line(sock, module)
                module.line.run()
            module.line = None


if __name__ == "__main__":
    main()
