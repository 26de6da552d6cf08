"""Parts that report an earlier error in place of the present one (chapter 3, Table 4)."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.terminal import Terminal
from hil.emulator.ftp.jobs import Job, JobResult
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.emulator.storage.security_store import SecurityStore, StoredFile, StoreRefusal
from hil.spec.codes import ErrorCode


class FirstErrorOfSessionSticks(FtpService):
    """The first failed transfer of a session gives its code to the later ones."""

    _first = 0

    def open(self, terminal: Terminal, host: str, port: int) -> None:
        self._first = 0
        super().open(terminal, host, port)

    def job_ended(self, job: Job, ending: JobResult) -> None:
        if job.transfer is not None and ending.value < 0:
            self._first = self._first or ending.value
            ending = replace(ending, value=self._first)
        super().job_ended(job, ending)


class UploadErrorStaysForDownload(FtpService):
    """A failed download after a failed upload of the session has the code of the upload."""

    _upload = 0

    def open(self, terminal: Terminal, host: str, port: int) -> None:
        self._upload = 0
        super().open(terminal, host, port)

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        super().report_end(terminal, name, value)
        if name == "QFTPPUT" and value < 0:
            self._upload = value

    def job_ended(self, job: Job, ending: JobResult) -> None:
        if job.transfer is not None and ending.value < 0 and self._upload:
            ending = replace(ending, value=self._upload)
        super().job_ended(job, ending)


class SecondFailedOpenSticks(FtpService):
    """A failed AT+QFTPOPEN right after another one has the code of that one."""

    _before = 0

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        if name == "QFTPOPEN":
            value = self._before if value < 0 and self._before else value
            self._before = min(value, 0)
        super().report_end(terminal, name, value)


class LocalErrorBecomesThatOfTheServer(ResultLines):
    """A missing local file is reported by the code of the server's last refusal since the last one."""

    _refused = 0

    def code(self, value: int) -> int:
        if value == ErrorCode.LOCAL_FILE_NOT_FOUND and self._refused:
            value, self._refused = self._refused, 0
        elif value <= -400:
            self._refused = value
        return super().code(value)


class RefusalAfter4012Is4012(SecurityStore):
    """After 4012 the next refusal is 4012, too, unless a command succeeded between them."""

    _sticks = False

    def check_upload(self, name: str, size: int) -> None:
        try:
            super().check_upload(name, size)
        except StoreRefusal as refusal:
            raise self._told(refusal) from None

    def get(self, name: str) -> StoredFile:
        try:
            stored = super().get(name)
        except StoreRefusal as refusal:
            raise self._told(refusal) from None
        self._sticks = False
        return stored

    def delete(self, name: str) -> None:
        try:
            super().delete(name)
        except StoreRefusal as refusal:
            raise self._told(refusal) from None
        self._sticks = False

    def _told(self, refusal: StoreRefusal) -> StoreRefusal:
        told = StoreRefusal(ErrorCode.FILE_EXISTS) if self._sticks else refusal
        self._sticks = refusal.code is ErrorCode.FILE_EXISTS
        return told
