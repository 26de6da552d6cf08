"""Switches of the place of an OK beside the result line of an FTP(S) command."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import Outcome, answer
from hil.emulator.at.terminal import Terminal
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.emulator.ftp.service import FtpService
from hil.emulator.variants.model import Switch, Value, replacing, unchanged
from hil.spec.codes import ResultCode

_JOBS = frozenset({"QFTPOPEN", "QFTPCLOSE"})


# clause: note 2.2, note 4.2.1
class JobsWithoutOk(FtpCommands):
    """the result line alone"""

    def open_session(self, call: Call, host: str, port: int) -> Outcome:
        """No OK before the result line."""
        return Outcome(final=None, then=lambda: self._service.open(call.terminal, host, port))

    def close_session(self, call: Call) -> Outcome:
        """No OK before the result line."""
        if not self._service.opened:
            return super().close_session(call)
        return Outcome(final=None, then=lambda: self._service.close(call.terminal))


# clause: note 2.2, note 4.2.3
class OkAfterJobs(FtpService):
    """OK after the result line, as 4.2.3 has it"""

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        """The result line, and then OK."""
        super().report_end(terminal, name, value)
        if name in _JOBS:
            terminal.when_free(lambda: terminal.result(ResultCode.OK))


# clause: note 4.2.2, note 4.2.3
class TransfersWithoutFirstOk(FtpTransferCommands):
    """CONNECT without an OK before it, as after AT+QSECWRITE"""

    def put_from_uart(self, call: Call, name: str, *, size: int | None, timeout_s: int) -> Outcome:
        """No OK before CONNECT."""
        return replace(super().put_from_uart(call, name, size=size, timeout_s=timeout_s), final=None)

    def get_to_uart(self, call: Call, name: str) -> Outcome:
        """No OK before CONNECT."""
        return replace(super().get_to_uart(call, name), final=None)


# clause: note 2.2, note 4.2.3
class OkAfterSetting(FtpCommands):
    """+QFTPCFG: 0, then OK"""

    def confirm(self, _call: Call, _kind: int) -> Outcome:
        """The result line, then OK."""
        return answer(f"+QFTPCFG{self._personality.colon('QFTPCFG')}0")


# clause: note 2.2
class SettingWithoutOk(FtpCommands):
    """+QFTPCFG: 0 alone, as 2.2 prints a refusal"""

    def confirm(self, _call: Call, _kind: int) -> Outcome:
        """The result line without an OK."""
        return Outcome((f"+QFTPCFG{self._personality.colon('QFTPCFG')}0",), final=None)


SWITCHES = (
    Switch(
        "job-ok",
        "note 2.2, note 4.2",
        "the note shows OK before a result line (4.2.1), after one (4.2.3) and not at all (2.2, 4.2.2)",
        ("AT+QFTPOPEN", "AT+QFTPCLOSE"),
        (
            unchanged("before", "OK, then the result line"),
            Value("after", "the result line, then OK", replaces=(JobsWithoutOk, OkAfterJobs)),
            replacing("absent", JobsWithoutOk),
        ),
    ),
    Switch(
        "transfer-ok",
        "note 2.4, note 4.2.2, note 4.2.3",
        "the note shows CONNECT with an OK before it (4.2.2) and without one (2.4)",
        ("AT+QFTPPUT", "AT+QFTPGET"),
        (
            unchanged("present", "OK, then CONNECT"),
            replacing("absent", TransfersWithoutFirstOk),
        ),
    ),
    Switch(
        "ftpcfg-ok",
        "note 2.2, note 4.2",
        "2.2 shows OK before +QFTPCFG: 0, and +QFTPCFG: <err> alone; 4.2.3 ends with OK",
        ("AT+QFTPCFG",),
        (
            unchanged("before", "OK, then +QFTPCFG: 0"),
            replacing("after", OkAfterSetting),
            replacing("absent", SettingWithoutOk),
        ),
    ),
)
