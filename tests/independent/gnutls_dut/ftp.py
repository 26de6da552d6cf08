"""Transfers of the FTP client (RFC 959, 2428, 4217)."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from .control import AFTER_DATA_S, Control, FtpError, Reply
from .gnutls import TlsError
from .transport import Transport


class Source(Protocol):
    """Where an upload comes from."""

    async def next(self) -> bytes:
        """The next bytes; none at the end."""


@dataclass
class Options:
    """AT+QFTPCFG, as far as it concerns transfers."""

    passive: bool = True
    ascii: bool = False
    resume: int = 0
    ignore_address: bool = True
    types: list[str] = field(default_factory=list)


class FtpClient(Control):
    """A session with its transfers."""

    async def get(
        self, name: str, options: Options, begin: Callable[[], Awaitable[None]], sink: Callable[[bytes], None]
    ) -> int:
        """RETR; `begin` is called when data can come."""
        await self._set_type("A" if options.ascii else "I")
        if self.readings.size_first:
            await self.command(f"SIZE {name}")
        at_dial = self.readings.get_connect == "dial"
        data = await self._begin(f"RETR {name}", options, begin if at_dial else None)
        count = 0
        last = asyncio.ensure_future(self.reply(patience=1e6))
        try:
            if not at_dial:
                await begin()
            while part := await self._read(data, last):
                sink(part)
                count += len(part)
            await data.close()
            await self._end(last, after_peer=True)
        except FtpError as error:
            data.abort()
            raise await self._failed(error, last) from None
        finally:
            await _stop(last)
        return count

    async def _read(self, data: Transport, last: asyncio.Future[Reply]) -> bytes:
        read = asyncio.ensure_future(data.read())
        try:
            waiting: set[asyncio.Future[Any]] = {read} if _positive(last) else {read, last}
            await asyncio.wait(waiting, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
            if not read.done() and _positive(last):
                await asyncio.wait({read}, timeout=self.patience)
            if read.done():
                return read.result()
        except TlsError as error:
            if error.code == -110 and self.readings.no_close_notify is None:
                return b""
            raise FtpError(-7) from None
        except OSError:
            raise FtpError(-7) from None
        finally:
            await _stop(read)
        if last.done():
            self._expect(last.result(), 226, 250)
        raise FtpError(-9)

    async def put(
        self, name: str, options: Options, begin: Callable[[], Awaitable[None]], source: Source
    ) -> int:
        """STOR; `begin` is called when data can go."""
        await self._set_type("A" if options.ascii else "I")
        data = await self._begin(f"STOR {name}", options)
        count = 0
        last = asyncio.ensure_future(self.reply(patience=1e6))
        watch = asyncio.ensure_future(data.read())
        try:
            await begin()
            while part := await self._next(source, last, watch):
                await asyncio.wait_for(data.write(part, fragment=self.readings.fragment), self.patience)
                count += len(part)
            closed = watch.done()
            await data.close()
            await self._end(last, after_peer=closed)
        except TimeoutError:
            data.abort()
            raise await self._failed(FtpError(-9), last) from None
        except (OSError, TlsError):
            data.abort()
            raise await self._failed(FtpError(-7), last) from None
        except FtpError as error:
            data.abort()
            raise await self._failed(error, last) from None
        finally:
            await _stop(watch)
            await _stop(last)
        return count

    async def _next(self, source: Source, last: asyncio.Future[Reply], watch: asyncio.Future[bytes]) -> bytes:
        """The next bytes to send, unless the server ends the transfer before they come."""
        part = asyncio.ensure_future(source.next())
        waiting: set[asyncio.Future[Any]] = {part, last, watch}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if not (last.done() or watch.done()):
            return part.result()
        part.cancel()
        if last.done():
            self._expect(last.result(), 226, 250)
        raise FtpError(-7)

    async def _end(self, last: asyncio.Future[Reply], *, after_peer: bool) -> None:
        """The reply behind a transfer."""
        await asyncio.wait({last}, timeout=AFTER_DATA_S if after_peer else self.patience)
        if not last.done():
            raise FtpError(-7 if after_peer else -9)
        self._expect(last.result(), 226, 250)

    async def _failed(self, error: FtpError, last: asyncio.Future[Reply]) -> FtpError:
        """What a failed transfer reports: what the server says of it, unless the cause is our own."""
        await asyncio.wait({last}, timeout=AFTER_DATA_S)
        if not last.done():
            if self.readings.after_timeout == "drop":
                await self.drop()
                return error
            await _stop(last)
            await self._abort()
            return error
        try:
            reply = last.result()
        except FtpError as other:
            return error if error.own else other
        return error if error.own or reply.code < 400 else FtpError(self._code(reply))

    async def _abort(self) -> None:
        """ABOR: its replies end the transfer and answer itself (RFC 959 4.1.3); none if the server says nothing."""
        try:
            reply = await self.command("ABOR", patience=AFTER_DATA_S)
            if reply.code >= 400:
                await self.reply(patience=AFTER_DATA_S)
        except FtpError:
            await self.drop()

    async def _begin(
        self, line: str, options: Options, dialled: Callable[[], Awaitable[None]] | None = None
    ) -> Transport:
        """The data connection of a transfer, with the first reply seen and TLS done."""
        accept: asyncio.Future[Transport] | None = None
        data: Transport | None = None
        if options.passive:
            data = await self._passive(options)
        else:
            accept = await self._active()
        try:
            if dialled is not None:
                await dialled()
            if options.resume:
                self._expect(await self.command(f"REST {options.resume}"), 350)
            self._expect(await self.command(line), *range(100, 200))
            if accept is not None:
                data = await self._accepted(accept)
            assert data is not None
            if self.protected and self.credentials and self.control and self.control.tls:
                await self._secure_data(data)
        except BaseException:
            if data is not None:
                data.abort()
            if accept is not None:
                accept.cancel()
            raise
        return data

    async def _secure_data(self, data: Transport) -> None:
        assert self.control is not None
        assert self.control.tls is not None
        assert self.credentials is not None
        resume = self.control.tls.resumption() if self.readings.resumption else b""
        handshake = data.secure(self.credentials, host=self.host, name=self._name(), resume=resume)
        try:
            await asyncio.wait_for(handshake, self.patience)
        except TimeoutError:
            raise await self._no_data(FtpError(-9)) from None
        except TlsError as error:
            code = -7 if error.code == -110 else self.readings.tls_failure
            data.abort()
            raise await self._no_data(FtpError(code, own=error.code == -43)) from None
        except OSError:
            raise await self._no_data(FtpError(-7)) from None

    async def _no_data(self, error: FtpError) -> FtpError:
        return await self._failed(error, asyncio.ensure_future(self.reply(patience=1e6)))

    async def _passive(self, options: Options) -> Transport:
        assert self.control is not None
        host, port = self.control.peer, 0
        if self._extended:
            reply = await self.command("EPSV")
            if reply.code == 229 and (found := re.search(r"\((.)\1\1([0-9]+)\1\)", reply.text)):
                port = int(found[2])
            elif reply.code >= 500:
                self._extended = False
            else:
                raise FtpError(self._code(reply))
        if not port:
            reply = self._expect(await self.command("PASV"), 227)
            numbers = re.search(r"(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)", reply.text)
            if numbers is None or max(map(int, numbers.groups())) > 255:
                raise FtpError(-1)
            if not options.ignore_address:
                host = ".".join(numbers.group(1, 2, 3, 4))
            port = int(numbers[5]) * 256 + int(numbers[6])
        try:
            return await asyncio.wait_for(Transport.dial(host, port), self.patience)
        except TimeoutError:
            raise FtpError(-9) from None
        except OSError:
            raise FtpError(self.readings.refused_port) from None

    async def _active(self) -> asyncio.Future[Transport]:
        assert self.control is not None
        accepted: asyncio.Future[Transport] = asyncio.get_running_loop().create_future()

        def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if accepted.done():
                writer.close()
            else:
                accepted.set_result(Transport(reader, writer))

        server = await asyncio.start_server(take, self.control.own, 0)
        accepted.add_done_callback(lambda _: server.close())
        port = server.sockets[0].getsockname()[1]
        numbers = [*self.control.own.split("."), str(port >> 8), str(port & 255)]
        line = f"PORT {','.join(numbers)}"
        try:
            extended = self.readings.port_form == "EPRT"
            if not extended or (await self.command(f"EPRT |1|{self.control.own}|{port}|")).code >= 400:
                self._expect(await self.command(line), 200)
        except FtpError:
            accepted.cancel()
            raise
        return accepted

    async def _accepted(self, accept: asyncio.Future[Transport]) -> Transport:
        try:
            return await asyncio.wait_for(accept, self.patience)
        except TimeoutError:
            raise await self._no_data(FtpError(-425)) from None


def _positive(reply: asyncio.Future[Reply]) -> bool:
    """Whether the server says already that a transfer is complete."""
    return reply.done() and not reply.exception() and reply.result().code < 300


async def _stop(task: asyncio.Future[Any]) -> None:
    """End a task that nobody waits for any more."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, OSError, TlsError, FtpError):
        await task
