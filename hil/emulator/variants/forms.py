"""Switches of the form of responses: spaces, quotation marks, letter case, blank lines, the order of lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from hil.emulator.at.outcome import FinalResultCode, Outcome
from hil.emulator.at.profile import Profile
from hil.emulator.at.responses import Responses
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.variants.model import ANY, TOLD, Switch, Value, replacing, unchanged
from hil.spec.codes import ResultCode
from hil.spec.tls import ALL_SUITES

_LATE_S = 0.4  # module seconds
_SSL = (f"{TOLD}AT+QSSLCFG",)
_SECURITY = ("AT+QSECWRITE", "AT+QSECREAD", "AT+QSECDEL")
_CODES = re.compile(r"0[Xx][0-9A-Fa-f]{4}(?:, ?0[Xx][0-9A-Fa-f]{4})*")
_SUITE_ORDER = {suite.value: number for number, suite in enumerate(ALL_SUITES)}


# clause: note 2.3, note 2.4, note 2.5, note 4.2.1
def written(pattern: str, instead: str | Callable[[re.Match[str]], str]) -> type[Responses]:
    """Responses that write the matching part of a line of information text in another form."""
    expression = re.compile(pattern)

    class WritesAnotherForm(Responses):
        def information(self, *lines: str, profile: Profile) -> bytes:
            return super().information(*(expression.sub(instead, line) for line in lines), profile=profile)

    return WritesAnotherForm


def _form(name: str, meaning: str, pattern: str, instead: str | Callable[[re.Match[str]], str]) -> Value:
    return Value(name, meaning, (written(pattern, instead),))


def _spaced_outside_quotes(match: re.Match[str]) -> str:
    return re.sub(r'("[^"]*")|, ?', lambda part: part[1] or ", ", match[0])


def _codes_lower(match: re.Match[str]) -> str:
    return f"0x{match[1].lower()}"


def _codes_in_order(order: Callable[[int], int], match: re.Match[str]) -> str:
    separator = ", " if ", " in match[0] else ","
    return separator.join(sorted(re.split(", ?", match[0]), key=lambda code: order(int(code, 16))))


# clause: V.250 5.7.1, note 4.2
def blank_before(pattern: str) -> type[Responses]:
    """Responses with an empty line before the lines that match."""
    expression = re.compile(pattern)

    class WritesBlankLine(Responses):
        def information(self, *lines: str, profile: Profile) -> bytes:
            blank = expression.match(lines[0]) and profile.framing.verbose
            return (profile.framing.terminator if blank else b"") + super().information(
                *lines, profile=profile
            )

    return WritesBlankLine


# clause: note 2.4, note 4.1.1
class ConnectInLowerCase(SecurityFileCommands):
    """Connect, as 2.4 prints it for AT+QSECWRITE"""

    def begin(self, upload: SecurityUpload) -> Outcome:
        """The word of 2.4 in verbose form."""
        profile = upload.terminal.profile
        if profile.quiet or not profile.verbose:
            return super().begin(upload)
        return Outcome(("Connect",), None, upload.begin)


class _Held:
    """Keeps the bytes of the DTE while a command runs; it is a diversion of the terminal."""

    def __init__(self) -> None:
        self.data = b""

    def receive(self, data: bytes) -> bytes:
        """Keep all of them."""
        self.data += data
        return b""

    def drop(self) -> None:
        """Power-on: nothing is kept."""
        self.data = b""


# clause: note 2.4
class LateOkAfterUpload(SecurityUpload):
    """OK follows +QSECWRITE after 0.4 s, when the file is in the flash memory"""

    def answer(self, line: str) -> None:
        """The information text now, OK later; meanwhile no command is read and no URC is written."""
        held = _Held()
        self.terminal.executing, self.terminal.diversion = True, held
        self.terminal.information(line)
        self._timing.timers.after(_LATE_S, lambda: self._finish(held))

    def _finish(self, held: _Held) -> None:
        self.terminal.executing, self.terminal.diversion = False, None
        self.terminal.result(ResultCode.OK)
        self.terminal.drain()
        self.terminal.receive(held.data)


# clause: V.250 5.7.1
class BlankBeforeResultCode(Responses):
    """an empty line before a final result code"""

    def result(self, final: FinalResultCode, profile: Profile) -> bytes:
        """The result code; CONNECT has no line before it."""
        code = super().result(final, profile)
        if not code or final is ResultCode.CONNECT or not profile.verbose:
            return code
        return profile.framing.terminator + code


_IN_ORDER_OF_TABLE = partial(_codes_in_order, _SUITE_ORDER.__getitem__)
_IN_ORDER_OF_NUMBERS = partial(_codes_in_order, int)
_PRINTOUT = r"^\+QSSLCFG:? ?\d,.*$"

SWITCHES = (
    Switch(
        "ssl-colon",
        "note 2.3",
        "the note prints a space after the colon in its style of text, and drivers accept both forms",
        _SSL,
        (
            unchanged("spaced", '+QSSLCFG: "seclevel",0'),
            _form("compact", '+QSSLCFG:"seclevel",0', r"^\+QSSLCFG: ", "+QSSLCFG:"),
        ),
    ),
    Switch(
        "printout-colon",
        "note 4.2.1",
        "the example prints +QSSLCFG 0,4,1 without a colon, 2.3 has one",
        _SSL,
        (
            unchanged("present", "+QSSLCFG: 0,4,1"),
            _form("absent", "+QSSLCFG 0,4,1", r"^\+QSSLCFG: ?(?=\d)", "+QSSLCFG "),
        ),
    ),
    Switch(
        "ssl-comma",
        "note 2.3",
        'the note prints +QSSLCFG: "sslversion", <sslversion> with a space after the comma',
        _SSL,
        (
            unchanged("tight", '"sslversion",4'),
            _form("spaced", '"sslversion", 4', r'^(\+QSSLCFG:? ?"(?!type)[a-z]+"),(?! )', r"\1, "),
        ),
    ),
    Switch(
        "printout-comma",
        "note 2.3",
        "the note prints commas with and without a space after them",
        _SSL,
        (
            unchanged("tight", "0,4,1"),
            _form("spaced", "0, 4, 1", _PRINTOUT, _spaced_outside_quotes),
        ),
    ),
    Switch(
        "suite-letters",
        "note 2.3, note Table 1",
        "a hexadecimal number is the same in both cases of its letters",
        _SSL,
        (
            unchanged("upper", "0X003D"),
            _form("lower", "0x003d", r"0X([0-9A-F]{4})", _codes_lower),
        ),
    ),
    Switch(
        "suite-list-space",
        "note 2.3 (silent)",
        "the note leaves the form of a list open",
        _SSL,
        (
            unchanged("tight", '"0X0035,0X002F"'),
            _form("spaced", '"0X0035, 0X002F"', r"(0[Xx][0-9A-Fa-f]{4}),(?=0[Xx])", r"\1, "),
        ),
    ),
    Switch(
        "suite-list-order",
        "note 2.3 (silent)",
        "Table 1, 2.3 and 4.2.1 list the suites in three orders, and the note states none",
        _SSL,
        (
            unchanged("as-set", "the order in which they were set"),
            Value("table", "the order of Table 1", (written(_CODES.pattern, _IN_ORDER_OF_TABLE),)),
            Value("numbers", "the order of their numbers", (written(_CODES.pattern, _IN_ORDER_OF_NUMBERS),)),
        ),
    ),
    Switch(
        "suite-quotes",
        "note 2.3, note 4.2.1",
        "the row of the query prints <ciphersuite> without quotation marks, the example has a quoted list",
        _SSL,
        (
            unchanged("quoted", '"ciphersuite","0X0035"'),
            _form("bare", '"ciphersuite",0X0035', r'^(\+QSSLCFG:? ?"ciphersuite", ?)"([^"]*)"$', r"\1\2"),
        ),
    ),
    Switch(
        "name-quotes",
        "note 2.3, note 4.2.1",
        "the rows of the queries print the name without quotation marks, the example of a context with them",
        _SSL,
        (
            unchanged("quoted", '"cacert","NVRAM:CA0"'),
            _form(
                "bare",
                '"cacert",NVRAM:CA0',
                r'^(\+QSSLCFG:? ?"(?:cacert|clientcert|clientkey)", ?)"([^"]*)"$',
                r"\1\2",
            ),
        ),
    ),
    Switch(
        "security-colon",
        "note 2.4, note 2.5",
        "the note prints a space after the colon in its style of text, and drivers accept both forms",
        _SECURITY,
        (
            unchanged("spaced", "+QSECREAD: 1,618"),
            _form("compact", "+QSECREAD:1,618", r"^\+QSEC(WRITE|READ|DEL): ", r"+QSEC\1:"),
        ),
    ),
    Switch(
        "security-comma",
        "note 2.4, note 2.5",
        "the note prints commas with and without a space after them",
        ("AT+QSECWRITE", "AT+QSECREAD"),
        (
            unchanged("tight", "+QSECWRITE: 1614,4039"),
            _form("spaced", "+QSECWRITE: 1614, 4039", r"^(\+QSEC(?:WRITE|READ): ?\d+),(?! )", r"\1, "),
        ),
    ),
    Switch(
        "checksum-letters",
        "note 2.4, note 4.1.1",
        "the note does not say that the checksum is a hexadecimal number, and its letters mean the same in both cases",
        ("AT+QSECWRITE", "AT+QSECREAD"),
        (
            unchanged("lower", "83a7"),
            _form(
                "upper",
                "83A7",
                r"^(\+QSEC(?:WRITE|READ): ?\d+, ?)([0-9a-f]{1,4})$",
                lambda match: match[1] + match[2].upper(),
            ),
        ),
    ),
    Switch(
        "secwrite-test",
        "note 2.4",
        'square brackets and "list of supported" are notation of the note for what may be left out, and for a range',
        ("AT+QSECWRITE",),
        (
            unchanged("brackets", "<filename>,<filesize>[,(3-200)]"),
            _form("range", "<filename>,<filesize>,(3-200)", r"^(\+QSECWRITE.*)\[,\((3-200)\)\]$", r"\1,(\2)"),
            _form(
                "literal",
                "<filename>,<filesize>[,list of supported <timeout>s]",
                r"^(\+QSECWRITE.*)\[,\((3-200)\)\]$",
                r"\1[,list of supported <timeout>s]",
            ),
        ),
    ),
    Switch(
        "secwrite-connect",
        "note 2.4, note 4.1.1",
        "2.4 prints Connect, the examples of 4.1 CONNECT",
        ("AT+QSECWRITE",),
        (unchanged("capitals", "CONNECT"), replacing("capitalised", ConnectInLowerCase)),
    ),
    Switch(
        "secwrite-ok",
        "note 2.4",
        "the note states no time between +QSECWRITE and OK",
        ("AT+QSECWRITE",),
        (unchanged("at-once", "OK at once"), replacing("late", LateOkAfterUpload)),
    ),
    Switch(
        "result-line-blank",
        "V.250 5.7.1",
        "the note shows blank lines between responses, and V.250 lets lines of information text be empty",
        ("AT+QFTPOPEN", "AT+QFTPCLOSE", "AT+QFTPPATH", "AT+QFTPPUT", "AT+QFTPGET", "AT+QFTPCFG"),
        (
            unchanged("absent", "no empty line"),
            Value("present", "an empty line before a line +QFTP...", (blank_before(r"\+QFTP"),)),
        ),
    ),
    Switch(
        "secwrite-line-blank",
        "V.250 5.7.1",
        "the note shows blank lines between responses, and V.250 lets lines of information text be empty",
        ("AT+QSECWRITE", "AT+QSECREAD"),
        (
            unchanged("absent", "no empty line"),
            Value("present", "an empty line before a line +QSEC...", (blank_before(r"\+QSEC"),)),
        ),
    ),
    Switch(
        "result-code-blank",
        "V.250 5.7.1",
        "2.2 to 2.6 print an empty line before OK",
        (ANY,),
        (unchanged("absent", "no empty line"), replacing("present", BlankBeforeResultCode)),
    ),
)
