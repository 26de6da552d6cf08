"""The catalogue of switches: names, clauses, subjects, PICS entries, and that all values combine."""

from __future__ import annotations

import ast
from dataclasses import fields
from itertools import combinations
from pathlib import Path

import pytest

from hil.campaign.pics import KEYS, Choices
from hil.emulator.defects import parts_with
from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.device.personality import Personality
from hil.emulator.module import Module
from hil.emulator.parts import Parts
from hil.emulator.variants.catalogue import FAMILIES, SWITCHES
from hil.emulator.variants.model import ANY, FTP_STEPS, REFUSED, TLS_STEPS, TOLD, Switch, Value

ROOT = Path(__file__).parents[3]
DOCUMENTS = ("note ", "doc [1] ", "doc [2] ", "V.250 ", "27.007 ", "27.010 ", "RFC ")


@pytest.fixture(scope="module")
def commands() -> set[str]:
    """The names of the commands, without `+`."""
    module = Module()
    names = {f"AT{name}" for name in module.commands}
    module.power_off()
    return names


def values() -> list[tuple[Switch, Value]]:
    return [(switch, value) for switch in SWITCHES.values() for value in switch.others]


def test_the_names_are_unique() -> None:
    assert len(SWITCHES) == sum(map(len, FAMILIES.values()))


@pytest.mark.parametrize("switch", SWITCHES.values(), ids=lambda switch: switch.name)
def test_a_switch_has_different_values_and_the_first_changes_nothing(switch: Switch) -> None:
    names = [value.name for value in switch.values]

    assert len(set(names)) == len(names) >= 2
    assert all(name.replace("-", "").isalnum() and name == name.lower() for name in [switch.name, *names])
    assert switch.default == Value(switch.default.name, switch.default.meaning)
    assert all(value.replaces or value.personality or value.hardware for value in switch.others)
    assert all(value.meaning for value in switch.values)


@pytest.mark.parametrize("switch", SWITCHES.values(), ids=lambda switch: switch.name)
def test_a_switch_names_its_clause_its_reason_and_its_subjects(switch: Switch, commands: set[str]) -> None:
    steps = {f"FTP {step}" for step in FTP_STEPS} | {f"TLS {step}" for step in TLS_STEPS} | {ANY, "DNS"}

    assert all(part.startswith(DOCUMENTS) for part in switch.clause.split(", "))
    assert len(switch.why.split()) >= 4
    assert not switch.why.endswith(".")
    assert switch.about
    named = {subject.removeprefix(REFUSED).removeprefix(TOLD) for subject in switch.about}
    assert named - steps - commands == set()


def test_the_words_of_a_value_are_keys_of_the_personality_and_options_of_the_hardware() -> None:
    keys = {row.name for row in fields(Personality)}
    options = {row.name for row in fields(HardwareOptions)}

    assert {key for _, value in values() for key in value.personality} <= keys
    assert {key for _, value in values() for key in value.hardware} <= options


def test_the_pics_entries_of_a_value_claim_less_than_all() -> None:
    for switch, value in values():
        for key, claimed in value.pics.items():
            kind = KEYS[key]
            if isinstance(kind, Choices):
                assert set(claimed) < set(kind.values), switch.name
            else:
                assert claimed != kind.default, switch.name


def test_no_two_switches_set_the_same_word() -> None:
    owners: dict[str, set[str]] = {}
    for switch, value in values():
        for key in [*value.personality, *value.hardware]:
            owners.setdefault(key, set()).add(switch.name)

    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


def _parts_of(value: Value) -> list[type]:
    """The classes of the emulator under the replacements of a value."""
    return [base for part in value.replaces for base in part.__mro__[1:] if base is not object]


def test_every_two_values_combine() -> None:
    for (one, first), (other, second) in combinations(values(), 2):
        if one.name != other.name:
            for part in {*_parts_of(first), *_parts_of(second)}:
                assert Parts((*first.replaces, *second.replaces)).of(part)


def test_all_values_combine_with_a_defect() -> None:
    parts = parts_with({"get-drops-last-byte"}).over(part for _, value in values() for part in value.replaces)

    module = Module(parts=Parts(dict.fromkeys(parts.replacements)))

    assert module.terminal(lambda _data: None)
    module.power_off()


def test_each_replacement_names_its_clause() -> None:
    for _, value in values():
        for part in value.replaces:
            path = ROOT.joinpath(*part.__module__.split(".")).with_suffix(".py")
            lines = path.read_text(encoding="utf-8").splitlines()
            node = next(
                (
                    node
                    for node in ast.walk(ast.parse("\n".join(lines)))
                    if isinstance(node, ast.ClassDef | ast.FunctionDef)
                    and node.name == part.__qualname__.partition(".")[0]
                ),
                None,
            )
            assert node is not None, part
            above = lines[node.lineno - 2 - len(node.decorator_list)]
            assert above.startswith(("# clause: ", "# requirements: ")), part
