"""Defects of the state that AT+QFTPSTAT tells, of the state of the channel, and of a number for a text (note 3, 4.2)."""

from __future__ import annotations

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.defects.at_channel import CarriesOutLinesOfData, ShortNumbersAsTexts
from hil.emulator.defects.model import Defect
from hil.emulator.ftp.jobs import Job, JobResult
from hil.emulator.ftp.service import FtpService
from hil.spec.ftp import ServiceState


class OpenedAfterFailedOpen(FtpService):
    """A failed AT+QFTPOPEN leaves OPENED."""

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        if name == "QFTPOPEN" and value < 0:
            self.state = ServiceState.OPENED
        super().report_end(terminal, name, value)


def opened_after_loss(*, by_network: bool) -> type[FtpService]:
    """The loss of the context, by the network or by AT+QIDEACT, leaves OPENED."""

    class StaysOpened(FtpService):
        def context_lost(self, *, by_network: bool = False) -> None:
            was_idle = self.opened and self._jobs.current is None
            super().context_lost(by_network=by_network)
            if was_idle and by_network is of_network:
                self.state = ServiceState.OPENED

    of_network = by_network
    return StaysOpened


class TransferAfterTransfer(FtpService):
    """A transfer leaves TRANSFER."""

    def job_ended(self, job: Job, ending: JobResult) -> None:
        super().job_ended(job, ending)
        if self.state is ServiceState.OPENED and job.transfer is not None:
            self.state = ServiceState.TRANSFER


class ToldOnce(FtpCommands):
    """A state of an open session that there is not is told once, and is CLOSED then."""

    def _status(self, call: Call) -> Outcome:
        answered = super()._status(call)
        if not self._service.opened and self._service.state is ServiceState.OPENED:
            self._service.state = ServiceState.CLOSED
        return answered


DEFECTS = (
    Defect(
        "opened-after-failed-open",
        "AT+QFTPSTAT answers OPENED once after an AT+QFTPOPEN that failed",
        ("EX421-18",),
        replaces=(OpenedAfterFailedOpen, ToldOnce),
    ),
    Defect(
        "opened-after-loss-of-context",
        "AT+QFTPSTAT answers OPENED once after +QFTPERROR: -8",
        ("ERR-LOCAL-08",),
        replaces=(opened_after_loss(by_network=True), ToldOnce),
    ),
    Defect(
        "opened-after-deactivation",
        "AT+QFTPSTAT answers OPENED after AT+QIDEACT",
        ("EX421-18",),
        replaces=(opened_after_loss(by_network=False),),
    ),
    Defect(
        "transfer-after-transfer",
        "AT+QFTPSTAT answers TRANSFER after a transfer until the next command",
        ("EX421-18",),
        replaces=(TransferAfterTransfer,),
    ),
    Defect(
        "command-line-in-data-carried-out",
        "data that come as one command line are carried out, and data mode is left",
        ("EX422-05", "SECWRITE-20", "SECWRITE-07"),
        replaces=(CarriesOutLinesOfData,),
    ),
    Defect(
        "short-numbers-as-texts",
        "with AT+CMEE=2, +CME ERROR: 10 stands for 4010",
        ("ERR-GEN-02",),
        replaces=(ShortNumbersAsTexts,),
    ),
)
