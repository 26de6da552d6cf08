"""Targets that are settings: each as it is stored, as it is read back, and as it is used.

The three are different targets: a module may print one value and use another.  The
requirements come from the mechanisms that write, print and use the setting.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from hil.at.parse import ParsedCommand
from hil.emulator.at.command import Call
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.mutants.bend import Bend, Make, Target
from hil.emulator.mutants.journal import Event
from hil.emulator.mutants.mechanisms import mechanisms
from hil.emulator.mutants.operators import UNSET, Kind, kind_of
from hil.emulator.mutants.triggers import Axis, Trait
from hil.emulator.tls.client import TlsSettings
from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContextSettings
from hil.spec.ftp import (
    CREDENTIAL_MAX,
    FTP_SWITCHES,
    LOCAL_POSITION_DEFAULT,
    RESUMING_POINT_MAX,
    DataConnectionMode,
    FtpSetting,
)
from hil.spec.tls import CONTEXTS, FTPSCTXI_UNSET, SECLEVELS, SSLVERSION


class Aspect(Enum):
    """The side of a setting that is wrong."""

    STORED = "stored"
    READ = "read"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: where it is held, and which mechanisms write, print and use it.

    `prefixes` begin the ids of its requirements among those of mechanisms that serve
    several settings.
    """

    name: str
    holder: type
    get: Callable[[Any], Any]
    put: Callable[[Any, Any], None]
    default: Any
    sibling: Callable[[Any], Any]
    mechanisms: Mapping[Aspect, tuple[str, ...]]
    prefixes: tuple[str, ...]
    bounds: tuple[int, int] | None = None
    traits: frozenset[Trait] = frozenset({Trait.VOLATILE})
    used_through: Callable[[Setting, Bend], tuple[type, ...]] | None = None
    read_through: Callable[[Setting, Bend], tuple[type, ...]] | None = None

    @contextlib.contextmanager
    def seen_as(self, holder: Any, bend: Bend) -> Iterator[None]:
        """Let the holder have the bent value for a while."""
        right = self.get(holder)
        self._teach(holder, bend)
        wrong = bend.value(right)
        self.put(holder, wrong)
        try:
            yield
        finally:
            if wrong is not right and self.get(holder) is wrong:
                self.put(holder, right)

    def _teach(self, holder: Any, bend: Bend) -> None:
        bend.memory.default, bend.memory.bounds = self.default, self.bounds
        bend.memory.sibling = lambda: self.sibling(holder)

    def stored(self, bend: Bend) -> tuple[type, ...]:
        """The replacements by which the value is stored wrongly: when it is written, or at an event."""
        setting = self

        def spoil(holder: Any) -> None:
            setting._teach(holder, bend)
            setting.put(holder, bend.value(setting.get(holder)))

        if bend.trigger.axis in {Axis.AFTER, Axis.COMMAND}:

            def hear(event: Event) -> None:
                if event is bend.trigger.event and setting.holder in bend.journal.holders:
                    spoil(bend.journal.holders[setting.holder])

            bend.journal.listeners.append(hear)

        class Spoils(Interpreter):
            def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
                holder = bend.journal.holders.get(setting.holder)
                before = UNSET if holder is None else setting.get(holder)
                outcome = super().run(terminal, command)
                if holder is not None and setting.get(holder) != before:
                    if bend.trigger.axis in {Axis.AFTER, Axis.COMMAND}:
                        bend.memory.note(before)
                    else:
                        if bend.memory.previous is UNSET:
                            bend.memory.note(before)
                        spoil(holder)
                return outcome

        return (Spoils,)


# --- AT+QFTPCFG, AT+QFTPUSER, AT+QFTPPASS ----------------------------------------------------------------------

_PROPERTIES: Mapping[FtpSetting, str] = {
    FtpSetting.DATA_CONNECTION: "passive",
    FtpSetting.TRANSFER_TYPE: "ascii",
    FtpSetting.RESUMING_POINT: "resuming_point",
    FtpSetting.LOCAL_POSITION: "local_position",
    FtpSetting.IGNORE_PASSIVE_ADDRESS: "ignores_passive_address",
    FtpSetting.CONNECTION_MODE: "explicit",
}
"""The properties of `FtpConfiguration` through which a type is used; type 5 has no effect."""


def _of_type(kind: FtpSetting) -> Setting:
    used = _PROPERTIES.get(kind)
    neighbours = [other for other in FtpSetting if (other in FTP_SWITCHES) == (kind in FTP_SWITCHES)]
    neighbour = neighbours[(neighbours.index(kind) + 1) % len(neighbours)]
    defaults: Mapping[FtpSetting, int | str] = {
        FtpSetting.DATA_CONNECTION: DataConnectionMode.PASSIVE.value,
        FtpSetting.LOCAL_POSITION: LOCAL_POSITION_DEFAULT,
    }
    return Setting(
        name=f"qftpcfg-{kind.value}",
        holder=FtpConfiguration,
        get=lambda holder: holder.settings[kind],
        put=lambda holder, value: holder.settings.__setitem__(kind, value),
        default=defaults.get(kind, 0),
        sibling=lambda holder: holder.settings[neighbour],
        bounds=(0, 1) if kind in FTP_SWITCHES else (0, RESUMING_POINT_MAX),
        mechanisms={
            Aspect.STORED: ("FtpCommands._configure", "FtpCommands._show"),
            Aspect.READ: ("FtpCommands._show",),
            **({Aspect.USED: (f"FtpConfiguration.{used}",)} if used else {}),
        },
        prefixes=(f"FTPCFG-T{kind.value}-",),
        read_through=lambda setting, bend: _shown(setting, kind, bend),
        used_through=(lambda setting, bend: _asked(setting, used, bend)) if used else None,
    )


def _shown(setting: Setting, kind: FtpSetting, bend: Bend) -> tuple[type, ...]:
    class Shows(FtpCommands):
        def _show(self, shown: int) -> Outcome:
            if shown != kind:
                return super()._show(shown)
            with setting.seen_as(self._service.configuration, bend):
                return super()._show(shown)

    return (Shows,)


def _asked(setting: Setting, name: str, bend: Bend) -> tuple[type, ...]:
    replaced = type("Asked", (FtpConfiguration,), {"__module__": __name__})

    def asked(self: Any) -> Any:
        with setting.seen_as(self, bend):
            return getattr(super(replaced, self), name)

    setattr(replaced, name, property(asked))
    return (replaced,)


def _credential(name: str, attribute: str, other: str, writer: str, users: tuple[str, ...]) -> Setting:
    return Setting(
        name=name,
        holder=FtpConfiguration,
        get=lambda holder: getattr(holder, attribute),
        put=lambda holder, value: setattr(holder, attribute, value),
        default="",
        sibling=lambda holder: getattr(holder, other),
        bounds=(0, CREDENTIAL_MAX),
        mechanisms={Aspect.STORED: (f"FtpCommands.{writer}", *users), Aspect.USED: users},
        prefixes=("EX421-", "EX424-"),
        used_through=lambda setting, bend: _in_sessions(setting, bend, lambda self: self.configuration),
    )


def _in_sessions(setting: Setting, bend: Bend, holder: Callable[[SessionSettings], Any]) -> tuple[type, ...]:
    class MakesSessions(SessionSettings):
        def of_session(self, host: str, port: int) -> Any:
            with setting.seen_as(holder(self), bend):
                return super().of_session(host, port)

    return (MakesSessions,)


# --- AT+QSSLCFG ------------------------------------------------------------------------------------------------

_FIELDS: Mapping[str, tuple[str, str, tuple[str, ...], tuple[int, int] | None, str]] = {
    "sslversion": ("sslversion", "VERSION", ("versions",), (min(SSLVERSION), max(SSLVERSION)), "seclevel"),
    "seclevel": ("seclevel", "SECLVL", ("tls",), (min(SECLEVELS), max(SECLEVELS)), "sslversion"),
    "ciphersuite": ("suites", "CIPHER", ("suites",), None, "suites"),
    "cacert": ("cacert", "CACERT", ("ca", "file"), None, "clientcert"),
    "clientcert": ("clientcert", "CLICERT", ("file",), None, "clientkey"),
    "clientkey": ("clientkey", "CLIKEY", ("file",), None, "cacert"),
}
"""By keyword: field, group of requirements, users of `SessionSettings`, bounds, and the neighbour in the context."""


def _of_field(keyword: str, context: int) -> Setting:
    field, group, users, bounds, neighbour = _FIELDS[keyword]
    writers = {"sslversion": "_change_version", "seclevel": "_change_level", "ciphersuite": "_change_suites"}

    def put(holder: SslConfiguration, value: Any) -> None:
        holder.contexts[context] = replace(holder.contexts[context], **{field: value})

    def sibling(holder: SslConfiguration) -> Any:
        """The same field of the next context, or the neighbour field when that is the same."""
        other = holder.contexts[(context + 1) % len(CONTEXTS)]
        mine = holder.contexts[context]
        theirs = getattr(other, field)
        return theirs if theirs != getattr(mine, field) else getattr(mine, neighbour)

    return Setting(
        name=f"{keyword}-{context}",
        holder=SslConfiguration,
        get=lambda holder: getattr(holder.contexts[context], field),
        put=put,
        default=getattr(SslContextSettings(), field),
        sibling=sibling,
        bounds=bounds,
        mechanisms={
            Aspect.STORED: (writers.get(keyword, "_name"), "_CONTEXT_KEYWORDS", "SessionSettings.context"),
            Aspect.READ: ("_CONTEXT_KEYWORDS", "SslConfigCommands.printout"),
            Aspect.USED: (
                "SessionSettings.context",
                *(f"SessionSettings.{user}" for user in users),
                *(("TlsClient.verifies_server",) if keyword == "seclevel" else ()),
            ),
        },
        prefixes=(f"SSLCFG-{group}-", "SSLCFG-CTX-0", "SSLCFG-GEN-07", "SSLCFG-GEN-08"),
        traits=frozenset({Trait.VOLATILE, Trait.ONLY_TLS}),
        used_through=lambda setting, bend: _in_contexts(setting, context, bend),
        read_through=lambda setting, bend: _queried(setting, keyword, context, bend),
    )


def _in_contexts(setting: Setting, context: int, bend: Bend) -> tuple[type, ...]:
    class MakesTls(SessionSettings):
        def tls(self) -> TlsSettings:
            if self.ssl.ftps_context != context:
                return super().tls()
            with setting.seen_as(self.ssl, bend):
                return super().tls()

    return (MakesTls,)


def _global(keyword: str, *, attribute: str, group: str, user: str, default: int, most: int) -> Setting:
    return Setting(
        name=keyword,
        holder=SslConfiguration,
        get=lambda holder: getattr(holder, attribute),
        put=lambda holder, value: setattr(holder, attribute, value),
        default=default,
        sibling=lambda holder: holder.ignore_rtc_time if attribute != "ignore_rtc_time" else holder.ftps,
        bounds=(0, most),
        mechanisms={
            Aspect.STORED: ("SslConfigCommands._global", f"SessionSettings.{user}"),
            Aspect.READ: ("SslConfigCommands._global",),
            Aspect.USED: (f"SessionSettings.{user}",),
        },
        prefixes=(f"SSLCFG-{group}-",),
        used_through=lambda setting, bend: _in_sessions(setting, bend, lambda self: self.ssl),
        read_through=lambda setting, bend: _queried(setting, keyword, None, bend),
    )


def _queried(setting: Setting, keyword: str, context: int | None, bend: Bend) -> tuple[type, ...]:
    class Queries(SslConfigCommands):
        def configure(self, call: Call) -> Outcome:
            if not _is_query(call, keyword, context):
                return super().configure(call)
            with setting.seen_as(self._configuration, bend):
                return super().configure(call)

    return (Queries,)


def _is_query(call: Call, keyword: str, context: int | None) -> bool:
    words = [argument.text for argument in call.arguments.items]
    name, count = words[0].lower() if words else "", len(words)
    if context is None:
        return name == keyword and count == 1
    return name in {keyword, "ctxindex"} and count == 2 and words[1] == str(context)


# --- all of them -----------------------------------------------------------------------------------------------


@cache
def _settings() -> tuple[Setting, ...]:
    return (
        *(_of_type(kind) for kind in FtpSetting),
        _credential("user", "user", "password", "_user", ("SessionSettings.of_session", "FtpsClient.log_in")),
        _credential(
            "password", "password", "user", "_password", ("SessionSettings.of_session", "FtpsClient.log_in")
        ),
        *(_of_field(keyword, context) for keyword in _FIELDS for context in CONTEXTS),
        _global(
            "ignorertctime", attribute="ignore_rtc_time", group="RTC", user="checks_dates", default=0, most=1
        ),
        _global("ftps", attribute="ftps", group="FTPS", user="uses_tls", default=0, most=1),
        _global(
            "ftpsctxi",
            attribute="ftps_context",
            group="FTPSCTX",
            user="context_index",
            default=FTPSCTXI_UNSET,
            most=CONTEXTS[-1],
        ),
    )


@cache
def targets() -> tuple[Target, ...]:
    """Each setting in each of its aspects."""
    return tuple(target for setting in _settings() for target in _of_setting(setting))


def _of_setting(setting: Setting) -> Iterator[Target]:
    makers: Mapping[Aspect, Any] = {
        Aspect.STORED: setting.stored,
        Aspect.READ: setting.read_through and _bound(setting, setting.read_through),
        Aspect.USED: setting.used_through and _bound(setting, setting.used_through),
    }
    for aspect, names in setting.mechanisms.items():
        make: Make | None = makers[aspect]
        if make is not None:
            yield Target(
                name=f"{setting.name}.{aspect.value}",
                kinds=_kinds(setting),
                requirements=_requirements(names, setting.prefixes),
                make=make,
                traits=setting.traits | ({Trait.IN_SESSION} if aspect is Aspect.USED else frozenset()),
                size=setting.bounds[1] if setting.bounds else None,
                is_setting=True,
            )


def _bound(setting: Setting, through: Callable[[Setting, Bend], tuple[type, ...]]) -> Make:
    return lambda bend: through(setting, bend)


def _kinds(setting: Setting) -> frozenset[Kind]:
    kind = kind_of(setting.default)
    assert kind is not None
    return frozenset({Kind.SET if kind is Kind.LIST else kind})  # SSLCFG-CIPHER-15: in any order


def _requirements(names: tuple[str, ...], prefixes: tuple[str, ...]) -> tuple[str, ...]:
    """What these mechanisms carry out of the setting."""
    carried = {m.name: m.requirements for m in mechanisms()}
    found = [name for mechanism in names for name in carried[mechanism]]
    return tuple(dict.fromkeys(name for name in found if name.startswith(prefixes)))
