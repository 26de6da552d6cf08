"""The transfers of the FTP service: files and listings, over the UART or with a local file (note 4.2.2, 4.2.3).

The commands are called under the module's lock; `store` and `fetch` are the work
of the jobs on the worker.
"""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.terminal import Terminal
from hil.emulator.device.personality import Personality
from hil.emulator.device.timing import Timing
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.jobs import Job, Transfer
from hil.emulator.ftp.local_transfer import LocalDownload, LocalUpload
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.storage.file_store import FileStore
from hil.spec.codes import ResultCode

Source = Callable[[int], bytes]
Sink = Callable[[bytes], None]


class Transfers:
    """The transfers of AT+QFTPPUT, AT+QFTPGET, AT+QFTPLIST and AT+QFTPNLST."""

    def __init__(
        self,
        service: FtpService,
        *,
        files: FileStore,
        personality: Personality,
        result_lines: ResultLines,
        timing: Timing,
        parts: Parts = STANDARD,
    ) -> None:
        self._service, self._files, self._timing = service, files, timing
        self._personality, self._result_lines = personality, result_lines
        self._parts = parts

    # clause: note 4.2.2, doc [2] AT+QFTPPUT
    # requirements: EX422-03
    def put(self, terminal: Terminal, name: str, *, size: int | None, timeout_s: int) -> None:
        """Upload from the UART."""
        client = self._service.free_client(terminal, "QFTPPUT")
        if client is None:
            return
        upload = self._parts.of(UartUpload)(terminal, self._timing, size=size, timeout_s=timeout_s)

        def conclude(value: int) -> None:
            self._service.length = upload.count
            upload.close()
            self._report_put(terminal, value)

        self._service.begin_transfer(
            client, Job(lambda: self.store(client, name, upload.source, upload), conclude, upload)
        )

    # clause: note 4.2.3, doc [2] AT+QFTPGET
    # requirements: EX423-03
    def get(self, terminal: Terminal, name: str) -> None:
        """Download to the UART."""
        client = self._service.free_client(terminal, "QFTPGET")
        if client is None:
            return
        download = self._download(terminal, "QFTPGET")

        def conclude(value: int) -> None:
            self._service.length = download.count
            download.finish(value)

        self._service.begin_transfer(
            client, Job(lambda: self.fetch(client, name, download.sink, download), conclude, download)
        )

    # clause: doc [2] AT+QFTPLIST, doc [2] AT+QFTPNLST
    def list(self, terminal: Terminal, path: str | None, *, names_only: bool) -> None:
        """List files of the server to the UART."""
        reply = "QFTPNLST" if names_only else "QFTPLIST"
        client = self._service.free_client(terminal, reply)
        if client is None:
            return
        download = self._download(terminal, reply)

        def work() -> int:
            return client.list(path, download.sink, self._ready(download), names_only=names_only)

        self._service.begin_transfer(client, Job(work, download.finish, download))

    def put_file(self, terminal: Terminal, name: str, data: bytes, size: int) -> None:
        """Upload from a local file: no CONNECT."""
        client = self._service.free_client(terminal, "QFTPPUT")
        if client is None:
            return
        upload = LocalUpload(data, restart_at=self._resuming_point, size=size)

        def conclude(value: int) -> None:
            self._service.length = upload.count
            self._report_put(terminal, value)

        self._service.begin_transfer(
            client, Job(lambda: self.store(client, name, upload.source, None), conclude)
        )

    def get_file(self, terminal: Terminal, name: str, local: str) -> None:
        """Download into a local file: no CONNECT; -13 when it doesn't fit."""
        client = self._service.free_client(terminal, "QFTPGET")
        if client is None:
            return
        download = self._parts.of(LocalDownload)(
            self._files, self._timing, local, restart_at=self._resuming_point
        )

        def conclude(value: int) -> None:
            self._service.length = download.count
            if value >= 0:
                download.keep()
            else:
                download.drop()
            self._service.report_end(terminal, "QFTPGET", value)

        self._service.begin_transfer(
            client, Job(lambda: self.fetch(client, name, download.sink, None), conclude)
        )

    # --- steps -----------------------------------------------------------------------------------------------

    # clause: note 4.2.2, note 4.2.3
    # requirements: EX422-05, EX422-06, EX422-08, EX423-08
    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        """Send the bytes of `source` to the server; returns their number.  `upload` is None for a local file."""
        return client.put(name, source, self._ready(upload))

    # clause: note 4.2.3
    # requirements: EX423-06, EX423-07, EX423-08
    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        """Pass a file of the server to `sink`; returns the number of bytes.  `download` is None for a local file."""
        return client.get(name, sink, self._ready(download))

    # clause: note 4.2.2
    # requirements: EX422-04
    def ends_with_ok(self, _value: int) -> bool:
        """Whether OK follows +QFTPPUT with that value; the example shows none."""
        return False

    def _report_put(self, terminal: Terminal, value: int) -> None:
        self._service.report_end(terminal, "QFTPPUT", value)
        if self.ends_with_ok(value):
            terminal.when_free(lambda: terminal.result(ResultCode.OK))

    def _download(self, terminal: Terminal, reply: str) -> UartDownload:
        return self._parts.of(UartDownload)(
            terminal,
            self._timing,
            self._result_lines,
            reply=reply,
        )

    @property
    def _resuming_point(self) -> int:
        return self._service.configuration.resuming_point

    def _ready(self, transfer: Transfer | None) -> Callable[[], None]:
        return lambda: self._service.transfer_ready(transfer)
