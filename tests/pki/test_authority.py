"""The certificates of a run, judged by OpenSSL and GnuTLS."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.pki.authority import Authority
from tests.peers import program

SLOT_MAX = 2017  # note 2.4


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program("openssl"), *arguments], capture_output=True, text=True, check=False, timeout=20
    )


def written(folder: Path, **contents: bytes) -> dict[str, Path]:
    files = {name: folder / f"{name}.pem" for name in contents}
    for name, content in contents.items():
        files[name].write_bytes(content)
    return files


@pytest.mark.parametrize(
    ("name", "errors"),
    [  # numbers of X509_STORE_CTX_get_error(3)
        ("good", set()),
        ("other-ca", {20}),
        ("self-signed", {18}),
        ("expired", {10}),
        ("not-yet-valid", {9}),
    ],
)
def test_openssl_finds_the_flaw_and_no_other(
    name: str, errors: set[int], authority: Authority, tmp_path: Path
) -> None:
    files = written(tmp_path, ca=authority.ca_pem, leaf=authority.chain(name).certificates)
    strictly = ("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", files["ca"])

    by_address = openssl(*strictly, "-verify_ip", "127.0.0.1", files["leaf"])
    by_name = openssl(*strictly, "-verify_hostname", "localhost", files["leaf"])

    assert numbers(by_address) == numbers(by_name) == errors


def test_a_leaf_is_for_this_host_only(authority: Authority, tmp_path: Path) -> None:
    files = written(tmp_path, ca=authority.ca_pem, leaf=authority.chain("good").certificates)

    found = openssl("verify", "-verify_hostname", "example.org", "-CAfile", files["ca"], files["leaf"])

    assert numbers(found) == {62}  # hostname mismatch


def numbers(verification: subprocess.CompletedProcess[str]) -> set[int]:
    return {int(number) for number in re.findall(r"error (\d+) at", verification.stderr)}


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("good", "Chain verification output: Verified. The certificate is trusted."),
        ("other-ca", "The certificate issuer is unknown."),
        ("expired", "The certificate chain uses expired certificate."),
        ("not-yet-valid", "The certificate chain uses not yet valid certificate."),
    ],
)
def test_gnutls_finds_the_flaw(name: str, verdict: str, authority: Authority, tmp_path: Path) -> None:
    files = written(tmp_path, ca=authority.ca_pem, leaf=authority.chain(name).certificates)

    found = subprocess.run(
        [program("certtool"), "--verify", "--load-ca-certificate", files["ca"], "--infile", files["leaf"]],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )

    assert verdict in found.stdout


@pytest.mark.parametrize("name", ["good", "other-ca", "self-signed", "expired", "not-yet-valid"])
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
        ("expired", "certificate has expired"),
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
        (lambda a: a.client("zzz"), "no client credential is called 'zzz'; there are good, other-ca"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(ask: object, message: str, authority: Authority) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        ask(authority)  # type: ignore[operator]


def test_keys_do_not_show_in_messages(authority: Authority) -> None:
    assert "PRIVATE" not in repr(authority.chain("good")) + repr(authority.client())
