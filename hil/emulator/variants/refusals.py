"""Switches of refusals: which of the permitted forms a command has when it is not carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import ERROR, Cme, CommandRefused, Outcome, answer
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.ftp.service import FtpService
from hil.emulator.network.packet_service import PacketService
from hil.emulator.variants.model import REFUSED, Switch, replacing, unchanged
from hil.emulator.variants.refusal_forms import (
    BusyByError,
    NoCarrierAfterDetach,
    OpenedByError,
    OutsideSessionByCme,
    OutsideSessionByLine,
    ParameterRefusedByError,
    ParameterRefusedByGeneralCme,
)
from hil.emulator.variants.wrapping import with_write
from hil.spec.cme import CmeCode
from hil.spec.codes import ErrorCode
from hil.spec.ftp import FtpSetting, ServiceState

_CONFIGURE = "QFTPCFG"
_ILLEGAL = Cme(ErrorCode.ILLEGAL_PARAMETER)
_IN_SESSION = [
    "AT+QFTPPATH",
    "AT+QFTPPUT",
    "AT+QFTPGET",
    "AT+QFTPSIZE",
    "AT+QFTPDELETE",
    "AT+QFTPMKDIR",
    "AT+QFTPRMDIR",
    "AT+QFTPRENAME",
    "AT+QFTPLIST",
    "AT+QFTPNLST",
]
_REFUSED_IN_SESSION = tuple(f"{REFUSED}{name}" for name in _IN_SESSION)
_REFUSED = (f"{REFUSED}AT+QFTPOPEN", *_REFUSED_IN_SESSION)


class _Answers(FtpAnswers):
    """Forms of results; it has no value of its own."""

    def alone(self, call: Call, value: int) -> Outcome:
        """The result line without an OK before it."""
        return Outcome((self._service.result_line(call.name, value),), None)


# clause: note 2.2
class ConfigurationRefusedByLine(_Answers):
    """+QFTPCFG: -10 alone, as 2.2 prints it"""

    def illegal(self, call: Call) -> Outcome:
        """The line alone for AT+QFTPCFG."""
        if call.name != _CONFIGURE:
            return super().illegal(call)
        return self.alone(call, ErrorCode.ILLEGAL_PARAMETER)


# clause: note 2.2
class ConfigurationRefusedByLineAndOk(FtpAnswers):
    """+QFTPCFG: -10, then OK, in the order of a query"""

    def illegal(self, call: Call) -> Outcome:
        """The line and OK for AT+QFTPCFG."""
        if call.name != _CONFIGURE:
            return super().illegal(call)
        return answer(self._service.result_line(call.name, ErrorCode.ILLEGAL_PARAMETER))


# clause: note 2.2
class ConfigurationRefusedByError(FtpAnswers):
    """ERROR, as 2.2 prints it"""

    def illegal(self, call: Call) -> Outcome:
        """ERROR for AT+QFTPCFG."""
        return ERROR if call.name == _CONFIGURE else super().illegal(call)


# clause: note 2.2, note chapter 3
class ConfigurationRefusedByCme(FtpAnswers):
    """+CME ERROR: -10, a form of chapter 3"""

    def illegal(self, call: Call) -> Outcome:
        """The final result code for AT+QFTPCFG."""
        return Outcome(final=_ILLEGAL) if call.name == _CONFIGURE else super().illegal(call)


# clause: note 2.2
class UnknownTypeByLine(FtpCommands):
    """+QFTPCFG: -10, as for a wrong value"""

    def commands(self) -> Mapping[str, Command]:
        """The commands; an unknown type of AT+QFTPCFG is refused like a value."""
        return with_write(super().commands(), "+QFTPCFG", self._of_known_type)

    def _of_known_type(self, call: Call, former: Handler) -> Outcome:
        known = call.arguments.integer(0, 0) in set(FtpSetting)
        return former(call) if known else self._answers.illegal(call)


# clause: note 2.2
class ReadFormByLine(FtpCommands):
    """+QFTPCFG: -10 alone, as for a wrong value"""

    def commands(self) -> Mapping[str, Command]:
        """The commands; AT+QFTPCFG? is refused like a value, without a final result code."""
        commands = super().commands()
        return {**commands, "+QFTPCFG": replace(commands["+QFTPCFG"], read=self._refused)}

    def _refused(self, call: Call) -> Outcome:
        line = self._service.result_line(call.name, ErrorCode.ILLEGAL_PARAMETER)
        return Outcome((line,), None)


# clause: note chapter 3, note Table 4
class ParameterRefusedByLine(_Answers):
    """the result line with -10 alone, no OK before it"""

    def illegal(self, call: Call) -> Outcome:
        """The line alone, except for AT+QFTPCFG."""
        if call.name == _CONFIGURE:
            return super().illegal(call)
        return self.alone(call, ErrorCode.ILLEGAL_PARAMETER)


# clause: note chapter 3, note Table 4
class ParameterRefusedByCme(FtpAnswers):
    """+CME ERROR: -10, a form of chapter 3"""

    def illegal(self, call: Call) -> Outcome:
        """The final result code, except for AT+QFTPCFG."""
        return super().illegal(call) if call.name == _CONFIGURE else Outcome(final=_ILLEGAL)


# clause: note chapter 3, note Table 4
class MalformedPortIsIllegal(FtpCommands):
    """-10, as for a port out of its range"""

    def commands(self) -> Mapping[str, Command]:
        """The commands; a port that is no number is refused like one out of its range."""
        return with_write(super().commands(), "+QFTPOPEN", self._to_a_port)

    def _to_a_port(self, call: Call, former: Handler) -> Outcome:
        malformed = len(call.arguments) == 2 and not call.arguments.text(1, "").isdigit()
        return self._answers.illegal(call) if malformed else former(call)


# clause: note chapter 3, note Table 4
class BusyByCme(FtpAnswers):
    """+CME ERROR: -3, a form of chapter 3"""

    def refuse_when_busy(self) -> None:
        """Raise `CommandRefused` while a job is pending."""
        if self._service.busy:
            raise CommandRefused(Cme(ErrorCode.BUSY))


# clause: note chapter 3, note Table 4
class OpenedByCme(FtpCommands):
    """+CME ERROR: -3, a form of chapter 3"""

    def open_session(self, call: Call, host: str, port: int) -> Outcome:
        """-3 in the final result code while a session is open."""
        if self._service.opened:
            return Outcome(final=Cme(ErrorCode.BUSY))
        return super().open_session(call, host, port)


# clause: note 2.3, 27.007 9.2
class SslRefusedByCme(SslConfigCommands):
    """+CME ERROR: 3518 (invalid parameter), with AT+CMEE=1 or 2"""

    def commands(self) -> Mapping[str, Command]:
        """The command with another refusal."""
        refusal = Cme(CmeCode.INVALID_PARAMETER)
        return {name: replace(entry, refusal=refusal) for name, entry in super().commands().items()}


# clause: doc [2] AT+QFTPUSER
class LongCredentials(FtpCommands):
    """64 characters"""

    credential_max = 64


# clause: doc [2] AT+QFTPPATH
class LongPaths(FtpCommands):
    """200 characters"""

    path_max = 200


# clause: note 4.2.1, doc [2] AT+QFTPSTAT
class IdleAfterClose(FtpCommands):
    """IDLE, as after power-on"""

    def state_word(self, state: ServiceState) -> str:
        """One word for both states without a session."""
        return super().state_word(ServiceState.IDLE if state is ServiceState.CLOSED else state)


# clause: note 4.2.1, doc [2] AT+QFTPSTAT
class ClosedFromTheBeginning(FtpCommands):
    """CLOSED, from power-on"""

    def state_word(self, state: ServiceState) -> str:
        """One word for both states without a session."""
        return super().state_word(ServiceState.CLOSED if state is ServiceState.IDLE else state)


# clause: note chapter 3, note 5.1
class DeactivationReportedLast(PacketService):
    """+QFTPERROR:-8, then +PDP DEACT"""

    def lose_context(self) -> None:
        """Deactivate the foreground context; its line follows those of the sessions."""
        was_active = self._network.context.active
        listeners, self.on_deactivation = self.on_deactivation, []
        super().lose_context()
        self.on_deactivation = listeners
        for listener in listeners if was_active else ():
            listener()


# clause: note chapter 3
class LossByCommandReported(FtpService):
    """+QFTPERROR:-8 follows DEACT OK"""

    def context_lost(self, *, by_network: bool = False) -> None:
        """Report the end of an idle session, whoever ended its context."""
        del by_network
        super().context_lost(by_network=True)


SWITCHES = (
    Switch(
        "ftpcfg-refusal",
        "note 2.2, note 3",
        "2.2 prints ERROR or +QFTPCFG: <err> for an error, chapter 3 +CME ERROR: <err>",
        (f"{REFUSED}AT+QFTPCFG",),
        (
            unchanged("ok-line", "OK, then +QFTPCFG: -10"),
            replacing("line", ConfigurationRefusedByLine),
            replacing("line-ok", ConfigurationRefusedByLineAndOk),
            replacing("error", ConfigurationRefusedByError),
            replacing("cme", ConfigurationRefusedByCme),
        ),
    ),
    Switch(
        "ftpcfg-unknown-type",
        "note 2.2",
        "2.2 prints ERROR or +QFTPCFG: <err> for an error",
        (f"{REFUSED}AT+QFTPCFG",),
        (unchanged("error", "ERROR"), replacing("line", UnknownTypeByLine)),
    ),
    Switch(
        "ftpcfg-read-form",
        "note 2.2, note 2.1 (silent)",
        "2.2 has no read form, and prints +QFTPCFG: <err> for an error",
        ("AT+QFTPCFG",),
        (unchanged("error", "ERROR"), replacing("line", ReadFormByLine)),
    ),
    Switch(
        "ftp-refusal",
        "note 3",
        "Table 4 has -10, chapter 3 +CME ERROR: <err>; a line refused at once is ERROR or +CME ERROR (document [2])",
        _REFUSED,
        (
            unchanged("ok-line", "OK, then the result line with -10"),
            replacing("line", ParameterRefusedByLine),
            replacing("cme", ParameterRefusedByCme),
            replacing("error", ParameterRefusedByError),
            replacing("general-cme", ParameterRefusedByGeneralCme),
        ),
    ),
    Switch(
        "ftp-malformed-port",
        "note 3, note 4.2.1 (silent)",
        "a port that is no number is a wrong command or an illegal parameter",
        (f"{REFUSED}AT+QFTPOPEN",),
        (unchanged("error", "ERROR"), replacing("illegal", MalformedPortIsIllegal)),
    ),
    Switch(
        "ftp-busy",
        "note 3",
        "Table 4 has -3 for a busy service, and chapter 3 names +CME ERROR: <err> as a form of its codes",
        _REFUSED,
        (
            unchanged("line", "OK, then the result line with -3"),
            replacing("cme", BusyByCme),
            replacing("error", BusyByError),
        ),
    ),
    Switch(
        "ftp-opened",
        "note 3",
        "Table 4 has -3 for an occupied service, and chapter 3 names +CME ERROR: <err> as a form of its codes",
        (f"{REFUSED}AT+QFTPOPEN",),
        (
            unchanged("line", "OK, then +QFTPOPEN: -3"),
            replacing("cme", OpenedByCme),
            replacing("error", OpenedByError),
        ),
    ),
    Switch(
        "outside-session",
        "note 4.2.1 (silent)",
        "the note does not say what a command on the server answers when no session is open",
        _REFUSED_IN_SESSION,
        (
            unchanged("error", "ERROR"),
            replacing("cme", OutsideSessionByCme),
            replacing("line", OutsideSessionByLine),
        ),
    ),
    Switch(
        "ssl-refusal",
        "note 2.3, 27.007 9.2",
        "2.3 prints ERROR, and AT+CMEE=1 lets each ERROR be a +CME ERROR",
        (f"{REFUSED}AT+QSSLCFG",),
        (unchanged("error", "ERROR"), replacing("cme", SslRefusedByCme)),
    ),
    Switch(
        "detachment",
        "note 5.1 (silent), doc [1] AT+CGATT",
        "document [1] shows NO CARRIER after AT+CGATT=0, 27.007 has OK",
        ("AT+CGATT",),
        (unchanged("ok", "OK"), replacing("no-carrier", NoCarrierAfterDetach)),
    ),
    Switch(
        "credential-length",
        "note 4.2.1 (silent)",
        "the note limits neither user name nor password; a related API has 30 characters",
        ("AT+QFTPUSER", "AT+QFTPPASS"),
        (unchanged("30", "30 characters"), replacing("64", LongCredentials)),
    ),
    Switch(
        "path-length",
        "note 4.2.2 (silent)",
        "the note does not limit the path; a related API has 100 characters",
        ("AT+QFTPPATH",),
        (unchanged("100", "100 characters"), replacing("200", LongPaths)),
    ),
    Switch(
        "state-words",
        "note 4.2.1 (silent)",
        "the note shows OPENED only, and drivers of the series know IDLE and CLOSED as states without a session",
        ("AT+QFTPSTAT",),
        (
            unchanged("both", "IDLE after power-on, CLOSED after a session"),
            replacing("idle", IdleAfterClose),
            replacing("closed", ClosedFromTheBeginning),
        ),
    ),
    Switch(
        "pdp-lost-order",
        "note 3, note 5.1 (silent)",
        "no document lists +PDP DEACT or says where it stands beside +QFTPERROR",
        ("AT+QIACT", "AT+QFTPOPEN"),
        (
            unchanged("before", "+PDP DEACT, then +QFTPERROR:-8"),
            replacing("after", DeactivationReportedLast),
        ),
    ),
    Switch(
        "deact-with-session",
        "note 3",
        "+QFTPERROR tells what happens while no command runs; the note does not say whether AT+QIDEACT is one that runs",
        ("AT+QIDEACT", "AT+CGATT"),
        (
            unchanged("silent", "no +QFTPERROR after a deactivation by the DTE"),
            replacing("reported", LossByCommandReported),
        ),
    ),
)
