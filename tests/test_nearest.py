"""The nearest known word of a wrong one: told where one is similar, letter case aside, and never else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from hil.campaign.features import require_known as require_feature
from hil.cli.emulate import _hardware
from hil.cli.serve_request import dns_request, fault_plan, limits, suite
from hil.emulator.defects import require_known as require_defect
from hil.emulator.device.personality_file import personality
from hil.emulator.mishaps.catalogue import planned
from hil.emulator.mutants.catalogue import mutant
from hil.emulator.variants.choice import Choice
from hil.errors import FEW, UsageError, hint, nearest
from hil.ftps.named_faults import ftp_faults
from hil.ftps.shaping import network
from hil.lab.addresses import bound
from hil.tls.faults import fault
from hil.urlhandler.protocol_emulator import EmulatorUrl

MANY = [f"fault-{number}" for number in range(FEW)] + ["finished-bad", "stall-before-226"]
UNLIKE = "qqqzzzqqq"

REFUSALS: dict[str, Callable[[], object]] = {
    "defect": lambda: require_defect([UNLIKE]),
    "hardware option": lambda: _hardware([f"{UNLIKE}=1"]),
    "dns fault": lambda: dns_request(None, [f"m95-hil.test={UNLIKE}"]),
    "feature": lambda: require_feature(UNLIKE),
    "ftp fault": lambda: ftp_faults(UNLIKE),
    "tls fault": lambda: fault(UNLIKE),
    "any fault": lambda: fault_plan([UNLIKE]),
    "interface": lambda: bound("lower_tester.listen", UNLIKE),
    "limit": lambda: limits([f"{UNLIKE}=1"], connections=None, idle_s=None),
    "mishap": lambda: planned([UNLIKE]),
    "mutant": lambda: mutant(UNLIKE),
    "network": lambda: network(UNLIKE),
    "option of a URL": lambda: EmulatorUrl.parse(f"emulator://m95?{UNLIKE}=1"),
    "personality": lambda: personality(UNLIKE),
    "suite": lambda: suite(UNLIKE),
    "value of a variant": lambda: Choice.parse([f"hello-order:{UNLIKE}"]),
    "variant": lambda: Choice.parse([f"{UNLIKE}:a"]),
}


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("finished-bed", "finished-bad"),
        ("FINISHED-BAD", "finished-bad"),
        ("stall", "stall-before-226"),
        ("fault-1x", "fault-1"),
    ],
)
def test_a_similar_word_is_the_nearest(word: str, near: str) -> None:
    assert nearest(word, MANY) == near


@pytest.mark.parametrize("word", ["nosuch", "", "-", "st", "csv", UNLIKE])
def test_a_word_that_is_like_none_has_no_nearest(word: str) -> None:
    assert nearest(word, MANY) == ""


def test_no_word_is_near_where_none_is_known() -> None:
    assert nearest("word", []) == ""


def test_the_end_of_an_error_names_the_nearest_or_what_to_do_otherwise() -> None:
    assert hint("hup", ["hub", "relay"], otherwise="there are two") == "; the nearest is 'hub'"
    assert hint("nosuch", ["hub", "relay"], otherwise="there are two") == "; there are two"
    assert hint("nosuch", ["hub", "relay"]) == ""


@pytest.mark.parametrize("refuse", REFUSALS.values(), ids=REFUSALS)
def test_no_refusal_offers_a_name_that_is_like_nothing(refuse: Callable[[], object]) -> None:
    with pytest.raises(UsageError) as refused:
        refuse()

    told = str(refused.value)
    assert UNLIKE in told
    assert "nearest" not in told
    assert "did you mean" not in told
    assert re.search(r"there are|names all|--list|docs/", told)
