"""The FTP(S) service of the module: one session, its seven states, its commands (note 4.2; document [2]).

Commands are called under the module's lock.  Jobs run on the worker without it, and
take it for their conclusion.
"""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.terminal import Terminal
from hil.emulator.device.timing import Timing, Worker
from hil.emulator.ftp.client import Connect, FtpClient
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.idle_monitor import IdleMonitor
from hil.emulator.ftp.jobs import Job, JobResult, Jobs, Transfer
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.session_settings import SessionSettings
from hil.spec.codes import ErrorCode
from hil.spec.ftp import ServiceState

JOB_S, BYTES_PER_S = 1.0, 2_000.0
"""What a job takes over GPRS: a second for its round trips, and its bytes at 16 kbit/s."""


# clause: note 4.2.1, doc [2] AT+QFTPSTAT
class FtpService:
    """The service of the AT+QFTP commands; `hil.emulator.ftp.transfers` has the transfers.

    `connect` makes the network client of a session; `settings` makes the settings of
    the service after each boot.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        settings: Callable[[], SessionSettings],
        result_lines: ResultLines,
        timing: Timing,
        worker: Worker,
    ) -> None:
        self._connect, self._settings_after_boot = connect, settings
        self._result_lines, self._timing = result_lines, timing
        self._client: FtpClient | None = None
        self._owner: Terminal | None = None  # the channel that opened the session
        self._jobs = Jobs(worker, timing, ended=self.job_ended)
        self._idle = IdleMonitor(worker, self._lost_while_idle)
        self._set_defaults()

    def _set_defaults(self) -> None:
        self._settings = self._settings_after_boot()
        self.host = self.directory = ""
        self.port = 0
        self.length = 0  # bytes moved by the last transfer, AT+QFTPLEN
        self.state = ServiceState.IDLE

    # --- state, under the lock --------------------------------------------------------------------------------

    @property
    def configuration(self) -> FtpConfiguration:
        """The settings of the DTE since the last boot."""
        return self._settings.configuration

    @property
    def busy(self) -> bool:
        """Whether a job is pending."""
        return self._jobs.current is not None

    @property
    def opened(self) -> bool:
        """Whether there is a session."""
        return self._client is not None and self.state not in {ServiceState.IDLE, ServiceState.CLOSED}

    def result_line(self, name: str, value: int) -> str:
        """`+QFTPOPEN: 0` in the spelling of the personality."""
        return self._result_lines.line(name, value)

    def report(self, terminal: Terminal, name: str, value: int) -> None:
        """Write a result line when the channel is free."""
        terminal.urc(self.result_line(name, value))

    # --- commands, under the lock ----------------------------------------------------------------------------

    # clause: note 4.2.1, note Table 4, doc [2] AT+QFTPOPEN
    # requirements: ERR-LOCAL-03, EX421-17, EX421-22
    def open(self, terminal: Terminal, host: str, port: int) -> None:
        """Start a session."""

        def conclude(value: int) -> None:
            self.state = ServiceState.CLOSED if value < 0 else ServiceState.OPENED
            self.report_end(terminal, "QFTPOPEN", value)

        if self.busy or self.opened:
            self.report(terminal, "QFTPOPEN", ErrorCode.BUSY)
            return
        self.host, self.port = host, port
        try:
            client = self._connect(self._settings.of_session(host, port))
        except FtpFailure as failure:
            conclude(failure.code)
            return
        self._client, self._owner = client, terminal
        self.state = ServiceState.OPENING
        self._begin(Job(client.open, conclude))

    # clause: note 4.2.1, doc [2] AT+QFTPCLOSE
    # requirements: EX421-19, EX421-23, EX421-25
    def close(self, terminal: Terminal) -> None:
        """End the session."""

        def conclude(value: int) -> None:
            self._forget_client()
            self.report_end(terminal, "QFTPCLOSE", value)

        client = self.free_client(terminal, "QFTPCLOSE")
        if client is not None:
            self.state = ServiceState.CLOSING
            self._begin(Job(client.close, conclude))

    # clause: note 4.2.2, note 4.2.3, doc [2] AT+QFTPPATH
    # requirements: EX422-01, EX423-01
    def path(self, terminal: Terminal, directory: str) -> None:
        """Change the server's directory."""

        def conclude(value: int) -> None:
            if value >= 0:
                self.directory = directory
            self.report_end(terminal, "QFTPPATH", value)

        self._dialogue(
            terminal, "QFTPPATH", lambda client: self.change_directory(client, directory), conclude
        )

    def dialogue(self, terminal: Terminal, name: str, work: Callable[[FtpClient], int | None]) -> None:
        """Run a job on the control connection; its number, or 0, is in the result line of that name."""
        self._dialogue(terminal, name, work, lambda value: self.report_end(terminal, name, value))

    def _dialogue(
        self,
        terminal: Terminal,
        name: str,
        work: Callable[[FtpClient], int | None],
        conclude: Callable[[int], None],
    ) -> None:
        client = self.free_client(terminal, name)
        if client is not None:
            self.state = ServiceState.WORKING
            self._begin(Job(lambda: work(client), conclude))

    # --- transfers, under the lock ---------------------------------------------------------------------------

    # clause: note Table 4
    # requirements: ERR-LOCAL-03
    def free_client(self, terminal: Terminal, name: str) -> FtpClient | None:
        """The client of the session; None, after a report of -3, while a job is pending."""
        if self.busy:
            self.report(terminal, name, ErrorCode.BUSY)
            return None
        return self._client

    def begin_transfer(self, client: FtpClient, job: Job) -> None:
        """Begin a transfer with the present settings of AT+QFTPCFG."""
        client.settings = self._settings.of_transfer(client.settings)
        self.state = ServiceState.WORKING
        self._begin(job)

    def transfer_ready(self, transfer: Transfer | None) -> None:
        """Note that the data connection is open; the worker calls it without the lock."""
        with self._timing.lock:
            self.state = ServiceState.TRANSFER
            if transfer is not None:
                transfer.ready()

    # --- steps -----------------------------------------------------------------------------------------------

    # clause: note 4.2.2, note 4.2.3
    # requirements: EX422-01, EX423-01
    def change_directory(self, client: FtpClient, directory: str) -> None:
        """The work of AT+QFTPPATH."""
        client.path(directory)

    # clause: note 4.2.1
    # requirements: EX421-22, EX421-23
    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        """Write the result line of a job."""
        self.report(terminal, name, value)

    def span_s(self, value: int) -> float:
        """The module seconds of a job over GPRS, by its result: a model, in which the host has no part."""
        return JOB_S + max(0, value) / BYTES_PER_S

    # clause: note chapter 3
    # requirements: ERR-GEN-07
    def job_ended(self, job: Job, ending: JobResult) -> None:
        """Conclude a job; the session ends with an abort, or when the client has noticed its end."""
        if self._client is not None and (ending.overruled or not self._client.is_open):
            self._forget_client()
        elif self.state in {ServiceState.WORKING, ServiceState.TRANSFER}:
            self.state = ServiceState.OPENED
        self._timing.worked_s += self.span_s(ending.value)
        job.conclude(ending.value)
        if self._client is not None and not self.busy:
            self._idle.begin(self._client)

    # clause: note chapter 3
    # requirements: ERR-GEN-01, ERR-LOCAL-06
    def report_loss(self, terminal: Terminal, code: int) -> None:
        """+QFTPERROR, when the session ends while no command runs."""
        terminal.urc(self.result_line("QFTPERROR", code))

    # --- ends ------------------------------------------------------------------------------------------------

    # clause: note Table 4
    # requirements: ERR-LOCAL-08
    def context_lost(self, *, by_network: bool = False) -> None:
        """End the session with -8, because the PDP context is lost."""
        if self._jobs.current is not None:
            self._jobs.overrule(ErrorCode.CONTEXT_DEACTIVATED)
            self._abort(self._jobs.current, ErrorCode.CONTEXT_DEACTIVATED)
        elif self._client is not None:
            self._forget_client()
            if by_network:
                self._report_to_owner(ErrorCode.CONTEXT_DEACTIVATED)

    def break_off(self, terminal: Terminal) -> bool:
        """Abort the transfer over that channel and its session; False if there is none."""
        job = self._jobs.current
        if job is None or job.transfer is None or job.transfer.terminal is not terminal:
            return False
        self._jobs.overrule(ErrorCode.UNKNOWN)  # aborted by the module itself: Table 4 has no row for it
        self._abort(job, ErrorCode.UNKNOWN)
        return True

    def reset(self) -> None:
        """Power-on or power-off: sessions and jobs are aborted without a result line."""
        if self._jobs.current is not None:
            self._abort(self._jobs.current, ErrorCode.CONTEXT_DEACTIVATED)
        self._jobs.forget()
        self._forget_client()
        self._set_defaults()

    def _begin(self, job: Job) -> None:
        self._idle.end()
        self._jobs.begin(job)

    def _abort(self, job: Job, code: int) -> None:
        if job.transfer is not None:
            job.transfer.abort(code)
        if self._client is not None:
            self._client.abort()

    def _lost_while_idle(self, client: FtpClient, code: int) -> None:
        with self._timing.lock:
            if client is self._client and not self.busy:
                self._forget_client()
                self._report_to_owner(code)

    def _report_to_owner(self, code: int) -> None:
        if self._owner is not None:
            self.report_loss(self._owner, code)

    def _forget_client(self) -> None:
        self._idle.end()
        if self._client is not None:
            self._client.abort()
            self._client = None
        self.state = ServiceState.CLOSED
