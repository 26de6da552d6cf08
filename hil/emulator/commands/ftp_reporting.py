"""How the FTP(S) commands answer: OK and the result line later, -10 and -3 in that line, ERROR outside a session."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.outcome import ERROR, OK, Call, Handler, Outcome, Refused, told
from hil.emulator.ftp.service import FtpService
from hil.spec.codes import ErrorCode


def later(call: Call, act: Callable[[FtpService], None]) -> Outcome:
    """OK, and what the service does; it reports when the line's last command is over."""
    act(call.module.ftp)
    return OK


def result(call: Call, value: int) -> Outcome:
    """OK, then the result line at once."""
    return later(call, lambda ftp: ftp.report(call.terminal, call.name, value))


def illegal(call: Call) -> Outcome:
    """A value out of its range."""
    return result(call, ErrorCode.ILLEGAL_PARAMETER)


def refuse_when_busy(call: Call) -> None:
    """Raise `Refused` while a job is pending, for a personality that says ERROR instead of -3."""
    if call.module.ftp.busy and call.module.personality.ftp_busy_is_error:
        raise Refused


def in_session(call: Call, act: Callable[[FtpService], None]) -> Outcome:
    """OK and the job, or ERROR when no session is open."""
    refuse_when_busy(call)
    return later(call, act) if call.module.ftp.opened else outside_session(call)


def outside_session(call: Call) -> Outcome:
    """The answer to a command that needs a session when none is open."""
    return result(call, 0) if "outside-session-is-success" in call.module.defects else ERROR


def tested(text: str) -> Handler:
    """A test form, of a personality that has them."""
    return lambda call: told(text) if call.module.personality.ftp_test_forms else ERROR


def read(text: Callable[[Call], str]) -> Handler:
    """A read form, of a personality that has them."""
    return lambda call: told(text(call)) if call.module.personality.ftp_read_forms else ERROR
