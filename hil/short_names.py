"""The markers and fixtures under their short names, for hil.suites and for projects that opt in (docs/api.md).

A pytest plugin: `suites/conftest.py` takes it over whole, and the ini line
`hil_short_names = true` loads it.  A short name gives what the fixture with the
prefix gives; who overrides that one changes both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hil.bench import Bench, Network, Supply
from hil.plugin import MARKERS
from hil.transcript import Transcript

if TYPE_CHECKING:  # a project that opted in pays for driver and server when it uses them
    from hil.fixture_types import DutWith, Measure, Observe, Strictly
    from hil.ftps.dns import DnsResponder
    from hil.ftps.server import FtpsServer
    from hil.lab.peers import Peers
    from hil.modem.modem import Modem
    from hil.pki.authority import Authority

__all__ = [
    "attached_modem",
    "authority",
    "bench",
    "decaying_modem",
    "dut_with",
    "fast_modem",
    "ftps_server",
    "measure",
    "modem",
    "name_server",
    "network",
    "observe",
    "online_modem",
    "peers",
    "pytest_configure",
    "quick_modem",
    "strictly",
    "supply",
    "transcript",
]


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers under their short names."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


@pytest.fixture(scope="session")
def transcript(hil_transcript: Transcript) -> Transcript:
    """`hil_transcript`."""
    return hil_transcript


@pytest.fixture(scope="session")
def bench(hil_bench: Bench) -> Bench:
    """`hil_bench`."""
    return hil_bench


@pytest.fixture(scope="session")
def attached_modem(hil_attached_modem: Modem) -> Modem:
    """`hil_attached_modem`."""
    return hil_attached_modem


@pytest.fixture
def modem(hil_modem: Modem) -> Modem:
    """`hil_modem`."""
    return hil_modem


@pytest.fixture
def online_modem(hil_online_modem: Modem) -> Modem:
    """`hil_online_modem`."""
    return hil_online_modem


@pytest.fixture
def network(hil_network: Network) -> Network:
    """`hil_network`."""
    return hil_network


@pytest.fixture
def fast_modem(hil_fast_modem: Modem) -> Modem:
    """`hil_fast_modem`."""
    return hil_fast_modem


@pytest.fixture
def quick_modem(hil_quick_modem: Modem) -> Modem:
    """`hil_quick_modem`."""
    return hil_quick_modem


@pytest.fixture
def decaying_modem(hil_decaying_modem: Modem) -> Modem:
    """`hil_decaying_modem`."""
    return hil_decaying_modem


@pytest.fixture
def dut_with(hil_dut_with: DutWith) -> DutWith:
    """`hil_dut_with`."""
    return hil_dut_with


@pytest.fixture
def supply(hil_supply: Supply) -> Supply:
    """`hil_supply`."""
    return hil_supply


@pytest.fixture(scope="session")
def authority(hil_authority: Authority) -> Authority:
    """`hil_authority`."""
    return hil_authority


@pytest.fixture(scope="session")
def name_server(hil_name_server: DnsResponder | None) -> DnsResponder | None:
    """`hil_name_server`."""
    return hil_name_server


@pytest.fixture(scope="session")
def peers(hil_peers: Peers) -> Peers:
    """`hil_peers`."""
    return hil_peers


@pytest.fixture(scope="session")
def ftps_server(hil_ftps_server: FtpsServer) -> FtpsServer:
    """`hil_ftps_server`."""
    return hil_ftps_server


@pytest.fixture
def observe(hil_observe: Observe) -> Observe:
    """`hil_observe`."""
    return hil_observe


@pytest.fixture
def measure(hil_measure: Measure) -> Measure:
    """`hil_measure`."""
    return hil_measure


@pytest.fixture
def strictly(
    hil_strictly: Strictly,
) -> Strictly:
    """`hil_strictly`."""
    return hil_strictly
