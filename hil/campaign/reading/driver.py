"""The calls of the driver (hil.modem), as the command lines that they send; an unknown part stays marked.

A call is known by the last names of its path: `modem.ftp.put` of any `modem`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hil.campaign.reading.values import NOTHING_KNOWN, Unknown, forms

Arguments = Callable[[int, str], Any]
"""An argument by its place and its name; unknown if the call does not give it."""


def lines(path: tuple[str, ...], arguments: list[Any], named: Mapping[str, Any]) -> Iterator[str]:
    """The command lines of a call; none if it is not one of the driver."""

    def argument(place: int, name: str) -> Any:
        return arguments[place] if place < len(arguments) else named.get(name, NOTHING_KNOWN)

    for length in (2, 1):
        writer = _CALLS.get(path[-length:])
        if writer is not None and len(path) >= length:
            yield from writer(argument)
            return


def _send(argument: Arguments) -> Iterator[str]:
    line = argument(0, "line")
    if isinstance(line, str):
        yield from forms(line)


def _ssl_set(argument: Arguments) -> Iterator[str]:
    yield _ssl(argument(0, "keyword"), argument(1, "ctx"), argument(2, "value"))


def _ssl_query(argument: Arguments) -> Iterator[str]:
    yield _ssl(argument(0, "keyword"), argument(1, "ctx"))


def _ssl_context(argument: Arguments) -> Iterator[str]:
    yield _ssl("ctxindex", argument(0, "ctx"))


def _setter(keyword: str) -> Callable[[Arguments], Iterator[str]]:
    def write(argument: Arguments) -> Iterator[str]:
        yield _ssl(keyword, argument(0, "ctx"), argument(1, "value"))

    return write


def _ssl_suites(argument: Arguments) -> Iterator[str]:
    yield _ssl("ciphersuite", argument(0, "ctx"), _codes(argument(1, "suites")))


def _ssl_apply(argument: Arguments) -> Iterator[str]:
    index, context = argument(0, "ctx"), argument(1, "wanted")
    yield _ssl("ctxindex", index)
    if isinstance(context, Unknown):
        return
    for keyword, value in (
        ("sslversion", getattr(context, "version", None)),
        ("ciphersuite", getattr(context, "suites", None)),
        ("seclevel", getattr(context, "seclevel", None)),
        ("cacert", getattr(context, "ca", "")),
        ("clientcert", getattr(context, "certificate", "")),
        ("clientkey", getattr(context, "key", "")),
    ):
        if value is not None and value != "":
            yield _ssl(keyword, index, _codes(value) if keyword == "ciphersuite" else value)


def _bind(argument: Arguments) -> Iterator[str]:
    yield _ssl("ftpsctxi", argument(0, "ctx"))


def _ssl(keyword: Any, *values: Any) -> str:
    fields = [f'"{value}"' if isinstance(value, str) else _number(value) for value in values]
    return f'AT+QSSLCFG="{_text(keyword)}",' + ",".join(fields)


def _codes(suites: Any) -> Any:
    if isinstance(suites, tuple | list) and all(isinstance(suite, int) for suite in suites):
        return ",".join(f"0X{suite:04X}" for suite in suites)
    return suites if isinstance(suites, str) else NOTHING_KNOWN


def _ftp_configure(argument: Arguments) -> Iterator[str]:
    yield _ftp(argument(0, "type"), argument(1, "value"))


def _ftp_apply(argument: Arguments) -> Iterator[str]:
    wanted = argument(0, "wanted")
    if isinstance(wanted, Mapping):
        for kind, value in wanted.items():
            yield _ftp(kind, value)


def _ftp(kind: Any, value: Any) -> str:
    return f"AT+QFTPCFG={_number(kind)}," + (f'"{value}"' if isinstance(value, str) else _number(value))


def _open(argument: Arguments) -> Iterator[str]:
    yield f'AT+QFTPOPEN="{argument(0, "host")}",{_number(argument(1, "port"))}'


def _put(argument: Arguments) -> Iterator[str]:
    size, data = argument(9, "size"), argument(1, "data")
    yield f'AT+QFTPPUT="{argument(0, "name")}",{_number(size if isinstance(size, int) else _size(data))}'


def _get(argument: Arguments) -> Iterator[str]:
    yield f'AT+QFTPGET="{argument(0, "name")}",{_number(argument(9, "expected_size"))}'


def _write_file(argument: Arguments) -> Iterator[str]:
    size, data, limit = argument(9, "size"), argument(1, "data"), argument(9, "timeout_s")
    amount = size if isinstance(size, int) else _size(data)
    yield f'AT+QSECWRITE="{argument(0, "name")}",{_number(amount)}' + (
        f",{limit}" if isinstance(limit, int) else ""
    )


def _begin_file(argument: Arguments) -> Iterator[str]:
    limit = argument(9, "timeout_s")
    yield f'AT+QSECWRITE="{argument(0, "name")}",{_number(argument(1, "size"))}' + (
        f",{limit}" if isinstance(limit, int) else ""
    )


def _file(command: str) -> Callable[[Arguments], Iterator[str]]:
    def write(argument: Arguments) -> Iterator[str]:
        yield f'AT+{command}="{argument(0, "name")}"'

    return write


def _clear(_argument: Arguments) -> Iterator[str]:
    yield 'AT+QSECDEL="RAM:"'
    yield 'AT+QSECDEL="NVRAM:"'


def _foreground(argument: Arguments) -> Iterator[str]:
    yield f"AT+QIFGCNT={_number(argument(0, 'identifier'))}"


def _fault(argument: Arguments) -> Iterator[str]:
    """A fault at an FTP command needs that command of the DUT."""
    verb = argument(9, "verb")
    if isinstance(verb, str):
        yield verb


def _always(line: str) -> Callable[[Arguments], Iterator[str]]:
    def write(_argument: Arguments) -> Iterator[str]:
        yield line

    return write


def _size(data: Any) -> Any:
    return len(data) if isinstance(data, bytes) else NOTHING_KNOWN


def _number(value: Any) -> str:
    return str(int(value)) if isinstance(value, int) else str(value)


def _text(value: Any) -> str:
    return str(getattr(value, "value", value))


_CALLS: Mapping[tuple[str, ...], Callable[[Arguments], Iterator[str]]] = {
    ("send",): _send,
    ("send_line",): _send,
    ("set_clock",): _always("AT+CCLK="),
    ("ssl", "set"): _ssl_set,
    ("ssl", "query"): _ssl_query,
    ("ssl", "context"): _ssl_context,
    ("ssl", "read_context"): _ssl_context,
    ("ssl", "set_version"): _setter("sslversion"),
    ("ssl", "set_suites"): _ssl_suites,
    ("ssl", "set_seclevel"): _setter("seclevel"),
    ("ssl", "set_ca"): _setter("cacert"),
    ("ssl", "set_client_certificate"): _setter("clientcert"),
    ("ssl", "set_client_key"): _setter("clientkey"),
    ("ssl", "apply"): _ssl_apply,
    ("ssl", "bind_context"): _bind,
    ("ftp", "configure"): _ftp_configure,
    ("ftp", "apply"): _ftp_apply,
    ("ftp", "open"): _open,
    ("ftp", "put"): _put,
    ("ftp", "get"): _get,
    ("security", "write"): _write_file,
    ("security", "ensure"): _write_file,
    ("security", "begin"): _begin_file,
    ("security", "read"): _file("QSECREAD"),
    ("security", "delete"): _file("QSECDEL"),
    ("security", "clear"): _clear,
    ("pdp", "foreground"): _foreground,
    ("pdp", "deactivate"): _always("AT+QIDEACT"),
    ("network", "deactivate_context"): _always("AT+QIDEACT"),  # the host has to activate it again
    ("Fault",): _fault,
    ("peers", "tapped"): _always("PASV"),  # the relay stands before the passive ports of the server
    ("Multiplexer", "start"): _always("AT+CMUX=0"),
}
