"""GnuTLS: `gnutls-cli` and `gnutls-serv`; it has no SSL3.0 today."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hil.selftest.foreign.model import NAME, Command, Credentials, Library, Pair, program
from hil.spec.tls import CipherSuite, Version

_CIPHERS = {
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: "AES-256-CBC:+SHA1",
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA: "ARCFOUR-128:+SHA1",
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5: "ARCFOUR-128:+MD5",
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: "3DES-CBC:+SHA1",
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: "AES-128-CBC:+SHA1",
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: "AES-256-CBC:+SHA256",
}

_REST = "+COMP-NULL:+SIGN-ALL:+GROUP-ALL:%COMPAT:%VERIFY_ALLOW_BROKEN"

PRIORITY_OF_ALL = (
    "NONE:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:+RSA:+AES-256-CBC:+AES-128-CBC:+ARCFOUR-128:+3DES-CBC"
    f":+SHA1:+MD5:+SHA256:{_REST}"
)
"""All that GnuTLS has of the note."""


def priority(version: Version, suite: CipherSuite) -> str:
    """Exactly one version and one suite."""
    return f"NONE:+VERS-{version.title}:+RSA:+{_CIPHERS[suite]}:{_REST}"


def version() -> str:
    """`3.7.9`."""
    said = subprocess.run([program("gnutls-cli"), "--version"], capture_output=True, text=True, check=False)
    return " ".join(said.stdout.split()[1:2])


def client(_folder: Path, credentials: Credentials, port: int, pair: Pair) -> Command:
    """The server is verified."""
    return (
        *(program("gnutls-cli"), "--x509cafile", credentials.ca, "--priority", priority(*pair)),
        *("-p", str(port), NAME),
    )


def server(_folder: Path, credentials: Credentials, port: int) -> Command:
    """`--http` answers HTTP."""
    return (
        *(program("gnutls-serv"), "--http", "-p", str(port), "--priority", PRIORITY_OF_ALL),
        *("--x509certfile", credentials.chain, "--x509keyfile", credentials.key),
    )


GNUTLS = Library("GnuTLS", "gnutls-bin", ("gnutls-cli", "gnutls-serv"), version, client, server)
