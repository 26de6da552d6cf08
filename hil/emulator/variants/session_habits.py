"""Switches of an FTP session: when the path is set, when a session ends, what follows a refused PASV."""

from __future__ import annotations

from collections.abc import Callable

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.control import ControlConnection
from hil.emulator.ftp.data import DataConnection
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.network.link import Signal
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.tls.client import Stream, TlsClient
from hil.emulator.variants.model import REFUSED, Switch, replacing, unchanged
from hil.spec.codes import ErrorCode

_REFUSED = 500  # RFC 959 4.2: replies from here on are permanent
_ABORTED = frozenset(
    {
        ErrorCode.CANNOT_OPEN_DATA_CONNECTION,
        ErrorCode.TRANSFER_ABORTED,
        ErrorCode.DATA_CONNECTION_CLOSED,
        ErrorCode.LOCAL_FILE_FAILED,
        ErrorCode.NO_MEMORY,
    }
)

_Move = Callable[[DataConnection], int]


# clause: note 4.2.2
class PathBeforeTransfer(FtpsClient):
    """it is noted, and CWD comes before each transfer"""

    _directory = ""

    def path(self, directory: str) -> None:
        """Note the directory; there has to be a session."""
        with self._operation():
            assert self.control is not None
        self._directory = directory

    def size(self, name: str) -> int:
        """The size of a file under the path."""
        self._go_there()
        return super().size(name)

    def _transfer(self, verb: str, name: str | None, move: _Move, ready: Callable[[], None]) -> int:
        self._go_there()
        return super()._transfer(verb, name, move, ready)

    def _go_there(self) -> None:
        if self._directory:
            super().path(self._directory)


# clause: note chapter 3, RFC 959 3.2
class SessionEndsAfterAbort(FtpsClient):
    """it ends with a transfer that has lost its data connection"""

    def _transfer(self, verb: str, name: str | None, move: _Move, ready: Callable[[], None]) -> int:
        try:
            return super()._transfer(verb, name, move, ready)
        except FtpFailure as failure:
            if failure.code in _ABORTED:
                with self._turn:
                    self._drop()
            raise


# clause: RFC 959 4.1.2
class ActiveAfterRefusal(DataConnection):
    """PORT"""

    def __init__(
        self,
        control: ControlConnection,
        settings: ClientSettings,
        abort: Signal,
        *,
        protection: TlsClient | None,
        parts: Parts = STANDARD,
    ) -> None:
        try:
            super().__init__(control, settings, abort, protection=protection, parts=parts)
        except FtpFailure as failure:
            if not settings.passive or (failure.reply or 0) < _REFUSED:
                raise
            active = settings.changed(passive=False)
            super().__init__(control, active, abort, protection=protection, parts=parts)


# clause: note Table 4
class ResetUnseen(DataConnection):
    """after its last byte the module waits for the reply alone: -9"""

    def _is_reset_before_reply(self, stream: Stream, deadline: Deadline) -> bool:
        del stream, deadline
        return False


SWITCHES = (
    Switch(
        "path-time",
        "note 4.2.2",
        '4.2.2 says "set the path to upload file"; nothing says that the server hears of it at once',
        ("AT+QFTPPATH", "FTP CWD"),
        (unchanged("at-once", "CWD at AT+QFTPPATH"), replacing("transfer", PathBeforeTransfer)),
    ),
    Switch(
        "aborted-transfer",
        "note 3 (silent)",
        "the note does not say that a session outlives a transfer that was aborted, only what is reported",
        ("FTP fault", f"{REFUSED}AT+QFTPPUT", f"{REFUSED}AT+QFTPGET"),
        (unchanged("goes-on", "the session goes on"), replacing("ends", SessionEndsAfterAbort)),
    ),
    Switch(
        "refused-passive",
        "note 3 (silent), RFC 959 4.1.2",
        "a client may go on with the other mode when the server does not know one",
        ("FTP refusal",),
        (unchanged("fails", "the code of the reply"), replacing("active", ActiveAfterRefusal)),
    ),
    Switch(
        "upload-reset",
        "note 3",
        "a client whose bytes are all sent has closed the connection, and need not look at it again",
        ("FTP fault",),
        (unchanged("seen", "the module sees it: -7"), replacing("unseen", ResetUnseen)),
    ),
)
