"""Who tests the tests: each seeded defect of the emulator makes the tests of its requirements fail, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.emulator.defects import DEFECTS
from hil.spec.catalogue import requirements

from .campaigns import Campaigns

REQUIREMENTS = {name: defect.requirements for name, defect in DEFECTS.items()}


@pytest.fixture(scope="module")
def campaigns(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Campaigns]:
    runner = Campaigns(tmp_path_factory.mktemp("campaigns"))
    if not hasattr(request.config, "workerinput"):  # a worker of xdist has only some of these tests
        for item in request.session.items:
            callspec = getattr(item, "callspec", None)
            if item.path == request.path and callspec is not None:
                name = callspec.params["name"]
                runner.start(name, REQUIREMENTS[name])
    yield runner
    runner.close()


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_makes_exactly_the_tests_of_its_requirements_fail(name: str, campaigns: Campaigns) -> None:
    wanted = REQUIREMENTS[name]
    campaigns.start(name, wanted)

    campaign = campaigns.result(name)

    assert campaign.failed_for(wanted), campaign.output[-3000:]
    assert campaign.failed_beside(wanted) == []


def test_without_a_defect_all_of_them_pass(campaigns: Campaigns) -> None:
    campaigns.start("", sorted({name for names in REQUIREMENTS.values() for name in names}))

    campaign = campaigns.result("")

    assert [f"{case.name}: {case.reason}" for case in campaign.not_passed] == []
    assert len(campaign.cases) > 100, campaign.output[-3000:]


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_names_requirements_of_the_catalogue(name: str) -> None:
    assert set(REQUIREMENTS[name]) <= set(requirements())
