"""The causes of failed network jobs of the module, and the code of Table 4 for each.

The note names the codes but few causes, so this table is a choice of the emulator;
each row has its reason.  A reply of the server in 4xx or
5xx is reported as its negative number when Table 4 has it, and as -1 otherwise.
"""

from __future__ import annotations

from enum import Enum

from hil.spec.codes import ErrorCode


# clause: note chapter 3, note Table 4
class Cause(Enum):
    """A cause of failure with its code and the reason for choosing that code."""

    # clause: note Table 4
    # requirements: ERR-LOCAL-04
    NAME_UNKNOWN = ErrorCode.DNS_FAILED, "the row of Table 4 says just this"
    # clause: note Table 4
    # requirements: ERR-LOCAL-04
    NAME_SERVER_SILENT = (
        ErrorCode.DNS_FAILED,
        "whatever the reason, the name has no address: the row says just this",
    )
    # clause: note Table 4
    # requirements: ERR-LOCAL-05
    CONNECT_FAILED = ErrorCode.NETWORK, "Table 4 names the TCP connection under -5, refused or unanswered"
    # clause: note Table 4
    # requirements: ERR-LOCAL-05
    DATA_REFUSED = ErrorCode.NETWORK, "the TCP connection of the data; -425 is the server's own reply"
    # clause: note Table 4
    # requirements: ERR-LOCAL-05
    SEND_FAILED = ErrorCode.NETWORK, "Table 4 names the sending of a command under -5"
    # clause: note chapter 3
    # requirements: ERR-GEN-06
    TLS_FAILED = ErrorCode.NETWORK, "Table 4 has no row for TLS; what lies below FTP is the network"
    # clause: note chapter 3
    # requirements: ERR-GEN-06
    TLS_UNCONFIGURED = (
        ErrorCode.NETWORK,
        "as any other failure to start TLS: the host can do the same about it",
    )
    # clause: note Table 4
    # requirements: ERR-LOCAL-06
    SESSION_CLOSED = ErrorCode.SESSION_CLOSED, "the server ended the control connection without a reply"
    # clause: note Table 4
    # requirements: ERR-LOCAL-07
    DATA_CLOSED = (
        ErrorCode.DATA_CONNECTION_CLOSED,
        "the server ended the data connection and gave no other reason",
    )
    # clause: note Table 4
    # requirements: ERR-LOCAL-09
    REPLY_LATE = ErrorCode.TIMEOUT, "the server did not answer in time"
    # clause: note Table 4
    # requirements: ERR-LOCAL-09
    DATA_STALLED = ErrorCode.TIMEOUT, "no data moved for the whole of the time allowed"
    # clause: note Table 4
    # requirements: ERR-LOCAL-10
    ILLEGAL_PARAMETER = (
        ErrorCode.ILLEGAL_PARAMETER,
        "a value that FTP cannot carry, such as a line break in a name",
    )
    # clause: note chapter 3
    # requirements: ERR-GEN-05, ERR-GEN-09, ERR-LOCAL-01
    REPLY_UNEXPECTED = ErrorCode.UNKNOWN, "a reply that is no error of Table 4 and no success either"
    ABORTED = ErrorCode.UNKNOWN, "aborted by the module itself, which reports the better reason"

    @property
    def code(self) -> ErrorCode:
        """The <err> of Table 4."""
        code: ErrorCode = self.value[0]
        return code


class FtpFailure(Exception):
    """A network job that failed; `code` is the <err> that the module reports, `reason` is for people.

    `cause` is that of the table, `reply` the number of the server's reply, if there is one.
    """

    def __init__(
        self, code: int, reason: str, *, cause: Cause | None = None, reply: int | None = None
    ) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = int(code)
        self.reason, self.cause, self.reply = reason, cause, reply

    @classmethod
    def of(cls, cause: Cause, detail: str) -> FtpFailure:
        """The failure for a cause of the table."""
        return cls(cause.code, detail, cause=cause)

    # clause: note chapter 3
    # requirements: ERR-GEN-04, ERR-GEN-05, ERR-SRV-421, ERR-SRV-425, ERR-SRV-426, ERR-SRV-450, ERR-SRV-452
    # requirements: ERR-SRV-500, ERR-SRV-501, ERR-SRV-502, ERR-SRV-530, ERR-SRV-532, ERR-SRV-550, ERR-SRV-551
    # requirements: ERR-SRV-552, ERR-SRV-553
    @classmethod
    def of_reply(cls, code: int, text: str) -> FtpFailure:
        """The failure for a negative reply of the server."""
        if -code in _TABLE_4:
            return cls(-code, f"the server replied {text}", reply=code)
        unexpected = Cause.REPLY_UNEXPECTED
        reason = f"the server replied {text}, which Table 4 does not have"
        return cls(unexpected.code, reason, cause=unexpected, reply=code)


_TABLE_4 = frozenset(int(code) for code in ErrorCode)
