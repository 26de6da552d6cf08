"""Defects of the FTPS client on the network: AUTH, PROT, PORT, end of data (RFC 959, RFC 4217)."""

from __future__ import annotations

from collections.abc import Callable

from hil.deadline import Deadline
from hil.emulator.ftp.control import ControlConnection, handshake
from hil.emulator.ftp.data import ActiveOpening, DataConnection
from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.reply import ServerReply
from hil.emulator.network.link import TcpConnection
from hil.emulator.tls.client import Stream, TlsClient, Truncated


class PassBeforeAuth(FtpsClient):
    """The client logs in before AUTH, and again after it."""

    def authenticate_by_tls(self, tls: TlsClient) -> None:
        self.log_in()
        super().authenticate_by_tls(tls)


class ContinuesInClear(FtpsClient):
    """The client goes on in clear after a refused AUTH."""

    def end_without_tls(self, reply: ServerReply) -> None:
        pass


class DataConnectionInClear(FtpsClient):
    """The client sends PROT C instead of PROT P."""

    def protect_data_connections(self) -> None:
        self.command("PBSZ", "0")
        self.command("PROT", "C")


class DataInClearAfterProtP(FtpsClient):
    """The client sends PROT P but uses no TLS on the data connections."""

    def protect_data_connections(self) -> None:
        super().protect_data_connections()
        self.protect_data = False


class PutAppends(FtpsClient):
    """The client sends APPE instead of STOR."""

    upload_verb = "APPE"


class ReplyOutsideTablePassedOn(FtpsClient):
    """The code of any reply is reported, even one outside Table 4."""

    def refusal(self, reply: ServerReply) -> FtpFailure:
        return FtpFailure(-reply.code, f"the server replied {reply}")


class ActivePortOffByOne(ActiveOpening):
    """PORT names the port above the listening one."""

    def announce(self, host: str, port: int) -> None:
        super().announce(host, port + 1 if port < 65535 else port - 1)


class ResumesDownloadsOnly(FtpsClient):
    """An upload with a resume point begins the file anew."""

    def _transfer(
        self, verb: str, name: str | None, move: Callable[[DataConnection], int], ready: Callable[[], None]
    ) -> int:
        if verb == self.upload_verb:
            self.settings = self.settings.changed(restart_at=0)
        return super()._transfer(verb, name, move, ready)


class TruncatedDownloadIsComplete(DataConnection):
    """A data connection that ends without close_notify is complete."""

    def receive_block(self, stream: Stream) -> bytes:
        try:
            return super().receive_block(stream)
        except Truncated:
            return b""


def unprotected_after_refusal(verb: str, *kinds: int) -> type[FtpsClient]:
    """A client whose data connections are in clear after such a negative reply to PBSZ or PROT."""

    class GoesOnWithoutProtection(FtpsClient):
        _refused = False

        def protect_data_connections(self) -> None:
            for command, argument in (("PBSZ", "0"), ("PROT", "P")):
                reply = self.control.command(command, argument)
                if reply.kind == 2:
                    continue
                if command != verb or reply.kind not in kinds:
                    raise self.refusal(reply)
                return
            self.protect_data = True

    return GoesOnWithoutProtection


def in_clear_after_auth(*kinds: int) -> type[FtpsClient]:
    """A client that logs in in clear after such a reply to AUTH, if it is not 234."""

    class GoesOnInClear(FtpsClient):
        def end_without_tls(self, reply: ServerReply) -> None:
            if reply.kind not in kinds:
                super().end_without_tls(reply)

    return GoesOnInClear


class KeepsRepliesInClear(ControlConnection):
    """What came in clear before the handshake is read as a reply inside TLS."""

    def protect(self, client: TlsClient) -> None:
        if isinstance(self.stream, TcpConnection):
            self.stream = handshake(client, self.stream, self._timeouts)


class NeedsWholeReplyAtOnce(ControlConnection):
    """A reply has to arrive in one piece."""

    def _receive(self, deadline: Deadline) -> None:
        super()._receive(deadline)
        if not self._parser.is_empty:
            self.broken = True
            raise FtpFailure.of(Cause.REPLY_UNEXPECTED, "half a reply")


class ReadsCodeOfAnyLine(ControlConnection):
    """Each line of a reply counts as a reply of its own."""

    def reply(self, deadline: Deadline | None = None) -> ServerReply:
        reply = super().reply(deadline)
        for line in reversed(reply.lines[1:]):
            if line[:3].isdecimal():
                self.put_back(ServerReply(int(line[:3]), (line,)))
        return reply
