"""The arithmetic of a bearer, by a clock that the test holds, and the table of networks."""

from __future__ import annotations

import math
import socket
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.ftps.bearer import Bearer, Way
from hil.ftps.shaping import COLUMNS, NETWORKS, UNREACHABLE, Shaping, describe, network, refused

START = 1000.0


def dues(shaping: Shaping, *sizes: int, way: Way = Way.DOWN, now: float = START) -> list[float]:
    """How long after the start portions come out that are all given at `now`."""
    bearer = Bearer(shaping, start=START)
    return [round(bearer.carry(size, way, now=now) - START, 6) for size in sizes]


def test_portions_follow_each_other_at_the_rate() -> None:
    assert dues(Shaping(down_bit_s=8000), 500, 500, 1000) == [0.5, 1.0, 2.0]


def test_the_latency_is_added_once_to_each() -> None:
    assert dues(Shaping(down_bit_s=8000, latency_s=0.3), 500, 500) == [0.8, 1.3]


def test_without_a_rate_only_the_latency_counts() -> None:
    assert dues(Shaping(latency_s=0.3), 500, 1_000_000) == [0.3, 0.3]


def test_the_ways_have_rates_of_their_own() -> None:
    shaping = Shaping(down_bit_s=8000, up_bit_s=800)

    assert dues(shaping, 100, way=Way.DOWN) == [0.1]
    assert dues(shaping, 100, way=Way.UP) == [1.0]


def test_a_line_that_was_free_begins_at_once() -> None:
    bearer = Bearer(Shaping(down_bit_s=8000), start=START)
    bearer.carry(1000, Way.DOWN, now=START)

    assert bearer.carry(1000, Way.DOWN, now=START + 60) == START + 61


def test_the_connections_of_a_session_share_the_line() -> None:
    bearer = Bearer(Shaping(down_bit_s=8000), start=START)
    data = bearer.carry(5000, Way.DOWN, now=START)

    reply = bearer.carry(100, Way.DOWN, now=START)

    assert (data, reply) == (START + 5.0, START + 5.1)


def test_jitter_is_within_its_bound_and_repeats_with_the_seed() -> None:
    shaping = Shaping(latency_s=1, jitter_s=0.5, seed=7)

    once = dues(shaping, *[1] * 200)

    assert once == dues(shaping, *[1] * 200)
    assert once != dues(Shaping(latency_s=1, jitter_s=0.5, seed=8), *[1] * 200)
    assert min(once) >= 1.0
    assert max(once) <= 1.5
    assert max(once) - min(once) > 0.4


@pytest.mark.parametrize(
    ("now", "due"),
    [(0, 1), (5, 6), (6.5, 10.5), (7, 11), (9.9, 11), (10, 11), (17, 21)],
    ids=lambda value: f"{value}s",
)
def test_nothing_passes_while_it_stalls(now: float, due: float) -> None:
    """Down for 3 s at the end of every 10; a portion that takes 1 s."""
    stalling = Shaping(down_bit_s=8000, stall_every_s=10, stall_s=3)

    assert dues(stalling, 1000, now=START + now) == [due]


def test_what_is_under_way_is_bounded_and_fills_the_line() -> None:
    for each in NETWORKS.values():
        bearer = Bearer(each.shaping, start=START)
        for way, rate in ((Way.UP, each.shaping.up_bit_s), (Way.DOWN, each.shaping.down_bit_s)):
            assert bearer.portion(way) <= bearer.ahead(way) <= 4 * 65536
            if rate:
                assert bearer.ahead(way) >= rate / 8 * each.shaping.latency_s


@pytest.mark.parametrize(
    "wrong",
    [
        {"latency_s": -0.1},
        {"up_bit_s": -1},
        {"down_bit_s": math.nan},
        {"jitter_s": math.inf},
        {"stall_s": 5, "stall_every_s": 5},
        {"stall_s": 5},
    ],
)
def test_impossible_figures_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong)).replace("_s", "")):
        Shaping(**wrong)  # type: ignore[arg-type]


def test_every_network_is_described() -> None:
    rows = describe()

    assert [row[0] for row in rows] == list(NETWORKS)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert next(row for row in rows if row[0] == "gprs-class-10")[1:3] == ("42.8", "85.6")


def test_a_network_is_found_by_its_name() -> None:
    assert network("GPRS-class-12").up_bit_s == 85_600


def test_an_unknown_network_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no network 'gprs10'; the nearest is 'gprs-class-10'; there are "):
        network("gprs10")


def test_an_address_that_refuses() -> None:
    with refused() as address, pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=20)


def test_an_address_where_nobody_is() -> None:
    network_part, _, _ = UNREACHABLE.rpartition(".")

    assert network_part == "192.0.2"  # RFC 5737, 3


def test_the_page_shows_the_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "limits-and-shaping.md").read_text(encoding="utf-8")

    for name, *figures, about, _ in describe():
        assert "| " + " | ".join([f"`{name}`", *figures, about]) + " |" in page
