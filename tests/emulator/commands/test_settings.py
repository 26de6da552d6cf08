"""Settings that are only kept, and the list of commands."""

from __future__ import annotations

import pytest

from hil.emulator.commands.kept_settings import SETTINGS, Allowed, KeptSetting, Text
from tests.emulator.dte import Dte


def test_settings_that_are_only_kept(dte: Dte) -> None:
    assert dte.at('+CSCS?;+CSCS="IRA";+CSCS?') == '+CSCS: "GSM"  +CSCS: "IRA"  OK'
    assert dte.at("+CNMI=1,,1;+CNMI?") == "+CNMI: 1,1,1,0,0  OK"
    assert dte.at("+CMGF=1,2") == "+CME ERROR: 3518"
    assert dte.at("+CMGF=?") == "+CMGF: (0,1)  OK"


@pytest.mark.parametrize("name", ["+CGQREQ", "+CGQMIN"])
def test_the_classes_of_a_quality_of_service_have_their_order(dte: Dte, name: str) -> None:
    """Precedence, delay, reliability, peak and mean throughput (27.007 10.1.4, 10.1.5)."""
    assert dte.at(f"{name}=1,3,4,5,9,31;{name}?") == f"{name}: 1,3,4,5,9,31  OK"
    assert dte.at(f"{name}=1,2,4,6,4,31") == "+CME ERROR: 3518"


def test_the_list_of_commands_is_that_of_the_module(dte: Dte) -> None:
    listed = dte.at("+CLAC").split()

    assert {"+QFTPOPEN", "+QSSLCFG", "+QSECWRITE", "+CLAC"} < set(listed)


def least_and_most(allowed: Allowed) -> tuple[str, str]:
    match allowed:
        case Text():
            return '""', '"a,b"'
        case (str(), *_):
            return f'"{allowed[0]}"', f'"{allowed[-1]}"'
        case _:
            return str(min(allowed)), str(max(allowed))


def plain(setting: KeptSetting) -> bool:
    return not (setting.is_indexed or setting.is_named)


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if plain(setting)])
def test_each_setting_is_read_as_it_was_set(dte: Dte, name: str) -> None:
    setting = SETTINGS[name]
    values = [least_and_most(allowed) for allowed in setting.allowed]
    shown = len(setting.default)

    assert dte.at(f"{name}?") == f"{name}: {','.join(setting.default)}  OK"
    for chosen in zip(*values, strict=True):
        kept = [*chosen, *setting.default[len(chosen) :]][:shown]
        assert dte.at(f"{name}={','.join(chosen)};{name}?") == f"{name}: {','.join(kept)}  OK"


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_refuses_what_is_out_of_range(dte: Dte, name: str) -> None:
    first = SETTINGS[name].allowed[0]
    wrong = ["", "," * len(SETTINGS[name].allowed) + "1"]
    if not isinstance(first, Text):
        wrong += ["99999", "-1", '"NOPE"', "x"]

    assert {dte.at(f"{name}={value}") for value in wrong} == {"+CME ERROR: 3518"}
    assert dte.at(f"{name}=?").startswith(f"{name}: ")


def test_one_gain_of_several_is_set_by_its_number(dte: Dte) -> None:
    assert dte.at("+QMIC=1,15;+QMIC?") == "+QMIC: 4,15,8  OK"
    assert dte.at("+QMIC=1") == dte.at("+QMIC=3,1") == dte.at("+QMIC=1,16") == "+CME ERROR: 3518"


def test_indications_are_named(dte: Dte) -> None:
    assert dte.at('+QEXTUNSOL="SQ",1;+QEXTUNSOL="CN"') == "OK"
    assert dte.at('+QEXTUNSOL="ZZ",1') == "+CME ERROR: 3518"


def test_the_profile_has_the_settings_that_the_series_stores(dte: Dte) -> None:
    dte.at('+CSCS="IRA";+CMGF=1;+CNMI=1,0,0,0,0;+QIURC=0;+ILRR=1;+CLIP=1;&W')
    dte.at("&F")
    dte.at("E0")
    factory = dte.at("+CSCS?;+CMGF?;+CNMI?;+QIURC?;+ILRR?;+CLIP?")
    dte.at("Z")
    stored = dte.at("+CSCS?;+CMGF?;+CNMI?;+QIURC?;+ILRR?;+CLIP?")

    assert factory == ('+CSCS: "GSM"  +CMGF: 0  +CNMI: 2,1,0,0,0  +QIURC: 1  +ILRR: 0  +CLIP: 1,1  OK')
    assert stored == '+CSCS: "IRA"  +CMGF: 1  +CNMI: 1,0,0,0,0  +QIURC: 0  +ILRR: 1  +CLIP: 1,1  OK'


def test_what_is_not_in_the_profile_is_lost_at_a_restart(dte: Dte) -> None:
    dte.at("+QIHEAD=1;+CMGF=1;&W")
    dte.at("+CFUN=1,1")
    dte.send(b"ATE0\r")

    assert dte.at("+QIHEAD?;+CMGF?") == "+QIHEAD: 0  +CMGF: 1  OK"


def test_the_initial_urc_can_be_switched_off(dte: Dte) -> None:
    dte.at("E0;+QIURC=0;+IPR=115200;&W")

    assert dte.send(b"AT+CFUN=1,1\r") == b"\r\nOK\r\n\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n"
