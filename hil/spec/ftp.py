"""The FTP(S) service: the settings of AT+QFTPCFG, and the limits of what its commands take (note 2.2, 4.2; document [2])."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class FtpSetting(IntEnum):
    """<type> of AT+QFTPCFG (note 2.2); the values of types 1 to 6 are those of document [2]."""

    DATA_CONNECTION = 1
    TRANSFER_TYPE = 2
    RESUMING_POINT = 3
    LOCAL_POSITION = 4
    NON_TRANSPARENT = 5
    IGNORE_PASSIVE_ADDRESS = 6
    CONNECTION_MODE = 7


FTP_SWITCHES = frozenset(FtpSetting) - {FtpSetting.RESUMING_POINT, FtpSetting.LOCAL_POSITION}
"""The types whose value is 0 or 1."""


class DataConnectionMode(IntEnum):
    """Values of type 1 (document [2])."""

    ACTIVE = 0
    PASSIVE = 1


class TransferType(IntEnum):
    """Values of type 2 (document [2])."""

    BINARY = 0
    ASCII = 1


class ConnectionMode(IntEnum):
    """Values of type 7 (note 2.2); implicit is underlined, the default."""

    IMPLICIT = 0
    EXPLICIT = 1


MODES = tuple(mode.name.lower() for mode in ConnectionMode)
"""The two modes of FTPS by name."""

RESUMING_POINT_DEFAULT = 0  # type 3, document [2]
RESUMING_POINT_MAX = 0x7FFFFFFF  # type 3, document [2]: bytes

LOCAL_POSITIONS = ("COM", "UFS", "RAM", "SD")  # type 4, document [2]
LOCAL_POSITION_DEFAULT = "/COM/"  # type 4, document [2]: the UART

CREDENTIAL_MAX = 30  # characters of AT+QFTPUSER and AT+QFTPPASS; sibling series' API
PATH_MAX = 100  # characters of AT+QFTPPATH; sibling series' API

PORTS = range(1, 65536)  # of AT+QFTPOPEN, document [2]
FTP_PORT = 21  # note 4.2.4
FTPS_PORT = 990  # note 4.2.1: implicit

EXAMPLE_PUT_TIMEOUT_S = 200  # note 4.2.2
PUT_TIMEOUT_DEFAULT_S = 900  # seconds without data of AT+QFTPPUT; sibling series' API


class ServiceState(StrEnum):
    """The states that AT+QFTPSTAT answers (note 4.2.1: OPENED; document [2])."""

    IDLE = "IDLE"
    OPENING = "OPENING"
    OPENED = "OPENED"
    WORKING = "WORKING"
    TRANSFER = "TRANSFER"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
