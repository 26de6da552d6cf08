"""AT+QSSLCFG (note 2.3): ten keywords, seven of them with a context; every error is a plain ERROR."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.outcome import OK, Arguments, Call, Cme, Command, Outcome, Refused, listing, told
from hil.emulator.storage.security_store import is_legal_name
from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContext, parse_suites
from hil.spec.files import NVRAM_CA0, NVRAM_CA1, NVRAM_CERT, NVRAM_KEY
from hil.spec.tls import CONTEXTS, SECLEVELS, SSLVERSION

_INVALID_PARAMETER = 4013  # of files; AT+QSSLCFG has a plain ERROR for it

_SLOTS = {  # note, Table 3
    "cacert": frozenset({NVRAM_CA0, NVRAM_CA1}),
    "clientcert": frozenset({NVRAM_CERT}),
    "clientkey": frozenset({NVRAM_KEY}),
}


def _context_index(arguments: Arguments) -> int:
    return arguments.number(1, CONTEXTS.start, CONTEXTS.stop - 1)


def _print_context(call: Call) -> Outcome:
    call.arguments.expect(2, 2)
    index = _context_index(call.arguments)
    context = call.module.ssl.contexts[index]
    ca = "" if "context-print-lacks-ca-name" in call.module.defects else context.cacert
    return told(
        f'+QSSLCFG: {index},{context.sslversion},{context.seclevel},"{context.suite_list}",'
        f'"{ca}","{context.clientcert}","{context.clientkey}"'
    )


_Read = Callable[[SslContext], str]
_Change = Callable[[SslContext, Arguments], SslContext]


def _of_context(keyword: str, read: _Read, change: _Change) -> Callable[[Call], Outcome]:
    """A keyword with a context: two arguments ask, a third one sets."""

    def handle(call: Call) -> Outcome:
        call.arguments.expect(2, 3)
        index = _context_index(call.arguments)
        contexts = call.module.ssl.contexts
        if len(call.arguments) == 2:
            return told(f'+QSSLCFG: "{keyword}",{read(contexts[index])}')
        try:
            contexts[index] = change(contexts[index], call.arguments)
        except Refused:
            if "refused-write-resets-context" in call.module.defects:
                contexts[index] = SslContext()
            raise
        if "context-change-ends-session" in call.module.defects:
            call.module.ftp.context_lost()
        return OK

    return handle


def _change_version(context: SslContext, arguments: Arguments) -> SslContext:
    return replace(context, sslversion=arguments.number(2, min(SSLVERSION), max(SSLVERSION)))


def _change_level(context: SslContext, arguments: Arguments) -> SslContext:
    return replace(context, seclevel=arguments.number(2, min(SECLEVELS), max(SECLEVELS)))


def _change_suites(context: SslContext, arguments: Arguments) -> SslContext:
    suites = parse_suites(arguments.text(2))
    if suites is None:
        raise arguments.refused()
    return replace(context, suites=suites)


def _name(keyword: str, arguments: Arguments) -> str:
    """A file name that may stand there; whether the file exists is not asked before the handshake."""
    if not arguments.items[2].quoted:
        raise arguments.refused()
    name = arguments.items[2].text
    if name and not (is_legal_name(name) and (name.startswith("RAM:") or name in _SLOTS[keyword])):
        raise arguments.refused()
    return name


def _global(keyword: str, attribute: str, high: int) -> Callable[[Call], Outcome]:
    """A keyword without a context: one argument asks, a second one sets."""

    def handle(call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        ssl: SslConfiguration = call.module.ssl
        if len(call.arguments) == 1:
            return told(f'+QSSLCFG: "{keyword}",{getattr(ssl, attribute)}')
        setattr(ssl, attribute, call.arguments.number(1, 0, high))
        return OK

    return handle


_KEYWORDS: Mapping[str, Callable[[Call], Outcome]] = {
    "ctxindex": _print_context,
    "sslversion": _of_context("sslversion", lambda c: str(c.sslversion), _change_version),
    "ciphersuite": _of_context("ciphersuite", lambda c: f'"{c.suite_list}"', _change_suites),
    "seclevel": _of_context("seclevel", lambda c: str(c.seclevel), _change_level),
    "cacert": _of_context(
        "cacert", lambda c: f'"{c.cacert}"', lambda c, a: replace(c, cacert=_name("cacert", a))
    ),
    "clientcert": _of_context(
        "clientcert",
        lambda c: f'"{c.clientcert}"',
        lambda c, a: replace(c, clientcert=_name("clientcert", a)),
    ),
    "clientkey": _of_context(
        "clientkey", lambda c: f'"{c.clientkey}"', lambda c, a: replace(c, clientkey=_name("clientkey", a))
    ),
    "ignorertctime": _global("ignorertctime", "ignore_rtc_time", 1),
    "ftps": _global("ftps", "ftps", 1),
    "ftpsctxi": _global("ftpsctxi", "ftps_context", CONTEXTS.stop - 1),
}


def _configure(call: Call) -> Outcome:
    try:
        handler = _KEYWORDS.get(call.arguments.string(0).lower())
        if handler is None:
            raise call.arguments.refused()
        return handler(call)
    except Refused:
        if "sslcfg-error-is-cme" in call.module.defects:
            raise Refused(Cme(_INVALID_PARAMETER)) from None
        raise


COMMANDS: Mapping[str, Command] = {
    "+QSSLCFG": Command(write=_configure, test=listing('+QSSLCFG: "type",(0-5),"value"')),
}
