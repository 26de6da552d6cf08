"""Encodings and sizes of security files, read by OpenSSL and GnuTLS."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.pki.authority import Authority
from hil.pki.security_files import (
    CERTIFICATE,
    KEY,
    PASSPHRASE,
    encoded_certificate,
    encoded_key,
    padded,
)
from tests.peers import program
from tests.pki.judges import by_gnutls, by_openssl, openssl

NVRAM_SIZES = (2016, 2017, 2018)  # around the largest file of NVRAM, note 2.4
RAM_SIZES = (32767, 32768, 32769)  # around the largest file of RAM, note 2.4
UNREADABLE = {"pem-cr"}  # OpenSSL ends a line at LF


@pytest.mark.parametrize("encoding", CERTIFICATE)
def test_openssl_reads_the_same_certificate(encoding: str, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(encoded_certificate(authority.ca_pem, encoding))
    (tmp_path / "plain").write_bytes(authority.ca_pem)
    form = "DER" if encoding == "der" else "PEM"

    read = openssl("x509", "-inform", form, "-in", tmp_path / "file", "-outform", "PEM")

    assert read.stdout == ("" if encoding in UNREADABLE else authority.ca_pem.decode())
    assert (read.returncode == 0) is (encoding not in UNREADABLE)


@pytest.mark.parametrize("encoding", KEY)
def test_openssl_reads_the_same_key(encoding: str, authority: Authority, tmp_path: Path) -> None:
    key = authority.client().key
    (tmp_path / "file").write_bytes(encoded_key(key, encoding))
    form = "DER" if encoding.endswith("der") else "PEM"

    read = openssl(
        "rsa",
        "-inform",
        form,
        "-in",
        tmp_path / "file",
        "-traditional",
        "-passin",
        f"pass:{PASSPHRASE.decode()}",
    )

    assert read.stdout == ("" if encoding in UNREADABLE else key.decode())


@pytest.mark.parametrize(
    ("encoding", "first"),
    [
        ("pkcs1", b"-----BEGIN RSA PRIVATE KEY-----\n"),
        ("pkcs8", b"-----BEGIN PRIVATE KEY-----\n"),
        ("pkcs8-crlf", b"-----BEGIN PRIVATE KEY-----\r\n"),
        ("pkcs8-encrypted", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"),
        ("pkcs1-encrypted", b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"),
        ("pem-byte-order-mark", b"\xef\xbb\xbf-----BEGIN RSA PRIVATE KEY-----\n"),
        ("pem-cr", b"-----BEGIN RSA PRIVATE KEY-----\r"),
        ("pem-text-before", b"Subject: "),
        ("pkcs1-der", b"\x30\x82"),
        ("pkcs8-der", b"\x30\x82"),
    ],
)
def test_how_an_encoded_key_begins(encoding: str, first: bytes, authority: Authority) -> None:
    assert encoded_key(authority.client().key, encoding).startswith(first)


def test_der_forms_of_a_key_differ(authority: Authority) -> None:
    key = authority.client().key

    assert len({encoded_key(key, encoding) for encoding in KEY}) == len(KEY) - 1  # pem is pkcs1


def test_certificates_in_other_lines(authority: Authority) -> None:
    one_line = encoded_certificate(authority.ca_pem, "pem-one-line").splitlines()
    wide = encoded_certificate(authority.ca_pem, "pem-76-columns").splitlines()

    assert len(one_line) == 3
    assert {len(line) for line in wide[1:-2]} == {76}


@pytest.mark.parametrize("size", [*NVRAM_SIZES, *RAM_SIZES])
def test_a_ca_of_a_given_size_is_the_same_ca(size: int, authority: Authority, tmp_path: Path) -> None:
    pem = authority.ca_pem_of_size(size)

    assert len(pem) == size
    assert size - len(pem.rstrip(b"\n")) <= 5  # it is full of certificate, not of padding
    assert by_openssl(authority.chain("good"), pem, tmp_path).accepted
    assert "The certificate is trusted." in by_gnutls(authority.chain("intermediates-2"), pem, tmp_path)


@pytest.mark.parametrize("size", [*NVRAM_SIZES, *RAM_SIZES])
def test_a_padded_key_is_the_same_key(size: int, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(padded(authority.client().key, size))

    read = subprocess.run(
        [program("certtool"), "--key-info", "--infile", tmp_path / "key.pem"],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )

    assert (tmp_path / "key.pem").stat().st_size == size
    assert authority.client().key.decode() in read.stdout


@pytest.mark.parametrize("bits", [4096])
def test_a_long_key_fits_into_ram_only(bits: int, authority: Authority) -> None:
    assert NVRAM_SIZES[1] < len(authority.chain(f"rsa-{bits}").key) < RAM_SIZES[1]


def test_what_is_too_long_or_unknown_is_refused(authority: Authority) -> None:
    with pytest.raises(UsageError, match="cannot be padded to 100"):
        padded(authority.ca_pem, 100)
    with pytest.raises(UsageError, match="a CA of 1000 bytes is too small"):
        authority.ca_pem_of_size(1000)
    with pytest.raises(UsageError, match="did you mean 'pkcs8-der'"):
        encoded_key(authority.client().key, "pkcs8der")
    with pytest.raises(UsageError, match="no encoding of a certificate is called 'zzz'; there are pem,"):
        encoded_certificate(authority.ca_pem, "zzz")
