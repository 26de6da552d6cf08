"""Fast record ciphers for tlslite-ng: mechanism without judgement, used by both TLS sides.

tlslite-ng uses ciphers in plain Python (3DES: 0.01 MB/s) since it knows only
obsolete crypto libraries.  `install` replaces them by those of `cryptography`;
the bytes on the wire do not change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4, TripleDES
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from tlslite import recordlayer
from tlslite.utils import aes, rc4, tripledes

IMPLEMENTATION = "cryptography"
"""What `TLSConnection.getCipherImplementation()` answers when these ciphers are in use."""

_CBC_MODE = 2  # tlslite's number for it


class _Contexts:
    """One encryptor and one decryptor that live as long as the connection state: CBC and RC4 chain over records."""

    def __init__(self, cipher: Cipher[Any]) -> None:
        self._cipher = cipher
        self._encryptor: CipherContext | None = None
        self._decryptor: CipherContext | None = None

    def encrypt(self, plaintext: bytes | bytearray) -> bytearray:
        if self._encryptor is None:
            self._encryptor = self._cipher.encryptor()
        return bytearray(self._encryptor.update(plaintext))

    def decrypt(self, ciphertext: bytes | bytearray) -> bytearray:
        if self._decryptor is None:
            self._decryptor = self._cipher.decryptor()
        return bytearray(self._decryptor.update(ciphertext))


def _cbc(algorithm: BlockCipherAlgorithm, iv: bytes | bytearray) -> _Contexts:
    return _Contexts(Cipher(algorithm, CBC(bytes(iv))))


class _Aes(aes.AES):  # type: ignore[misc]  # tlslite has no types
    def __init__(self, key: bytearray, iv: bytearray) -> None:
        super().__init__(key, _CBC_MODE, iv, IMPLEMENTATION)
        contexts = _cbc(AES(bytes(key)), iv)
        self.encrypt, self.decrypt = contexts.encrypt, contexts.decrypt


class _TripleDes(tripledes.TripleDES):  # type: ignore[misc]  # tlslite has no types
    def __init__(self, key: bytearray, iv: bytearray) -> None:
        super().__init__(key, _CBC_MODE, iv, IMPLEMENTATION)
        contexts = _cbc(TripleDES(bytes(key)), iv)
        self.encrypt, self.decrypt = contexts.encrypt, contexts.decrypt


class _Rc4(rc4.RC4):  # type: ignore[misc]  # tlslite has no types
    def __init__(self, key: bytearray) -> None:
        super().__init__(key, IMPLEMENTATION)
        contexts = _Contexts(Cipher(ARC4(bytes(key)), mode=None))
        self.encrypt, self.decrypt = contexts.encrypt, contexts.decrypt


def create_aes(key: bytearray, iv: bytearray, _implementations: list[str] | None = None) -> Any:
    """An AES-CBC cipher with the interface of tlslite (`createAES`)."""
    return _Aes(key, iv)


def create_triple_des(key: bytearray, iv: bytearray, _implementations: list[str] | None = None) -> Any:
    """A 3DES-EDE-CBC cipher with the interface of tlslite (`createTripleDES`)."""
    return _TripleDes(key, iv)


def create_rc4(key: bytearray, _iv: bytearray, _implementations: list[str] | None = None) -> Any:
    """An RC4 cipher with the interface of tlslite (`createRC4`); it has no IV."""
    return _Rc4(key)


def check_cbc_mac_and_pad(  # noqa: PLR0917  # the signature is that of tlslite
    data: bytearray,
    mac: Any,
    sequence_number: bytearray,
    content_type: int,
    version: tuple[int, int],
    block_size: int = 16,
) -> bool:
    """Whether padding and MAC of a decrypted CBC record are right (`ct_check_cbc_mac_and_pad`).

    The original needs a quarter of a millisecond for each record, to take constant
    time; a test bench needs speed instead.
    """
    pad_length = data[-1] if data else 0
    end = len(data) - pad_length - 1
    begin = end - mac.digest_size
    if begin < 0:
        return False
    ssl30 = version == (3, 0)
    if ssl30 and pad_length > block_size:  # RFC 6101, 5.2.3.2: the content of the padding is free
        return False
    if not ssl30 and data[end:-1].count(pad_length) != pad_length:
        return False
    expected = mac.copy()
    expected.update(bytes(sequence_number) + bytes([content_type]))
    expected.update((b"" if ssl30 else bytes(version)) + begin.to_bytes(2, "big"))
    expected.update(bytes(data[:begin]))
    return bool(expected.digest() == data[begin:end])


def rsa_decryption(pem: bytes) -> Callable[[bytes | bytearray], bytearray | None] | None:
    """PKCS#1 v1.5 decryption with that private key, as tlslite's `RSAKey.decrypt`; None for a key that is none of RSA or too short.

    The original needs four times as long, to take constant time.  With wrong padding
    it returns None or random bytes.
    """
    try:
        # The keys are our own, and the test of their primes takes some ten milliseconds a key.
        key = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    except ValueError:
        return None
    if not isinstance(key, RSAPrivateKey):
        return None

    def decrypt(ciphertext: bytes | bytearray) -> bytearray | None:
        try:
            return bytearray(key.decrypt(bytes(ciphertext), PKCS1v15()))
        except ValueError:
            return None

    return decrypt


_FACTORIES: dict[str, Callable[..., Any]] = {
    "createAES": create_aes,
    "createTripleDES": create_triple_des,
    "createRC4": create_rc4,
    "ct_check_cbc_mac_and_pad": check_cbc_mac_and_pad,
}


def install() -> None:
    """Make every later connection of tlslite in this process use the fast ciphers; idempotent."""
    for name, factory in _FACTORIES.items():
        setattr(
            recordlayer, name, factory
        )  # bound in recordlayer by import: replacing the origin has no effect
