"""Private keys: generation, PEM form, and a key ring that shares one key of each kind."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

KEY_BITS = 2048
LIBRARY_MIN = 1024  # bits; the least that `cryptography` generates
EXPONENT = 65537
ESCAPE = b"+++"
"""What may end an upload (note 2.4), and what base64 may contain: no file for a DUT has it."""


def make_key(bits: int = KEY_BITS, *, exponent: int = EXPONENT) -> rsa.RSAPrivateKey:
    """A new RSA key; 2048 bits take some 50-100 ms, 4096 bits a second or more."""
    if bits < LIBRARY_MIN:
        return _short_key(bits, exponent)
    return rsa.generate_private_key(public_exponent=exponent, key_size=bits)


def make_ec_key() -> ec.EllipticCurvePrivateKey:
    """A new key on P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def pem_of_key(key: PrivateKey) -> bytes:
    """The key as PKCS#1 PEM (`BEGIN RSA PRIVATE KEY`), the form that modules of 2018 read; SEC 1 for EC."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


class KeyRing:
    """Keys by role, made at the first request."""

    def __init__(self) -> None:
        self._rsa: dict[tuple[str, int, int], rsa.RSAPrivateKey] = {}
        self._ec: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._renewals: Counter[str] = Counter()

    def rsa(self, role: str, *, bits: int = KEY_BITS, exponent: int = EXPONENT) -> rsa.RSAPrivateKey:
        """The RSA key of that role, size and exponent."""
        which = role, bits, exponent
        while which not in self._rsa or ESCAPE in pem_of_key(self._rsa[which]):
            self._rsa[which] = make_key(bits, exponent=exponent)
        return self._rsa[which]

    def renew(self, role: str) -> None:
        """Forget the RSA keys of that role: the next request makes another one."""
        self._rsa = {which: key for which, key in self._rsa.items() if which[0] != role}
        self._renewals[role] += 1

    def renewals(self, role: str) -> int:
        """How often the keys of that role have been renewed."""
        return self._renewals[role]

    def ec(self, role: str) -> ec.EllipticCurvePrivateKey:
        """The EC key of that role."""
        if role not in self._ec:
            self._ec[role] = make_ec_key()
        return self._ec[role]


def _short_key(bits: int, exponent: int) -> rsa.RSAPrivateKey:
    """An RSA key computed here (RFC 8017, 3), since the library refuses to make one this short."""
    while True:
        p, q = (_prime(bits // 2, exponent) for _ in range(2))
        if p != q:
            break
    d = pow(exponent, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(exponent, p * q),
    ).private_key()


def _prime(bits: int, exponent: int) -> int:
    """A prime with both top bits set, so that the product of two has the full length."""
    while True:
        candidate = secrets.randbits(bits) | 3 << bits - 2 | 1
        if candidate % exponent != 1 and _is_prime(candidate):
            return candidate


def _is_prime(number: int, rounds: int = 40) -> bool:
    """The Miller-Rabin test; its error probability is 4**-rounds."""
    if any(number % small == 0 for small in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, secrets.randbelow(number - 3) + 2, odd, twos) for _ in range(rounds))


def _passes(number: int, base: int, odd: int, twos: int) -> bool:
    power = pow(base, odd, number)
    if power in {1, number - 1}:
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
