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
    STATE = "OK, and then one line with the state"
    DEACT = "the final result code DEACT OK"
    RESULT = "OK, and later a line +<name>: <n>"
    UPLOAD = "CONNECT, data from the DTE, a line +<name>: ..., OK"
    TRANSFER = "OK, CONNECT, data, and a line +<name>: <n>"


@dataclass(frozen=True, slots=True)
class CommandFacts:
    """A command; `max_response_s` bounds a wait for its response."""

    name: str
    max_response_s: float
    shape: Shape = Shape.FINAL


DEFAULT_RESPONSE_S = 5.0  # for a command that has no row here, and for test and read forms
LOCAL_RESPONSE_S = 0.3  # document [1]: commands that stay inside the module
SERVER_RESPONSE_S = 180.0  # the vendor's own driver: any answer that waits for the FTP server

_COMMANDS = (
    # note 2.2 to 2.6
    CommandFacts("QFTPCFG", 5.0, Shape.RESULT),
    CommandFacts("QSSLCFG", LOCAL_RESPONSE_S),
    CommandFacts("QSECWRITE", 5.0, Shape.UPLOAD),
    CommandFacts("QSECREAD", 5.0),
    CommandFacts("QSECDEL", 5.0),
    # note 4.2.1 to 4.2.4; document [2]
    CommandFacts("QFTPUSER", LOCAL_RESPONSE_S),
    CommandFacts("QFTPPASS", LOCAL_RESPONSE_S),
    CommandFacts("QFTPOPEN", SERVER_RESPONSE_S, Shape.RESULT),
    CommandFacts("QFTPSTAT", LOCAL_RESPONSE_S),
    CommandFacts("QFTPCLOSE", SERVER_RESPONSE_S, Shape.RESULT),
    CommandFacts("QFTPPATH", SERVER_RESPONSE_S, Shape.RESULT),
    CommandFacts("QFTPPUT", SERVER_RESPONSE_S, Shape.TRANSFER),
    CommandFacts("QFTPGET", SERVER_RESPONSE_S, Shape.TRANSFER),
    CommandFacts("QFTPSIZE", SERVER_RESPONSE_S, Shape.RESULT),
    CommandFacts("QFTPLEN", LOCAL_RESPONSE_S),
    CommandFacts("QFTPDELETE", SERVER_RESPONSE_S, Shape.RESULT),
    CommandFacts("QFTPRENAME", SERVER_RESPONSE_S, Shape.RESULT),
    CommandFacts("QFTPMKDIR", SERVER_RESPONSE_S, Shape.RESULT),
    CommandFacts("QFTPRMDIR", SERVER_RESPONSE_S, Shape.RESULT),
    # note 1.2 and 4.2.1; document [1]
    CommandFacts("QIFGCNT", LOCAL_RESPONSE_S),
    CommandFacts("QICSGP", LOCAL_RESPONSE_S),
    CommandFacts("QIREGAPP", LOCAL_RESPONSE_S),
    CommandFacts("QIACT", 150.0),
    CommandFacts("QILOCIP", LOCAL_RESPONSE_S, Shape.ADDRESS),
    CommandFacts("QIDEACT", 40.0, Shape.DEACT),
    CommandFacts("IFC", LOCAL_RESPONSE_S),
    # note 5.1; document [1]
    CommandFacts("CGATT", 75.0),
    CommandFacts("CGREG", LOCAL_RESPONSE_S),
    CommandFacts("CGACT", 150.0),
    # document [1], for the bench
    CommandFacts("CMEE", LOCAL_RESPONSE_S),
    CommandFacts("CCLK", LOCAL_RESPONSE_S),
    CommandFacts("CFUN", 15.0),
    CommandFacts("COPS", 75.0),
    CommandFacts("CGMI", LOCAL_RESPONSE_S),
    CommandFacts("CGMM", LOCAL_RESPONSE_S),
    CommandFacts("CGMR", LOCAL_RESPONSE_S),
    CommandFacts("CGSN", LOCAL_RESPONSE_S),
    CommandFacts("QISTAT", LOCAL_RESPONSE_S, Shape.STATE),
)

COMMANDS: Mapping[str, CommandFacts] = MappingProxyType({command.name: command for command in _COMMANDS})

# --- numbers of the serial line ------------------------------------------------------------------------------------

RATES = (0, 75, 150, 300, 600, 1200, 2400, 4800, 9600, 14400, 19200, 28800, 38400, 57600, 115200)
"""Bit/s of AT+IPR (document [1]); 0: the module finds the rate by itself."""

ESCAPE_GUARD_S = 0.5  # document [1]: silence before and after +++
DLCIS = (1, 2, 3, 4)  # document [1], AT+CMUX: channels of the multiplexer
MUX_N1_DEFAULT = 127  # document [1], AT+CMUX: octets of information in a frame
