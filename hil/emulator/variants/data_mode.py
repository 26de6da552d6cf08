"""Switches of data mode: its ends in uploads and downloads, and the bytes after them."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.data_mode import DataMode, DataPhase
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.device.timing import Timing
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload
from hil.emulator.variants.model import Switch, Value, replacing, unchanged
from hil.spec.codes import ErrorCode

_UPLOADS = ("AT+QSECWRITE", "AT+QFTPPUT", "AT+QFUPL", "AT+QFWRITE")
_ESCAPE = b"+++"


# clause: note 2.4, note 4.2.2
class SurplusDropped(DataPhase):
    """bytes that arrive together with the last one are dropped"""

    def deliver(self, payload: bytes) -> bytes:
        """Hand data to the transfer; nothing is left when that ends it."""
        rest = super().deliver(payload)
        return rest if self.lasts else b""


# clause: note 2.4, note 4.2.2
class PlusFillsAtOnce(DataPhase):
    """it ends the upload at once, and the rest of `+++` comes after it"""

    def take(self, data: bytes) -> bytes:
        """Take bytes; plus signs that reach the size are data."""
        mode, watch = self._mode, self._watch
        missing = None if mode is None else mode.missing
        if watch is None or missing is None or watch.held + len(data) < missing:
            return super().take(data)
        return self.deliver(watch.release() + data)


# clause: note 2.4, note 4.2.2
def escape_anywhere(of: type[SecurityUpload | UartUpload]) -> type[DataPhase]:
    """A data phase in which `+++` before the last byte of such an upload ends it, without guard times."""

    class EscapeAnywhere(DataPhase):
        def __init__(self, timing: Timing, *, follow: Callable[[bytes], None]) -> None:
            super().__init__(timing, follow=follow)
            self._plus_signs = b""

        def enter(self, mode: DataMode) -> None:
            super().enter(mode)
            self._plus_signs = b""

        def take(self, data: bytes) -> bytes:
            """Take bytes; up to two plus signs wait for the next ones, unless they fill the file."""
            mode = self._mode
            if not isinstance(mode, of) or mode.missing is None:
                return super().take(data)
            joined, missing = self._plus_signs + data, mode.missing
            self._plus_signs = b""
            at = joined.find(_ESCAPE)
            if 0 <= at < missing:
                self.deliver(joined[:at])
                self.hang_up()
                return joined[at + len(_ESCAPE) :]
            if len(joined) < missing:
                payload = joined.rstrip(b"+")
                self._plus_signs = joined[len(payload) :]
                joined = payload
            return self.deliver(joined)

    return EscapeAnywhere


# clause: note 2.4
class EmptyUploadFails(SecurityUpload):
    """+CME ERROR: 4009, as after the timeout"""

    def escape(self) -> None:
        """End the upload after `+++`; without any byte it fails."""
        if self._data:
            super().escape()
        else:
            self.fail()


# clause: note 2.4, note Table 4
class PartDroppedAtTimeout(SecurityUpload):
    """they are dropped, and the response is +CME ERROR: 4009"""

    def _time_out(self) -> None:
        self.fail()


# clause: note 2.4
class TimeoutOfSilence(SecurityUpload):
    """between two bytes"""

    def receive(self, data: bytes) -> int:
        """Take the bytes; the time starts again."""
        taken = super().receive(data)
        if self._timer is not None and self.missing > 0:
            self.stop_timer()
            self._timer = self._timing.timers.after(self.time_limit_s(), self._time_out)
        return taken


# clause: note 4.2.2
class DiscardsAfterFailure(UartUpload):
    """data mode lasts until <filesize>, `+++` or the timeout, and the bytes are dropped"""

    _discards = False

    def close(self) -> None:
        """After a failed job the rest of the data is dropped; the result line waits for their end."""
        if self._timer is None or self._ended:
            super().close()
            return
        self._aborted = ErrorCode.UNKNOWN if self._aborted is None else self._aborted
        self._discards = True
        self._blocks.clear()
        self._backlog = 0
        self.terminal.clear_to_send = True

    def receive(self, data: bytes) -> int:
        """Take data; they are dropped after a failure."""
        if not self._discards:
            return super().receive(data)
        room = len(data) if self.missing is None else min(len(data), self.missing)
        self.count += room
        if self.missing == 0:
            self._end()
        return room


# clause: note 4.2.2, note Table 4
class EmptyPutTimesOut(UartUpload):
    """+QFTPPUT: -9"""

    def time_out(self) -> None:
        """Without any byte the upload fails."""
        if self.count == 0:
            self.abort(ErrorCode.TIMEOUT)
        else:
            super().time_out()


# clause: note 4.2.3
class EscapeIgnoredInDownload(UartDownload):
    """it has no effect"""

    def escape(self) -> None:
        """Stay in data mode."""


# clause: note 4.2.3, note Table 4
class EscapeEndsDownload(UartDownload):
    """it aborts the transfer and its session: +QFTPGET: -1"""

    def escape(self) -> None:
        """Abort, as DTR does with AT&D2."""
        self.terminal.environment.break_off(self.terminal)


SWITCHES = (
    Switch(
        "surplus-bytes",
        "note 2.4 (silent)",
        "the note does not say what happens to bytes after <filesize>",
        _UPLOADS,
        (unchanged("command", "they are read as a command line"), replacing("dropped", SurplusDropped)),
    ),
    Switch(
        "filling-plus",
        "note 2.4",
        "the size or +++ ends the upload, whichever comes first, and a plus sign can be both",
        _UPLOADS,
        (
            unchanged("waits", "it waits for the guard time, because it may begin `+++`"),
            replacing("ends", PlusFillsAtOnce),
        ),
    ),
    Switch(
        "secwrite-escape",
        "note 2.4",
        '2.4 ends an upload at the sequence "+++" and states no guard time; V.250 and the series have one',
        ("AT+QSECWRITE",),
        (
            unchanged("guarded", "`+++` between two silences of 0.5 s"),
            Value(
                "anywhere",
                "any `+++` before <filesize> bytes ends AT+QSECWRITE, without guard times",
                (escape_anywhere(SecurityUpload),),
            ),
        ),
    ),
    Switch(
        "put-escape",
        "note 4.2.2 (silent), note 2.4",
        "2.4 ends an upload at +++ without a guard time; for AT+QFTPPUT no document states one (only PPP and TCP have it)",
        ("AT+QFTPPUT",),
        (
            unchanged("guarded", "`+++` between two silences of 0.5 s"),
            Value(
                "anywhere",
                "any `+++` before <size> bytes ends AT+QFTPPUT, without guard times",
                (escape_anywhere(UartUpload),),
            ),
        ),
    ),
    Switch(
        "secwrite-empty",
        "note 2.4 (silent)",
        "the note does not say what `+++` without any byte before it gives",
        ("AT+QSECWRITE",),
        (
            unchanged("result", "+QSECWRITE: 0,0 and OK; nothing is stored"),
            replacing("error", EmptyUploadFails),
        ),
    ),
    Switch(
        "secwrite-part",
        "note 2.4 (silent)",
        "the note does not say whether bytes received before the timeout are kept; logs show both",
        ("AT+QSECWRITE",),
        (
            unchanged("kept", "they are stored, and their number is reported"),
            replacing("dropped", PartDroppedAtTimeout),
        ),
    ),
    Switch(
        "secwrite-timeout",
        "note 2.4",
        "the time to wait for data input can be that of the whole input or of each byte",
        ("AT+QSECWRITE",),
        (unchanged("whole", "of the whole input"), replacing("silence", TimeoutOfSilence)),
    ),
    Switch(
        "put-after-failure",
        "note 4.2.2 (silent)",
        "the note does not say when data mode ends if the transfer fails before all bytes have come",
        ("AT+QFTPPUT", "FTP data", "FTP STOR"),
        (
            unchanged("leave", "data mode ends at once; what follows is read as commands"),
            replacing("discard", DiscardsAfterFailure),
        ),
    ),
    Switch(
        "put-without-data",
        "note 4.2.2, note 3",
        "4.2.2 uploads the bytes that were read in time, and Table 4 has -9 for a timeout; no byte is a case of both",
        ("AT+QFTPPUT",),
        (unchanged("empty-file", "an empty file is uploaded"), replacing("timeout", EmptyPutTimesOut)),
    ),
    Switch(
        "download-escape",
        "note 4.2.3 (silent)",
        "the note does not mention `+++` in a download; modules of the vendor differ",
        ("AT+QFTPGET", "AT+QFTPLIST", "AT+QFTPNLST", "ATO"),
        (
            unchanged("pause", "OK and command mode; ATO continues"),
            replacing("ignored", EscapeIgnoredInDownload),
            replacing("abort", EscapeEndsDownload),
        ),
    ),
)
