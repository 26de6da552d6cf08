"""The certificates of a run, judged by OpenSSL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hil.errors import InfrastructureError, UsageError
from hil.pki import private_keys, workshop
from hil.pki.authority import Authority
from hil.pki.credentials import CREDENTIALS
from hil.pki.workshop import CLIENT_ROLE, Workshop
from tests.pki.judges import openssl

SLOT_MAX = 2017  # note 2.4


def written(folder: Path, **contents: bytes) -> dict[str, Path]:
    files = {name: folder / f"{name}.pem" for name in contents}
    for name, content in contents.items():
        files[name].write_bytes(content)
    return files


@pytest.mark.parametrize(
    "name", ["good", "other-ca", "other-ca-same-name", "self-signed", "expired", "not-yet-valid"]
)
def test_a_chain_has_its_key_and_an_anchor_that_accepts_it(
    name: str, authority: Authority, tmp_path: Path
) -> None:
    chain = authority.chain(name)
    files = written(tmp_path, anchor=chain.trust_anchor, leaf=chain.certificates, key=chain.key)

    verified = openssl("verify", "-no_check_time", "-CAfile", files["anchor"], files["leaf"])

    assert verified.stdout.endswith("leaf.pem: OK\n"), verified.stderr
    assert modulus("x509", files["leaf"]) == modulus("rsa", files["key"])
    assert bool(chain.flaw) is (name != "good")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("good", "leaf.pem: OK"),
        ("other-ca", "unable to get local issuer certificate"),
        ("self-signed", "self-signed certificate"),
        ("expired", "certificate has expired"),
        ("not-yet-valid", "certificate is not yet valid"),
        ("server-only", "unsuitable certificate purpose"),
        ("mismatched-key", "leaf.pem: OK"),
    ],
)
def test_openssl_judges_a_client_credential(
    name: str, verdict: str, authority: Authority, tmp_path: Path
) -> None:
    credential = authority.client(name)
    files = written(tmp_path, ca=authority.client_ca_pem, leaf=credential.certificate, key=credential.key)

    found = openssl("verify", "-purpose", "sslclient", "-CAfile", files["ca"], files["leaf"])

    assert verdict in found.stdout + found.stderr
    same_key = modulus("x509", files["leaf"]) == modulus("rsa", files["key"])
    assert same_key is (name != "mismatched-key")


def modulus(kind: str, file: Path) -> str:
    found = openssl(kind, "-noout", "-modulus", "-in", file)
    assert found.stdout.startswith("Modulus="), found.stderr
    return found.stdout


def test_every_file_for_the_dut_fits_into_an_nvram_slot(authority: Authority) -> None:
    credentials = [authority.client(name) for name in authority.client_names()]

    sizes = [
        len(authority.ca_pem),
        *(len(authority.chain(name).trust_anchor) for name in authority.chain_names()),
        *(len(credential.certificate) for credential in credentials),
        *(len(credential.key) for credential in credentials),
    ]

    assert max(sizes) <= SLOT_MAX


def test_keys_are_pkcs1_and_of_2048_bits(authority: Authority, tmp_path: Path) -> None:
    keys = [authority.chain("good").key, *(authority.client(name).key for name in authority.client_names())]
    files = written(tmp_path, key=keys[0])

    assert {key.splitlines()[0] for key in keys} == {b"-----BEGIN RSA PRIVATE KEY-----"}
    assert "2048 bit" in openssl("rsa", "-noout", "-text", "-in", files["key"]).stdout


def test_what_was_made_is_kept(authority: Authority) -> None:
    assert authority.chain("expired") is authority.chain("expired")
    assert authority.client() is authority.client("good")


def test_two_runs_share_nothing(authority: Authority) -> None:
    other = Authority()

    assert other.ca_pem != authority.ca_pem
    assert other.chain("good").key != authority.chain("good").key


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda a: a.chain("exprid"), "no chain is called 'exprid'; did you mean 'expired'?"),
        (
            lambda a: a.client("zzz"),
            "no client credential is called 'zzz'; there are good, second, other-ca",
        ),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(ask: object, message: str, authority: Authority) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        ask(authority)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((), "at least one name"),
        (("localhost", ""), "no empty one"),
        (("bücher.example",), "'bücher.example' cannot be the name of a server"),
    ],
)
def test_names_that_no_certificate_can_hold(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Authority(names=names)


def test_a_host_name_that_is_longer_than_a_common_name(tmp_path: Path) -> None:
    host = "ftp." + "long-label." * 9 + "example"
    authority = Authority(names=(host,))
    files = written(tmp_path, ca=authority.ca_pem, leaf=authority.chain().certificates)

    found = openssl("verify", "-verify_hostname", host, "-CAfile", files["ca"], files["leaf"])

    assert found.returncode == 0, found.stderr
    with pytest.raises(UsageError, match=f"no chain 'name-cn-dns' can be made for {host}"):
        authority.chain("name-cn-dns")


def test_keys_do_not_show_in_messages(authority: Authority) -> None:
    assert "PRIVATE" not in repr(authority.chain("good")) + repr(authority.client())


@pytest.mark.parametrize("number", range(4))
def test_no_file_for_a_dut_has_what_ends_an_upload(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    often = b"++"  # one file in three has two plus signs, one in two hundred has three
    for module in (private_keys, workshop):
        monkeypatch.setattr(module, "ESCAPE", often)
    authority = Authority(seed=str(number))

    files = [authority.ca_pem]
    clients = [authority.client(name) for name in ("good", "mismatched-key", "expired")]
    files += [file for client in clients for file in (client.certificate, client.key)]

    assert [often in file for file in files] == [False] * len(files)


def test_plus_signs_that_no_key_takes_away_end_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hil.pki.workshop.ESCAPE", b"BEGIN CERTIFICATE")
    monkeypatch.setattr("hil.pki.workshop._KEYS", 2)

    with pytest.raises(InfrastructureError, match="without \\+\\+\\+ of 'm95-hil CA'; 2 keys gave none"):
        _ = Authority().ca_pem


def test_what_a_new_key_does_not_change_moves_in_base64() -> None:
    shop = Workshop(names=("localhost",), seed="seed", start=datetime(2026, 1, 1, tzinfo=UTC))
    places = set()
    for _ in range(3):
        made = CREDENTIALS["good"].make(shop, "good")
        certificate = x509.load_pem_x509_certificate(made.certificate)
        issuer = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        assert issuer.key_identifier is not None
        places.add(certificate.public_bytes(Encoding.DER).index(issuer.key_identifier) % 3)
        shop.keys.renew(CLIENT_ROLE)

    assert places == {0, 1, 2}
