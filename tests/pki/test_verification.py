"""The server's judgement of a client's chain; the chains are made by OpenSSL."""

from __future__ import annotations

import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hil.pki.authority import Authority
from hil.pki.verification import ChainFault, fault_of_client_chain
from tests.peers import program


def der(pem: bytes) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem.decode())


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("good", None),
        ("mismatched-key", None),  # the chain is good; the proof of the key is the handshake's business
        ("other-ca", ChainFault.UNKNOWN_CA),
        ("self-signed", ChainFault.UNKNOWN_CA),
        ("expired", ChainFault.OUT_OF_DATE),
        ("not-yet-valid", ChainFault.OUT_OF_DATE),
        ("server-only", ChainFault.WRONG_PURPOSE),
    ],
)
def test_credentials_of_the_authority(name: str, fault: ChainFault | None, authority: Authority) -> None:
    chain = (der(authority.client(name).certificate),)

    assert fault_of_client_chain(chain, authority.client_ca_pem) is fault


def test_a_date_before_it_begins(authority: Authority) -> None:
    chain = (der(authority.client().certificate),)
    before = datetime.now(UTC) - timedelta(days=30)

    assert fault_of_client_chain(chain, authority.client_ca_pem, now=before) is ChainFault.OUT_OF_DATE


def test_a_server_certificate_is_not_for_clients(authority: Authority) -> None:
    chain = (der(authority.chain("good").certificates),)

    assert fault_of_client_chain(chain, authority.ca_pem) is ChainFault.WRONG_PURPOSE


@pytest.mark.parametrize("chain", [(b"",), (b"\x30\x03\x02\x01\x00",), (b"no certificate",)])
def test_what_cannot_be_read(chain: tuple[bytes, ...], authority: Authority) -> None:
    assert fault_of_client_chain(chain, authority.client_ca_pem) is ChainFault.UNREADABLE


CONFIGURATION = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
[middle]
basicConstraints = critical,CA:TRUE
[no_ca]
basicConstraints = critical,CA:FALSE
[leaf]
basicConstraints = critical,CA:FALSE
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root, an intermediate CA, a certificate that is no CA, and leaves below each."""
    path = tmp_path_factory.mktemp("chains")
    (path / "c.cnf").write_text(CONFIGURATION)

    def issue(name: str, section: str, issuer: str | None, digest: str = "-sha256") -> None:
        signer = ["-CA", f"{issuer}.crt", "-CAkey", f"{issuer}.key"] if issuer else []
        what = ["-newkey", "rsa:1024", "-nodes", digest, "-subj", f"/CN={name}", "-extensions", section]
        out = ["-keyout", f"{name}.key", "-out", f"{name}.crt"]
        subprocess.run(
            [program("openssl"), "req", "-x509", "-config", "c.cnf", "-days", "2", *what, *signer, *out],
            cwd=path,
            check=True,
            capture_output=True,
            timeout=20,
        )

    issue("root", "root", None)
    issue("middle", "middle", "root")
    issue("no_ca", "no_ca", "root")
    issue("below_middle", "leaf", "middle")
    issue("below_no_ca", "leaf", "no_ca")
    issue("by_sha1", "leaf", "root", "-sha1")
    return path


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (("below_middle", "middle"), None),
        (("below_middle", "middle", "root"), None),
        (("below_middle",), ChainFault.UNKNOWN_CA),
        (("below_no_ca", "no_ca"), ChainFault.UNKNOWN_CA),
        (("by_sha1",), None),
        (("root",), None),
    ],
)
def test_paths(names: tuple[str, ...], fault: ChainFault | None, folder: Path) -> None:
    chain = tuple(der((folder / f"{name}.crt").read_bytes()) for name in names)

    assert fault_of_client_chain(chain, (folder / "root.crt").read_bytes()) is fault


def test_a_forged_signature(folder: Path) -> None:
    chain = bytearray(der((folder / "by_sha1.crt").read_bytes()))
    chain[-1] ^= 1

    found = fault_of_client_chain((bytes(chain),), (folder / "root.crt").read_bytes())

    assert found is ChainFault.UNKNOWN_CA
