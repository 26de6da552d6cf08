"""Values of the switches of refusals: forms without a code of Table 4, and what the parser of a command line refuses."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import ERROR, Cme, CommandRefused, Outcome
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.commands.network import NetworkCommands
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.variants.wrapping import with_write
from hil.spec.cme import CmeCode
from hil.spec.codes import ErrorCode, ResultCode

_CONFIGURE = "QFTPCFG"
_SECURITY = ("+QSECWRITE", "+QSECREAD", "+QSECDEL")


# clause: note chapter 3, doc [2] AT+QFTPOPEN
class ParameterRefusedByError(FtpAnswers):
    """ERROR: the command line is refused at once"""

    def illegal(self, call: Call) -> Outcome:
        """ERROR, except for AT+QFTPCFG."""
        return super().illegal(call) if call.name == _CONFIGURE else ERROR


# clause: note chapter 3, 27.007 9.2
class ParameterRefusedByGeneralCme(FtpAnswers):
    """+CME ERROR: 3518 (invalid parameter), as any other command"""

    def illegal(self, call: Call) -> Outcome:
        """The final result code, except for AT+QFTPCFG."""
        is_setting = call.name == _CONFIGURE
        return super().illegal(call) if is_setting else Outcome(final=Cme(CmeCode.INVALID_PARAMETER))


# clause: note chapter 3, doc [2] AT+QFTPOPEN
class BusyByError(FtpAnswers):
    """ERROR: the state of the service forbids the command"""

    def refuse_when_busy(self) -> None:
        """Raise `CommandRefused` while a job is pending."""
        if self._service.busy:
            raise CommandRefused


# clause: note chapter 3, doc [2] AT+QFTPOPEN
class OpenedByError(FtpCommands):
    """ERROR: the state of the service forbids the command"""

    def open_session(self, call: Call, host: str, port: int) -> Outcome:
        """ERROR while a session is open."""
        return ERROR if self._service.opened else super().open_session(call, host, port)


# clause: note 4.2.1
class OutsideSessionByCme(FtpAnswers):
    """+CME ERROR: 3 (operation not allowed)"""

    def outside_session(self, _call: Call) -> Outcome:
        """The final result code."""
        return Outcome(final=Cme(CmeCode.OPERATION_NOT_ALLOWED))

    def illegal_in_session(self, call: Call) -> Outcome:
        """A value out of its range has the same response while no session is open."""
        return self.illegal(call) if self._service.opened else self.outside_session(call)


# clause: note 4.2.1, note Table 4
class OutsideSessionByLine(FtpAnswers):
    """OK and the result line with -5: the command can't be sent to the server"""

    def outside_session(self, call: Call) -> Outcome:
        """OK and the line."""
        return self.result(call, ErrorCode.NETWORK)

    def illegal_in_session(self, call: Call) -> Outcome:
        """A value out of its range has the same response while no session is open."""
        return self.illegal(call) if self._service.opened else self.outside_session(call)


# clause: note 2.4, V.250 5.4.2.1
class ParserRefuses(SecurityFileCommands):
    """ERROR, as for any line that the parser does not read"""

    def commands(self) -> Mapping[str, Command]:
        """The commands; a number with a wrong character and an empty name are no matter of Table 4."""
        table = super().commands()
        for name in _SECURITY:
            table = with_write(table, name, self._read_by_parser)
        return table

    @staticmethod
    def _read_by_parser(call: Call, former: Handler) -> Outcome:
        name, *numbers = call.arguments.items or (None,)
        if name is not None and name.quoted and not name.text:
            return ERROR
        if any(item is not None and not item.text.isdecimal() for item in numbers):
            return ERROR
        return former(call)


# clause: doc [1] AT+CGATT, note 5.1
class NoCarrierAfterDetach(NetworkCommands):
    """NO CARRIER, as document [1] shows it"""

    def commands(self) -> Mapping[str, Command]:
        """The commands; a detachment ends the carrier."""
        return with_write(super().commands(), "+CGATT", self._detach)

    @staticmethod
    def _detach(call: Call, former: Handler) -> Outcome:
        outcome = former(call)
        is_done = outcome.final is ResultCode.OK and call.arguments.number(0, 0, 1) == 0
        return Outcome(final=ResultCode.NO_CARRIER) if is_done else outcome
