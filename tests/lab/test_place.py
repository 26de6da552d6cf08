"""From what a user wrote of the bench to one value, and what is said of a bench that cannot be meant."""

from __future__ import annotations

import socket

import pytest

from hil.errors import ServerError, UsageError
from hil.lab import addresses
from hil.lab.place import EMULATED_NAME, Place, require_usable
from hil.lab.ports import share

ELSEWHERE = "203.0.113.7"  # RFC 5737: no address of any machine
EMULATED, PHYSICAL = "emulator://m95", "/dev/ttyUSB0"


def test_without_a_word_the_bench_is_loopback() -> None:
    bench = Place().bench(PHYSICAL)

    assert (bench.listen, bench.public, bench.host_name) == ("127.0.0.1", "127.0.0.1", "localhost")
    assert bench.ports == ()
    assert not bench.is_forwarded


@pytest.mark.parametrize(
    ("place", "listen", "public"),
    [
        (Place(host="127.0.0.2"), "127.0.0.2", "127.0.0.2"),
        (Place(public="127.0.0.2"), "127.0.0.2", "127.0.0.2"),
        (Place(listen="127.0.0.2"), "127.0.0.2", "127.0.0.2"),
        (Place(listen="lo"), "127.0.0.1", "127.0.0.1"),
        (Place(listen="0.0.0.0", public="127.0.0.2"), "0.0.0.0", "127.0.0.2"),
        (Place(listen="127.0.0.2", public=ELSEWHERE), "127.0.0.2", ELSEWHERE),
        (Place(host=ELSEWHERE, listen="0.0.0.0", public=ELSEWHERE), "0.0.0.0", ELSEWHERE),
    ],
)  # fmt: skip
def test_the_addresses_that_are_meant(place: Place, listen: str, public: str) -> None:
    bench = place.bench(PHYSICAL)

    assert (bench.listen, bench.public) == (listen, public)
    assert bench.is_forwarded is (public == ELSEWHERE)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(host=ELSEWHERE), f"bench.host: {ELSEWHERE} is no address of this machine"),
        (Place(public=ELSEWHERE), "give lower_tester.listen too (--listen ADDRESS)"),
        (Place(public="bench7"), "lower_tester.public: expected the IPv4 address that the DUT dials; got 'bench7'"),
        (Place(public="::1"), "lower_tester.public: expected the IPv4 address that the DUT dials; got '::1'"),
        (Place(public="0.0.0.0"), "no host has 0.0.0.0"),
        (Place(listen="127.0.0.1", public="224.0.0.1"), "no host has 224.0.0.1"),
        (Place(listen="0.0.0.0"), "lower_tester.public: expected the address that the DUT dials (--public ADDRESS)"),
        (Place(listen="l0", public=ELSEWHERE), "interface of this machine; got 'l0'; the nearest is 'lo'"),
        (Place(listen=ELSEWHERE, public=ELSEWHERE), f"lower_tester.listen: {ELSEWHERE} is no address of this machine"),
        (Place(listen="127.0.0.2", public="127.0.0.1"), "nothing that listens on 127.0.0.2 is reached there"),
        (Place(host="127.0.0.3", public="127.0.0.2"), "expected no bench.host beside 127.0.0.2; got 127.0.0.3"),
        (Place(ports="40099-40000"), "expected LOW-HIGH with 1 <= LOW <= HIGH <= 65535; got '40099-40000'"),
        (Place(ports="many"), "lower_tester.ports: expected LOW-HIGH, as 40000-40099; got 'many'"),
        (Place(ports="65000-70000"), "HIGH <= 65535"),
        (Place(host_name="192.0.2.9"), "lower_tester.host_name: expected a host name of at most 64 characters, as bench"),
        (Place(host_name="under_score"), "got 'under_score'"),
        (Place(host_name="x." * 33), "at most 64 characters"),
        (Place(ports=","), "lower_tester.ports: expected LOW-HIGH"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_line(place: Place, said: str) -> None:
    with pytest.raises(UsageError) as wrong:
        place.bench(PHYSICAL)

    assert said in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("place", "url", "name"),
    [
        (Place(), PHYSICAL, "localhost"),
        (Place(host_name=""), PHYSICAL, None),
        (Place(public="127.0.0.2", host_name="bench.example"), PHYSICAL, "bench.example"),
        (Place(listen="0.0.0.0", public=ELSEWHERE), PHYSICAL, None),
        (Place(listen="0.0.0.0", public=ELSEWHERE), EMULATED, EMULATED_NAME),
        (Place(listen="0.0.0.0", public=ELSEWHERE), f"{EMULATED}?dns=127.0.0.1:5353", None),
    ],
)  # fmt: skip
def test_localhost_is_a_name_of_loopback_only(place: Place, url: str, name: str | None) -> None:
    assert place.bench(url).host_name == name


def test_what_a_bench_lacks_names_the_key_that_would_bring_it() -> None:
    direct = Place().bench(PHYSICAL)
    forwarded = Place(listen="0.0.0.0", public=ELSEWHERE, standard_ports=True).bench(PHYSICAL)

    assert Place().bench(EMULATED).lacks == {}
    assert "lower_tester.standard_ports" in direct.lacks["standard-ports"]
    assert set(forwarded.lacks) == {"active", "direct", "bench-name"}
    assert "lower_tester.public" in forwarded.lacks["active"]
    assert "lower_tester.host_name" in forwarded.lacks["bench-name"]


def test_ports_may_be_several_ranges() -> None:
    bench = Place(ports="40000-40002, 41000").bench(PHYSICAL)

    assert bench.ports == (40000, 40001, 40002, 41000)


def test_too_few_ports_for_the_workers_are_told() -> None:
    bench = Place(ports="40000-40019").bench(PHYSICAL)

    with pytest.raises(UsageError, match=r"expected at least 32 ports, 16 for each of 2 workers; got 20"):
        require_usable(bench, workers=2, wants_standard_ports=False)


def test_ports_that_others_have_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        low = min(port, 65535 - 15)
        bench = Place(ports=f"{low}-{low + 15}").bench(PHYSICAL)

        with pytest.raises(ServerError, match=r"127\.0\.0\.1:\d+: Address already in use; another program"):
            require_usable(bench, workers=1, wants_standard_ports=False)


def test_a_standard_port_that_another_has_is_told() -> None:
    address = "127.91.17.3"  # of loopback, and of this test
    bench = Place(public=address, standard_ports=True).bench(PHYSICAL)
    if trouble := addresses.trouble_of(address, 990):
        pytest.skip(trouble)

    require_usable(bench, workers=1, wants_standard_ports=True)
    with (
        socket.create_server((address, 990)),
        pytest.raises(
            ServerError, match=r"lower_tester\.standard_ports: cannot listen on 127\.91\.17\.3:990"
        ),
    ):
        require_usable(bench, workers=1, wants_standard_ports=True)


def test_the_shares_of_workers_have_no_port_in_common() -> None:
    shares = [share(range(40000, 40050), number=number, count=3) for number in range(3)]

    assert sorted(port for each in shares for port in each) == list(range(40000, 40050))
