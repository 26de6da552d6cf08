"""Parts that carry out everything as they should and write into a journal what they did."""

from __future__ import annotations

from typing import Any

from hil.at.parse import ParsedCommand
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import Cme, Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.ftp.data import DataConnection
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.mutants.journal import Event, Journal
from hil.emulator.network.packet_service import PacketService
from hil.emulator.storage.security_store import SecurityStore
from hil.emulator.tls.client import Stream, TlsStream
from hil.emulator.tls.ssl_contexts import SslConfiguration
from hil.spec.codes import ResultCode
from hil.spec.commands import Form
from hil.spec.ftp import ConnectionMode, FtpSetting

SETTING_COMMANDS = frozenset({"+QFTPCFG", "+QFTPUSER", "+QFTPPASS", "+QSSLCFG"})
_FILE_PREFIXES = ("+QSEC", "+QFLST", "+QFUPL", "+QFDEL", "+QFDWL", "+QFOPEN")


def listeners(journal: Journal) -> tuple[type, ...]:
    """The replacements of parts that write into that journal."""
    return (
        *_of_the_line(journal),
        *_of_the_session(journal),
        *_of_the_start(journal),
        *_of_settings(journal),
    )


def heralds(journal: Journal) -> tuple[type, ...]:
    """The replacements that write down a fact before anything is done; they go over all others."""

    class HeraldsSessions(SessionSettings):
        def of_session(self, host: str, port: int) -> ClientSettings:
            explicit = self.configuration.settings[FtpSetting.CONNECTION_MODE] == ConnectionMode.EXPLICIT
            journal.know(mode="plain" if self.ssl.ftps != 1 else "explicit" if explicit else "implicit")
            return super().of_session(host, port)

    return (HeraldsSessions,)


def _of_the_line(journal: Journal) -> tuple[type, ...]:
    class HearsCommands(Interpreter):
        def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
            outcome = super().run(terminal, command)
            if outcome.final is ResultCode.ERROR or isinstance(outcome.final, Cme):
                journal.tell(Event.ERROR)
            elif command.form in {Form.READ, Form.TEST}:
                journal.tell(Event.QUERY)
            elif command.name in SETTING_COMMANDS and len(command.arguments) > 1:
                journal.tell(Event.SETTING)
            elif command.name.startswith(_FILE_PREFIXES):
                journal.tell(Event.FILE)
            return outcome

    class HearsErrors(ResultLines):
        def line(self, name: str, value: int) -> str:
            written = super().line(name, value)
            if value < 0:
                journal.know(error=value)
                journal.tell(Event.ERROR)
            return written

    class HearsDataMode(Terminal):
        def leave_data_mode(self) -> None:
            lasted = self.in_data_mode
            super().leave_data_mode()
            if lasted:
                journal.tell(Event.DATA_MODE)

        def restart(self) -> None:
            super().restart()
            if journal.started and journal.counts[Event.REBOOT] < journal.facts.get("boots", 0):
                journal.tell(Event.REBOOT)
            journal.started = True

    return HearsCommands, HearsErrors, HearsDataMode


def _of_the_session(journal: Journal) -> tuple[type, ...]:
    class HearsService(FtpService):
        def report_end(self, terminal: Terminal, name: str, value: int) -> None:
            super().report_end(terminal, name, value)
            if value >= 0 and name in {"QFTPOPEN", "QFTPCLOSE"}:
                journal.tell(Event.OPEN if name == "QFTPOPEN" else Event.CLOSE)

    class HearsClient(FtpsClient):
        def __init__(self, settings: ClientSettings, **others: Any) -> None:
            tls = settings.tls
            journal.know(
                mode=settings.mode,
                version=max(tls.versions, default=None) if tls else None,
                suite=None,
                link="control",
            )
            super().__init__(settings, **others)

    class HearsTransfers(DataConnection):
        def __init__(self, control: Any, settings: ClientSettings, abort: Any, **others: Any) -> None:
            journal.know(
                data="passive" if settings.passive else "active", type="ascii" if settings.ascii else "binary"
            )
            super().__init__(control, settings, abort, **others)

        def start(self, verb: str, argument: str | None) -> Stream:
            journal.know(direction="upload" if verb in {"STOR", "APPE", "STOU"} else "download", link="data")
            journal.tell(Event.TRANSFER)
            try:
                stream = super().start(verb, argument)
            finally:
                journal.know(link="control")
            if isinstance(stream, TlsStream):
                journal.know(version=stream.version, suite=stream.suite)
            return stream

    class HearsContexts(PacketService):
        def deactivate(self) -> None:
            super().deactivate()
            journal.tell(Event.DEACTIVATION)

        def lose_context(self) -> None:
            super().lose_context()
            journal.tell(Event.DEACTIVATION)

    return HearsService, HearsClient, HearsTransfers, HearsContexts


def _of_the_start(journal: Journal) -> tuple[type, ...]:
    """A reboot is told when the terminals start anew, after everything else was reset."""

    class HearsReboots(PacketService):
        def reset(self) -> None:
            super().reset()
            journal.know(boots=journal.facts.get("boots", 0) + 1)

    class HearsSupply(SecurityStore):
        def restore(self, kept: Any) -> None:
            super().restore(kept)
            journal.tell(Event.SUPPLY_CUT)

    return HearsReboots, HearsSupply


def _of_settings(journal: Journal) -> tuple[type, ...]:
    class IsFound(FtpConfiguration):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            journal.holders[FtpConfiguration] = self

    class AreFound(SslConfiguration):
        def __init__(self) -> None:
            super().__init__()
            journal.holders[SslConfiguration] = self

    return IsFound, AreFound
