"""The short form of the proof: defects that show after many sessions fail cases of their requirements, sound modules none.

`make endurance-proof` runs all of them, and the sound ones for eight hours of module time.
"""

from __future__ import annotations

from functools import cache

import pytest

from hil.campaign.own_requirements import load
from hil.emulator.defects import WEARING
from hil.plugin.endurance import requirements_file
from hil.spec.catalogue import requirements
from tests.defects.proof import ROOT

from .proof import Outcome, prove

QUICK = {
    "session-leak-50": "session 51, ",
    "socket-leak-60": "session 61, ",
    "space-leak": "",
    "restart-after-40-uploads": "session 40, ",
    "wrong-byte-in-download-70": "session 70, ",
    "context-leak-4": "session 75, ",
    "control-refused-activations": "",
    "slow-from-60": "",
    "control-slow-cell": "",
    "control-slow-network": "",
}
"""Rows for every run of the tests, and where the first incident has to be; the slow ones last."""


@cache
def outcomes() -> dict[str, Outcome]:
    found = prove(QUICK, ROOT / "reports/endurance-quick", tell=lambda _each: None)
    return {each.name: each for each in found}


@pytest.mark.parametrize("name", QUICK)
def test_a_row_is_judged_rightly_and_its_first_occurrence_is_told(name: str) -> None:
    found = outcomes()[name]

    assert found.is_right, (found, found.sentences)
    assert found.first.startswith(QUICK[name])
    assert all(found.first in sentence for sentence in found.sentences if QUICK[name])


@pytest.mark.parametrize("name", ["control-slow-network", "control-slow-cell"])
def test_a_slowness_that_the_network_explains_is_inconclusive(name: str) -> None:
    assert outcomes()[name].verdicts["test_sessions_do_not_become_slower"] == "inconclusive"


@pytest.mark.parametrize("name", WEARING)
def test_a_row_names_requirements_of_the_campaign_or_the_catalogue(name: str) -> None:
    known = {row.id for row in load(requirements_file())} | set(requirements())

    assert set(WEARING[name].requirements) <= known
