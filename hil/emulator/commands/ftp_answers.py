"""The responses of the FTP(S) commands: OK and a later result line, -10 and -3 in it, ERROR outside a session."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.command import Call, Handler
from hil.emulator.at.outcome import ERROR, OK, Outcome, answer
from hil.emulator.ftp.service import FtpService
from hil.spec.codes import ErrorCode


# clause: note chapter 3, note 4.2
class FtpAnswers:
    """The responses of all FTP(S) commands of one module."""

    def __init__(self, *, service: FtpService) -> None:
        self._service = service

    def later(self, act: Callable[[], None]) -> Outcome:
        """OK, and an action of the service, whose report follows the command line."""
        act()
        return OK

    def result(self, call: Call, value: int) -> Outcome:
        """OK, followed at once by the result line."""
        return self.later(lambda: self._service.report(call.terminal, call.name, value))

    # clause: note 2.2, note Table 4
    # requirements: FTPCFG-03, ERR-LOCAL-10
    def illegal(self, call: Call) -> Outcome:
        """The response to a value out of its range: OK, then -10."""
        return self.result(call, ErrorCode.ILLEGAL_PARAMETER)

    def refuse_when_busy(self) -> None:
        """Raise `CommandRefused` if a pending job forbids the command: it does not, the result line is -3."""

    # clause: note 4.2.1
    # requirements: EX421-27
    def in_session(self, call: Call, act: Callable[[], None]) -> Outcome:
        """OK and the job, or ERROR when no session is open."""
        self.refuse_when_busy()
        return self.later(act) if self._service.opened else self.outside_session(call)

    def illegal_in_session(self, call: Call) -> Outcome:
        """The response to a value out of its range, or ERROR when no session is open."""
        return self.illegal(call) if self._service.opened else ERROR

    # clause: note 4.2.1
    # requirements: EX421-27
    def outside_session(self, _call: Call) -> Outcome:
        """The response to a command that needs a session when none is open."""
        return ERROR

    def test(self, text: str) -> Handler:
        """The handler of a test form."""
        return lambda _call: answer(text)

    def read(self, text: Callable[[], str]) -> Handler:
        """The handler of a read form."""
        return lambda _call: answer(text())
