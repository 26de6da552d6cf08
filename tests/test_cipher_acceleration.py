"""The fast ciphers against published vectors, the check of CBC records against that of tlslite-ng, both in their place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tlslite import recordlayer
from tlslite.constants import CipherSuite
from tlslite.mathtls import createHMAC, createMAC_SSL
from tlslite.utils import python_aes, python_rc4, python_tripledes
from tlslite.utils.constanttime import ct_check_cbc_mac_and_pad
from tlslite.utils.keyfactory import parsePEMKey

from hil import cipher_acceleration
from hil.cipher_acceleration import check_cbc_mac_and_pad, create_aes, create_rc4, create_triple_des, install

Factory = Callable[[bytearray, bytearray], Any]

# NIST SP 800-38A, F.2.1 and F.2.5
AES_IV = "000102030405060708090a0b0c0d0e0f"
AES_PLAIN = (
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)
AES128_KEY = "2b7e151628aed2a6abf7158809cf4f3c"
AES128_CIPHER = (
    "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
    "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"
)
AES256_KEY = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
AES256_CIPHER = (
    "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
    "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"
)
# RFC 6229, 128-bit key 0x0102..10: key stream at offset 0
RC4_KEY = "0102030405060708090a0b0c0d0e0f10"
RC4_STREAM = "9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c"
# NIST CAVP, TCBCMMT3.rsp (3-key TDES, CBC), encrypt, count 0 and 1
TDES_ONE = (
    "627f460e08104a1043cd265d5840eaf1313edf97df2a8a8c",
    "8e29f75ea77e5475",
    "326a494cd33fe756",
    "b22b8d66de970692",
)
TDES_TWO = (
    "37ae5ebf46dff2dc0754b94f31cbb3855e7fd36dc870bfae",
    "3d1de3cc132e3b65",
    "84401f78fe6c10876d8ea23094ea5309",
    "7b1f7c7e3b1c948ebd04a75ffba7d2f5",
)

VECTORS = [
    pytest.param(create_aes, AES128_KEY, AES_IV, AES_PLAIN, AES128_CIPHER, id="AES-128-CBC"),
    pytest.param(create_aes, AES256_KEY, AES_IV, AES_PLAIN, AES256_CIPHER, id="AES-256-CBC"),
    pytest.param(create_rc4, RC4_KEY, "", "00" * 32, RC4_STREAM, id="RC4-128"),
    pytest.param(create_triple_des, *TDES_ONE, id="3DES-EDE-CBC, one block"),
    pytest.param(create_triple_des, *TDES_TWO, id="3DES-EDE-CBC, two blocks"),
]


@pytest.mark.parametrize(("create", "key", "iv", "plain", "cipher"), VECTORS)
def test_published_vector(create: Factory, key: str, iv: str, plain: str, cipher: str) -> None:
    made = create(bytearray.fromhex(key), bytearray.fromhex(iv))
    reader = create(bytearray.fromhex(key), bytearray.fromhex(iv))

    assert made.encrypt(bytearray.fromhex(plain)).hex() == cipher
    assert reader.decrypt(bytearray.fromhex(cipher)).hex() == plain


@pytest.mark.parametrize(("create", "key", "iv", "plain", "cipher"), VECTORS)
def test_state_is_kept_from_record_to_record(
    create: Factory, key: str, iv: str, plain: str, cipher: str
) -> None:
    made = create(bytearray.fromhex(key), bytearray.fromhex(iv))
    reader = create(bytearray.fromhex(key), bytearray.fromhex(iv))
    records = [bytearray.fromhex(plain)[i : i + 16] for i in range(0, len(plain) // 2, 16)]

    sent = [made.encrypt(record) for record in records]

    assert bytearray().join(sent).hex() == cipher
    assert bytearray().join(reader.decrypt(record) for record in sent).hex() == plain


@pytest.mark.parametrize(
    ("suite", "reference", "key_size", "iv_size"),
    [
        (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, lambda k, iv: python_aes.new(k, 2, iv), 16, 16),
        (CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256, lambda k, iv: python_aes.new(k, 2, iv), 32, 16),
        (CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA, python_tripledes.new, 24, 8),
        (CipherSuite.TLS_RSA_WITH_RC4_128_MD5, lambda k, _iv: python_rc4.new(k), 16, 0),
    ],
)
def test_installed_ciphers_are_those_of_tlslite_but_fast(
    suite: int, reference: Factory, key_size: int, iv_size: int
) -> None:
    cipher_acceleration.install()
    cipher_acceleration.install()
    settings = recordlayer.RecordLayer._getCipherSettings(suite)
    key, iv = bytearray(range(key_size)), bytearray(range(iv_size))

    fast, slow = settings[2](key, iv, ["python"]), reference(key, iv)

    assert settings[:2] == (key_size, iv_size)
    assert fast.implementation == cipher_acceleration.IMPLEMENTATION
    assert (fast.name, fast.isBlockCipher, fast.isAEAD) == (slow.name, slow.isBlockCipher, slow.isAEAD)
    assert fast.encrypt(bytearray(48)) == slow.encrypt(bytearray(48))


def test_a_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError):
        create_triple_des(bytearray(16), bytearray(8))


def key_of(bits: int) -> tuple[Any, bytes]:
    """An RSA key as tlslite and as PEM."""
    made = rsa.generate_private_key(65537, bits)
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return parsePEMKey(pem.decode(), private=True, implementations=["python"]), pem


@pytest.mark.parametrize("size", [1, 48, 117])
def test_rsa_decrypts_what_tlslite_encrypts(size: int) -> None:
    key, pem = key_of(1024)
    decrypt = cipher_acceleration.rsa_decryption(pem)

    assert decrypt is not None
    assert decrypt(key.encrypt(bytearray(b"s" * size))) == bytearray(b"s" * size)


def test_wrong_padding_does_not_raise() -> None:
    key, pem = key_of(1024)
    decrypt = cipher_acceleration.rsa_decryption(pem)

    assert decrypt is not None
    for ciphertext in (
        bytes(128),
        b"\xff" * 128,
        b"short",
        bytes(key._raw_public_key_op_bytes(bytearray(128))),
    ):
        assert decrypt(ciphertext) is None or decrypt(ciphertext) != bytearray(b"s" * 48)


def test_a_key_that_is_none_of_rsa() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    assert cipher_acceleration.rsa_decryption(pem) is None
    assert cipher_acceleration.rsa_decryption(b"no key at all") is None


Version = tuple[int, int]
VERSIONS: list[Version] = [(3, 0), (3, 1), (3, 2), (3, 3)]
SEQUENCE = bytearray(b"\0\0\0\0\0\0\0\7")
APPLICATION_DATA = 23


def mac_of(version: Version) -> Any:
    create = createMAC_SSL if version == (3, 0) else createHMAC
    return create(bytearray(b"k" * 20), digestmod=hashlib.sha1)


def record(version: Version, payload: bytes, *, padding: int | None = None) -> bytearray:
    """A decrypted record with the right MAC; the padding fills the last block unless it is given."""
    mac = mac_of(version)
    mac.update(bytes(SEQUENCE) + bytes([APPLICATION_DATA]))
    mac.update((b"" if version == (3, 0) else bytes(version)) + len(payload).to_bytes(2, "big") + payload)
    body = payload + bytes(mac.digest())
    length = 15 - len(body) % 16 if padding is None else padding
    return bytearray(body + bytes([length]) * (length + 1))


def verdicts(data: bytearray, version: Version) -> tuple[bool, bool]:
    """Ours and theirs."""
    arguments = (bytearray(data), mac_of(version), SEQUENCE, APPLICATION_DATA, version, 16)
    return check_cbc_mac_and_pad(*arguments), ct_check_cbc_mac_and_pad(*arguments)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("size", [0, 1, 11, 12, 300])
def test_a_right_record_is_accepted(version: Version, size: int) -> None:
    assert verdicts(record(version, b"x" * size), version) == (True, True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("padding", [16, 17, 31, 255])
def test_long_padding_is_judged_alike(version: Version, padding: int) -> None:
    accepted = version != (3, 0) or padding <= 16

    assert verdicts(record(version, b"payload", padding=padding), version) == (accepted, accepted)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_change_of_any_byte_is_judged_alike(version: Version) -> None:
    right = record(version, b"some payload")

    for position in range(len(right)):
        tampered = bytearray(right)
        tampered[position] ^= 0x40
        ours, theirs = verdicts(tampered, version)
        assert ours == theirs, position


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff" * 16, b"\0" * 20])
def test_a_record_too_short_for_its_mac_is_refused(data: bytes) -> None:
    assert not check_cbc_mac_and_pad(bytearray(data), mac_of((3, 3)), SEQUENCE, APPLICATION_DATA, (3, 3), 16)


def test_it_stands_where_tlslite_looks_for_it() -> None:
    install()

    assert recordlayer.ct_check_cbc_mac_and_pad is check_cbc_mac_and_pad
