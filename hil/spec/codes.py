"""Error codes of the note (chapter 3, Table 4) and final result codes of V.250.

The damaged rows of Table 4 are corrected: there is no -300, no positive 450 and
no second -450 (docs/requirements.md).  Table 4 does not say which cause leads to
which code: a test names the code that it expects, an implementation chooses its own.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self


class ErrorCode(IntEnum):
    """Every <err> of Table 4; -1 to -13 from the module, -4xx and -5xx from the server's reply, 40xx from files."""

    title: str

    def __new__(cls, value: int, title: str) -> Self:
        """A row is a number and its description."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.title = title
        return member

    UNKNOWN = -1, "unknown error"
    BUSY = -3, "the FTP(S) service is busy"
    DNS_FAILED = -4, "no IP address for the domain name"
    NETWORK = -5, "network error"
    SESSION_CLOSED = -6, "the server closed the FTP(S) session"
    DATA_CONNECTION_CLOSED = -7, "the server closed the data connection"
    CONTEXT_DEACTIVATED = -8, "the GPRS/CSD context is deactivated"
    TIMEOUT = -9, "timeout"
    ILLEGAL_PARAMETER = -10, "illegal input parameter"
    LOCAL_FILE_NOT_FOUND = -11, "the file is not found in the local position"
    LOCAL_FILE_FAILED = -12, "the file in the local position cannot be got"
    NO_MEMORY = -13, "not enough memory"

    SERVICE_NOT_AVAILABLE = -421, "service not available, closing control connection"
    CANNOT_OPEN_DATA_CONNECTION = -425, "cannot open data connection"
    TRANSFER_ABORTED = -426, "connection closed, transfer aborted"
    FILE_BUSY = -450, "file action not taken, file unavailable (busy)"
    INSUFFICIENT_STORAGE = -452, "action not taken, insufficient storage space"
    COMMAND_UNRECOGNIZED = -500, "syntax error, command unrecognized"
    ARGUMENT_SYNTAX = -501, "syntax error in parameters or arguments"
    NOT_IMPLEMENTED = -502, "command not implemented"
    NOT_LOGGED_IN = -530, "not logged in"
    NEED_ACCOUNT = -532, "need account for storing files"
    FILE_UNAVAILABLE = -550, "action not taken, file unavailable (not found, no access)"
    PAGE_TYPE_UNKNOWN = -551, "action aborted, page type unknown"
    ALLOCATION_EXCEEDED = -552, "file action aborted, storage allocation exceeded"
    NAME_NOT_ALLOWED = -553, "action not taken, file name not allowed"

    NO_SPACE = 4008, "no space for uploading files"
    FILE_TIMEOUT = 4009, "timeout"
    FILE_NOT_FOUND = 4010, "the file is not found"
    FILE_TOO_LARGE = 4011, "the file is too large"
    FILE_EXISTS = 4012, "the file already exists"
    INVALID_PARAMETER = 4013, "invalid parameter"


_TITLES: dict[int, str] = {code.value: code.title for code in ErrorCode}


def describe(code: int) -> str:
    """The number with the description of the note; a remark if Table 4 has no such row."""
    return f"{code} ({_TITLES.get(code, 'not in Table 4')})"


class ResultCode(StrEnum):
    """Result codes in their verbose form (V.250 5.7.1), with the one of AT+QIDEACT (note 4.2.1)."""

    OK = "OK"
    CONNECT = "CONNECT"
    RING = "RING"
    NO_CARRIER = "NO CARRIER"
    ERROR = "ERROR"
    NO_DIALTONE = "NO DIALTONE"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"
    PROCEEDING = "PROCEEDING"
    DEACT_OK = "DEACT OK"


NUMERIC: dict[str, ResultCode] = {  # V.250 5.7.1 and the series' manual; ATV0
    "0": ResultCode.OK,
    "1": ResultCode.CONNECT,
    "2": ResultCode.RING,
    "3": ResultCode.NO_CARRIER,
    "4": ResultCode.ERROR,
    "6": ResultCode.NO_DIALTONE,
    "7": ResultCode.BUSY,
    "8": ResultCode.NO_ANSWER,
    "9": ResultCode.PROCEEDING,
}
