"""The AT commands of the note: forms, parameters with ranges and defaults, shape of the response, time limit.

Rows that the note leaves to its documents [1] and [2] say so in `clause`; their
time limits are those of the sibling series' manual.  A range here is what the
document states; what a module does outside it is for the tests.
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
    """How the response to a command in its write or execute form ends, and what comes before."""

    FINAL = "information text, then a final result code"
    ADDRESS = "one line with the address and no final result code"
    DEACT = "the final result code DEACT OK"
    RESULT = "OK, and later a line +<name>: <n>"
    UPLOAD = "CONNECT, data from the DTE, a line +<name>: ..., OK"
    TRANSFER = "OK, CONNECT, data, and a line +<name>: <n>"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the write form; `low` and `high` bound a number, `default` is None where none is stated."""

    name: str
    low: int | None = None
    high: int | None = None
    default: int | str | None = None
    optional: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what the documents say of it; `max_response_s` bounds a wait for its response."""

    name: str
    clause: str
    forms: Form
    max_response_s: float
    shape: Shape = Shape.FINAL
    parameters: tuple[Parameter, ...] = ()


_T, _R, _W, _E = Form.TEST, Form.READ, Form.WRITE, Form.EXECUTE
_LOCAL = 0.3  # seconds, document [1]: commands that stay inside the module
_SERVER = 180.0  # seconds, the vendor's own driver: any answer that waits for the FTP server

QSSLCFG_KEYWORDS = (  # note 2.3
    "ctxindex",
    "sslversion",
    "ciphersuite",
    "seclevel",
    "cacert",
    "clientcert",
    "clientkey",
    "ignorertctime",
    "ftps",
    "ftpsctxi",
)
PER_CONTEXT_KEYWORDS = frozenset(QSSLCFG_KEYWORDS[:7])  # take a <ctxindex>; the other three are global

_COMMANDS = (
    # --- the note itself ---------------------------------------------------------------------------------
    Command(
        "QFTPCFG", "2.2", _W, 5.0, Shape.RESULT, (Parameter("type", 1, 7), Parameter("value", optional=True))
    ),
    Command("QSSLCFG", "2.3", _T | _W, _LOCAL, Shape.FINAL, (Parameter("type", words=QSSLCFG_KEYWORDS),)),
    Command(
        "QSECWRITE",
        "2.4",
        _T | _R | _W,
        5.0,
        Shape.UPLOAD,
        (
            Parameter("filename"),
            Parameter("filesize", 1, 32768),
            Parameter("timeout", 3, 200, 100, optional=True),
        ),
    ),
    Command("QSECREAD", "2.5", _T | _R | _W, 5.0, Shape.FINAL, (Parameter("filename"),)),
    Command("QSECDEL", "2.6", _T | _R | _W, 5.0, Shape.FINAL, (Parameter("filename"),)),
    # --- chapter 4, syntax of document [2] ---------------------------------------------------------------
    Command("QFTPUSER", "4.2.1, [2]", _W, _LOCAL, Shape.FINAL, (Parameter("name"),)),
    Command("QFTPPASS", "4.2.1, [2]", _W, _LOCAL, Shape.FINAL, (Parameter("password"),)),
    Command(
        "QFTPOPEN", "4.2.1, [2]", _W, _SERVER, Shape.RESULT, (Parameter("host"), Parameter("port", 1, 65535))
    ),
    Command("QFTPSTAT", "4.2.1, [2]", _E, _LOCAL),
    Command("QFTPCLOSE", "4.2.1, [2]", _E, _SERVER, Shape.RESULT),
    Command("QFTPPATH", "4.2.2, [2]", _W, _SERVER, Shape.RESULT, (Parameter("path"),)),
    Command(
        "QFTPPUT",
        "4.2.2, [2]",
        _W,
        _SERVER,
        Shape.TRANSFER,
        (Parameter("file"), Parameter("size", 0, optional=True), Parameter("timeout", 1, optional=True)),
    ),
    Command(
        "QFTPGET",
        "4.2.3, [2]",
        _W,
        _SERVER,
        Shape.TRANSFER,
        (Parameter("file"), Parameter("size", 0, optional=True)),
    ),
    # --- procedure 1.2 and chapter 4, syntax of document [1] ---------------------------------------------
    Command("QIFGCNT", "4.2.1, [1]", _T | _R | _W, _LOCAL, Shape.FINAL, (Parameter("id", 0, 1),)),
    Command(
        "QICSGP",
        "1.2, [1]",
        _T | _R | _W,
        _LOCAL,
        Shape.FINAL,
        (
            Parameter("mode", 0, 1),
            Parameter("apn"),
            Parameter("user", optional=True),
            Parameter("password", optional=True),
        ),
    ),
    Command("QIREGAPP", "1.2, [1]", _T | _R | _W | _E, _LOCAL),
    Command("QIACT", "1.2, [1]", _T | _E, 150.0),
    Command("QILOCIP", "1.2, [1]", _T | _E, _LOCAL, Shape.ADDRESS),
    Command("QIDEACT", "4.2.1, [1]", _T | _E, 40.0, Shape.DEACT),
    Command(
        "IFC",
        "4.2.1, [1]",
        _T | _R | _W,
        _LOCAL,
        Shape.FINAL,
        (Parameter("dce", 0, 2), Parameter("dte", 0, 2)),
    ),
    # --- chapter 5, syntax of document [1] ---------------------------------------------------------------
    Command("CGATT", "5.1, [1]", _T | _R | _W, 75.0, Shape.FINAL, (Parameter("state", 0, 1),)),
    Command("CGREG", "5.1, [1]", _T | _R | _W, _LOCAL, Shape.FINAL, (Parameter("n", 0, 2),)),
    Command("CGACT", "5.1, [1]", _T | _R | _W, 150.0),
    # --- what a bench needs besides, syntax of document [1] ----------------------------------------------
    Command("CMEE", "[1]", _T | _R | _W, _LOCAL, Shape.FINAL, (Parameter("n", 0, 2),)),
    Command("CCLK", "[1]", _T | _R | _W, _LOCAL, Shape.FINAL, (Parameter("time"),)),
    Command("CFUN", "[1]", _T | _R | _W, 15.0),
    Command("CGMI", "[1]", _T | _E, _LOCAL),
    Command("CGMM", "[1]", _T | _E, _LOCAL),
    Command("CGMR", "[1]", _T | _E, _LOCAL),
    Command("CGSN", "[1]", _T | _E, _LOCAL),
    Command("QISTAT", "[1]", _T | _E, _LOCAL),
)

COMMANDS: Mapping[str, Command] = MappingProxyType({command.name: command for command in _COMMANDS})


@dataclass(frozen=True, slots=True)
class FtpSetting:
    """A row of AT+QFTPCFG (note 2.2); values of types 1 to 6 belong to document [2]."""

    type: int
    title: str
    values: tuple[int, ...]
    default: int | str | None
    clause: str


FTP_SETTINGS: Mapping[int, FtpSetting] = MappingProxyType(
    {
        row.type: row
        for row in (
            FtpSetting(1, "data connection: 0 active, 1 passive", (0, 1), None, "2.2, [2]"),
            FtpSetting(2, "transfer type: 0 binary, 1 ASCII", (0, 1), None, "2.2, [2]"),
            FtpSetting(3, "resuming point in bytes", (), 0, "2.2, [2]"),
            FtpSetting(4, "local position: /COM/, /UFS/, /RAM/, /SD/", (), "/COM/", "2.2, [2]"),
            FtpSetting(5, "non-transparent mode", (0, 1), None, "2.2, [2]"),
            FtpSetting(6, "ignore the address of the server's passive reply", (0, 1), None, "2.2, [2]"),
            FtpSetting(7, "FTPS connection: 0 implicit, 1 explicit", (0, 1), 0, "2.2"),
        )
    }
)

DEFAULT_RESPONSE_S = 5.0  # for a command that has no row here
