"""Switches of AT+QSSLCFG: which forms of its parameters it takes, where the note shows one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.at.parse import Argument
from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import CommandRefused, Outcome
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.tls.ssl_contexts import SslContextSettings
from hil.emulator.variants.model import Switch, Value, replacing, unchanged
from hil.emulator.variants.wrapping import with_write
from hil.spec.tls import CipherSuite

_ALL = "0XFFFF"
_SUITES = "ciphersuite"
_NAMES = frozenset({"cacert", "clientcert", "clientkey"})
_NUMBERS = 2  # arguments before the value
_TLS12 = 3  # <sslversion>
_OF_TLS12 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256


# clause: note 2.3
def checking(refuses: Callable[[tuple[Argument, ...]], bool]) -> type[SslConfigCommands]:
    """An AT+QSSLCFG that refuses more parameters."""

    def checked(call: Call, former: Handler) -> Outcome:
        if refuses(call.arguments.items):
            raise call.arguments.refused()
        return former(call)

    class RefusesMore(SslConfigCommands):
        def commands(self) -> Mapping[str, Command]:
            return with_write(super().commands(), "+QSSLCFG", checked)

    return RefusesMore


# clause: note 2.3
def taking(read: Callable[[tuple[Argument, ...]], tuple[Argument, ...]]) -> type[SslConfigCommands]:
    """An AT+QSSLCFG that reads some parameters in another way."""

    class ReadsOtherwise(SslConfigCommands):
        def configure(self, call: Call) -> Outcome:
            return super().configure(
                replace(call, arguments=replace(call.arguments, items=read(call.arguments.items)))
            )

    return ReadsOtherwise


def _suites(items: tuple[Argument, ...]) -> tuple[Argument, ...]:
    is_suites = bool(items) and items[0].text.lower() == _SUITES
    return items[_NUMBERS:] if is_suites else ()


def _joined(items: tuple[Argument, ...]) -> tuple[Argument, ...]:
    suites = _suites(items)
    if len(suites) < 2:
        return items
    return (*items[:_NUMBERS], Argument(",".join(suite.text for suite in suites), quoted=True))


def _without_repetitions(items: tuple[Argument, ...]) -> tuple[Argument, ...]:
    suites = _suites(items)
    if len(suites) != 1:
        return items
    codes = dict.fromkeys(code.strip() for code in suites[0].text.split(","))
    return (*items[:_NUMBERS], replace(suites[0], text=",".join(codes)))


def _is_keyword_in_capitals(items: tuple[Argument, ...]) -> bool:
    return bool(items) and items[0].text != items[0].text.lower()


def _is_empty_name(items: tuple[Argument, ...]) -> bool:
    return len(items) > _NUMBERS and items[0].text.lower() in _NAMES and not items[_NUMBERS].text


def _all_if_empty(items: tuple[Argument, ...]) -> tuple[Argument, ...]:
    suites = _suites(items)
    if len(suites) != 1 or not suites[0].quoted or suites[0].text:
        return items
    return (*items[:_NUMBERS], replace(suites[0], text=_ALL))


# clause: note 2.3, RFC 5246 A.5
class IllegalPairsRefused(SslConfigCommands):
    """ERROR to a setting that leaves no suite for the version"""

    def write_context(self, index: int, change: Callable[[SslContextSettings], SslContextSettings]) -> None:
        """Change a context unless no suite is left."""
        changed = change(self._configuration.contexts[index])
        if changed.sslversion < _TLS12 and set(changed.suites) == {_OF_TLS12}:
            raise CommandRefused
        super().write_context(index, lambda _context: changed)


SWITCHES = (
    Switch(
        "illegal-pair",
        "note 2.3 (silent), RFC 5246 A.5",
        "the suite of TLS1.2 has no meaning before it; that can show at the setting or at the session",
        ("AT+QSSLCFG",),
        (unchanged("session", "the session fails"), replacing("setting", IllegalPairsRefused)),
    ),
    Switch(
        "empty-suites",
        "note 2.3 (silent)",
        "the note does not say what an empty list of suites means: nothing, a query, or all suites as by default",
        ("AT+QSSLCFG",),
        (
            unchanged("refused", "it is refused"),
            Value("all", "all suites", (taking(_all_if_empty),)),
        ),
    ),
    Switch(
        "keyword-letters",
        "note 2.3 (silent)",
        "the note writes the keywords in lower case and does not say whether case matters",
        ("AT+QSSLCFG",),
        (
            unchanged("any", "in any letters"),
            Value("lower", "in lower case only", (checking(_is_keyword_in_capitals),)),
        ),
    ),
    Switch(
        "suite-input-letters",
        "note 2.3 (silent)",
        "the note writes codes with 0X and capital letters and does not say whether case matters",
        ("AT+QSSLCFG",),
        (
            unchanged("any", "0x003d, too"),
            Value(
                "capitals",
                "0X003D only",
                (checking(lambda items: any(s.text != s.text.upper() for s in _suites(items))),),
            ),
        ),
    ),
    Switch(
        "all-suites-code",
        "note 2.3 (silent)",
        "the note does not have 0XFFFF; code in the field uses it",
        ("AT+QSSLCFG",),
        (
            unchanged("taken", "0XFFFF is all suites"),
            Value(
                "refused",
                "0XFFFF is refused",
                (checking(lambda items: any(_ALL in s.text.upper() for s in _suites(items))),),
            ),
        ),
    ),
    Switch(
        "bare-suite",
        "note 2.3, note 4.2.1",
        "2.3 writes <ciphersuite> without quotation marks, the example prints a quoted list",
        ("AT+QSSLCFG",),
        (
            unchanged("taken", "0X0035 without quotation marks is taken"),
            Value(
                "refused",
                "it is refused",
                (checking(lambda items: any(not s.quoted and s.text for s in _suites(items))),),
            ),
        ),
    ),
    Switch(
        "several-suites",
        "note 2.3",
        '"list of supported <ciphersuite>s" can be one list or several parameters',
        ("AT+QSSLCFG",),
        (
            unchanged("list", "one list"),
            Value("parameters", "one list, or several parameters", (taking(_joined),)),
        ),
    ),
    Switch(
        "repeated-suite",
        "note 2.3 (silent)",
        "the note does not say whether a list may have a suite twice",
        ("AT+QSSLCFG",),
        (
            unchanged("refused", "the list is refused"),
            Value("once", "it counts once", (taking(_without_repetitions),)),
        ),
    ),
    Switch(
        "empty-name",
        "note 2.3 (silent)",
        "Table 3 has names only; the note does not say whether an empty one takes a name away",
        ("AT+QSSLCFG",),
        (
            unchanged("taken", "it takes the name away"),
            Value("refused", "it is refused", (checking(_is_empty_name),)),
        ),
    ),
)
