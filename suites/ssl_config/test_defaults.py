"""The defaults of AT+QSSLCFG: version 4, no authentication, all suites, no files, no FTPS (note 2.3, 4.2.1)."""

from __future__ import annotations

import pytest

from hil.expect import expect
from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..claimed import claimed_suites
from .settings import Boot, settings_told, suites_told

CONTEXTS = [pytest.param(index, id=f"context{index}") for index in range(6)]
TABLE_1 = frozenset({"0X0035", "0X0005", "0X0004", "0X000A", "0X002F", "0X003D"})
"""The six suites (note 1.1)."""


@pytest.mark.requirement("SSLCFG-CTX-12", "SSLCFG-CACERT-04")
@pytest.mark.parametrize("index", [pytest.param(0, id="context0", marks=pytest.mark.smoke), *CONTEXTS[1:]])
def test_an_untouched_context_has_the_default_settings(index: int, boot: Boot, modem: Modem) -> None:
    told = settings_told(boot.fresh().contexts[index], index, "SSLCFG-CTX-12")

    ca = told.pop("cacert")
    expect(told, "SSLCFG-CTX-12", what=f"context {index} by default").equals(
        {
            "sslversion": "4",
            "ciphersuite": ",".join(sorted(claimed_suites(modem, TABLE_1))),
            "seclevel": "0",
            "clientcert": "",
            "clientkey": "",
        }
    )
    expect(ca, "SSLCFG-CACERT-04", what=f"the CA of context {index} by default").equals("")


@pytest.mark.requirement("SSLCFG-VERSION-08")
@pytest.mark.parametrize("index", CONTEXTS)
def test_all_versions_are_enabled_by_default(index: int, boot: Boot) -> None:
    answer = boot.fresh().answers["sslversion", index]

    expect(answer, "SSLCFG-VERSION-08").accepted().answered("sslversion", 4)


@pytest.mark.requirement("SSLCFG-SECLVL-06")
@pytest.mark.parametrize("index", CONTEXTS)
def test_authentication_is_disabled_by_default(index: int, boot: Boot) -> None:
    answer = boot.fresh().answers["seclevel", index]

    expect(answer, "SSLCFG-SECLVL-06").accepted().answered("seclevel", 0)


@pytest.mark.requirement("SSLCFG-CIPHER-12")
@pytest.mark.parametrize("index", CONTEXTS)
def test_the_six_suites_are_enabled_by_default(index: int, boot: Boot, observe: Observe) -> None:
    answer = boot.fresh().answers["ciphersuite", index]

    observe("suites by default", " ".join(answer.lines))
    told = suites_told(answer, "SSLCFG-CIPHER-12")
    expect(told, "SSLCFG-CIPHER-12", what=f"the suites of context {index} by default").has_members(TABLE_1)


@pytest.mark.parametrize(
    ("keyword", "identifier"),
    [
        pytest.param(keyword, identifier, id=keyword, marks=pytest.mark.requirement(identifier))
        for keyword, identifier in (
            ("cacert", "SSLCFG-CACERT-04"),
            ("clientcert", "SSLCFG-CLICERT-04"),
            ("clientkey", "SSLCFG-CLIKEY-04"),
        )
    ],
)
def test_no_file_is_configured_by_default(
    keyword: str, identifier: str, boot: Boot, observe: Observe
) -> None:
    answers = [boot.fresh().answers[keyword, index] for index in range(6)]

    observe(f"{keyword} by default", " ".join(answers[0].lines))
    for answer in answers:
        expect(answer, identifier).accepted().answered(keyword, "")


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-FTPS-04")
def test_ftps_is_disabled_by_default(boot: Boot) -> None:
    expect(boot.fresh().answers["ftps", None], "SSLCFG-FTPS-04").accepted().answered("ftps", 0)


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-FTPSCTX-03")
def test_no_context_is_bound_by_default(boot: Boot) -> None:
    expect(boot.fresh().answers["ftpsctxi", None], "SSLCFG-FTPSCTX-03").accepted().answered("ftpsctxi", -1)


@pytest.mark.requirement("SSLCFG-GEN-11")
def test_the_settings_kept_over_a_reboot_are_recorded(modem: Modem, boot: Boot, observe: Observe) -> None:
    observe("SSL settings kept over a reboot", ", ".join(boot.kept) or "none")
    observe("context 5 after a reboot", " ".join(boot.contexts[5].lines))

    expect(modem.send('AT+QSSLCFG="ctxindex",0'), "SSLCFG-GEN-11").accepted()
