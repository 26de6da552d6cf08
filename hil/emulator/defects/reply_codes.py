"""Defects of what the client does after a refusal of the server (RFC 959, 4.2; note 3, Table 4)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from hil.deadline import Deadline
from hil.emulator.ftp.control import ControlConnection
from hil.emulator.ftp.data import DataConnection
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.reply import ServerReply

_POSITIVE = {"USER": 331, "PASS": 230, "CWD": 250, "TYPE": 200, "STOR": 150, "RETR": 150, "REST": 350}


class CompletionIgnored(DataConnection):
    """Any reply after the data of a transfer is a success."""

    def _finish(self, deadline: Deadline | None = None) -> None:
        self._control.reply(deadline)


class DownloadCompletionIgnored(DataConnection):
    """Any reply after a download is a success."""

    def receive(self, sink: Callable[[bytes], None]) -> int:
        self._finish = lambda deadline=None: self._control.reply(deadline)  # type: ignore[method-assign,assignment]  # one transfer
        return super().receive(sink)


class UploadCompletionIgnored(DataConnection):
    """Any reply after an upload is a success."""

    def send(self, source: Callable[[int], bytes]) -> int:
        self._finish = lambda deadline=None: self._control.reply(deadline)  # type: ignore[method-assign,assignment]  # one transfer
        return super().send(source)


class FirstRefusalRepeated(FtpsClient):
    """The code of the first refusal of a session is reported for each further one."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # passed on as they came
        self._first: FtpFailure | None = None

    def reported(self, failure: FtpFailure) -> FtpFailure:
        reported = super().reported(failure)
        if reported.reply is None:
            return reported
        self._first = self._first or reported
        return FtpFailure(self._first.code, self._first.reason, reply=reported.reply)


def ignoring_refusals(verbs: Collection[str], kind: int) -> type[ControlConnection]:
    """A connection on which replies with that first digit to these commands are successes."""

    class IgnoresRefusals(ControlConnection):
        def command(self, verb: str, argument: str | None = None) -> ServerReply:
            reply = super().command(verb, argument)
            refused = verb in verbs and reply.kind == kind
            return ServerReply(_POSITIVE.get(verb, 200), reply.lines) if refused else reply

    return IgnoresRefusals
