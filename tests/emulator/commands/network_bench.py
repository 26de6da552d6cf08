"""A module with the real network client, driven at its line against servers that a test scripts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.module import Module
from tests.emulator.dte import Dte
from tests.emulator.peers.scripted import Conversation, ScriptedServer
from tests.emulator.peers.servers import HOST

Script = Callable[[Conversation], None]


class NetworkBench:
    """A module with the real network client, and the server that a row scripts."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self._modules: list[Module] = []
        self.dte = self.power_on()

    def power_on(self, *, hardware: HardwareOptions | None = None, clock_rate: float = 1.0) -> Dte:
        module = Module(hardware=hardware or HardwareOptions(), clock_rate=clock_rate)
        self._modules.append(module)
        self.dte = Dte(module)
        return self.dte

    def close(self) -> None:
        """Before the servers end, which wait for their clients to go."""
        for module in self._modules:
            module.power_off()

    def serve(self, script: Script) -> int:
        return self._stack.enter_context(ScriptedServer(script)).port

    def open(self, script: Script) -> Dte:
        """A session whose script begins after the login."""

        def whole(conversation: Conversation) -> None:
            conversation.log_in()
            script(conversation)

        self.dte.send(f'AT+QFTPOPEN="{HOST}",{self.serve(whole)}\r'.encode())
        self.dte.expect(b"+QFTPOPEN: 0\r\n")
        return self.dte

    def answer(self, line: str, *, data: bytes = b"") -> bytes:
        """What comes of a command up to its result."""
        name = line.partition("=")[0].encode()
        stream = self.dte.send(f"AT{line}\r".encode())
        if data:
            stream += self.dte.expect(b"CONNECT\r\n")
            stream += self.dte.send(data)
        return stream if name + b": " in stream else stream + self.dte.expect(name + b": ")
