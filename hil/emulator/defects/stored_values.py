"""Settings and files of which another value is stored, told or used than the one that was accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command
from hil.emulator.at.outcome import ERROR, OK, CommandRefused, Outcome
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.storage.security_store import SecurityStore, StoredFile
from hil.emulator.tls.ssl_contexts import SslContextSettings

_CONTEXT_NUMBERS = ("sslversion", "seclevel")
_PLACE_OF_VALUE = 2


class RefusedNumberStored(SslConfigCommands):
    """A number that AT+QSSLCFG refuses is stored nevertheless."""

    def configure(self, call: Call) -> Outcome:
        """Store the last digit of the refused value of a context before the refusal."""
        try:
            return super().configure(call)
        except CommandRefused:
            self._store(call)
            raise

    def _store(self, call: Call) -> None:
        items = call.arguments.items
        if len(items) <= _PLACE_OF_VALUE or items[0].text not in _CONTEXT_NUMBERS:
            return
        index, digits = items[1].text, items[2].text.strip("-")
        contexts = self._configuration.contexts
        if index.isdigit() and int(index) < len(contexts) and digits.isdigit():
            number = int(digits[-1])
            contexts[int(index)] = _with_number(contexts[int(index)], items[0].text, number)


def _with_number(context: SslContextSettings, keyword: str, number: int) -> SslContextSettings:
    if keyword == "seclevel":
        return replace(context, seclevel=number)
    return replace(context, sslversion=number)


class LastWrittenContextTold(SslConfigCommands):
    """The printout and the queries tell the context that was written last, whatever index they have."""

    _last: int | None = None

    def write_context(self, index: int, change: Callable[[SslContextSettings], SslContextSettings]) -> None:
        """Remember the index."""
        super().write_context(index, change)
        self._last = index

    def configure(self, call: Call) -> Outcome:
        """Ask for the context that was written last."""
        items = call.arguments.items
        is_query = len(items) == _PLACE_OF_VALUE and items[0].text != "ctxindex" and items[1].text.isdigit()
        if not is_query or self._last is None:
            return super().configure(call)
        asked = (items[0], replace(items[1], text=str(self._last)))
        return super().configure(replace(call, arguments=replace(call.arguments, items=asked)))


class IgnoringRtcBindsContext0(SslConfigCommands):
    """A write of ignorertctime binds context 0 to FTPS."""

    def configure(self, call: Call) -> Outcome:
        """Set ftpsctxi as well."""
        outcome = super().configure(call)
        if call.arguments.items[0].text == "ignorertctime" and len(call.arguments) == _PLACE_OF_VALUE:
            self._configuration.ftps_context = 0
        return outcome


class ReadFormResetsContexts(SslConfigCommands):
    """AT+QSSLCFG? sets the defaults."""

    def commands(self) -> Mapping[str, Command]:
        """The command with a read form."""
        commands = super().commands()
        return {"+QSSLCFG": replace(commands["+QSSLCFG"], read=self._reset)}

    def _reset(self, _call: Call) -> Outcome:
        self._configuration.reset()
        return ERROR


class ReadFormDeletesFiles(SecurityFileCommands):
    """AT+QSECDEL? deletes the files of NVRAM."""

    def commands(self) -> Mapping[str, Command]:
        """The commands with another read form of AT+QSECDEL."""
        commands = super().commands()
        return {**commands, "+QSECDEL": replace(commands["+QSECDEL"], read=self._delete_all)}

    def _delete_all(self, _call: Call) -> Outcome:
        for name in self._store.kept:
            self._store.delete(name)
        return OK


def summing_only(size: int) -> type[SecurityStore]:
    """A store whose checksums are those of the first bytes of a file."""

    class SumsBeginning(SecurityStore):
        def total(self, data: bytes) -> int:
            return super().total(data[:size])

    return SumsBeginning


class LastSumTold(SecurityFileCommands):
    """AT+QSECREAD tells the checksum of the file that was read before, if there is one."""

    _before: int | None = None

    def total(self, stored: StoredFile) -> int:
        """The checksum of the file before this one."""
        now = super().total(stored)
        told = now if self._before is None else self._before
        self._before = now
        return told


class SizeInOneByte(SecurityUpload):
    """<uploadsize> of AT+QSECWRITE is told in eight bits."""

    def reported_size(self) -> int:
        """The remainder of the size."""
        return super().reported_size() % 256


def keeping_only(size: int) -> Callable[[bytes], bytes]:
    """The first bytes of an upload."""
    return lambda data: data[:size]
