"""The switch of the TLS library: what newer ones have given up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hil.emulator.at.outcome import CommandRefused
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContextSettings
from hil.emulator.variants.model import Switch, replacing, unchanged
from hil.spec.tls import EXAMPLE_ORDER, SSLVERSION, CipherSuite, Version

_SUITES = (
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
)
_VERSIONS = (Version.TLS10, Version.TLS11, Version.TLS12)


# clause: note 1.1, note Table 1
class OnlyAesAndTls(SslConfigCommands):
    """no SSL3.0, RC4 and 3DES"""

    def write_context(self, index: int, change: Callable[[SslContextSettings], SslContextSettings]) -> None:
        """Change a context unless it names what the library does not have; 0XFFFF is all that it has."""
        changed = change(self._configuration.contexts[index])
        if changed.suites == EXAMPLE_ORDER:
            changed = replace(changed, suites=_SUITES)
        if SSLVERSION[changed.sslversion] == (Version.SSL30,) or not set(changed.suites) <= set(_SUITES):
            raise CommandRefused
        super().write_context(index, lambda _context: changed)


# clause: note 2.3
class DefaultOfAes(SslConfiguration):
    """A configuration whose contexts have the suites of AES by default."""

    def reset(self) -> None:
        """Set the defaults."""
        super().reset()
        self.contexts = [replace(context, suites=_SUITES) for context in self.contexts]


# clause: note 2.3
class OffersTlsOnly(SessionSettings):
    """Settings of sessions in which "all" are the versions of TLS."""

    def versions(self, value: int) -> tuple[Version, ...]:
        """The versions of a value of <sslversion>."""
        return tuple(version for version in super().versions(value) if version in _VERSIONS)


SWITCHES = (
    Switch(
        "tls-library",
        "note 1.1, note Table 1, RFC 7465, RFC 7568",
        "newer TLS libraries have no SSL3.0, RC4 and 3DES; a firmware built on them claims less than the note states",
        ("AT+QSSLCFG", "TLS ClientHello"),
        (
            unchanged("all", "all versions and suites of the note"),
            replacing(
                "aes",
                OnlyAesAndTls,
                DefaultOfAes,
                OffersTlsOnly,
                pics={
                    "tls.versions": tuple(version.title for version in _VERSIONS),
                    "tls.suites": tuple(suite.code for suite in _SUITES),
                },
            ),
        ),
    ),
)
