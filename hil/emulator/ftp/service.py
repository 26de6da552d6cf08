"""The FTP(S) service of the module: one session, one job at a time, its seven states, its settings (document [2]).

Commands come in under the module's lock; jobs run on the worker without it and
take it again to conclude.  A job that outlived a reboot concludes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hil.emulator.at.terminal import Terminal
from hil.emulator.defects.download import DownloadBends
from hil.emulator.defects.upload import bent_source
from hil.emulator.ftp.client import Connect, FtpClient
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.idle_monitor import IdleWatch, Watchable
from hil.emulator.ftp.local_transfer import LocalDownload, LocalUpload
from hil.emulator.ftp.session_settings import client_settings, for_transfer
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload
from hil.spec.codes import ErrorCode, ResultCode

if TYPE_CHECKING:  # the module owns its FTP service
    from hil.emulator.module import Module

_log = logging.getLogger(__name__)

UPLOAD_TIMEOUT_S = 900  # module seconds; the sibling series' API


class ServiceState(StrEnum):
    """The words of AT+QFTPSTAT."""

    IDLE = "IDLE"
    OPENING = "OPENING"
    OPENED = "OPENED"
    WORKING = "WORKING"
    TRANSFER = "TRANSFER"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"


Transfer = UartUpload | UartDownload


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], int]
    conclude: Callable[[int], None]
    transfer: Transfer | None
    generation: int


class FtpService:
    """What the AT+QFTP commands act on."""

    def __init__(self, module: Module, connect: Connect) -> None:
        self._module, self._connect = module, connect
        self._client: FtpClient | None = None
        self._job: _Job | None = None
        self._generation = 0
        self._overruling: int | None = None
        self._owner: Terminal | None = None  # the channel that opened the session
        self._bends = DownloadBends(module.defects)
        self._idle = IdleWatch(module.worker, self._lost_while_idle)
        self._set_defaults()

    def _set_defaults(self) -> None:
        self.user = self.password = self.host = self.directory = ""
        self.port = 0
        personality = self._module.personality
        self.settings: dict[int, int | str] = {
            1: personality.qftpcfg_default_1,
            2: personality.qftpcfg_default_2,
            3: 0,
            4: "/COM/",
            5: personality.qftpcfg_default_5,
            6: personality.qftpcfg_default_6,
            7: 0,  # note 2.2: implicit, underlined
        }
        if "explicit-by-default" in self._module.defects:
            self.settings[7] = 1
        self.plain_by_name = False  # of a defect: such a session there was
        self.length = 0  # bytes moved by the last transfer, AT+QFTPLEN
        self.state = ServiceState.IDLE

    # --- commands, under the lock ----------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a job is pending."""
        return self._job is not None

    @property
    def opened(self) -> bool:
        """Whether there is a session."""
        return self._client is not None and self.state not in {ServiceState.IDLE, ServiceState.CLOSED}

    def result_line(self, name: str, value: int) -> str:
        """`+QFTPOPEN: 0` in the spelling of the personality."""
        return self._module.result_lines.line(name, value)

    def report(self, terminal: Terminal, name: str, value: int) -> None:
        """Write a result line when the channel is free."""
        terminal.urc(self.result_line(name, value))

    def open(self, terminal: Terminal, host: str, port: int, *, ok_after: bool = False) -> None:
        """Start a session; the context is brought up if it is down."""

        def conclude(value: int) -> None:
            self.state = ServiceState.CLOSED if value < 0 else ServiceState.OPENED
            self.report(terminal, "QFTPOPEN", value)
            if ok_after:
                terminal.when_free(lambda: terminal.result(ResultCode.OK))

        if self.busy or self.opened:
            self.report(terminal, "QFTPOPEN", ErrorCode.BUSY)
            return
        self.host, self.port = host, port
        try:
            client = self._connect(client_settings(self._module, host, port))
        except FtpFailure as failure:
            conclude(failure.code)
            return
        self._client, self._owner = client, terminal
        self.state = ServiceState.OPENING
        self._begin(_zero(client.open), conclude)

    def close(self, terminal: Terminal, *, ok_after: bool = False) -> None:
        """End the session."""

        def conclude(value: int) -> None:
            self._forget_client()
            self.report(terminal, "QFTPCLOSE", value)
            if ok_after:
                terminal.when_free(lambda: terminal.result(ResultCode.OK))

        client = self._free_client(terminal, "QFTPCLOSE")
        if client is not None:
            self.state = ServiceState.CLOSING
            self._begin(_zero(client.close), conclude)

    def path(self, terminal: Terminal, directory: str) -> None:
        """Change the server's directory."""

        def conclude(value: int) -> None:
            if value >= 0:
                self.directory = directory
            if "path-result-missing" not in self._module.defects:
                self.report(terminal, "QFTPPATH", value)

        def change(client: FtpClient) -> int:
            if "path-not-sent" not in self._module.defects:
                client.path(directory)
            return 0

        self._dialogue(terminal, "QFTPPATH", change, conclude)

    def dialogue(self, terminal: Terminal, name: str, work: Callable[[FtpClient], int | None]) -> None:
        """A job on the control connection; its number, or 0, goes into the result line of that name."""
        self._dialogue(
            terminal, name, lambda client: work(client) or 0, lambda value: self.report(terminal, name, value)
        )

    def _dialogue(
        self,
        terminal: Terminal,
        name: str,
        work: Callable[[FtpClient], int],
        conclude: Callable[[int], None],
    ) -> None:
        client = self._free_client(terminal, name)
        if client is not None:
            self.state = ServiceState.WORKING
            self._begin(lambda: work(client), conclude)

    def put(self, terminal: Terminal, name: str, *, size: int | None, timeout_s: int) -> None:
        """Upload from the UART."""
        client = self._free_client(terminal, "QFTPPUT")
        if client is None:
            return
        upload = UartUpload(terminal, size=size, timeout_s=timeout_s)

        def conclude(value: int) -> None:
            self.length = upload.count
            upload.close()
            if size and 0 <= value < size and "short-upload-fails" in self._module.defects:
                value = ErrorCode.TIMEOUT
            self._report_put(terminal, value)

        source = bent_source(upload.source, self._module.defects)
        self._begin_transfer(client, lambda: client.put(name, source, self._ready(upload)), conclude, upload)

    def get(self, terminal: Terminal, name: str) -> None:
        """Download to the UART."""
        client = self._free_client(terminal, "QFTPGET")
        if client is None:
            return
        download = UartDownload(terminal, drop_last_byte="get-drops-last-byte" in self._module.defects)

        def conclude(value: int) -> None:
            self.length = download.count
            download.finish(self._bends.outcome(value))

        sink = self._bends.sink(download.sink)
        self._begin_transfer(
            client, lambda: client.get(name, sink, self._ready(download)), conclude, download
        )

    def list(self, terminal: Terminal, path: str | None, *, names_only: bool) -> None:
        """A listing of the server to the UART."""
        name = "QFTPNLST" if names_only else "QFTPLIST"
        client = self._free_client(terminal, name)
        if client is None:
            return
        download = UartDownload(terminal, reply=name)
        self._begin_transfer(
            client,
            lambda: client.list(path, download.sink, self._ready(download), names_only=names_only),
            download.finish,
            download,
        )

    def put_file(self, terminal: Terminal, name: str, data: bytes, size: int) -> None:
        """Upload from a local file: no CONNECT."""
        client = self._free_client(terminal, "QFTPPUT")
        if client is None:
            return
        upload = LocalUpload(data, restart_at=int(self.settings[3]), size=size)

        def conclude(value: int) -> None:
            self.length = upload.count
            self._report_put(terminal, value)

        self._begin_transfer(
            client, lambda: client.put(name, upload.source, self._ready(None)), conclude, None
        )

    def get_file(self, terminal: Terminal, name: str, local: str) -> None:
        """Download into a local file: no CONNECT; -13 when it doesn't fit."""
        client = self._free_client(terminal, "QFTPGET")
        if client is None:
            return
        download = LocalDownload(self._module, local, restart_at=int(self.settings[3]))

        def conclude(value: int) -> None:
            self.length = download.count
            if value >= 0:
                download.keep()
            self.report(terminal, "QFTPGET", value)

        self._begin_transfer(
            client, lambda: client.get(name, download.sink, self._ready(None)), conclude, None
        )

    def _report_put(self, terminal: Terminal, value: int) -> None:
        if value >= 0 and "put-count-off-by-one" in self._module.defects:
            value += 1
        self.report(terminal, "QFTPPUT", value)
        trailing_ok = value >= 0 and self._module.personality.put_trailing_ok
        if trailing_ok or "put-ok-last" in self._module.defects:
            terminal.when_free(lambda: terminal.result(ResultCode.OK))

    def context_lost(self, *, by_network: bool = False) -> None:
        """The PDP context is gone, and with it the session (-8)."""
        if self._job is not None:
            self._overruling = ErrorCode.CONTEXT_DEACTIVATED
            self._abort(self._job)
        elif self._client is not None:
            self._forget_client()
            if by_network:
                self._report_unsolicited(ErrorCode.CONTEXT_DEACTIVATED)

    def break_off(self, terminal: Terminal) -> bool:
        """Hang up: end the transfer over that channel, and the session with it; False if there is none."""
        job = self._job
        if job is None or job.transfer is None or job.transfer.terminal is not terminal:
            return False
        self._overruling = ErrorCode.UNKNOWN  # cut by the module itself: no row of Table 4 says so
        job.transfer.abort(ErrorCode.UNKNOWN)
        self._abort_client()
        return True

    def reset(self) -> None:
        """Power-on or power-off: sessions and jobs are cut without a word."""
        self._generation += 1
        if self._job is not None:
            self._abort(self._job)
            self._job = None
        self._forget_client()
        self._overruling = None
        self._set_defaults()

    # --- jobs ------------------------------------------------------------------------------------------------

    def _free_client(self, terminal: Terminal, name: str) -> FtpClient | None:
        if self.busy:
            self.report(terminal, name, ErrorCode.BUSY)
            return None
        return self._client

    def _begin_transfer(
        self,
        client: FtpClient,
        work: Callable[[], int],
        conclude: Callable[[int], None],
        transfer: Transfer | None,
    ) -> None:
        client.settings = for_transfer(client.settings, self.settings)
        self.state = ServiceState.WORKING
        self._begin(work, conclude, transfer)

    def _begin(
        self, work: Callable[[], int], conclude: Callable[[int], None], transfer: Transfer | None = None
    ) -> None:
        self._idle.end()
        job = _Job(work, conclude, transfer, self._generation)
        self._job = job
        self._module.worker.submit(lambda: self._run(job))

    def _run(self, job: _Job) -> None:
        try:
            value = job.work()
        except FtpFailure as failure:
            _log.info("FTP job failed: %s %s", failure.code, failure)
            value = failure.code
        except Exception:  # the thread's border: the DTE gets -1 (unknown error), the developer the traceback
            _log.exception("FTP job broke")
            value = ErrorCode.UNKNOWN
        with self._module.lock:
            if job.generation == self._generation:
                self._conclude(job, value)

    def _conclude(self, job: _Job, value: int) -> None:
        aborted = self._overruling is not None
        if self._overruling is not None:
            value, self._overruling = self._overruling, None
        self._job = None
        fatal = value < 0 and "session-lost-after-error" in self._module.defects
        if self._client is not None and (aborted or fatal or not self._client.is_open):
            self._forget_client()
        elif self.state in {ServiceState.WORKING, ServiceState.TRANSFER}:
            self.state = ServiceState.OPENED
        job.conclude(value)
        if self._client is not None and self._job is None:
            self._idle.begin(self._client)
        self._module.changed.notify_all()

    def _ready(self, transfer: Transfer | None) -> Callable[[], None]:
        def ready() -> None:
            with self._module.lock:
                self.state = ServiceState.TRANSFER
                if transfer is not None:
                    transfer.ready()

        return ready

    def _abort(self, job: _Job) -> None:
        if job.transfer is not None:
            job.transfer.abort(ErrorCode.CONTEXT_DEACTIVATED)
        self._abort_client()

    def _abort_client(self) -> None:
        if self._client is not None:
            self._client.abort()

    def _lost_while_idle(self, client: Watchable, code: int) -> None:
        with self._module.lock:
            if client is self._client and self._job is None:
                self._forget_client()
                self._report_unsolicited(code)

    def _report_unsolicited(self, code: int) -> None:
        """+QFTPERROR on the channel of the session (note, chapter 3)."""
        if self._owner is not None and "loss-while-idle-not-told" not in self._module.defects:
            self._owner.urc(self.result_line("QFTPERROR", code))

    def _forget_client(self) -> None:
        self._idle.end()
        if self._client is not None:
            self._client.abort()
            self._client = None
        self.state = ServiceState.CLOSED


def _zero(work: Callable[[], None]) -> Callable[[], int]:
    """Success of work that counts nothing is 0."""

    def run() -> int:
        work()
        return 0

    return run
