"""The +CME ERROR list: its texts, and the three forms that AT+CMEE chooses."""

from __future__ import annotations

import pytest

from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.module import Module
from hil.spec.cme import CME_TEXTS
from tests.emulator.dte import Dte


@pytest.mark.parametrize("code", [50, 53, 58, 100])
def test_what_is_not_in_the_series_list_has_no_text(code: int) -> None:
    assert code not in CME_TEXTS


def test_errors_come_plain_by_number_and_in_words() -> None:
    module = Module()
    dte = Dte(module)
    answers = [dte.at(f'+CMEE={mode};+QSECDEL="NVRAM:CA1"') for mode in range(3)]
    module.power_off()

    assert answers == ["ERROR", "+CME ERROR: 4010", "+CME ERROR: the file is not found"]


@pytest.mark.parametrize(
    ("sim_pin", "number", "words"), [("1234", 11, "SIM PIN required"), ("none", 10, "SIM not inserted")]
)
def test_what_needs_the_sim_says_what_is_wrong_with_it(sim_pin: str, number: int, words: str) -> None:
    module = Module(hardware=HardwareOptions(sim_pin=sim_pin))
    dte = Dte(module)
    answers = {dte.at(body) for body in ("+CIMI", "+COPS?", "+CGATT=1", "+CPMS?", "+CNUM")}
    in_words = dte.at("+CMEE=2;+CIMI")
    activation = dte.at("+QIREGAPP;+QIACT")
    module.power_off()

    assert answers == {f"+CME ERROR: {number}"}
    assert in_words == f"+CME ERROR: {words}"
    assert activation == "ERROR"
