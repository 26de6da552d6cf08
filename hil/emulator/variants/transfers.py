"""Switches of transfers: when the data connection is dialled, the order of CONNECT, local files."""

from __future__ import annotations

from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.local_transfer import LocalDownload
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.transfers import Source, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload
from hil.emulator.storage.file_store import FileStore
from hil.emulator.variants.data_mode import DiscardsAfterFailure
from hil.emulator.variants.model import Switch, Value, replacing, unchanged
from hil.spec.codes import ErrorCode

_BLOCK = 16384
_TRANSFERS = frozenset({"QFTPPUT", "QFTPGET"})


# clause: note 4.2.2
class ConnectBeforeDialling(Transfers):
    """CONNECT at once; the data connection is dialled meanwhile"""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        """CONNECT, then the dialogue with the server."""
        if upload is None:
            return super().store(client, name, source, upload)
        upload.ready()
        return client.put(name, source, self._ready(None))


# clause: note 4.2.2
class DialsAtFirstByte(Transfers):
    """CONNECT at once; the data connection is dialled when the first byte has come"""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        """CONNECT, the first bytes, then the dialogue with the server."""
        if upload is None:
            return super().store(client, name, source, upload)
        upload.ready()
        waiting = [source(_BLOCK)]

        def all_of_it(limit: int) -> bytes:
            if not waiting:
                return source(limit)
            first = waiting.pop()
            if len(first) > limit:
                waiting.append(first[limit:])
            return first[:limit]

        return client.put(name, all_of_it, self._ready(None))


# clause: note 4.2.2
class DialsAtLastByte(Transfers):
    """CONNECT at once; the data connection is dialled when all bytes have come"""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        """CONNECT, all bytes, then the dialogue with the server."""
        if upload is None:
            return super().store(client, name, source, upload)
        upload.ready()
        whole = b"".join(iter(lambda: source(_BLOCK), b""))
        blocks = [whole[at : at + _BLOCK] for at in range(0, len(whole), _BLOCK)]
        return client.put(name, lambda _limit: blocks.pop(0) if blocks else b"", self._ready(None))


# clause: note 4.2.3
class ConnectAtLastByte(UartDownload):
    """CONNECT when the whole file has come"""

    def ready(self) -> None:
        """The data connection is no reason for CONNECT."""

    def deliver(self, data: bytes) -> None:
        """Keep a block until the end."""
        self._waiting.append(data)

    def finish(self, outcome: int) -> None:
        """CONNECT, the file and the result line; a failed download has the line alone."""
        if outcome < 0:
            super().finish(outcome)
            return
        self._connected, self._outcome = True, outcome
        self.terminal.when_free(self.resume)


# clause: note 4.2.3
class ConnectAtFirstByte(UartDownload):
    """CONNECT when the first byte has come"""

    _asked = False

    def ready(self) -> None:
        """The data connection alone is no reason for CONNECT."""

    def sink(self, data: bytes) -> None:
        """Take a block from the server; the first one brings CONNECT."""
        self._ask()
        super().sink(data)

    def finish(self, outcome: int) -> None:
        """Write the result line; an empty file has a CONNECT, too."""
        if outcome >= 0:
            self._ask()
        super().finish(outcome)

    def _ask(self) -> None:
        if not self._asked:
            self._asked = True
            super().ready()


# clause: note chapter 3
class FailedTransferByUrc(ResultLines):
    """+QFTPERROR:-7, a form of chapter 3"""

    def line(self, name: str, value: int) -> str:
        """The line; that of a failed transfer has the name of chapter 3."""
        return super().line("QFTPERROR" if value < 0 and name in _TRANSFERS else name, value)


# clause: note Table 4
class SharesOpenFiles(FileStore):
    """a transfer reads a file that AT+QFOPEN has open for writing"""

    def locked(self, name: str) -> bool:
        """Whether the file can't be read; a handle is no reason."""
        handles, self.handles = self.handles, {}
        try:
            return super().locked(name)
        finally:
            self.handles = handles


# clause: note Table 4
class MissingCardIsMissingFile(FtpTransferCommands):
    """-11: the file is not found"""

    absent_storage = ErrorCode.LOCAL_FILE_NOT_FOUND


# clause: note 4.2.3, note Table 4
class PartKeptLocally(LocalDownload):
    """the bytes before the failure stay in the file"""

    def drop(self) -> None:
        """Store what has come, if anything has."""
        if self.count:
            self.keep()


SWITCHES = (
    Switch(
        "put-connect",
        "note 4.2.2",
        '4.2.2 says "Opened data mode" at CONNECT and does not say when the data connection is made',
        ("AT+QFTPPUT", "FTP STOR", "FTP data"),
        (
            unchanged("after-dialling", "CONNECT when the data connection is open"),
            Value(
                "before-dialling",
                ConnectBeforeDialling.__doc__ or "",
                (ConnectBeforeDialling, DiscardsAfterFailure),
            ),
            Value("first-byte", DialsAtFirstByte.__doc__ or "", (DialsAtFirstByte, DiscardsAfterFailure)),
            replacing("last-byte", DialsAtLastByte),
        ),
    ),
    Switch(
        "get-connect",
        "note 4.2.3",
        '4.2.3 says "Successfully opened data connection" at CONNECT and states no time for it',
        ("AT+QFTPGET", "AT+QFTPLIST", "AT+QFTPNLST"),
        (
            unchanged("connection", "CONNECT when the data connection is open"),
            replacing("first-byte", ConnectAtFirstByte),
            replacing("last-byte", ConnectAtLastByte),
        ),
    ),
    Switch(
        "transfer-failure",
        "note 3",
        "chapter 3 has +QFTPERROR:<err> for an error, and drivers wait for either line",
        ("AT+QFTPPUT", "AT+QFTPGET"),
        (unchanged("result-line", "+QFTPGET: -7"), replacing("qftperror", FailedTransferByUrc)),
    ),
    Switch(
        "open-local-file",
        "note 3 (silent)",
        "Table 4 has -12 for a file that can't be got; whether a file that is open elsewhere is such is not said",
        ("AT+QFTPPUT", "AT+QFTPGET", "AT+QFOPEN"),
        (unchanged("locked", "-12"), replacing("shared", SharesOpenFiles)),
    ),
    Switch(
        "missing-card",
        "note 3",
        "Table 4 names SD in both rows, -11 and -12",
        ("AT+QFTPPUT",),
        (unchanged("failed", "-12: the file can't be got"), replacing("not-found", MissingCardIsMissingFile)),
    ),
    Switch(
        "local-part",
        "note 4.2.3 (silent)",
        "the note does not say what a failed download leaves in a local file",
        ("AT+QFTPGET",),
        (unchanged("dropped", "the file is as before"), replacing("kept", PartKeptLocally)),
    ),
)
