"""Who tests the tests: each seeded defect of the emulator makes the tests of its requirements fail, and no others."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from hil.emulator.defects import DEFECTS
from hil.spec.catalogue import requirements

from .campaigns import ROOT, Campaigns

EVERY_DEFECT = os.environ.get("DEFECTS") == "all"
"""Whether the environment asks for all that the suites can notice, and not for a quick run."""

QUICK = (
    *("accepts-expired-ca", "accepts-foreign-ca", "offers-unconfigured-suite", "offers-higher-version"),
    *("data-connection-in-clear", "continues-in-clear-after-auth-refused", "sends-no-client-certificate"),
    *("ssl30-becomes-tls10", "all-versions-means-tls12", "rc4-md5-never-offered", "ignorertctime-inverted"),
    *("explicit-mode-ignored", "explicit-by-default", "ftps-switch-ignored", "context-stuck-at-zero"),
    *("open-result-before-ok", "get-drops-last-byte", "put-count-off-by-one", "stat-word-wrong"),
    *("path-result-missing", "locip-without-address", "deact-answers-ok", "context-print-lacks-ca-name"),
    *("nvram-checksum-differs", "third-ram-file-evicts-first", "duplicate-upload-overwrites"),
    *("deleted-file-stays-readable", "secread-always-wrong", "accepts-unoffered-suite"),
)
"""Some of each family, for every run of the tests."""

_SUITES = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "suites").rglob("*.py"))


def has_cases(requirement: str) -> bool:
    """Whether a suite verifies it; those of the pairs are written by a table."""
    return f'"{requirement}"' in _SUITES or requirement.startswith("PAIR-")


CHOSEN = [
    name
    for name, defect in DEFECTS.items()
    if (EVERY_DEFECT and any(map(has_cases, defect.requirements))) or name in QUICK
]
REQUIREMENTS = {name: DEFECTS[name].requirements for name in CHOSEN}


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


@pytest.mark.parametrize("name", CHOSEN)
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
    assert set(DEFECTS[name].requirements) <= set(requirements())
