"""Defects of the commands of the security files (note 2.4, 2.5)."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.outcome import Cme, CommandRefused, Outcome, answer
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.storage.security_store import StoredFile
from hil.spec.codes import ErrorCode, ResultCode

# --- the response to an upload and its checksum ----------------------------------------------------------------


class NvramChecksumDiffers(SecurityFileCommands):
    """The checksum of a file in NVRAM is wrong."""

    def checksum_text(self, name: str, total: int) -> str:
        """The checksum with two bits inverted."""
        return super().checksum_text(name, total ^ 0x0101 if name.startswith("NVRAM:") else total)


def printing_checksums_as(form: str) -> type[SecurityFileCommands]:
    """Commands that print checksums with another `format` specification."""

    class OtherForm(SecurityFileCommands):
        def digits(self, total: int) -> str:
            return format(total, form)

    return OtherForm


class OkBeforeConnect(SecurityFileCommands):
    """OK comes before CONNECT."""

    def begin(self, upload: SecurityUpload) -> Outcome:
        """OK, then CONNECT."""
        return replace(super().begin(upload), lines=("OK",))


# --- AT+QSECREAD -----------------------------------------------------------------------------------------------


def reporting_files_as(*, good: bool) -> type[SecurityFileCommands]:
    """Commands that print the same good flag for each file."""

    class Constant(SecurityFileCommands):
        def is_good(self, _stored: StoredFile) -> bool:
            return good

    return Constant


class NotedChecksumRepeated(SecurityFileCommands):
    """AT+QSECREAD prints the checksum of the upload."""

    def total(self, stored: StoredFile) -> int:
        """The checksum that the upload had, not one of the stored data."""
        return stored.noted_checksum


class AbsentFileDescribed(SecurityFileCommands):
    """AT+QSECREAD answers for a missing file."""

    def describe(self, name: str) -> Outcome:
        """0,0 for a missing file."""
        try:
            return super().describe(name)
        except CommandRefused:
            return answer("+QSECREAD: 0,0")


class DeletingRead(SecurityFileCommands):
    """AT+QSECREAD deletes the file."""

    def stored_file(self, name: str) -> StoredFile:
        """The file; delete it."""
        stored = super().stored_file(name)
        self._store.delete(name)
        return stored


class ContentDisclosed(SecurityFileCommands):
    """AT+QSECREAD prints the beginning of the file."""

    def description(self, name: str, stored: StoredFile) -> str:
        """The line with the first 32 bytes."""
        return f"{super().description(name, stored)},{stored.data[:32].hex()}"


# --- data mode of AT+QSECWRITE ---------------------------------------------------------------------------------


def with_time_limit_times(factor: float) -> type[SecurityUpload]:
    """Uploads whose timeout is multiplied by `factor`."""

    class OtherLimit(SecurityUpload):
        def time_limit_s(self) -> float:
            return super().time_limit_s() * factor

    return OtherLimit


class SurplusKept(SecurityUpload):
    """Bytes that arrive in one piece with the end of the file become part of it."""

    def room(self, data: bytes) -> int:
        """All bytes."""
        return len(data)


class TimeLimitEndsWithFirstByte(SecurityUpload):
    """The first byte of an upload stops the timeout."""

    def receive(self, data: bytes) -> int:
        """Take the data and stop the timer."""
        taken = super().receive(data)
        self.stop_timer()
        return taken


class EscapeIgnored(SecurityUpload):
    """`+++` with guard times has no effect."""

    def escape(self) -> None:
        """Continue the upload."""


class EscapeStored(SecurityUpload):
    """The `+++` becomes part of the file."""

    def escape(self) -> None:
        """Store the `+++` before the upload ends."""
        self._data += b"+++"
        super().escape()


class DeclaredSizeReported(SecurityUpload):
    """The response reports the size of the command."""

    def reported_size(self) -> int:
        """The announced size, whatever was received."""
        return self._size


class DataModeOutlastsTimeout(SecurityUpload):
    """Data mode continues after the error."""

    def fail(self) -> None:
        """Send the error without leaving data mode."""
        self.terminal.result(Cme(ErrorCode.FILE_TIMEOUT))


class OkBeforeResult(SecurityUpload):
    """OK comes before the information text."""

    def answer(self, line: str) -> None:
        """OK, then the information text."""
        self.terminal.result(ResultCode.OK)
        self.terminal.information(line)


class LonePlusSignsDropped(SecurityUpload):
    """One or two plus signs between silences are taken for a broken escape sequence."""

    def receive(self, data: bytes) -> int:
        return len(data) if data in {b"+", b"++"} else super().receive(data)
