"""The responses of the FTP(S) commands: OK and a later result line, -10 and -3 in it, ERROR outside a session."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.command import Call, Handler
from hil.emulator.at.outcome import ERROR, OK, CommandRefused, Outcome, answer
from hil.emulator.device.personality import Personality
from hil.emulator.ftp.service import FtpService
from hil.spec.codes import ErrorCode


# clause: note chapter 3, note 4.2
class FtpAnswers:
    """The responses of all FTP(S) commands of one module, in the forms of its personality."""

    def __init__(self, *, service: FtpService, personality: Personality) -> None:
        self._service, self._personality = service, personality

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
        """Raise `CommandRefused` while a job is pending, for a personality with ERROR instead of -3."""
        if self._service.busy and self._personality.ftp_busy_is_error:
            raise CommandRefused

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
        """A test form, of a personality that has them."""
        return lambda _call: answer(text) if self._personality.ftp_test_forms else ERROR

    def read(self, text: Callable[[], str]) -> Handler:
        """A read form, of a personality that has them."""
        return lambda _call: answer(text()) if self._personality.ftp_read_forms else ERROR
