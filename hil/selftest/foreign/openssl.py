"""OpenSSL: `openssl s_client` and `openssl s_server`.

Builds differ in what they have; OpenSSL 3 has no SSL3.0, RC4 and 3DES.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from hil.selftest.foreign.model import HOST, NAME, Command, Credentials, Library, Pair, program
from hil.spec.tls import CipherSuite, Version

SUITES = {
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: "AES256-SHA",
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA: "RC4-SHA",
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5: "RC4-MD5",
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: "DES-CBC3-SHA",
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: "AES128-SHA",
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: "AES256-SHA256",
}
"""The names that OpenSSL has for the suites."""

VERSIONS = {
    Version.SSL30: "-ssl3",
    Version.TLS10: "-tls1",
    Version.TLS11: "-tls1_1",
    Version.TLS12: "-tls1_2",
}

WEAK = "@SECLEVEL=0"
"""Old versions sign with SHA-1 and MD5, which other levels refuse."""


def version() -> str:
    """`3.0.19`."""
    said = subprocess.run([program("openssl"), "version"], capture_output=True, text=True, check=False)
    return " ".join(said.stdout.split()[1:2])


def client(_folder: Path, credentials: Credentials, port: int, pair: Pair) -> Command:
    """`-quiet` sends the input as it is; else a line that begins with Q would end the client."""
    return (
        *(program("openssl"), "s_client", "-connect", f"{NAME}:{port}", "-noservername", "-quiet"),
        *("-CAfile", credentials.ca, "-verify_return_error"),
        *(VERSIONS[pair[0]], "-cipher", f"{SUITES[pair[1]]}:{WEAK}"),
    )


def server(_folder: Path, credentials: Credentials, port: int) -> Command:
    """`-www` answers HTTP."""
    return (
        *(program("openssl"), "s_server", "-accept", f"{HOST}:{port}", "-www", "-cipher", f"ALL:{WEAK}"),
        *("-cert", credentials.chain, "-cert_chain", credentials.chain, "-key", credentials.key),
    )


OPENSSL = Library("OpenSSL", "openssl", ("openssl",), version, client, server)
