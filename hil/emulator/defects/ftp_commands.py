"""Defects of the responses of the FTP commands (note 2.2, 4.2; document [2])."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import Outcome, answer
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.spec.ftp import ServiceState


class SucceedingOutsideSession(FtpAnswers):
    """Commands succeed when no session is open."""

    def outside_session(self, call: Call) -> Outcome:
        """OK and result 0."""
        return self.result(call, 0)


def confirming_before_ok(kind: int) -> type[FtpCommands]:
    """The result of a write of that type comes before its OK."""

    class ResultBeforeOk(FtpCommands):
        def confirm(self, call: Call, kind_set: int) -> Outcome:
            return answer("+QFTPCFG: 0") if kind_set == kind else super().confirm(call, kind_set)

    return ResultBeforeOk


class OpenedBeforeOk(FtpCommands):
    """+QFTPOPEN comes before its OK."""

    def open_session(self, call: Call, host: str, port: int) -> Outcome:
        """OK comes after the result line."""
        return Outcome(final=None, then=lambda: self._service.open(call.terminal, host, port))


class ClosedBeforeOk(FtpCommands):
    """+QFTPCLOSE comes before its OK."""

    def close_session(self, call: Call) -> Outcome:
        """OK comes after the result line."""
        if not self._service.opened:
            return super().close_session(call)
        return Outcome(final=None, then=lambda: self._service.close(call.terminal))


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


class PutWithoutFirstOk(FtpTransferCommands):
    """AT+QFTPPUT sends no OK before its result."""

    def put_from_uart(self, call: Call, name: str, *, size: int | None, timeout_s: int) -> Outcome:
        """No OK."""
        return replace(super().put_from_uart(call, name, size=size, timeout_s=timeout_s), final=None)


class GetWithoutFirstOk(FtpTransferCommands):
    """AT+QFTPGET sends no OK before its result."""

    def get_to_uart(self, call: Call, name: str) -> Outcome:
        """No OK."""
        return replace(super().get_to_uart(call, name), final=None)
