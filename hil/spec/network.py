"""PDP contexts and TCP/IP stack: numbers, ranges and codes of the commands (note 1.2, 4.2.1, 5.1; document [1])."""

from __future__ import annotations

from enum import IntEnum

FOREGROUND_CONTEXTS = range(2)  # AT+QIFGCNT, document [1]
CONTEXT_IDS = range(1, 3)  # <cid> of AT+CGDCONT and AT+CGACT, document [1]
ACTIVE_CONTEXTS_MAX = 2  # note 5.1, item 5: contexts that are active at the same time

REGISTERED = frozenset({"1", "5"})  # <stat> of AT+CREG, AT+CGREG: home network, roaming (27.007 7.2)

RECOVERY_ROUNDS = 3  # note 5.1: checks after a reboot, at least
RECOVERY_INTERVAL_S = 600.0  # note 5.1: ten minutes between two checks, module time

SOCKETS = 6  # connections of AT+QIOPEN, document [1]

DNS_PORT = 53  # RFC 1035, 4.2
LOOK_UP_MAX_S = 14.0  # document [1]: longest time of AT+QIDNSGIP

NO_ADDRESS = "0.0.0.0"


class BearerType(IntEnum):
    """<mode> of AT+QICSGP (note 4.2.1; document [1])."""

    CSD = 0
    GPRS = 1


class LookUpError(IntEnum):
    """<err> of AT+QIDNSGIP (document [1])."""

    NETWORK = 3
    TIMEOUT = 5


class PingResult(IntEnum):
    """<result> of +QPING (document [1])."""

    REPLIED = 0
    NO_REPLY = 1
    FINISHED = 2
    STACK_BUSY = 3
    HOST_NOT_FOUND = 4
    PDP_FAILED = 5


class NtpResult(IntEnum):
    """<result> of +QNTP (document [1])."""

    SET = 0
    NO_REPLY = 2
    STACK_BUSY = 3
    SERVER_NOT_FOUND = 4
    PDP_FAILED = 5


PING_TIMEOUTS_S = range(1, 256)  # AT+QPING, document [1]
PING_TIMEOUT_DEFAULT_S = 1  # AT+QPING, document [1]
PING_COUNTS = range(1, 11)  # AT+QPING, document [1]
PING_COUNT_DEFAULT = 4  # AT+QPING, document [1]
