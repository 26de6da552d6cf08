"""Settings that are only kept, and the list of commands."""

from __future__ import annotations

from tests.emulator.dte import Dte


def test_settings_that_are_only_kept(dte: Dte) -> None:
    assert dte.at('+CSCS?;+CSCS="IRA";+CSCS?') == '+CSCS: "GSM"  +CSCS: "IRA"  OK'
    assert dte.at("+CNMI=1,,1;+CNMI?") == "+CNMI: 1,1,1,0,0  OK"
    assert dte.at("+CMGF=1,2") == "+CME ERROR: 3518"
    assert dte.at("+CMGF=?") == "+CMGF: (0,1)  OK"


def test_the_list_of_commands_is_that_of_the_module(dte: Dte) -> None:
    listed = dte.at("+CLAC").split()

    assert {"+QFTPOPEN", "+QSSLCFG", "+QSECWRITE", "+CLAC"} < set(listed)
