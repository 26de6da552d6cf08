"""Defects of the FTP service: order and content of its result lines, its session (note 3, 4.2)."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.terminal import Terminal
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.jobs import Job, JobResult
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.spec.codes import ResultCode


def ok_after_result(of: str) -> type[FtpService]:
    """OK comes after the result line of a job, not after the command."""

    class OkAfterResult(FtpService):
        def report_end(self, terminal: Terminal, name: str, value: int) -> None:
            super().report_end(terminal, name, value)
            if name == of:
                terminal.when_free(lambda: terminal.result(ResultCode.OK))

    return OkAfterResult


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


class LossWhileIdleNotReported(FtpService):
    """A session ends without +QFTPERROR."""

    def report_loss(self, terminal: Terminal, code: int) -> None:
        pass


class PutCountOffByOne(ResultLines):
    """+QFTPPUT counts one byte too many."""

    def line(self, name: str, value: int) -> str:
        return super().line(name, value + 1 if name == "QFTPPUT" and value >= 0 else value)
