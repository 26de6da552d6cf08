"""AT+QSSLCFG (note 2.3): ten keywords, seven of them with a context; every error is a plain ERROR."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, listing
from hil.emulator.at.outcome import OK, Arguments, Outcome, answer
from hil.emulator.storage.security_store import is_legal_name
from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContextSettings, parse_suites
from hil.spec.files import NVRAM_SLOTS
from hil.spec.tls import CONTEXTS, SECLEVELS, SSLVERSION

_Read = Callable[[SslContextSettings], str]
_Change = Callable[[SslContextSettings, Arguments], SslContextSettings]
_Keyword = Callable[[Call], Outcome]


# clause: note 2.3, note 1.2
# requirements: PROC-09, PROC-10
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

    # clause: note 2.1, note 2.3
    # requirements: SYN-01, SSLCFG-TEST-01
    def commands(self) -> Mapping[str, Command]:
        """The command by its name."""
        return {
            "+QSSLCFG": Command(
                write=self.configure, test=listing(f'+QSSLCFG: "type",({CONTEXTS[0]}-{CONTEXTS[-1]}),"value"')
            ),
        }

    # clause: note 2.3
    # requirements: SSLCFG-GEN-01, SSLCFG-GEN-02, SSLCFG-GEN-05, SSLCFG-GEN-13
    def configure(self, call: Call) -> Outcome:
        """Query or set the keyword; raises `Refused`."""
        handler = self._keywords.get(call.arguments.string(0).lower())
        if handler is None:
            raise call.arguments.refused()
        return handler(call)

    # clause: note 2.3, note 5.2
    # requirements: SSLCFG-CTX-01, SSLCFG-CTX-03, SSLCFG-CTX-04, SSLCFG-CTX-05, SSLCFG-CTX-06, SSLCFG-CTX-07
    # requirements: SSLCFG-CTX-08, SSLCFG-CTX-13, SSLCFG-CTX-14, FTPSERR-04
    def _print_context(self, call: Call) -> Outcome:
        call.arguments.expect(2, 2)
        index = _context_index(call.arguments)
        return answer(self.printout(index, self._configuration.contexts[index]))

    # clause: note 2.3, note 4.2.1, note 5.2
    # requirements: SSLCFG-CTX-01, SSLCFG-CTX-02, SSLCFG-RTC-10, EX421-11, FTPSERR-04
    def printout(self, index: int, context: SslContextSettings) -> str:
        """All settings of a context."""
        return (
            f'+QSSLCFG: {index},{context.sslversion},{context.seclevel},"{context.suite_list}",'
            f'"{context.cacert}","{context.clientcert}","{context.clientkey}"'
        )

    # clause: note 2.3
    # requirements: SSLCFG-GEN-03, SSLCFG-GEN-04
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
    # requirements: SSLCFG-GEN-06, SSLCFG-CTX-11
    def write_context(self, index: int, change: Callable[[SslContextSettings], SslContextSettings]) -> None:
        """Change a context; a refused value leaves it as it is."""
        contexts = self._configuration.contexts
        contexts[index] = change(contexts[index])

    # clause: note 2.3, note 4.2.1, note 4.2.4
    # requirements: SSLCFG-GEN-04, SSLCFG-RTC-01, SSLCFG-RTC-02, SSLCFG-RTC-05, SSLCFG-RTC-06, SSLCFG-FTPS-01
    # requirements: SSLCFG-FTPS-03, SSLCFG-FTPS-05, SSLCFG-FTPS-06, SSLCFG-FTPSCTX-01, SSLCFG-FTPSCTX-02
    # requirements: SSLCFG-FTPSCTX-03, SSLCFG-FTPSCTX-10, SSLCFG-FTPSCTX-11, EX421-08, EX421-13, EX421-14
    # requirements: EX424-01
    def _global(self, keyword: str, attribute: str, high: int) -> _Keyword:
        """A keyword without a context: one argument queries, two set."""

        def handle(call: Call) -> Outcome:
            call.arguments.expect(1, 2)
            if len(call.arguments) == 1:
                return answer(f'+QSSLCFG: "{keyword}",{getattr(self._configuration, attribute)}')
            setattr(self._configuration, attribute, call.arguments.number(1, 0, high))
            return OK

        return handle


# clause: note 2.3
# requirements: SSLCFG-GEN-03, SSLCFG-CTX-09, SSLCFG-CTX-10, SSLCFG-CTX-13, SSLCFG-CACERT-07
# requirements: SSLCFG-CLICERT-07, SSLCFG-CLIKEY-07
def _context_index(arguments: Arguments) -> int:
    return arguments.number(1, CONTEXTS.start, CONTEXTS.stop - 1)


# clause: note 2.3, note 4.2.1
# requirements: SSLCFG-VERSION-01, SSLCFG-VERSION-03, SSLCFG-VERSION-04, SSLCFG-VERSION-05, SSLCFG-VERSION-06
# requirements: SSLCFG-VERSION-07, SSLCFG-VERSION-09, SSLCFG-VERSION-10, SSLCFG-VERSION-11, EX421-10
def _change_version(context: SslContextSettings, arguments: Arguments) -> SslContextSettings:
    return replace(context, sslversion=arguments.number(2, min(SSLVERSION), max(SSLVERSION)))


# clause: note 2.3, note 4.2.1
# requirements: SSLCFG-SECLVL-01, SSLCFG-SECLVL-03, SSLCFG-SECLVL-04, SSLCFG-SECLVL-05, SSLCFG-SECLVL-07
# requirements: SSLCFG-SECLVL-08, EX421-09
def _change_level(context: SslContextSettings, arguments: Arguments) -> SslContextSettings:
    return replace(context, seclevel=arguments.number(2, min(SECLEVELS), max(SECLEVELS)))


# clause: note 2.3, note Table 1
# requirements: SSLCFG-CIPHER-01, SSLCFG-CIPHER-03, SSLCFG-CIPHER-17
def _change_suites(context: SslContextSettings, arguments: Arguments) -> SslContextSettings:
    suites = parse_suites(arguments.text(2))
    if suites is None:
        raise arguments.refused()
    return replace(context, suites=suites)


# clause: note 4.2.1, note Table 3
# requirements: SSLCFG-GEN-12, SSLCFG-CACERT-01, SSLCFG-CACERT-02, SSLCFG-CACERT-05, SSLCFG-CACERT-06
# requirements: SSLCFG-CLICERT-01, SSLCFG-CLICERT-02, SSLCFG-CLICERT-05, SSLCFG-CLICERT-06, SSLCFG-CLIKEY-01
# requirements: SSLCFG-CLIKEY-02, SSLCFG-CLIKEY-05, SSLCFG-CLIKEY-06, SSLCFG-CACERT-08, EX421-07
def _name(keyword: str, arguments: Arguments) -> str:
    """A legal file name for the keyword; the file need not exist before the handshake."""
    if not arguments.items[2].quoted:
        raise arguments.refused()
    name = arguments.items[2].text
    if name and not (is_legal_name(name) and (name.startswith("RAM:") or name in NVRAM_SLOTS[keyword])):
        raise arguments.refused()
    return name


# clause: note 2.3
# requirements: SSLCFG-VERSION-02, SSLCFG-CIPHER-02, SSLCFG-SECLVL-02, SSLCFG-CACERT-03, SSLCFG-CLICERT-03
# requirements: SSLCFG-CLIKEY-03
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
