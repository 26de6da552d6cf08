"""Where fixtures leave what the report needs; stash keys of the pytest config of one process."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hil.transcript import Transcript


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

OBSERVED: pytest.StashKey[dict[str, str]] = pytest.StashKey()
"""On a test item: what was measured and not judged, by name (`SNI` -> `not sent`)."""
