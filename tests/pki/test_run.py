"""What is the same in two runs, and what making everything costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from hil.errors import UsageError
from hil.pki.authority import Authority
from hil.pki.chains import CHAINS
from tests.pki.judges import by_openssl, openssl

START = datetime(2018, 11, 20, 12, 0, 0, tzinfo=UTC)
UNREADABLE = {
    "empty-list",
    "empty-certificate",
    "garbage",
    "truncated",
    "trailing-bytes",
    "duplicate-extension",
}
QUICK = [name for name in CHAINS if name != "rsa-4096"]
OURS = [name for name in QUICK if name != "other-library"]  # trustme makes keys and numbers of its own


def facts(authority: Authority, name: str) -> list[object]:
    """All that a chain says beside keys: serial numbers, dates, names, kinds of extensions."""
    certificates = [x509.load_der_x509_certificate(der) for der in authority.chain(name).der]
    return [
        (
            each.serial_number,
            each.not_valid_before_utc,
            each.not_valid_after_utc,
            each.subject,
            each.issuer,
            [extension.oid for extension in each.extensions],
        )
        for each in certificates
    ]


@pytest.mark.parametrize("name", [name for name in OURS if name not in {*UNREADABLE, "version-1"}])
def test_a_seed_gives_the_same_again(name: str, twins: tuple[Authority, Authority]) -> None:
    one, other = twins

    assert facts(one, name) == facts(other, name) != []
    assert one.chain(name).key != other.chain(name).key


def test_garbage_is_the_same_again(twins: tuple[Authority, Authority]) -> None:
    one, other = twins

    assert one.chain("garbage").der == other.chain("garbage").der


def test_another_seed_gives_something_else(twins: tuple[Authority, Authority]) -> None:
    other = Authority(seed="other", start=START)

    assert facts(other, "good") != facts(twins[0], "good")
    assert other.chain("garbage").der != twins[0].chain("garbage").der


@pytest.fixture(scope="module")
def twins() -> Iterator[tuple[Authority, Authority]]:
    """Two authorities of one seed; no key is renewed, which by chance would change a serial number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hil.pki.workshop.ESCAPE", b"never in a PEM\0")
        yield Authority(seed="twin", start=START), Authority(seed="twin", start=START)


def test_no_ca_uses_a_serial_number_twice(twins: tuple[Authority, Authority]) -> None:
    names = [name for name in QUICK if name not in {*UNREADABLE, "altered"}]
    seen: dict[tuple[x509.Name, int], bytes] = {}

    for der in {der for name in names for der in twins[0].chain(name).der}:
        certificate = x509.load_der_x509_certificate(der)
        which = certificate.issuer, certificate.serial_number  # RFC 5280, 4.1.2.2
        assert seen.setdefault(which, der) == der
        assert 0 < certificate.serial_number < 1 << 159

    assert len(seen) > len(names) // 2


def test_all_chains_share_few_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    make = rsa.generate_private_key

    def counted(*, public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
        sizes.append(key_size)
        return make(public_exponent=public_exponent, key_size=key_size)

    monkeypatch.setattr(rsa, "generate_private_key", counted)
    authority = Authority()

    for name in OURS:
        authority.chain(name)

    assert sorted(sizes) == [1024, 2048, 2048, 2048, 2048, 2048]


def test_dates_follow_from_the_start_and_not_from_the_clock(tmp_path: Path) -> None:
    authority = Authority(start=START)
    moment = str(int(START.timestamp()))

    now = by_openssl(authority.chain(), authority.ca_pem, tmp_path)
    then = by_openssl(authority.chain(), authority.ca_pem, tmp_path, "-attime", moment)

    assert now.errors == {10}
    assert then.errors == set()


@pytest.mark.parametrize("name", ["edge-not-before", "validity-backwards"])
def test_a_start_in_another_time_zone_is_the_same_moment(name: str) -> None:
    local = START.astimezone(timezone(timedelta(hours=8)))

    assert facts(Authority(seed="twin", start=local), name) == facts(
        Authority(seed="twin", start=START), name
    )


def test_the_start_is_in_the_certificate(tmp_path: Path) -> None:
    (tmp_path / "leaf.pem").write_bytes(Authority(start=START).chain("edge-not-before").certificates)

    shown = openssl("x509", "-noout", "-startdate", "-in", tmp_path / "leaf.pem").stdout

    assert shown == "notBefore=Nov 20 12:00:00 2018 GMT\n"


def test_dates_of_ones_own(authority: Authority, tmp_path: Path) -> None:
    first, last = START, START + timedelta(seconds=10)
    chain = authority.chain_valid(first, last)
    offsets = (-1, 0, 9, 11)

    found = [
        by_openssl(chain, authority.ca_pem, tmp_path, "-attime", str(int(START.timestamp()) + offset)).errors
        for offset in offsets
    ]

    assert found == [{9}, set(), set(), {10}]
    assert authority.chain_valid(first, last) is chain


def test_dates_of_ones_own_in_the_wrong_order(authority: Authority) -> None:
    with pytest.raises(UsageError, match="cannot end before it begins"):
        authority.chain_valid(START, START - timedelta(days=1))
