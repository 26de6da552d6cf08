"""AT+QSSLCFG (note 2.3): ten keywords, seven of them with a context; every error is a plain ERROR."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, listing
from hil.emulator.at.outcome import OK, Arguments, Outcome, answer
from hil.emulator.storage.security_store import is_legal_name
from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContext, parse_suites
from hil.spec.files import NVRAM_SLOTS
from hil.spec.tls import CONTEXTS, SECLEVELS, SSLVERSION

_Read = Callable[[SslContext], str]
_Change = Callable[[SslContext, Arguments], SslContext]
_Keyword = Callable[[Call], Outcome]


# clause: note 2.3, note 1.2
class SslConfigCommands:
    """AT+QSSLCFG on the SSL settings of a module."""

    def __init__(self, configuration: SslConfiguration) -> None:
        self._configuration = configuration
        self._keywords: Mapping[str, _Keyword] = {
            "ctxindex": self._print_context,
            **{keyword: self._of_context(keyword, *row) for keyword, row in _CONTEXT_KEYWORDS.items()},
            "ignorertctime": self._global("ignorertctime", "ignore_rtc_time", 1),
            "ftps": self._global("ftps", "ftps", 1),
            "ftpsctxi": self._global("ftpsctxi", "ftps_context", CONTEXTS.stop - 1),
        }

    def commands(self) -> Mapping[str, Command]:
        """The command by its name."""
        return {
            "+QSSLCFG": Command(
                write=self.configure, test=listing(f'+QSSLCFG: "type",({CONTEXTS[0]}-{CONTEXTS[-1]}),"value"')
            ),
        }

    def configure(self, call: Call) -> Outcome:
        """Query or set the keyword; raises `Refused`."""
        handler = self._keywords.get(call.arguments.string(0).lower())
        if handler is None:
            raise call.arguments.refused()
        return handler(call)

    def _print_context(self, call: Call) -> Outcome:
        call.arguments.expect(2, 2)
        index = _context_index(call.arguments)
        return answer(self.printout(index, self._configuration.contexts[index]))

    # clause: note 2.3, note 4.2.1, note 5.2
    def printout(self, index: int, context: SslContext) -> str:
        """All settings of a context."""
        return (
            f'+QSSLCFG: {index},{context.sslversion},{context.seclevel},"{context.suite_list}",'
            f'"{context.cacert}","{context.clientcert}","{context.clientkey}"'
        )

    def _of_context(self, keyword: str, read: _Read, change: _Change) -> _Keyword:
        """A keyword with a context: two arguments query, three set."""

        def handle(call: Call) -> Outcome:
            call.arguments.expect(2, 3)
            index = _context_index(call.arguments)
            if len(call.arguments) == 2:
                return answer(f'+QSSLCFG: "{keyword}",{read(self._configuration.contexts[index])}')
            self.write_context(index, lambda context: change(context, call.arguments))
            return OK

        return handle

    # clause: note 2.3
    def write_context(self, index: int, change: Callable[[SslContext], SslContext]) -> None:
        """Change a context; a refused value leaves it as it is."""
        contexts = self._configuration.contexts
        contexts[index] = change(contexts[index])

    def _global(self, keyword: str, attribute: str, high: int) -> _Keyword:
        """A keyword without a context: one argument queries, two set."""

        def handle(call: Call) -> Outcome:
            call.arguments.expect(1, 2)
            if len(call.arguments) == 1:
                return answer(f'+QSSLCFG: "{keyword}",{getattr(self._configuration, attribute)}')
            setattr(self._configuration, attribute, call.arguments.number(1, 0, high))
            return OK

        return handle


def _context_index(arguments: Arguments) -> int:
    return arguments.number(1, CONTEXTS.start, CONTEXTS.stop - 1)


def _change_version(context: SslContext, arguments: Arguments) -> SslContext:
    return replace(context, sslversion=arguments.number(2, min(SSLVERSION), max(SSLVERSION)))


def _change_level(context: SslContext, arguments: Arguments) -> SslContext:
    return replace(context, seclevel=arguments.number(2, min(SECLEVELS), max(SECLEVELS)))


# clause: note Table 1
def _change_suites(context: SslContext, arguments: Arguments) -> SslContext:
    suites = parse_suites(arguments.text(2))
    if suites is None:
        raise arguments.refused()
    return replace(context, suites=suites)


# clause: note Table 3
def _name(keyword: str, arguments: Arguments) -> str:
    """A legal file name for the keyword; the file need not exist before the handshake."""
    if not arguments.items[2].quoted:
        raise arguments.refused()
    name = arguments.items[2].text
    if name and not (is_legal_name(name) and (name.startswith("RAM:") or name in NVRAM_SLOTS[keyword])):
        raise arguments.refused()
    return name


_CONTEXT_KEYWORDS: Mapping[str, tuple[_Read, _Change]] = {
    "sslversion": (lambda c: str(c.sslversion), _change_version),
    "ciphersuite": (lambda c: f'"{c.suite_list}"', _change_suites),
    "seclevel": (lambda c: str(c.seclevel), _change_level),
    "cacert": (lambda c: f'"{c.cacert}"', lambda c, a: replace(c, cacert=_name("cacert", a))),
    "clientcert": (
        lambda c: f'"{c.clientcert}"',
        lambda c, a: replace(c, clientcert=_name("clientcert", a)),
    ),
    "clientkey": (lambda c: f'"{c.clientkey}"', lambda c, a: replace(c, clientkey=_name("clientkey", a))),
}
"""By keyword: how a setting is printed, and what a write makes of the context."""
