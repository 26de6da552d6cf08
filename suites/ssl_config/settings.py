"""The settings of AT+QSSLCFG, and how they are read (note 2.3).

The note leaves the letters of a suite code, the quotation of a single value and the
order of a list open: texts are compared without quotation marks, codes in capital
letters, lists as sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.expect import expect, left_open, preamble
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority

PER_CONTEXT = ("sslversion", "ciphersuite", "seclevel", "cacert", "clientcert", "clientkey")
"""The keywords that write into a context (note 2.3)."""

VALUES: Mapping[str, tuple[str, str]] = {
    "sslversion": ("1", "3"),
    "ciphersuite": ('"0X0035"', '"0X002F"'),
    "seclevel": ("1", "2"),
    "cacert": ('"NVRAM:CA0"', '"RAM:ca_cert.pem"'),
    "clientcert": ('"NVRAM:CC0"', '"RAM:client_cert.pem"'),
    "clientkey": ('"NVRAM:CK0"', '"RAM:client_key.pem"'),
}
"""Two legal values of each keyword, neither of them the default, as a DTE writes them."""

NAMES: Mapping[str, tuple[str, ...]] = {  # note, Table 3
    "cacert": ("RAM:ca_cert.pem", "NVRAM:CA0"),
    "clientcert": ("RAM:client_cert.pem", "NVRAM:CC0"),
    "clientkey": ("RAM:client_key.pem", "NVRAM:CK0"),
}
"""Two names of files for each keyword that takes one; 1.2 stores a file before its name is set."""


def query(modem: Modem, keyword: str, *place: int) -> Exchange:
    """The query of a keyword, global or of a context."""
    return modem.send(",".join((f'AT+QSSLCFG="{keyword}"', *map(str, place))))


def suites_told(exchange: Exchange, *requirements: str) -> tuple[str, ...]:
    """The codes in the answer to a query of the suites, such as `0X0035`; the case ends if there is no such answer."""
    keyword, *codes = expect(exchange, *requirements).fields("QSSLCFG")
    expect(keyword, *requirements, what=f"{exchange.command}: the keyword of the answer").equals(
        "ciphersuite"
    )
    return codes_in(codes)


def expect_told(exchange: Exchange, keyword: str, value: str, *requirements: str) -> None:
    """Judge that the answer to a query tells this value, which is written as in `VALUES`."""
    __tracebackhide__ = True
    if keyword == "ciphersuite":
        codes = codes_in((value.strip('"'),))
        told = suites_told(exchange, *requirements)
        expect(told, *requirements, what=f"{exchange.command}: the suites").has_members(set(codes))
    else:
        expect(exchange, *requirements).answered(keyword, value.strip('"'))


def codes_in(fields: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The codes of a list of suites, which may be one field or several."""
    return tuple(code.strip().upper() for code in ",".join(fields).split(",") if code.strip())


def settings_told(exchange: Exchange, index: int, *requirements: str) -> dict[str, str]:
    """The settings in the printout of a context, by keyword; the suites in one order.

    The case ends if the answer is not a printout of seven fields, or is that of another context.
    """
    expect(exchange, *requirements).accepted()
    fields = expect(exchange, *requirements).fields("QSSLCFG")
    expect(len(fields), *requirements, what=f"{exchange.command}: the number of fields").is_at_least(7)
    number, version, level = fields[:3]
    expect(number, *requirements, what=f"{exchange.command}: the index in the answer").equals(str(index))
    suites = ",".join(sorted(codes_in(fields[3:-3])))
    told = (version, suites, level, *fields[-3:])
    return dict(zip(PER_CONTEXT, told, strict=True))


def every_context(modem: Modem, *requirements: str) -> tuple[dict[str, str], ...]:
    """The settings of all six contexts, as AT+QSSLCFG="ctxindex" prints them."""
    return tuple(
        settings_told(modem.send(f'AT+QSSLCFG="ctxindex",{index}'), index, *requirements)
        for index in range(6)
    )


def take_any_pair(modem: Modem, index: int) -> None:
    """Bring a context into a state from which each version and each suite is legal alone.

    A DUT may refuse a version that does not go with the suite of an earlier case (note 2.3, Table 1).
    """
    modem.ssl.set_version(index, 4)
    modem.ssl.set_suites(index, modem.claims.suites_of(0) or modem.claims.suites_of(4))


def store_files(modem: Modem, authority: Authority, *names: str) -> None:
    """Store the files of these names: a DUT may refuse the name of a file that is not stored."""
    client = authority.client()
    contents = {"CA": authority.ca_pem, "CC": client.certificate, "CK": client.key}
    for name in names:
        stored = modem.security.ensure(name, contents[_kind(name)])
        if stored is not None:
            preamble(stored).succeeded()


def _kind(name: str) -> str:
    """CA, CC or CK, the names of NVRAM without their number, for a name of Table 3."""
    in_ram = {"RAM:ca_cert.pem": "CA", "RAM:client_cert.pem": "CC", "RAM:client_key.pem": "CK"}
    return in_ram[name] if name in in_ram else name.removeprefix("NVRAM:")[:2]


@dataclass(frozen=True, slots=True)
class Boot:
    """The answers after a boot, before anything was set.

    `contexts` are the answers to the ctxindex queries; `answers` are those to the
    query of each keyword in each context, None for the global keywords; `kept` are
    the settings from before the boot that the DUT kept.
    """

    contexts: tuple[Exchange, ...]
    answers: dict[tuple[str, int | None], Exchange]
    kept: tuple[str, ...]

    def fresh(self) -> Boot:
        """These answers; left open if the DUT keeps settings, so that no context has its defaults."""
        if self.kept:
            left_open(
                f"this DUT keeps settings over a reboot ({', '.join(self.kept)}): no default can be observed"
            )
        return self
