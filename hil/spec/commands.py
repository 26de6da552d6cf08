"""The AT commands that the driver knows: how the response to each ends, and how long it may take.

The rows of documents [1] and [2] have the time limits of the sibling series'
manual.  A command without a row here may take `DEFAULT_RESPONSE_S`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, Flag, auto
from types import MappingProxyType


class Form(Flag):
    """The four forms of Table 2."""

    TEST = auto()
    READ = auto()
    WRITE = auto()
    EXECUTE = auto()


class Shape(Enum):
    """How the response to a command in its write or execute form ends, and what comes before it."""

    FINAL = "information text, then a final result code"
    ADDRESS = "one line with the address and no final result code"
    DEACT = "the final result code DEACT OK"
    RESULT = "OK, and later a line +<name>: <n>"
    UPLOAD = "CONNECT, data from the DTE, a line +<name>: ..., OK"
    TRANSFER = "OK, CONNECT, data, and a line +<name>: <n>"


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `max_response_s` bounds a wait for its response."""

    name: str
    max_response_s: float
    shape: Shape = Shape.FINAL


DEFAULT_RESPONSE_S = 5.0  # for a command that has no row here, and for test and read forms
LOCAL_RESPONSE_S = 0.3  # document [1]: commands that stay inside the module
SERVER_RESPONSE_S = 180.0  # the vendor's own driver: any answer that waits for the FTP server

_COMMANDS = (
    # note 2.2 to 2.6
    Command("QFTPCFG", 5.0, Shape.RESULT),
    Command("QSSLCFG", LOCAL_RESPONSE_S),
    Command("QSECWRITE", 5.0, Shape.UPLOAD),
    Command("QSECREAD", 5.0),
    Command("QSECDEL", 5.0),
    # note 4.2.1 to 4.2.4; document [2]
    Command("QFTPUSER", LOCAL_RESPONSE_S),
    Command("QFTPPASS", LOCAL_RESPONSE_S),
    Command("QFTPOPEN", SERVER_RESPONSE_S, Shape.RESULT),
    Command("QFTPSTAT", LOCAL_RESPONSE_S),
    Command("QFTPCLOSE", SERVER_RESPONSE_S, Shape.RESULT),
    Command("QFTPPATH", SERVER_RESPONSE_S, Shape.RESULT),
    Command("QFTPPUT", SERVER_RESPONSE_S, Shape.TRANSFER),
    Command("QFTPGET", SERVER_RESPONSE_S, Shape.TRANSFER),
    # note 1.2 and 4.2.1; document [1]
    Command("QIFGCNT", LOCAL_RESPONSE_S),
    Command("QICSGP", LOCAL_RESPONSE_S),
    Command("QIREGAPP", LOCAL_RESPONSE_S),
    Command("QIACT", 150.0),
    Command("QILOCIP", LOCAL_RESPONSE_S, Shape.ADDRESS),
    Command("QIDEACT", 40.0, Shape.DEACT),
    Command("IFC", LOCAL_RESPONSE_S),
    # note 5.1; document [1]
    Command("CGATT", 75.0),
    Command("CGREG", LOCAL_RESPONSE_S),
    Command("CGACT", 150.0),
    # document [1], for the bench
    Command("CMEE", LOCAL_RESPONSE_S),
    Command("CCLK", LOCAL_RESPONSE_S),
    Command("CFUN", 15.0),
    Command("CGMI", LOCAL_RESPONSE_S),
    Command("CGMM", LOCAL_RESPONSE_S),
    Command("CGMR", LOCAL_RESPONSE_S),
    Command("CGSN", LOCAL_RESPONSE_S),
    Command("QISTAT", LOCAL_RESPONSE_S),
)

COMMANDS: Mapping[str, Command] = MappingProxyType({command.name: command for command in _COMMANDS})

# --- numbers of the serial line ------------------------------------------------------------------------------------

RATES = (0, 75, 150, 300, 600, 1200, 2400, 4800, 9600, 14400, 19200, 28800, 38400, 57600, 115200)
"""Bit/s of AT+IPR (document [1]); 0: the module finds the rate by itself."""

ESCAPE_GUARD_S = 0.5  # document [1]: silence before and after +++
DLCIS = (1, 2, 3, 4)  # document [1], AT+CMUX: channels of the multiplexer
MUX_N1_DEFAULT = 127  # document [1], AT+CMUX: octets of information in a frame
