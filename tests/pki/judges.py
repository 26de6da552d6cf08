"""OpenSSL and GnuTLS as judges of a chain."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hil.pki.chain import Chain
from tests.peers import program


def armour(der: bytes) -> bytes:
    """Any bytes in the armour of a certificate, by another hand than ours."""
    written = subprocess.run(
        [program("openssl"), "base64", "-e"], input=der, capture_output=True, check=True, timeout=20
    ).stdout
    return b"-----BEGIN CERTIFICATE-----\n" + written + b"-----END CERTIFICATE-----\n"


@dataclass(frozen=True)
class Verdict:
    """What OpenSSL says: whether the chain is accepted, and the numbers of X509_STORE_CTX_get_error(3)."""

    accepted: bool
    errors: frozenset[int]


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program("openssl"), *arguments], capture_output=True, text=True, check=False, timeout=20
    )


def by_openssl(chain: Chain, anchor: bytes, folder: Path, *options: str, level: int = 0) -> Verdict:
    """Verify as a strict TLS client that knows `anchor`; the first certificate is taken for the server's."""
    blocks = [armour(der) for der in chain.der]
    for name, content in (("anchor", anchor), ("leaf", b"".join(blocks[:1])), ("rest", b"".join(blocks[1:]))):
        (folder / f"{name}.pem").write_bytes(content)
    rest = ("-untrusted", folder / "rest.pem") if blocks[1:] else ()
    strictly = ("-x509_strict", "-purpose", "sslserver", "-auth_level", str(level))
    found = openssl(
        "verify", *strictly, *options, "-CAfile", folder / "anchor.pem", *rest, folder / "leaf.pem"
    )
    errors = frozenset(int(number) for number in re.findall(r"error (\d+) at", found.stderr))
    return Verdict(found.returncode == 0, errors)


def by_gnutls(chain: Chain, anchor: bytes, folder: Path) -> str:
    """What certtool says of the chain, or why it cannot read it."""
    (folder / "anchor.pem").write_bytes(anchor)
    (folder / "chain.pem").write_bytes(chain.certificates)
    files = ("--load-ca-certificate", folder / "anchor.pem", "--infile", folder / "chain.pem")
    found = subprocess.run(
        [program("certtool"), "--verify", "--verify-profile=low", *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    verdict = re.search(r"Chain verification output: (.*)", found.stdout)
    return verdict[1] if verdict else found.stderr
