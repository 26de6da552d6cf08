"""The control connection of the FTP client (RFC 959, 2228, 4217), with the codes of Table 4 for what goes wrong."""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import dataclass

from .gnutls import Credentials, Settings, TlsError
from .readings import Readings
from .transport import Transport

TABLE_4 = {421, 425, 426, 450, 452, 500, 501, 502, 530, 532, 550, 551, 552, 553}
LINE_MAX = 4096
AFTER_DATA_S = 4.0  # how long the last reply may take when the data connection is gone


class FtpError(Exception):
    """An operation ends with this code; `own` codes do not give way to a reply of the server."""

    def __init__(self, code: int, *, own: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.own = own


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of the server."""

    code: int
    text: str


class Control:
    """A session: its login and its control connection."""

    def __init__(self, readings: Readings, patience: float) -> None:
        self.readings = readings
        self.patience = patience
        self.control: Transport | None = None
        self.credentials: Credentials | None = None
        self.host = ""
        self.protected = False
        self._type = ""
        self._extended = bool(readings.extended)
        self._input = b""

    # the session

    async def open(
        self, host: str, port: int, *, tls: Settings | None, explicit: bool, user: str, password: str
    ) -> None:
        """Connect and log in."""
        try:
            self.credentials = Credentials(tls) if tls else None
        except TlsError:
            raise FtpError(self.readings.tls_failure) from None
        self.host = host
        await self._dial(host, port)
        if tls and not explicit:
            await self._secure()
        greeting = await self.reply()
        while greeting.code == 120:
            greeting = await self.reply()
        self._expect(greeting, 220)
        if tls and explicit:
            self._expect(await self.command("AUTH TLS"), 234, 334)
            self._input = b""  # RFC 4217 and CVE-2011-0411: nothing of before TLS counts after it
            await self._secure()
        if self.readings.prot_before_login:
            await self._protect()
        reply = await self.command(f"USER {user}")
        if reply.code == 331:
            reply = await self.command(f"PASS {password}")
        if reply.code in {332, 532}:
            raise FtpError(-532)
        self._expect(reply, 230, 202, 232)
        if not self.readings.prot_before_login:
            await self._protect()
        for line in ("SYST",) * self.readings.syst + ("FEAT",) * self.readings.feat:
            await self.command(line)

    async def _dial(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await asyncio.wait_for(loop.getaddrinfo(host, port, family=socket.AF_INET), self.patience)
        except (OSError, TimeoutError, UnicodeError):
            raise FtpError(-4) from None
        try:
            address = found[0][4][0]
            self.control = await asyncio.wait_for(Transport.dial(str(address), port), self.patience)
        except TimeoutError:
            raise FtpError(self.readings.silent_host) from None
        except OSError:
            raise FtpError(-5) from None

    async def _secure(self) -> None:
        assert self.control is not None
        assert self.credentials is not None
        try:
            await asyncio.wait_for(
                self.control.secure(self.credentials, host=self.host, name=self._name()), self.patience
            )
        except TimeoutError:
            raise FtpError(-9) from None
        except TlsError:
            raise FtpError(self.readings.tls_failure) from None
        except OSError:
            raise FtpError(-6) from None

    def _name(self) -> str:
        """The name for SNI: no address (RFC 6066 3)."""
        return "" if re.fullmatch(r"[0-9.]+", self.host) else self.host

    async def _protect(self) -> None:
        if self.credentials is not None:
            self._expect(await self.command("PBSZ 0"), 200)
            self._expect(await self.command("PROT P"), 200)
            self.protected = True

    async def close(self) -> None:
        """Say QUIT and close."""
        try:
            if self.readings.quit:
                await self.command("QUIT", patience=AFTER_DATA_S)
        except FtpError:
            pass
        finally:
            await self.drop()

    async def drop(self) -> None:
        """Close without a word."""
        if self.control is not None:
            control, self.control = self.control, None
            await control.close()

    # the control connection

    async def reply(self, *, patience: float | None = None) -> Reply:
        """The next reply of the server."""
        try:
            return await asyncio.wait_for(self._reply(), patience or self.patience)
        except TimeoutError:
            raise FtpError(-9) from None

    async def unasked(self) -> Reply:
        """A reply that no command asked for; waits for ever."""
        return await self._reply()

    async def _reply(self) -> Reply:
        first = await self._line()
        match = re.match(r"([1-5][0-9]{2})([ -]?)(.*)", first)
        if match is None:
            raise FtpError(-1)
        if match[2] == "-":
            while not (await self._line()).startswith(f"{match[1]} "):
                pass
        reply = Reply(int(match[1]), match[3])
        if reply.code == 421:
            raise FtpError(self.readings.closed_after_421, own=True)
        return reply

    async def _line(self) -> str:
        while b"\n" not in self._input:
            if self.control is None or len(self._input) > LINE_MAX:
                raise FtpError(-1)
            try:
                data = await self.control.read()
            except TlsError as error:
                raise FtpError(-6 if error.code == -110 else self.readings.tls_failure, own=True) from None
            except OSError:
                data = b""
            if not data:
                raise FtpError(-6, own=True)
            self._input += data
        line, _, self._input = self._input.partition(b"\n")
        return line.rstrip(b"\r").decode("latin-1")

    async def send(self, line: str) -> None:
        """Send a command."""
        if self.control is None:
            raise FtpError(-6)
        try:
            await self.control.write(line.encode("latin-1") + b"\r\n", fragment=self.readings.fragment)
        except (OSError, TlsError):
            raise FtpError(-6, own=True) from None

    async def command(self, line: str, *, patience: float | None = None) -> Reply:
        """Send a command and take its reply."""
        await self.send(line)
        return await self.reply(patience=patience)

    def _expect(self, reply: Reply, *codes: int) -> Reply:
        if reply.code not in codes:
            raise FtpError(self._code(reply))
        return reply

    def _code(self, reply: Reply) -> int:
        if reply.code < 400:
            return -1
        return -reply.code if reply.code in TABLE_4 or self.readings.unlisted is None else -1

    async def simple(self, line: str) -> Reply:
        """A command that ends with 2xx."""
        reply = await self.command(line)
        if not 200 <= reply.code < 300:
            raise FtpError(self._code(reply))
        return reply

    async def rename(self, old: str, new: str) -> None:
        """RNFR and RNTO."""
        self._expect(await self.command(f"RNFR {old}"), 350)
        await self.simple(f"RNTO {new}")

    async def size(self, name: str) -> int:
        """The size of a file."""
        await self._set_type("I")
        reply = self._expect(await self.command(f"SIZE {name}"), 213)
        return int(re.sub(r"[^0-9]", "", reply.text) or 0)

    async def _set_type(self, kind: str) -> None:
        if self.readings.type_each or self._type != kind:
            self._expect(await self.command(f"TYPE {kind}"), 200)
            self._type = kind
