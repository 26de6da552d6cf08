"""The defaults of AT+QSSLCFG: version 4, no authentication, all suites, no files, no FTPS (note 2.3, 4.2.1)."""

from __future__ import annotations

import re

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..responses import compact
from .settings import TABLE_1, Boot, value

CONTEXTS = [pytest.param(index, id=f"context{index}") for index in range(6)]
ALL = {f"0X{code:04X}" for code in TABLE_1}


@pytest.mark.requirement("SSLCFG-CTX-12", "SSLCFG-CACERT-04")
@pytest.mark.parametrize("index", [pytest.param(0, id="context0", marks=pytest.mark.smoke), *CONTEXTS[1:]])
def test_an_untouched_context_has_the_default_settings(index: int, boot: Boot) -> None:
    line, *rest = compact(boot.fresh().contexts[index].lines)

    printed = re.fullmatch(rf'\+QSSLCFG:{index},4,0,"([^"]*)","","",""', line)
    assert printed, line
    assert set(printed[1].split(",")) == ALL
    assert rest == ["OK"]


@pytest.mark.requirement("SSLCFG-VERSION-08")
@pytest.mark.parametrize("index", CONTEXTS)
def test_all_versions_are_enabled_by_default(index: int, boot: Boot) -> None:
    assert compact(boot.fresh().answers["sslversion", index].lines) == ['+QSSLCFG:"sslversion",4', "OK"]


@pytest.mark.requirement("SSLCFG-SECLVL-06")
@pytest.mark.parametrize("index", CONTEXTS)
def test_authentication_is_disabled_by_default(index: int, boot: Boot) -> None:
    assert compact(boot.fresh().answers["seclevel", index].lines) == ['+QSSLCFG:"seclevel",0', "OK"]


@pytest.mark.requirement("SSLCFG-CIPHER-12")
@pytest.mark.parametrize("index", CONTEXTS)
def test_the_six_suites_are_enabled_by_default(index: int, boot: Boot, observe: Observe) -> None:
    suites = value(boot.fresh().answers["ciphersuite", index])

    observe("suites by default", suites)
    assert set(suites.split(",")) == ALL


@pytest.mark.parametrize(
    "keyword",
    [
        pytest.param("cacert", marks=pytest.mark.requirement("SSLCFG-CACERT-04")),
        pytest.param("clientcert", marks=pytest.mark.requirement("SSLCFG-CLICERT-04")),
        pytest.param("clientkey", marks=pytest.mark.requirement("SSLCFG-CLIKEY-04")),
    ],
)
def test_no_file_is_configured_by_default(keyword: str, boot: Boot, observe: Observe) -> None:
    answers = [boot.fresh().answers[keyword, index] for index in range(6)]

    observe(f"{keyword} by default", " ".join(answers[0].lines))
    assert [value(answer) for answer in answers] == [""] * 6
    assert all(answer.lines[-1] == "OK" for answer in answers)


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-FTPS-04")
def test_ftps_is_disabled_by_default(boot: Boot) -> None:
    assert compact(boot.fresh().answers["ftps", None].lines) == ['+QSSLCFG:"ftps",0', "OK"]


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-FTPSCTX-03")
def test_no_context_is_bound_by_default(boot: Boot) -> None:
    assert compact(boot.fresh().answers["ftpsctxi", None].lines) == ['+QSSLCFG:"ftpsctxi",-1', "OK"]


@pytest.mark.requirement("SSLCFG-GEN-11")
def test_the_settings_kept_over_a_reboot_are_recorded(modem: Modem, boot: Boot, observe: Observe) -> None:
    observe("SSL settings kept over a reboot", ", ".join(boot.kept) or "none")
    observe("context 5 after a reboot", " ".join(boot.contexts[5].lines))

    assert modem.send('AT+QSSLCFG="ctxindex",0').ok
