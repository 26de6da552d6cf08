"""Where fixtures leave what the report needs; stash keys of the pytest config of one process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hil.transcript import Transcript

if TYPE_CHECKING:  # every pytest run of an environment imports this file; claims are for runs that have some
    from hil.campaign.covering import Reduction
    from hil.campaign.deviations import Deviation
    from hil.campaign.pics import Pics
    from hil.spec.catalogue import Requirement


@dataclass(frozen=True, slots=True)
class DutIdentity:
    """Which DUT was tested; `imei` is masked but for its last four digits."""

    url: str
    manufacturer: str
    model: str
    revision: str
    imei: str


TRANSCRIPT: pytest.StashKey[Transcript] = pytest.StashKey()
"""The recorder of this process; the report takes a case's entries from it when the case is over."""

DUT: pytest.StashKey[DutIdentity] = pytest.StashKey()
"""Set by the fixture that attached the DUT."""

PICS: pytest.StashKey[Pics] = pytest.StashKey()
"""What the DUT claims; set before the collection."""

DEVIATIONS: pytest.StashKey[tuple[Deviation, ...]] = pytest.StashKey()
"""The entries of `--hil-deviations`; set before the collection."""

OWN_REQUIREMENTS: pytest.StashKey[tuple[Requirement, ...]] = pytest.StashKey()
"""In the config: the requirements of the file of `--hil-requirements`; set before the collection."""

REDUCTIONS: pytest.StashKey[tuple[Reduction, ...]] = pytest.StashKey()
"""What the campaign made of products of axes."""

STRICT: pytest.StashKey[dict[str, tuple[str, str, bool]]] = pytest.StashKey()
"""On a test item: by name, what a strict reading demands, what came, and whether that held."""

OBSERVED: pytest.StashKey[dict[str, str]] = pytest.StashKey()
"""On a test item: what was measured and not judged, by name (`SNI` -> `not sent`)."""
