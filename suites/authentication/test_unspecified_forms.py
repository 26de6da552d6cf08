"""Certificate forms that the note does not specify: formats, key sizes, chain depth, hashes, names (2.3); recorded."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps, install_security_data

CONTEXT = SslContext.usual(seclevel=1, ca="NVRAM:CA0")

UNSPECIFIED = (
    "rsa-1024",
    "rsa-4096",
    "sha1",
    "sha384",
    "md5",
    "intermediates-1",
    "intermediates-4",
    "with-root",
    "disordered",
    *("rsa-exponent-3", "rsa-pss", "sha512", "cross-signed", "duplicated-leaf", "duplicated-intermediate"),
    *("unrelated-extra", "huge-chain", "huge-certificate", "version-1", "path-length"),
    *("usage-encipher-only", "no-usages", "eku-both", "eku-any", "path-length-1", "ca-as-server"),
)
NAMES = (
    *("name-mismatch-dns", "name-mismatch-ip", "name-mismatch-cn", "name-mismatch-san", "name-cn-dns"),
    *("name-cn-ip", "name-ip-as-dns", "name-null", "name-wildcard", "name-wildcard-two-labels"),
    *("name-wildcard-inside", "name-wildcard-alone"),
)


@pytest.mark.parametrize(
    "chain",
    [
        *(pytest.param(name, marks=pytest.mark.requirement("AUTH-15", "ERR-GEN-10")) for name in UNSPECIFIED),
        *(pytest.param(name, marks=pytest.mark.requirement("AUTH-14", "ERR-GEN-10")) for name in NAMES),
    ],
)
def test_the_answer_to_an_unspecified_certificate_form_is_recorded(
    chain: str,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    install_security_data(online_modem, authority)
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.IMPLICIT, ignore_rtc=True)
    preamble(refused, what="refused settings").is_empty()

    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=authority.chain(chain)))

    observe(f"server chain {chain}", attempted.opened.outcome)
    expect(attempted, "ERR-GEN-10").is_told_truly()
