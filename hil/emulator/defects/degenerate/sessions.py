"""Degenerate DUTs that open no session, or one that is good for nothing."""

from __future__ import annotations

from collections.abc import Sequence

from hil.emulator.at.terminal import Terminal
from hil.emulator.defects.degenerate.model import ANY_FAILURE, OF_A_SESSION, Degenerate, meeting
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.control import ControlConnection
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.transfers import Sink, Source, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload
from hil.emulator.tls.chain_check import CertificateAlert, ChainChecker, ChainRejected
from hil.spec.codes import ErrorCode
from hil.spec.ftp import ServiceState

_CODE_OF_REST = ErrorCode.NETWORK
_OPEN = ("AT+QFTPOPEN",)
_OTHER_NAME = {
    "QFTPOPEN": "QFTPCLOSE",
    "QFTPCLOSE": "QFTPOPEN",
    "QFTPPUT": "QFTPGET",
    "QFTPGET": "QFTPPUT",
    "QFTPPATH": "QFTPPUT",
}
_TRANSFERS = ("AT+QFTPPUT", "AT+QFTPGET")


def never_dialling(code: int) -> type[FtpService]:
    """A service that reports one <err> for each AT+QFTPOPEN, without a connection."""

    class NeverDials(FtpService):
        def open(self, terminal: Terminal, host: str, port: int) -> None:
            if self.busy or self.opened:
                super().open(terminal, host, port)
            else:
                self.state = ServiceState.CLOSED
                self.report(terminal, "QFTPOPEN", code)

    return NeverDials


class HangsUp(FtpsClient):
    """Connects, and closes the connection."""

    def open(self) -> None:
        with self._operation(ends_session_on_failure=True):
            self._control = self._parts.of(ControlConnection).connect(self.settings, self._abort)
            raise FtpFailure(_CODE_OF_REST, "hangs up after the connection")


class HangsUpBeforeLogin(FtpsClient):
    """Does everything up to USER, and closes the connection."""

    def log_in(self) -> None:
        raise FtpFailure(_CODE_OF_REST, "hangs up before the login")


class HangsUpAfterLogin(FtpsClient):
    """Logs in, and closes the connection."""

    def log_in(self) -> None:
        super().log_in()
        raise FtpFailure(_CODE_OF_REST, "hangs up after the login")


class RefusesEveryChain(ChainChecker):
    """No chain of a server is good."""

    def check(self, chain: Sequence[bytes]) -> None:
        raise ChainRejected(CertificateAlert.UNKNOWN_CA, "no chain is good")


class OpensWithoutDialling(FtpService):
    """Each FTP command of a session reports 0; there is no connection."""

    def open(self, terminal: Terminal, host: str, port: int) -> None:
        self.state = ServiceState.OPENED
        self.report(terminal, "QFTPOPEN", 0)

    @property
    def opened(self) -> bool:
        return self.state is ServiceState.OPENED

    def free_client(self, terminal: Terminal, name: str) -> FtpClient | None:
        self.report(terminal, name, 0)
        if name == "QFTPCLOSE":
            self.state = ServiceState.CLOSED
        return None


class ClosesNothing(FtpService):
    """AT+QFTPCLOSE reports 0, and the session goes on."""

    def close(self, terminal: Terminal) -> None:
        self.report(terminal, "QFTPCLOSE", 0)


def failing_transfers(code: int) -> type[Transfers]:
    """Transfers that end with one <err> without asking the server."""

    class Fails(Transfers):
        def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
            raise FtpFailure(code, "no upload works")

        def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
            raise FtpFailure(code, "no download works")

    return Fails


def failing_always_with(code: int) -> type[ResultLines]:
    """Result lines with one <err> for each failure."""

    class OneCode(ResultLines):
        def code(self, value: int) -> int:
            return code

    return OneCode


class AllSucceeds(ResultLines):
    """Each failure is reported as 0."""

    def code(self, value: int) -> int:
        return 0


class AllFails(ResultLines):
    """Each success is reported as -1."""

    def line(self, name: str, value: int) -> str:
        return super().line(name, ErrorCode.UNKNOWN if value >= 0 else value)


class NextName(ResultLines):
    """A result line has the name of another command."""

    def line(self, name: str, value: int) -> str:
        return super().line(_OTHER_NAME.get(name, "QFTPPATH"), value)


DUTS = (
    Degenerate("never-dials", "AT+QFTPOPEN reports -5 and dials no one", _OPEN, (never_dialling(-5),)),
    Degenerate(
        "never-logs-in",
        "AT+QFTPOPEN reports -530, as if a login had been refused, and dials no one",
        _OPEN,
        (never_dialling(ErrorCode.NOT_LOGGED_IN),),
        "never-dials",
    ),
    Degenerate("hangs-up", "connects, hangs up, and reports -5", _OPEN, (HangsUp,)),
    Degenerate("hangs-up-before-login", "hangs up before USER, and reports -5", _OPEN, (HangsUpBeforeLogin,)),
    Degenerate("hangs-up-after-login", "hangs up after PASS, and reports -5", _OPEN, (HangsUpAfterLogin,)),
    Degenerate(
        "refuses-every-chain",
        "takes no chain of a server for good",
        ("AUTH-*", "SSLCFG-SECLVL-*", "SSLCFG-CACERT-*"),
        (RefusesEveryChain,),
    ),
    Degenerate(
        "opens-without-dialling",
        "reports 0 for each FTP command and dials no one",
        OF_A_SESSION,
        (OpensWithoutDialling,),
    ),
    Degenerate(
        "closes-nothing",
        "reports 0 for AT+QFTPCLOSE and keeps the session",
        meeting("QFTPCLOSE"),
        (ClosesNothing,),
    ),
    Degenerate(
        "no-transfer-works",
        "opens a session and reports -7 for each transfer",
        _TRANSFERS,
        (failing_transfers(-7),),
    ),
    *(
        Degenerate(
            f"every-failure-is{code}",
            f"reports {code} for each failure of an FTP command",
            ANY_FAILURE,
            (failing_always_with(code),),
            "every-failure-is",
        )
        for code in (ErrorCode.UNKNOWN, ErrorCode.NETWORK, ErrorCode.ILLEGAL_PARAMETER)
    ),
    Degenerate(
        "every-failure-is-0",
        "reports 0 for each failure of an FTP command",
        ANY_FAILURE,
        (AllSucceeds,),
    ),
    Degenerate(
        "every-success-is-1",
        "does everything, and reports -1 for each success of an FTP command",
        (*OF_A_SESSION, "AT+QFTPCFG"),
        (AllFails,),
    ),
    Degenerate(
        "result-line-of-another-command",
        "writes the result line of another command",
        (*OF_A_SESSION, "AT+QFTPCFG"),
        (NextName,),
    ),
)
