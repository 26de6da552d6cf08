"""Defects of the FTP service: order and content of its result lines, its session (note 3, 4.2)."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.terminal import Terminal
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.jobs import Job, JobResult
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.spec.codes import ErrorCode


class PathResultMissing(FtpService):
    """A change of the directory ends without a result line."""

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        if name != "QFTPPATH":
            super().report_end(terminal, name, value)


class PathNotSent(FtpService):
    """The change of the directory is not sent to the server."""

    def change_directory(self, client: FtpClient, directory: str) -> None:
        pass


class SessionLostAfterError(FtpService):
    """Any <err> closes the session."""

    def job_ended(self, job: Job, ending: JobResult) -> None:
        super().job_ended(job, replace(ending, overruled=ending.overruled or ending.value < 0))


class OpenAfterErrorTimesOut(FtpService):
    """The first AT+QFTPOPEN after any <err> reports -9, without a connection."""

    _spoiled = False

    def open(self, terminal: Terminal, host: str, port: int) -> None:
        if self._spoiled and not self.busy and not self.opened:
            self.report(terminal, "QFTPOPEN", ErrorCode.TIMEOUT)
            self._spoiled = False
        else:
            super().open(terminal, host, port)

    def job_ended(self, job: Job, ending: JobResult) -> None:
        self._spoiled = self._spoiled or ending.value < 0
        super().job_ended(job, ending)

    def result_line(self, name: str, value: int) -> str:
        self._spoiled = self._spoiled or value < 0
        return super().result_line(name, value)


class LossWhileIdleNotReported(FtpService):
    """A session ends without +QFTPERROR."""

    def report_loss(self, terminal: Terminal, code: int) -> None:
        pass


class LossAfterTransferNotReported(FtpService):
    """A session that is idle after a transfer ends without +QFTPERROR."""

    def job_ended(self, job: Job, ending: JobResult) -> None:
        super().job_ended(job, ending)
        if job.transfer is not None:
            self._idle.end()


class PutCountOffByOne(ResultLines):
    """+QFTPPUT counts one byte too many."""

    def line(self, name: str, value: int) -> str:
        return super().line(name, value + 1 if name == "QFTPPUT" and value >= 0 else value)
