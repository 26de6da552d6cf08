"""Switches of the answers about security files: codes of a wrong size, forms of errors and of test commands."""

from __future__ import annotations

from hil.emulator.at.responses import VERBOSE, Responses
from hil.emulator.storage.security_store import SecurityStore, StoreRefusal
from hil.emulator.variants.forms import written
from hil.emulator.variants.model import REFUSED, Switch, Value, replacing, unchanged
from hil.emulator.variants.refusal_forms import ParserRefuses
from hil.spec.codes import ErrorCode, ResultCode
from hil.spec.files import limit

_SECURITY = ("AT+QSECWRITE", "AT+QSECREAD", "AT+QSECDEL")
_REFUSED = tuple(f"{REFUSED}{name}" for name in _SECURITY)
_TABLE_4 = frozenset(int(code) for code in ErrorCode)


# clause: note 2.4, note Table 4
def size_refused_with(code: ErrorCode) -> type[SecurityStore]:
    """A store that refuses a size above the range with that code."""

    class RefusesSize(SecurityStore):
        def check_upload(self, name: str, size: int) -> None:
            if size > limit(name):
                raise StoreRefusal(code)
            super().check_upload(name, size)

    return RefusesSize


# clause: note 2.4, note 2.5, note 2.6
class CodeWithoutCmee(Responses):
    """+CME ERROR: <err>, as 2.4 to 2.6 print it without a word of AT+CMEE"""

    def error(self, code: int, level: int) -> ResultCode | str:
        """The number of a code of Table 4 also with AT+CMEE=0."""
        told = super().error(code, level)
        return f"+CME ERROR: {code}" if told is ResultCode.ERROR and code in _TABLE_4 else told


# clause: note Table 4, 27.007 9.1
class NumbersWithoutWords(Responses):
    """the number: Table 4 has no words for its codes"""

    def error(self, code: int, level: int) -> ResultCode | str:
        """The number of a code of Table 4 with AT+CMEE=2, the words of any other."""
        return f"+CME ERROR: {code}" if level == VERBOSE and code in _TABLE_4 else super().error(code, level)


SWITCHES = (
    Switch(
        "secwrite-size",
        "note 2.4, note 3",
        "2.4 gives a range of sizes and no code; too large, no space and invalid parameter are true of the same size",
        (f"{REFUSED}AT+QSECWRITE",),
        (
            unchanged("too-large", "4011"),
            Value("no-space", "4008", (size_refused_with(ErrorCode.NO_SPACE),)),
            Value("invalid", "4013", (size_refused_with(ErrorCode.INVALID_PARAMETER),)),
        ),
    ),
    Switch(
        "security-parser",
        "note 2.4, V.250 5.4.2.1",
        "what is no number, or nothing, is a matter of the parser of the command line, whose answer is ERROR",
        _REFUSED,
        (unchanged("command", "+CME ERROR: 4013"), replacing("parser", ParserRefuses)),
    ),
    Switch(
        "security-cmee",
        "note 2.4, 27.007 9.1",
        "2.4 to 2.6 print +CME ERROR: <err> for any error, and 27.007 has it with AT+CMEE=1 and 2 only",
        _REFUSED,
        (unchanged("obeyed", "ERROR with AT+CMEE=0"), replacing("ignored", CodeWithoutCmee)),
    ),
    Switch(
        "security-words",
        "note 3 (silent)",
        "Table 4 describes its codes and does not give the texts of AT+CMEE=2",
        _REFUSED,
        (unchanged("words", "words"), replacing("numbers", NumbersWithoutWords)),
    ),
    Switch(
        "security-test-forms",
        "note Table 2, note 2.4",
        "Table 2 has the list of parameters and value ranges; the names of 2.4 to 2.6 are in the notation of the note",
        _SECURITY,
        (
            unchanged("names", "<filename>,<filesize>"),
            Value(
                "ranges",
                '"filename",(1-32768)',
                (
                    written(r"^(\+QSEC\w+: ?)<filename>", r'\1"filename"'),
                    written(r"^(\+QSECWRITE: ?[^,]+),<filesize>", r"\1,(1-32768)"),
                ),
            ),
        ),
    ),
)
