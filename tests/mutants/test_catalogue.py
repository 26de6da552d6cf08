"""The catalogue of mutants: how many there are, how they spread, and where their requirements come from."""

from __future__ import annotations

from collections import Counter

import pytest

from hil.emulator.mutants import catalogue
from hil.emulator.mutants.catalogue import all_targets, mutant, mutants, possible
from hil.emulator.mutants.mechanisms import mechanisms
from hil.emulator.mutants.operators import OPERATORS
from hil.emulator.mutants.triggers import Axis
from hil.emulator.parts import Parts
from hil.errors import UsageError
from hil.spec.catalogue import requirements


def test_there_are_at_least_1500_mutants() -> None:
    assert len(mutants()) >= 1500


def test_no_operator_on_one_axis_gives_more_than_three_percent() -> None:
    cells = Counter(found.cell for found in mutants().values())

    assert max(cells.values()) <= 0.03 * len(mutants())


def test_every_axis_and_every_operator_gives_mutants() -> None:
    assert {found.trigger.axis for found in mutants().values()} == set(Axis)
    assert {found.operator.name for found in mutants().values()} == {operator.name for operator in OPERATORS}


def test_the_ids_are_unique() -> None:
    counts = Counter(found.id for found in possible())

    assert [name for name, count in counts.items() if count > 1] == []


def test_the_ids_are_stable() -> None:
    assert mutant("forget.after-close.qftpcfg-4.used").target.name == "qftpcfg-4.used"
    assert mutant("negate.if-explicit.TlsClient.verifies_server").operator.name == "negate"
    assert mutant("strip-cr.beyond-1024.DataConnection.receive_block").trigger.axis is Axis.BEYOND


def test_the_selection_is_the_same_each_time() -> None:
    once = list(mutants())
    catalogue.mutants.cache_clear()

    assert list(mutants()) == once


def test_an_unknown_id_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(
        UsageError, match=r"no mutant is called 'forget\.always\.qftpcfg-9\.used'; the nearest is"
    ):
        mutant("forget.always.qftpcfg-9.used")


def test_every_target_has_requirements_of_a_mechanism() -> None:
    carried = {name for mechanism in mechanisms() for name in mechanism.requirements}

    without = [target.name for target in all_targets() if not target.requirements]
    foreign = [target.name for target in all_targets() if not set(target.requirements) <= carried]

    assert without == []
    assert foreign == []


def test_every_target_has_a_mandatory_requirement() -> None:
    optional = [
        target.name
        for target in all_targets()
        if not any(requirements()[name].is_mandatory for name in target.requirements)
    ]

    assert optional == []


def test_every_setting_is_a_target_as_stored_as_read_and_as_used() -> None:
    names = {target.name for target in all_targets()}

    assert {f"qftpcfg-{kind}.{aspect}" for kind in (1, 2, 3, 4, 6, 7) for aspect in ASPECTS} <= names
    assert {
        f"{keyword}-{context}.{aspect}" for keyword in KEYWORDS for context in range(6) for aspect in ASPECTS
    } <= names
    assert {
        f"{keyword}.{aspect}" for keyword in ("ignorertctime", "ftps", "ftpsctxi") for aspect in ASPECTS
    } <= names


ASPECTS = ("stored", "read", "used")
KEYWORDS = ("sslversion", "seclevel", "ciphersuite", "cacert", "clientcert", "clientkey")


def test_what_a_reboot_may_forget_is_not_forgotten_by_a_mutant() -> None:
    names = {found.id for found in possible()}

    assert "forget.after-close.qftpcfg-1.stored" in names
    assert "forget.after-reboot.qftpcfg-1.stored" not in names


def test_a_number_that_never_grows_so_large_is_not_wrapped() -> None:
    names = {found.id for found in possible()}

    assert "wrap-16.always.qftpcfg-3.used" in names
    assert "wrap-8.always.qftpcfg-1.used" not in names


@pytest.mark.parametrize(
    ("made", "not_made"),
    [
        ("unknown.always.code-of-530", "latch.always.code-of-530"),
        ("last-error.always.code-of-421", "stale.always.code-of-421"),
        ("last-error.always.code-of-reply-unexpected", "unknown.always.code-of-reply-unexpected"),
        ("unsigned.always.FtpService.report_loss.code", "wrap-8.always.FtpService.report_loss.code"),
        ("ignore.always.FtpAnswers.outside_session", "refuse-done.always.FtpAnswers.outside_session"),
        ("one-less.always.SecurityUpload.room", "wrap-16.always.SecurityUpload.room"),
        (
            "cut-last.always.SecurityFileCommands.checksum_text",
            "cut-at-8.always.SecurityFileCommands.checksum_text",
        ),
        (
            "upper.always.SecurityFileCommands.checksum_text",
            "lower.always.SecurityFileCommands.checksum_text",
        ),
        ("cut-at-8.in-nvram.SecurityStore.remove.name", "cut-at-16.in-nvram.SecurityStore.remove.name"),
        ("cut-at-16.in-ram.SecurityStore.remove.name", "upper.in-nvram.SecurityStore.remove.name"),
        ("one-more.always.code-of-data-stalled", "one-more.always.code-of-send-failed"),
    ],
)
def test_an_operator_that_can_change_nothing_of_a_value_makes_no_mutant(made: str, not_made: str) -> None:
    names = {found.id for found in possible()}

    assert made in names
    assert not_made not in names


def test_every_mutant_of_the_selection_can_be_composed() -> None:
    for found in mutants().values():
        for part in {base for made in found.replacements() for base in made.__mro__[1:2]}:
            assert issubclass(Parts(found.replacements()).of(part), part)
