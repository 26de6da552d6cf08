"""What stands against a script."""

from __future__ import annotations

from typing import Any

import pytest

from hil.repro.limits import _is_given_between, _options


def session(*transfers: tuple[str, str, int]) -> dict[str, Any]:
    """A session with these transfers: verb, name, bytes."""
    return {
        "commands": [{"verb": verb, "argument": name} for verb, name, _ in transfers],
        "data": [
            {"received": size if verb == "STOR" else 0, "sent": size if verb == "RETR" else 0}
            for verb, _, size in transfers
        ],
    }


@pytest.mark.parametrize(
    ("transfers", "is_given"),
    [
        ([("STOR", "a", 10), ("RETR", "a", 10)], False),
        ([("STOR", "a", 0), ("RETR", "a", 10)], True),
        ([("RETR", "a", 10)], False),
        ([("STOR", "a", 0), ("RETR", "b", 10)], False),
    ],
)
def test_a_file_that_the_bench_puts_in_the_place_of_a_stored_one_is_seen(
    transfers: list[tuple[str, str, int]], is_given: bool
) -> None:
    assert _is_given_between(session(*transfers)) is is_given


def test_the_options_of_an_emulated_module_are_known_by_name() -> None:
    assert _options("emulator://m95?defect=a&defect=b&sim_pin=1234") == {"defect", "sim_pin"}
    assert not _options("/dev/ttyUSB0")
