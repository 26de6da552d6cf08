"""The settings after a loss of power: each has its default value, or the one that was set (note 2.2, 2.3).

The note does not say which of the two: it says that a context that was not set has
the defaults.  A third value is neither.
"""

from __future__ import annotations

import pytest

from hil.bench import Supply
from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import install_security_data, refusals

INDEX = 4
SET = SslContext(version=1, suites=None, seclevel=2, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
LINES = ('AT+QSSLCFG="ftps",1', 'AT+QSSLCFG="ftpsctxi",4', "AT+QFTPCFG=7,1")
AFTER = (  # query, what judges it, default, value that was set
    ('AT+QSSLCFG="sslversion",4', "SSLCFG-VERSION-08", "4", "1"),
    ('AT+QSSLCFG="seclevel",4', "SSLCFG-SECLVL-06", "0", "2"),
    ('AT+QSSLCFG="cacert",4', "SSLCFG-CACERT-04", "", "NVRAM:CA0"),
    ('AT+QSSLCFG="clientcert",4', "SSLCFG-CLICERT-04", "", "NVRAM:CC0"),
    ('AT+QSSLCFG="clientkey",4', "SSLCFG-CLIKEY-04", "", "NVRAM:CK0"),
    ('AT+QSSLCFG="ftps"', "SSLCFG-FTPS-04", "0", "1"),
    ('AT+QSSLCFG="ftpsctxi"', "SSLCFG-FTPSCTX-03", "-1", "4"),
    ("AT+QFTPCFG=7", "FTPCFG-T7-03", "0", "1"),
)


@pytest.mark.requirement(
    "SSLCFG-VERSION-08",
    "SSLCFG-SECLVL-06",
    "SSLCFG-CACERT-04",
    "SSLCFG-CLICERT-04",
    "SSLCFG-CLIKEY-04",
    "SSLCFG-FTPS-04",
    "SSLCFG-FTPSCTX-03",
    "FTPCFG-T7-03",
)
def test_a_setting_has_its_default_or_is_kept(
    fast_modem: Modem, supply: Supply, authority: Authority, observe: Observe
) -> None:
    install_security_data(fast_modem, authority)
    fast_modem.forget()
    exchanges = (*fast_modem.ssl.apply(INDEX, SET), *(fast_modem.send(line) for line in LINES))
    preamble(refusals(exchanges), what="refused settings").is_empty()

    fast_modem.power_cycle(supply)

    with expect_all():
        for query, requirement, default, kept in AFTER:
            fields = expect(fast_modem.send(query), requirement).fields()
            observe(f"{query} after a loss of power", fields[-1])
            expect(fields[-1], requirement, what=f"{query} after a loss of power").is_one_of(default, kept)
