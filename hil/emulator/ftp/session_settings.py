"""What the network client is told, read off the module's settings when a session or a transfer begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hil.emulator.bent import bent
from hil.emulator.ftp.client_settings import ClientSettings, Mode, Timeouts
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.tls.client import TlsSettings
from hil.emulator.tls.ssl_contexts import SslContext
from hil.spec.codes import ErrorCode
from hil.spec.files import NVRAM_CA0, NVRAM_CERT, NVRAM_KEY, RAM_CA, RAM_CERT, RAM_KEY
from hil.spec.tls import FTPSCTXI_UNSET, SSLVERSION, CipherSuite, Version

if TYPE_CHECKING:  # read from, not made here
    from hil.emulator.module import Module


def client_settings(module: Module, host: str, port: int) -> ClientSettings:
    """The settings of a session; raises `FtpFailure` when FTPS has no SSL context."""
    defects = module.defects
    secure = module.ssl.ftps == 1 or "ftps-switch-ignored" in defects
    if "unbound-means-clear" in defects and module.ssl.ftps_context == FTPSCTXI_UNSET:
        secure = False
    if "type-7-turns-ftps-on" in defects and module.ftp.settings[7] == 1:
        secure = True
    if "plain-by-name-stays-plain" in defects:
        module.ftp.plain_by_name |= not secure and not host[:1].isdigit()
        secure = secure and not module.ftp.plain_by_name
    mode = _mode(module) if secure else "plain"
    session = ClientSettings(
        host=host,
        port=port if "port-follows-the-mode" not in defects else _PORTS[mode],
        user=module.ftp.user[: 8 if "user-cut-to-eight" in defects else None],
        password=module.ftp.password[: 8 if "password-cut-to-eight" in defects else None],
        mode=mode,
        tls=tls_settings(module) if secure else None,
        name_servers=module.network.name_servers,
        timeouts=Timeouts().divided_by(module.clock.rate),
        defects=defects,
    )
    return for_transfer(session, module.ftp.settings)


_PORTS: Mapping[Mode, int] = {"plain": 21, "explicit": 21, "implicit": 990}


def _mode(module: Module) -> Mode:
    explicit = module.ftp.settings[7] == 1
    bent_to: Mapping[str, bool] = {"explicit-mode-ignored": False, "explicit-whatever-the-mode": True}
    return "explicit" if bent(module.defects, bent_to, explicit) else "implicit"


def for_transfer(session: ClientSettings, settings: Mapping[int, int | str]) -> ClientSettings:
    """The settings of a session with what AT+QFTPCFG says now; login and TLS stay those of the open."""
    resume, ignore = int(settings[3]), settings[6] == 1
    defects = session.defects
    always_passive = "always-passive" in defects or (
        "ftps-always-passive" in defects and session.mode != "plain"
    )
    return session.changed(
        passive=(settings[1] == 1 or always_passive) and "always-active" not in defects,
        ascii=settings[2] == 1 and "always-binary" not in defects,
        restart_at=bent(
            defects,
            {"resume-point-ignored": 0, "resume-point-off-by-one": resume and resume + 1},
            resume,
        ),
        ignore_passive_address=bent(defects, {"passive-address-rule-inverted": not ignore}, ignore),
    )


def tls_settings(module: Module) -> TlsSettings:
    """The TLS side of it, from the context that ftpsctxi names."""
    context = _bound_context(module)
    ca = certificate = key = None
    if context.seclevel >= 1:  # note, Table 3: which files each level needs
        ca = _file(module, context.cacert)
    if context.seclevel == 1 and "ram-ca-missing-at-level-1" in module.defects:
        ca = _file(module, context.cacert) if context.cacert.startswith("NVRAM:") else None
    if context.seclevel == 2:
        certificate = _file(module, context.clientcert)
        key = _file(module, context.clientkey)
    ignore_dates = bool(module.ssl.ignore_rtc_time)
    if "ignorertctime-inverted" in module.defects:
        ignore_dates = not ignore_dates
    if "seclevel-1-ignores-dates" in module.defects and context.seclevel == 1:
        ignore_dates = True
    if "context-5-ignores-dates" in module.defects and module.ssl.ftps_context == 5:
        ignore_dates = True
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
    lenient = {"ftps-switch-ignored", "type-7-turns-ftps-on"}
    if index == FTPSCTXI_UNSET and not lenient.isdisjoint(module.defects):
        index = 0
    if index == FTPSCTXI_UNSET:
        raise FtpFailure(ErrorCode.ILLEGAL_PARAMETER, "FTPS is on, but ftpsctxi is not set")
    if "context-1-kept-from-first-session" in module.defects and index == 1:
        return module.ssl.used.setdefault(index, module.ssl.contexts[index])
    return module.ssl.contexts[0 if "context-stuck-at-zero" in module.defects else index]


def _file(module: Module, name: str) -> bytes | None:
    stored = module.security.serving(name) if name else None
    if stored is None and "absent-ram-file-means-nvram" in module.defects and name in _SLOT:
        stored = module.security.serving(_SLOT[name])
    return None if stored is None else stored.data


_SLOT: Mapping[str, str] = {RAM_CA: NVRAM_CA0, RAM_CERT: NVRAM_CERT, RAM_KEY: NVRAM_KEY}


def _versions(context: SslContext, defects: frozenset[str]) -> tuple[Version, ...]:
    bent_to = {
        name: versions for name, (number, versions) in _BENT_VERSIONS.items() if number == context.sslversion
    }
    return bent(defects, bent_to, SSLVERSION[context.sslversion])


_BENT_VERSIONS: Mapping[str, tuple[int, tuple[Version, ...]]] = {
    "ssl30-becomes-tls10": (0, (Version.TLS10,)),
    "tls10-becomes-tls11": (1, (Version.TLS11,)),
    "tls11-becomes-tls12": (2, (Version.TLS12,)),
    "tls12-becomes-tls11": (3, (Version.TLS11,)),
    "all-versions-means-tls12": (4, (Version.TLS12,)),
    "all-versions-without-ssl30": (4, (Version.TLS10, Version.TLS11, Version.TLS12)),
}
"""What a value of sslversion stands for with a defect."""


def _suites(context: SslContext, defects: frozenset[str]) -> tuple[CipherSuite, ...]:
    if "rc4-md5-never-offered" in defects and len(context.suites) > 1:
        return tuple(s for s in context.suites if s is not CipherSuite.TLS_RSA_WITH_RC4_128_MD5)
    if "rc4-md5-never-offered" in defects and context.suites == (CipherSuite.TLS_RSA_WITH_RC4_128_MD5,):
        return (CipherSuite.TLS_RSA_WITH_RC4_128_SHA,)
    swapped = bent(defects, _SWAPPED_SUITES, None)
    if swapped is None:
        return context.suites
    configured, offered = swapped
    return tuple(dict.fromkeys(offered if suite is configured else suite for suite in context.suites))


_SWAPPED_SUITES: Mapping[str, tuple[CipherSuite, CipherSuite] | None] = {
    "aes256-sha-becomes-aes128-sha": (
        CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
        CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    ),
    "rc4-sha-becomes-rc4-md5": (
        CipherSuite.TLS_RSA_WITH_RC4_128_SHA,
        CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
    ),
    "triple-des-becomes-aes128": (
        CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
        CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    ),
    "aes128-sha-becomes-aes256-sha": (
        CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    ),
    "aes256-sha256-becomes-sha1": (
        CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
        CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    ),
}
"""The suite that is configured, and the one that is offered for it."""
