"""One port has one place, whatever its name is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.lab.pool.port_names import place_of


def test_a_link_is_the_device_behind_it(tmp_path: Path) -> None:
    device, link = tmp_path / "ttyUSB0", tmp_path / "by-id"
    device.touch()
    link.symlink_to(device)

    assert place_of(str(link)) == place_of(str(device)) == place_of(f"spy://{link}?file=x")


@pytest.mark.parametrize(
    "other",
    ["socket://localhost:6000", "SOCKET://LOCALHOST:6000", "rfc2217://127.0.0.1:6000?ign_set_control"],
)
def test_a_gateway_is_its_address_and_port(other: str) -> None:
    assert place_of(other) == place_of("socket://127.0.0.1:6000")


@pytest.mark.parametrize("other", ["socket://127.0.0.1:6001", "socket://127.0.0.2:6000", "labgrid://m95-0"])
def test_other_places_are_others(other: str) -> None:
    assert place_of(other) != place_of("socket://127.0.0.1:6000")


def test_a_url_without_a_port_is_its_own_place() -> None:
    assert place_of("socket://host:Nowhere") == "socket://host:nowhere"
