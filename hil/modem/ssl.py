"""The SSL settings of a DUT (note 2.3), per context and global."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

from hil.at.command import Value, write
from hil.errors import UnexpectedResult
from hil.modem.claims import Claims
from hil.modem.conversation import Send
from hil.modem.exchange import Exchange
from hil.modem.settings_mode import SettingsMode
from hil.spec.files import NVRAM_CA0, NVRAM_CA1, NVRAM_CERT, NVRAM_KEY, RAM_CA, RAM_CERT, RAM_KEY
from hil.spec.tls import (
    ALL_SUITES,
    CONTEXTS,
    EXAMPLE_ORDER,
    SECLEVEL_DEFAULT,
    SSLVERSION,
    SSLVERSION_DEFAULT,
    SslSetting,
)

_USED_FROM: Mapping[str, int] = {SslSetting.CACERT: 1, SslSetting.CLIENTCERT: 2, SslSetting.CLIENTKEY: 2}
"""The least <seclevel> that uses the file (note 2.3)."""

FILES_OF: Mapping[SslSetting, tuple[str, ...]] = {
    SslSetting.CACERT: (RAM_CA, NVRAM_CA0, NVRAM_CA1),
    SslSetting.CLIENTCERT: (RAM_CERT, NVRAM_CERT),
    SslSetting.CLIENTKEY: (RAM_KEY, NVRAM_KEY),
}
"""The names of each kind (note, Table 3)."""


@dataclass(frozen=True, slots=True)
class SslContext:
    """The settings of one SSL context; the defaults are those of a context that was never set (note 4.2.1).

    `suites` are the codes of the note's Table 1 in order; `ca`, `certificate` and
    `key` are names of security files, empty where none is set.  A `version` of None
    is the highest that the DUT claims, `suites` of None are all that it claims.
    """

    version: int | None = SSLVERSION_DEFAULT
    suites: tuple[int, ...] | None = EXAMPLE_ORDER
    seclevel: int = SECLEVEL_DEFAULT
    ca: str = ""
    certificate: str = ""
    key: str = ""

    @classmethod
    def usual(
        cls,
        *,
        version: int | None = None,
        seclevel: int = SECLEVEL_DEFAULT,
        ca: str = "",
        certificate: str = "",
        key: str = "",
    ) -> Self:
        """A context of a case that is not about versions or suites: those that the DUT claims."""
        return cls(version=version, suites=None, seclevel=seclevel, ca=ca, certificate=certificate, key=key)

    def as_claimed(self, claims: Claims) -> SslContext:
        """The context with the version and the suites that a DUT of these claims gets."""
        version = claims.sslversion if self.version is None else self.version
        return replace(
            self,
            version=version,
            suites=claims.suites_of(version) if self.suites is None else self.suites,
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """The versions and the suites that a ClientHello of the DUT may offer."""

    versions: frozenset[int]
    suites: frozenset[int]


def suite_list(suites: Iterable[int]) -> str:
    """The codes in the form of AT+QSSLCFG: `0X0035,0X002F`."""
    return ",".join(f"0X{suite:04X}" for suite in suites)


class Ssl:
    """AT+QSSLCFG, each call one exchange; remembers what the DUT accepted."""

    def __init__(
        self, send: Send, *, claims: Claims, settings: SettingsMode = SettingsMode.REMEMBERED
    ) -> None:
        self._send = send
        self._mode = settings
        self._claims = claims
        self._accepted: dict[tuple[str, int | None], Value] = {}
        self._kept_names: dict[tuple[str, int], str] = {}

    def set(self, keyword: str, ctx: int | None, value: int | str) -> Exchange:
        """AT+QSSLCFG="<keyword>"[,<ctx>],<value>; global keywords have no context."""
        exchange = self._send(write("QSSLCFG", keyword, *_place(ctx), value))
        if exchange.ok:
            self._accepted[keyword, ctx] = value
        return exchange

    def query(self, keyword: str, ctx: int | None) -> Exchange:
        """AT+QSSLCFG="<keyword>"[,<ctx>] without a value."""
        return self._send(write("QSSLCFG", keyword, *_place(ctx)))

    def set_version(self, ctx: int, version: int) -> Exchange:
        """The SSL/TLS version, 0 to 4."""
        return self.set(SslSetting.SSLVERSION, ctx, version)

    def set_suites(self, ctx: int, suites: Iterable[int]) -> Exchange:
        """The cipher suites by their codes, in the order given."""
        return self.set(SslSetting.CIPHERSUITE, ctx, suite_list(suites))

    def set_seclevel(self, ctx: int, level: int) -> Exchange:
        """The authentication: 0 none, 1 server, 2 server and client."""
        return self.set(SslSetting.SECLEVEL, ctx, level)

    def set_ca(self, ctx: int, name: str) -> Exchange:
        """The security file with the CA certificate."""
        return self.set(SslSetting.CACERT, ctx, name)

    def set_client_certificate(self, ctx: int, name: str) -> Exchange:
        """The security file with the client's certificate."""
        return self.set(SslSetting.CLIENTCERT, ctx, name)

    def set_client_key(self, ctx: int, name: str) -> Exchange:
        """The security file with the client's private key."""
        return self.set(SslSetting.CLIENTKEY, ctx, name)

    def ignore_rtc_time(self, ignore: bool) -> Exchange:
        """Whether the module ignores the dates of certificates; for all contexts."""
        return self.set(SslSetting.IGNORERTCTIME, None, int(ignore))

    def enable_ftps(self, enabled: bool) -> Exchange:
        """FTPS or plain FTP (note 4.2.4)."""
        return self.set(SslSetting.FTPS, None, int(enabled))

    def bind_context(self, ctx: int) -> Exchange:
        """The SSL context that FTPS uses."""
        return self.set(SslSetting.FTPSCTXI, None, ctx)

    def context(self, ctx: int) -> Exchange:
        """AT+QSSLCFG="ctxindex",<ctx>: all settings of a context."""
        return self.query(SslSetting.CTXINDEX, ctx)

    def read_context(self, ctx: int) -> SslContext:
        """The settings of a context; raises `UnexpectedResult` if the answer has none, or those of another context."""
        exchange = self.context(ctx).check()
        row = exchange.fields("QSSLCFG")
        numbers = [field for field in row[:3] if field.isascii() and field.isdigit()]
        if len(row) < 7 or len(numbers) != 3 or int(row[0]) != ctx:
            raise UnexpectedResult.mismatch(
                expected=f"the seven values of context {ctx} (note 2.3) after {exchange.command}",
                actual=exchange.values("QSSLCFG"),
            )
        return SslContext(
            version=int(row[1]),
            seclevel=int(row[2]),
            suites=_codes(",".join(row[3:-3])),  # note 4.2.1 prints one string; 2.3 leaves its quotation open
            ca=row[-3],
            certificate=row[-2],
            key=row[-1],
        )

    def apply(self, ctx: int, wanted: SslContext) -> tuple[Exchange, ...]:
        """Set the values that differ from those that this driver last set, or all; returns the exchanges.

        Which of the two is the `SettingsMode` of the driver.  Refusals are among the exchanges.
        A setting that is refused is sent once more if a later one was accepted: a DUT may
        refuse what does not fit the settings of before.  A refused empty name that
        the security level does not use is left out: see `with_kept_names`.
        """
        wanted = wanted.as_claimed(self._claims)
        if self._mode is SettingsMode.REMEMBERED:
            self._learn_empty_names(ctx, wanted)
        sent = [
            (keyword, value, self.set(keyword, ctx, value))
            for keyword, value in _settings(wanted)
            if self._mode is SettingsMode.ALWAYS or self._accepted.get((keyword, ctx)) != value
        ]
        last_accepted = max((place for place, (*_, answer) in enumerate(sent) if answer.ok), default=0)
        answers = []
        for place, (keyword, value, answer) in enumerate(sent):
            if not answer.ok and value == "" and wanted.seclevel < _USED_FROM[keyword]:
                self._kept_names[keyword, ctx] = self._name(keyword, ctx) or ""
                continue
            if not answer.ok and value == "" and self._name(keyword, ctx) == "":
                continue  # a DUT may refuse to set an empty name; this context has none
            is_repeated = not answer.ok and place < last_accepted
            answers.append(self.set(keyword, ctx, value) if is_repeated else answer)
        return tuple(answers)

    def with_kept_names(self, ctx: int, wanted: SslContext) -> SslContext:
        """What a context shows after `apply`: names that could not be made empty are as before.

        The note has no empty name (2.3), so a DUT may refuse one and keep what is set.
        """
        kept = {keyword: self._kept_names.get((keyword, ctx), "") for keyword in FILES_OF}
        return replace(
            wanted,
            ca=wanted.ca or kept[SslSetting.CACERT],
            certificate=wanted.certificate or kept[SslSetting.CLIENTCERT],
            key=wanted.key or kept[SslSetting.CLIENTKEY],
        )

    def _name(self, keyword: str, ctx: int) -> str | None:
        """The name that a context shows; None for a context that cannot be read."""
        try:
            return str(dict(_settings(self.read_context(ctx)))[keyword])
        except UnexpectedResult:
            return None

    def offer(self) -> Offer | None:
        """What FTPS sessions may offer, by the settings that the DUT accepted last; None where they are not all known."""
        ctx = self._accepted.get((SslSetting.FTPSCTXI, None))
        if self._accepted.get((SslSetting.FTPS, None)) != 1 or not isinstance(ctx, int):
            return None
        versions = _VERSIONS.get(self._accepted.get((SslSetting.SSLVERSION, ctx), ""))
        suites = _known_suites(str(self._accepted.get((SslSetting.CIPHERSUITE, ctx), "")))
        return Offer(versions, suites) if versions and suites else None

    def users(self, name: str) -> tuple[tuple[SslSetting, int], ...]:
        """The settings, as keyword and context, that name this security file; a context that cannot be read has none."""
        found = []
        for ctx in CONTEXTS:
            try:
                context = self.read_context(ctx)
            except UnexpectedResult:
                continue
            named = dict(_settings(context))
            found += [(keyword, ctx) for keyword in FILES_OF if named[keyword] == name]
        return tuple(found)

    def forget(self) -> None:
        """Discard the remembered settings: the DUT has restarted."""
        self._accepted.clear()
        self._kept_names.clear()

    def forget_name(self, name: str) -> None:
        """A file of that name is stored anew: a DUT may have read the old one when it was named (2.3 is silent)."""
        self._accepted = {place: value for place, value in self._accepted.items() if value != name}

    def _learn_empty_names(self, ctx: int, wanted: SslContext) -> None:
        """Query once which file names are unset: a DUT may refuse to set an empty name."""
        unknown = [
            keyword
            for keyword, value in _settings(wanted)
            if value == "" and (keyword, ctx) not in self._accepted
        ]
        if not unknown:
            return
        try:
            present = dict(_settings(self.read_context(ctx)))
        except UnexpectedResult:
            return
        self._accepted.update({(keyword, ctx): "" for keyword in unknown if present[keyword] == ""})


def _place(ctx: int | None) -> tuple[int, ...]:
    return () if ctx is None else (ctx,)


def _settings(context: SslContext) -> Iterator[tuple[str, int | str]]:
    if context.version is not None:
        yield SslSetting.SSLVERSION, context.version
    if context.suites is not None:
        yield SslSetting.CIPHERSUITE, suite_list(context.suites)
    yield SslSetting.SECLEVEL, context.seclevel
    yield SslSetting.CACERT, context.ca
    yield SslSetting.CLIENTCERT, context.certificate
    yield SslSetting.CLIENTKEY, context.key


_VERSIONS: Mapping[Value, frozenset[int]] = MappingProxyType(
    {value: frozenset(map(int, versions)) for value, versions in SSLVERSION.items()}
)


def _known_suites(text: str) -> frozenset[int]:
    """The suites of a list such as `0X0035,0X002F`; none if one of them is not of Table 1."""
    known = {suite.code: int(suite) for suite in ALL_SUITES}
    codes = text.split(",")
    return frozenset(known[code] for code in codes) if set(codes) <= known.keys() else frozenset()


def _codes(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(code, 16) for code in text.split(",") if code.strip())
    except ValueError as trouble:
        raise UnexpectedResult.mismatch(
            expected="codes of cipher suites such as 0X0035", actual=repr(text)
        ) from trouble
