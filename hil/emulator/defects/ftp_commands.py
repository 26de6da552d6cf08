"""Defects of the responses of the FTP commands (note 2.2, 4.2; document [2])."""

from __future__ import annotations

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.spec.ftp import ServiceState


def confirming_with_1(kind: int) -> type[FtpCommands]:
    """The result of a write of that type is 1."""

    class ResultOne(FtpCommands):
        def confirm(self, call: Call, kind_set: int) -> Outcome:
            return self._answers.result(call, 1) if kind_set == kind else super().confirm(call, kind_set)

    return ResultOne


class SucceedingOutsideSession(FtpAnswers):
    """Commands succeed when no session is open."""

    def outside_session(self, call: Call) -> Outcome:
        """OK and result 0."""
        return self.result(call, 0)


class OtherWordForOpened(FtpCommands):
    """AT+QFTPSTAT uses another word for an open session."""

    def state_word(self, state: ServiceState) -> str:
        """OPEN instead of OPENED."""
        return "OPEN" if state is ServiceState.OPENED else super().state_word(state)


class LocalPlaceIgnored(FtpTransferCommands):
    """Files always go over the UART."""

    def local_name(self, _remote: str) -> str | None:
        """None: the file goes over the UART."""
        return None


class LocalNameIgnored(FtpTransferCommands):
    """The local file has the name of the remote file."""

    def file_name(self, _configured: str, remote: str) -> str:
        """The name of the remote file."""
        return super().file_name("", remote)
