"""The quick check of CBC records agrees with the slow one of tlslite-ng, which it replaces."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from tlslite import recordlayer
from tlslite.mathtls import createHMAC, createMAC_SSL
from tlslite.utils.constanttime import ct_check_cbc_mac_and_pad

from hil.cipher_acceleration import check_cbc_mac_and_pad, install

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
