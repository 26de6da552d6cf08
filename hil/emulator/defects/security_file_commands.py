"""How the commands of the security files of a defective module go wrong (note 2.4, 2.5)."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.outcome import Cme, Outcome, Refused, answer
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.storage.security_store import StoredFile
from hil.spec.codes import ErrorCode, ResultCode

# --- the response to an upload and its checksum ----------------------------------------------------------------


class NvramChecksumDiffers(SecurityFileCommands):
    """The checksum of a file in NVRAM is another one."""

    def checksum_text(self, name: str, total: int) -> str:
        """Two bits of it are inverted."""
        return super().checksum_text(name, total ^ 0x0101 if name.startswith("NVRAM:") else total)


def printing_checksums_as(form: str) -> type[SecurityFileCommands]:
    """Checksums in another form, as `format` takes it."""

    class OtherForm(SecurityFileCommands):
        def digits(self, total: int) -> str:
            return format(total, form)

    return OtherForm


class OkBeforeConnect(SecurityFileCommands):
    """OK stands before CONNECT."""

    def begin(self, upload: SecurityUpload) -> Outcome:
        """OK, then CONNECT."""
        return replace(super().begin(upload), lines=("OK",))


# --- AT+QSECREAD -----------------------------------------------------------------------------------------------


def reporting_files_as(*, good: bool) -> type[SecurityFileCommands]:
    """AT+QSECREAD has the same flag for each file."""

    class Constant(SecurityFileCommands):
        def is_good(self, _stored: StoredFile) -> bool:
            return good

    return Constant


class NotedChecksumRepeated(SecurityFileCommands):
    """AT+QSECREAD does not sum the data."""

    def total(self, stored: StoredFile) -> int:
        """The checksum of the upload."""
        return stored.noted_checksum


class AbsentFileDescribed(SecurityFileCommands):
    """AT+QSECREAD has an answer for a file that does not exist."""

    def describe(self, name: str) -> Outcome:
        """0,0 where the file is missing."""
        try:
            return super().describe(name)
        except Refused:
            return answer("+QSECREAD: 0,0")


class DeletingRead(SecurityFileCommands):
    """AT+QSECREAD deletes the file."""

    def stored_file(self, name: str) -> StoredFile:
        """The file, for the last time."""
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
    """Another time limit than the one given."""

    class OtherLimit(SecurityUpload):
        def time_limit_s(self) -> float:
            return super().time_limit_s() * factor

    return OtherLimit


class SurplusKept(SecurityUpload):
    """What comes in one piece with the end of the file becomes part of it."""

    def room(self, data: bytes) -> int:
        """All of it."""
        return len(data)


class TimeLimitEndsWithFirstByte(SecurityUpload):
    """An upload that has begun has no time limit."""

    def receive(self, data: bytes) -> int:
        """Take data, and stop the timer."""
        taken = super().receive(data)
        self.stop_timer()
        return taken


class EscapeIgnored(SecurityUpload):
    """A guarded `+++` has no effect."""

    def escape(self) -> None:
        """Go on."""


class EscapeStored(SecurityUpload):
    """The `+++` becomes part of the file."""

    def escape(self) -> None:
        """Keep it."""
        self._data += b"+++"
        super().escape()


class DeclaredSizeReported(SecurityUpload):
    """The size in the response is that of the command."""

    def reported_size(self) -> int:
        """Whatever came."""
        return self._size


class DataModeOutlastsTimeout(SecurityUpload):
    """After the error, data mode goes on."""

    def fail(self) -> None:
        """The error alone."""
        self._terminal.result(Cme(ErrorCode.FILE_TIMEOUT))


class OkBeforeResult(SecurityUpload):
    """OK comes before the information text."""

    def answer(self, line: str) -> None:
        """In the wrong order."""
        self._terminal.result(ResultCode.OK)
        self._terminal.information(line)
