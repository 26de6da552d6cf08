"""Switches of error codes: which <err> of Table 4 stands for a cause that its rows do not decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.variants.model import REFUSED, Switch, Value, unchanged
from hil.spec.codes import ErrorCode
from hil.spec.tls import FTPSCTXI_UNSET

_SERVICE_CLOSING = 421  # RFC 959 5.4
_FAULTS = ("FTP fault", "FTP refusal")
_REFUSED_TRANSFERS = tuple(
    f"{REFUSED}{name}" for name in ("AT+QFTPPUT", "AT+QFTPGET", "AT+QFTPLIST", "AT+QFTPNLST")
)
_REFUSED = (f"{REFUSED}AT+QFTPOPEN", f"{REFUSED}AT+QFTPPATH", *_REFUSED_TRANSFERS)


# clause: note chapter 3, note Table 4
def reporting(applies: Callable[[FtpFailure], bool], code: Callable[[FtpFailure], int]) -> type[FtpsClient]:
    """A client that reports other codes for some failures."""

    class ReportsAnotherCode(FtpsClient):
        def reported(self, failure: FtpFailure) -> FtpFailure:
            failure = super().reported(failure)
            if not applies(failure):
                return failure
            other = FtpFailure(code(failure), failure.reason, cause=failure.cause, reply=failure.reply)
            other.__cause__ = failure.__cause__
            return other

    return ReportsAnotherCode


def _for_cause(name: str, meaning: str, cause: Cause, code: int) -> Value:
    part = reporting(lambda failure: failure.cause is cause, lambda _failure: code)
    return Value(name, meaning, (part,))


def _for_unlisted_reply(name: str, meaning: str, code: Callable[[int], int]) -> Value:
    def applies(failure: FtpFailure) -> bool:
        return failure.cause is Cause.REPLY_UNEXPECTED and (failure.reply or 0) >= 400

    return Value(name, meaning, (reporting(applies, lambda failure: code(failure.reply or 0)),))


# clause: note 4.2.1, note Table 4
def refusing_account(code: int) -> type[FtpsClient]:
    """A client that reports that code when the server asks for an account at login."""

    class RefusesAccount(FtpsClient):
        def account_failure(self, reply: Any) -> FtpFailure:
            return FtpFailure(code, f"the server asks for an account: {reply}")

    return RefusesAccount


# clause: note 2.3
def without_context(index: int | None, code: int = ErrorCode.NETWORK) -> type[SessionSettings]:
    """Settings of a session that take that SSL context when ftpsctxi is not set, or fail with that code."""

    class TakesContext(SessionSettings):
        def context_index(self) -> int:
            if self.ssl.ftps_context != FTPSCTXI_UNSET:
                return super().context_index()
            if index is None:
                raise FtpFailure(code, "FTPS is on, but ftpsctxi is not set")
            return index

    return TakesContext


def _is_reset(failure: FtpFailure) -> bool:
    return failure.cause in {Cause.SESSION_CLOSED, Cause.DATA_CLOSED} and isinstance(
        failure.__cause__, ConnectionError
    )


def _for_421(name: str, meaning: str, code: int) -> Value:
    part = reporting(lambda failure: failure.reply == _SERVICE_CLOSING, lambda _failure: code)
    return Value(name, meaning, (part,))


SWITCHES = (
    Switch(
        "reply-421",
        "note 3",
        "the server that says 421 closes the session, and Table 4 has -6 for that",
        _FAULTS,
        (unchanged("number", "-421"), _for_421("closed", "-6", ErrorCode.SESSION_CLOSED)),
    ),
    Switch(
        "session-closed",
        "note 3",
        "the rows -6 and -421 of Table 4 both describe a server that closes the control connection",
        _FAULTS,
        (
            unchanged("closed", "-6"),
            _for_cause("service", "-421", Cause.SESSION_CLOSED, ErrorCode.SERVICE_NOT_AVAILABLE),
        ),
    ),
    Switch(
        "data-closed",
        "note 3",
        "the rows -7 and -426 of Table 4 both describe a data connection that is closed before its end",
        _FAULTS,
        (
            unchanged("closed", "-7"),
            _for_cause("aborted", "-426", Cause.DATA_CLOSED, ErrorCode.TRANSFER_ABORTED),
        ),
    ),
    Switch(
        "reset",
        "note 3",
        "a client does not see who has sent an RST; it is an error of the network as well",
        _FAULTS,
        (
            unchanged("closed", "-6 or -7"),
            Value("network", "-5", (reporting(_is_reset, lambda _failure: ErrorCode.NETWORK),)),
        ),
    ),
    Switch(
        "data-refused",
        "note 3",
        "Table 4 has -5 for a TCP connection that can't be established, and -425 for a data connection that can't be opened",
        (*_REFUSED_TRANSFERS, "FTP fault"),
        (
            unchanged("network", "-5"),
            _for_cause("data", "-425", Cause.DATA_REFUSED, ErrorCode.CANNOT_OPEN_DATA_CONNECTION),
        ),
    ),
    Switch(
        "name-server-silent",
        "note 3",
        "a silent name server gives no address (-4) and is a timeout (-9)",
        ("DNS",),
        (
            unchanged("name", "-4"),
            _for_cause("timeout", "-9", Cause.NAME_SERVER_SILENT, ErrorCode.TIMEOUT),
        ),
    ),
    Switch(
        "tls-failure",
        "note 3 (silent)",
        "Table 4 has no row for a failed handshake or a refused certificate",
        _REFUSED,
        (
            unchanged("network", "-5"),
            _for_cause("unknown", "-1", Cause.TLS_FAILED, ErrorCode.UNKNOWN),
            _for_cause("closed", "-6", Cause.TLS_FAILED, ErrorCode.SESSION_CLOSED),
        ),
    ),
    Switch(
        "tls-unconfigured",
        "note 3 (silent)",
        "Table 4 has no row for a security level whose files are missing or wrong",
        (f"{REFUSED}AT+QFTPOPEN",),
        (
            unchanged("network", "-5"),
            _for_cause("illegal", "-10", Cause.TLS_UNCONFIGURED, ErrorCode.ILLEGAL_PARAMETER),
            _for_cause("unknown", "-1", Cause.TLS_UNCONFIGURED, ErrorCode.UNKNOWN),
        ),
    ),
    Switch(
        "unset-context",
        "note 2.3 (silent)",
        "the note does not say what AT+QFTPOPEN does with FTPS on and ftpsctxi -1",
        ("AT+QFTPOPEN", "AT+QSSLCFG"),
        (
            unchanged("illegal", "-10"),
            Value("network", "-5", (without_context(None),)),
            Value("context-0", "the session uses context 0", (without_context(0),)),
        ),
    ),
    Switch(
        "unlisted-reply",
        "note 3 (silent)",
        "Table 4 has -1 for an unknown error and most negative replies as their own numbers, but not all",
        ("FTP refusal", "FTP fault"),
        (
            unchanged("unknown", "-1"),
            _for_unlisted_reply("number", "the negative number, like -451", lambda reply: -reply),
            _for_unlisted_reply("network", "-5", lambda _reply: ErrorCode.NETWORK),
        ),
    ),
    Switch(
        "account",
        "note 3 (silent)",
        "the module has no account to give; Table 4 has -530 and -532 for it, and -1 for the rest",
        ("FTP ACCT", "FTP fault"),
        (
            unchanged("login", "-530"),
            Value("account", "-532", (refusing_account(ErrorCode.NEED_ACCOUNT),)),
            Value("unknown", "-1", (refusing_account(ErrorCode.UNKNOWN),)),
        ),
    ),
)
