"""What the network client is told, read off the module's settings when a session or a transfer begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hil.emulator.ftp_failure import FtpFailure
from hil.emulator.network_settings import ClientSettings, Mode, Timeouts
from hil.emulator.ssl_config import SslContext
from hil.emulator.tls_client import TlsSettings
from hil.spec.codes import ErrorCode
from hil.spec.tls import FTPSCTXI_UNSET, SSLVERSION, CipherSuite, Version

if TYPE_CHECKING:  # read from, not made here
    from hil.emulator.module import Module


def client_settings(module: Module, host: str, port: int) -> ClientSettings:
    """The settings of a session; raises `FtpFailure` when FTPS has no SSL context."""
    defects = module.defects
    secure = module.ssl.ftps == 1 or "ftps-switch-ignored" in defects
    mode: Mode = "plain"
    if secure:
        explicit = module.ftp.settings[7] == 1 and "explicit-mode-ignored" not in defects
        mode = "explicit" if explicit else "implicit"
    session = ClientSettings(
        host=host,
        port=port,
        user=module.ftp.user,
        password=module.ftp.password,
        mode=mode,
        tls=tls_settings(module) if secure else None,
        name_servers=module.network.name_servers,
        timeouts=Timeouts().divided_by(module.clock.rate),
        defects=defects,
    )
    return for_transfer(session, module.ftp.settings)


def for_transfer(session: ClientSettings, settings: Mapping[int, int | str]) -> ClientSettings:
    """The settings of a session with what AT+QFTPCFG says now; login and TLS stay those of the open."""
    return session.changed(
        passive=settings[1] == 1,
        ascii=settings[2] == 1,
        restart_at=int(settings[3]),
        ignore_passive_address=settings[6] == 1,
    )


def tls_settings(module: Module) -> TlsSettings:
    """The TLS side of it, from the context that ftpsctxi names."""
    context = _bound_context(module)
    ca = certificate = key = None
    if context.seclevel >= 1:  # note, Table 3: which files each level needs
        ca = _file(module, context.cacert)
    if context.seclevel == 2:
        certificate = _file(module, context.clientcert)
        key = _file(module, context.clientkey)
    ignore_dates = bool(module.ssl.ignore_rtc_time)
    if "ignorertctime-inverted" in module.defects:
        ignore_dates = not ignore_dates
    return TlsSettings(
        versions=_versions(context, module.defects),
        suites=_suites(context, module.defects),
        seclevel=context.seclevel,
        ca=ca,
        certificate=certificate,
        key=key,
        now=None if ignore_dates else module.clock.rtc(),
        defects=module.defects,
    )


def _bound_context(module: Module) -> SslContext:
    index = module.ssl.ftps_context
    if "ftps-switch-ignored" in module.defects and index == FTPSCTXI_UNSET:
        index = 0
    if index == FTPSCTXI_UNSET:
        raise FtpFailure(ErrorCode.ILLEGAL_PARAMETER, "FTPS is on, but ftpsctxi is not set")
    return module.ssl.contexts[0 if "context-stuck-at-zero" in module.defects else index]


def _file(module: Module, name: str) -> bytes | None:
    stored = module.security.find(name) if name else None
    return None if stored is None else stored.data


def _versions(context: SslContext, defects: frozenset[str]) -> tuple[Version, ...]:
    versions = SSLVERSION[context.sslversion]
    if "ssl30-becomes-tls10" in defects and context.sslversion == 0:
        return (Version.TLS10,)
    if "all-versions-means-tls12" in defects and len(versions) > 1:
        return (Version.TLS12,)
    return versions


def _suites(context: SslContext, defects: frozenset[str]) -> tuple[CipherSuite, ...]:
    if "rc4-md5-never-offered" in defects and len(context.suites) > 1:
        return tuple(s for s in context.suites if s is not CipherSuite.TLS_RSA_WITH_RC4_128_MD5)
    if "rc4-md5-never-offered" in defects and context.suites == (CipherSuite.TLS_RSA_WITH_RC4_128_MD5,):
        return (CipherSuite.TLS_RSA_WITH_RC4_128_SHA,)
    return context.suites
