"""A TCP connection of the module, in clear text or with TLS of GnuTLS on top."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from .gnutls import Credentials, Session


class Transport:
    """Bytes to and from one peer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.tls: Session | None = None

    @classmethod
    async def dial(cls, host: str, port: int) -> Transport:
        """Connect to a peer."""
        return cls(*await asyncio.open_connection(host, port, family=socket.AF_INET))

    @property
    def own(self) -> str:
        """Our address."""
        return str(self.writer.get_extra_info("sockname")[0])

    @property
    def peer(self) -> str:
        """The address of the peer."""
        return str(self.writer.get_extra_info("peername")[0])

    async def secure(self, credentials: Credentials, *, host: str, name: str, resume: bytes = b"") -> None:
        """Begin TLS."""
        self.tls = session = Session(credentials, host=host, name=name, resume=resume)
        try:
            while not session.handshake():
                await self._refill(session)
        finally:
            with contextlib.suppress(OSError):
                await self._flush()

    async def read(self) -> bytes:
        """Bytes that came; none at the end of the connection (with TLS: at close_notify)."""
        if self.tls is None:
            return await self.reader.read(65536)
        try:
            while (data := self.tls.receive()) is None:
                await self._refill(self.tls)
        finally:
            with contextlib.suppress(OSError):
                await self._flush()
        return data

    async def write(self, data: bytes, *, fragment: int = 16384) -> None:
        """Send bytes, in records of at most `fragment`."""
        for start in range(0, len(data), fragment):
            part = data[start : start + fragment]
            if self.tls is None:
                self.writer.write(part)
            else:
                self.tls.send(part)
                self.writer.write(self.tls.take())
            await self.writer.drain()

    async def close(self, *, notify: bool = True) -> None:
        """Send what is pending, close_notify, and FIN."""
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            if self.tls is not None and notify:
                self.tls.bye()
                await self._flush()
            self.writer.close()
            await asyncio.wait_for(self.writer.wait_closed(), 2)

    def abort(self) -> None:
        """Forget the connection at once."""
        self.writer.transport.abort()

    async def _refill(self, session: Session) -> None:
        """Read on, unless GnuTLS has left bytes: it also stops at the end of a record that holds part of a message."""
        await self._flush()
        if not session.incoming:
            session.feed(await self.reader.read(65536))

    async def _flush(self) -> None:
        if self.tls is not None and (data := self.tls.take()):
            self.writer.write(data)
            await self.writer.drain()
