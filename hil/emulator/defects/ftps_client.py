"""Defects of the FTPS client on the network: AUTH, PROT, PORT, end of data (RFC 959, RFC 4217)."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.ftp.data import ActiveOpening, DataConnection
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.reply import ServerReply
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
