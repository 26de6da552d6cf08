"""Parts that answer rightly the first time, and wrongly later: lines that come twice, codes, contents, limits.

The events between are those of other commands: a refusal, an upload, another session (note 2.2 to 2.5, 4.2.2, Table 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import CommandRefused, Outcome
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.emulator.storage.security_store import SecurityStore
from hil.emulator.tls.ssl_contexts import SslContextSettings
from hil.spec.codes import ErrorCode

NINTH = 9


def _twice(outcome: Outcome) -> Outcome:
    return replace(outcome, lines=(*outcome.lines, *outcome.lines))


class TypeToldTwice(FtpCommands):
    """A query of AT+QFTPCFG is answered by its line twice."""

    def query_response(self, line: str) -> Outcome:
        return _twice(super().query_response(line))


class ContextToldTwiceAfterRefusal(SslConfigCommands):
    """The first query of AT+QSSLCFG after a refused one is answered by its line twice."""

    _refused = False

    def configure(self, call: Call) -> Outcome:
        try:
            outcome = super().configure(call)
        except CommandRefused:
            self._refused = True
            raise
        if outcome.lines and self._refused:
            self._refused = False
            return _twice(outcome)
        return outcome


class FileToldWithUpload(SecurityFileCommands):
    """AT+QSECREAD of a file in RAM repeats the line of AT+QSECWRITE before its own."""

    def describe(self, name: str) -> Outcome:
        outcome = super().describe(name)
        if not name.startswith("RAM:"):
            return outcome
        size = len(self._store.get(name).data)
        return replace(outcome, lines=(f"+QSECWRITE: {size},0", *outcome.lines))


class WriteAfterRefusalReachesNeighbour(SslConfigCommands):
    """The first write into an SSL context after a refused AT+QSSLCFG reaches the context before it."""

    _refused = False

    def configure(self, call: Call) -> Outcome:
        try:
            return super().configure(call)
        except CommandRefused:
            self._refused = True
            raise

    def write_context(self, index: int, change: Callable[[SslContextSettings], SslContextSettings]) -> None:
        was_refused, self._refused = self._refused, False
        super().write_context((index - 1) % 6 if was_refused else index, change)


class LosesCarriageReturnsBehind16384(SecurityStore):
    """A file loses the carriage returns behind its first 16384 bytes."""

    def content(self, uploaded: bytes) -> bytes:
        return super().content(uploaded[:16384] + uploaded[16384:].replace(b"\r", b""))


class LosesZerosAfterDeletion(SecurityStore):
    """The first file stored after a refused deletion loses its zero bytes."""

    _refused = False

    def delete(self, name: str) -> None:
        self._refused = name not in self.storage(name)
        super().delete(name)

    def content(self, uploaded: bytes) -> bytes:
        was_refused, self._refused = self._refused, False
        return super().content(uploaded.replace(b"\0", b"") if was_refused else uploaded)


class LaterPiecesChange(SecurityUpload):
    """The first byte of each piece but the first has another lowest bit."""

    def receive(self, data: bytes) -> int:
        changed = bytes([data[0] ^ 1, *data[1:]]) if self._data and data else data
        return super().receive(changed)


class NinthCodeUnknown(ResultLines):
    """Each ninth time that a code of a reply is reported it is -1."""

    _counts: Mapping[int, int] = MappingProxyType({})

    def code(self, value: int) -> int:
        told = super().code(value)
        self._counts = {**self._counts, told: self._counts.get(told, 0) + 1}
        is_of_a_reply = told <= ErrorCode.SERVICE_NOT_AVAILABLE
        return ErrorCode.UNKNOWN if is_of_a_reply and self._counts[told] % NINTH == 0 else told


class UnlistedReplyRepeatsCode(FtpsClient):
    """A reply without a row in Table 4 is reported by the code of the reply before it."""

    _before: int = ErrorCode.UNKNOWN

    def reported(self, failure: FtpFailure) -> FtpFailure:
        told = super().reported(failure)
        if told.reply is not None and told.code == ErrorCode.UNKNOWN:
            return FtpFailure(self._before, told.reason, cause=told.cause, reply=told.reply)
        self._before = told.code
        return told


class SecondLossUntold(FtpService):
    """Only the first loss of the PDP context in an idle session is told by a URC."""

    _told = False

    def context_lost(self, *, by_network: bool = False) -> None:
        super().context_lost(by_network=by_network and not self._told)
        self._told = self._told or by_network


class WaitsTwiceAsLong(FtpTransferCommands):
    """An explicit session waits twice as long for the data of an upload."""

    def put_from_uart(self, call: Call, name: str, *, size: int | None, timeout_s: int) -> Outcome:
        explicit: Any = self._service.configuration.explicit
        return super().put_from_uart(
            call, name, size=size, timeout_s=timeout_s * 2 if explicit else timeout_s
        )


class ShortLocalNames(FtpTransferCommands):
    """A local file has the first 16 characters of its name."""

    def file_name(self, configured: str, remote: str) -> str:
        return super().file_name(configured, remote)[:16]


class ShortPathsIfImplicit(FtpsClient):
    """An implicit session sends the first eight characters of a directory."""

    def path(self, directory: str) -> None:
        super().path(directory[:8] if self.settings.mode == "implicit" else directory)


class HalfTheWaitAfterRefusal(SecurityFileCommands):
    """An upload after a refused AT+QSECDEL waits half as long for its data."""

    _refused = False

    def _delete(self, call: Call) -> Outcome:
        self._refused = True
        outcome = super()._delete(call)
        self._refused = False
        return outcome

    def begin(self, upload: SecurityUpload) -> Outcome:
        if self._refused:
            upload._timeout_s /= 2  # noqa: SLF001 - a defect reaches into a part
            self._refused = False
        return super().begin(upload)


class SizesOf16Bits(SecurityStore):
    """The declared size of a file is taken in 16 bits, but none is 0."""

    def check_upload(self, name: str, size: int) -> None:
        super().check_upload(name, size & 0xFFFF or size)


class SecondStallIsNetworkError(ResultLines):
    """The second time-out of a transfer, and each later one, is -5."""

    _late = False

    def code(self, value: int) -> int:
        told = super().code(value)
        if told != ErrorCode.TIMEOUT:
            return told
        was_late, self._late = self._late, True
        return ErrorCode.NETWORK if was_late else told
