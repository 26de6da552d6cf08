"""Degenerate DUTs that keep no settings and no files."""

from __future__ import annotations

from copy import copy

from hil.at.parse import ParsedCommand
from hil.emulator.at.command import Call
from hil.emulator.at.outcome import OK, Outcome
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.defects.degenerate.answers import answering, yes
from hil.emulator.defects.degenerate.model import Degenerate
from hil.emulator.storage.security_store import SecurityStore
from hil.spec.commands import Form

_SETTINGS = ("+QSSLCFG", "+QFTPCFG", "+QFTPUSER", "+QFTPPASS")


class ForgetsSslSettings(SslConfigCommands):
    """Each setting of AT+QSSLCFG is checked, answered, and forgotten."""

    def configure(self, call: Call) -> Outcome:
        kept = copy(self._configuration)
        contexts = list(kept.contexts)
        outcome = super().configure(call)
        self._configuration.contexts[:] = contexts
        for name, value in vars(kept).items():
            if name != "contexts":
                setattr(self._configuration, name, value)
        return outcome


class ForgetsFtpSettings(FtpCommands):
    """Each setting of AT+QFTPCFG, AT+QFTPUSER and AT+QFTPPASS is checked, answered, and forgotten."""

    def _configure(self, call: Call) -> Outcome:
        configuration = self._service.configuration
        kept = dict(configuration.settings)
        outcome = super()._configure(call)
        configuration.settings.update(kept)
        return outcome

    def _user(self, call: Call) -> Outcome:
        self._credential(call)
        return OK

    _password = _user


class ForgetsFiles(SecurityStore):
    """An upload is answered with its size and checksum, and not stored."""

    def add(self, name: str, data: bytes) -> int:
        total = super().add(name, data)
        self.remove(name)
        return total


class DeletesNothing(SecurityFileCommands):
    """AT+QSECDEL checks the name, answers OK, and leaves the file."""

    def _delete(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        self.stored_file(self._file_name(call.arguments))
        return OK


def _is_setting(command: ParsedCommand) -> bool:
    least = 1 if command.name in {"+QFTPUSER", "+QFTPPASS"} else 2
    is_query = command.name == "+QSSLCFG" and len(command.arguments) == least and not _is_global(command)
    return (
        command.name in _SETTINGS
        and command.form is Form.WRITE
        and len(command.arguments) >= least
        and not is_query
    )


def _is_global(command: ParsedCommand) -> bool:
    return command.arguments[0].text.lower() in {"ignorertctime", "ftps", "ftpsctxi"}


_ABOUT_SETTINGS = (*(f"AT{name}" for name in _SETTINGS), "AT+QFTPOPEN")

_ABOUT_FILES = ("AT+QSECWRITE", "AT+QSECREAD", "AT+QSECDEL")

DUTS = (
    Degenerate(
        "settings-forgotten",
        "checks and answers each setting of FTP and TLS, and keeps the default",
        _ABOUT_SETTINGS,
        (ForgetsSslSettings, ForgetsFtpSettings),
    ),
    Degenerate(
        "settings-unread",
        "answers OK to each setting of FTP and TLS without reading it",
        _ABOUT_SETTINGS,
        (answering(yes, _is_setting),),
    ),
    Degenerate(
        "ssl-settings-forgotten",
        "checks and answers each setting of AT+QSSLCFG, and keeps the default",
        ("AT+QSSLCFG", "SSLCFG-*"),
        (ForgetsSslSettings,),
    ),
    Degenerate(
        "ftp-settings-forgotten",
        "checks and answers each setting of AT+QFTPCFG, AT+QFTPUSER and AT+QFTPPASS, and keeps the default",
        ("AT+QFTPCFG", "AT+QFTPUSER", "AT+QFTPPASS", "AT+QFTPOPEN"),
        (ForgetsFtpSettings,),
    ),
    Degenerate(
        "files-forgotten",
        "answers each upload of a security file correctly, and stores nothing",
        _ABOUT_FILES,
        (ForgetsFiles,),
    ),
    Degenerate(
        "deletes-nothing", "answers AT+QSECDEL by OK, and deletes nothing", ("AT+QSECDEL",), (DeletesNothing,)
    ),
)
