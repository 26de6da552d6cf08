"""CA, client certificate and client key from RAM and NVRAM in every mixture (note 2.3, Table 3).

In each session the file that is named is right, and the files of the same kind under the
other names are wrong: another CA, a certificate that the server refuses, a key that does
not belong to the certificate.  So a session opens only if each name leads to its own file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..security_data import open_session

CAS = ("RAM:ca_cert.pem", "NVRAM:CA0", "NVRAM:CA1")  # Table 3
CERTIFICATES = {"RAM": "RAM:client_cert.pem", "NVRAM": "NVRAM:CC0"}
KEYS = {"RAM": "RAM:client_key.pem", "NVRAM": "NVRAM:CK0"}
DEMANDING = TlsPolicy(client_certificate=ClientCertificate.REQUIRED)
INDEX = 2

pytestmark = pytest.mark.needs(ram_bytes=1900, nvram_bytes=1900)  # certificates and keys, as PEM


def contents(authority: Authority, right_names: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Each name of Table 3 with a content of its kind: the right one under these names, a wrong one under the others."""
    client, wrong = authority.client(), authority.client("other-ca")
    other_ca, other_key = authority.chain("other-ca").trust_anchor, authority.client("mismatched-key").key
    kinds = (
        (CAS, authority.ca_pem, other_ca),
        (tuple(CERTIFICATES.values()), client.certificate, wrong.certificate),
        (tuple(KEYS.values()), client.key, other_key),
    )
    for names, right, other in kinds:
        for name in names:
            yield name, right if name in right_names else other


@pytest.mark.requirement(
    "AUTH-08",
    "SSLCFG-CACERT-01",
    "SSLCFG-CACERT-02",
    "SSLCFG-CACERT-08",
    "SSLCFG-CLICERT-01",
    "SSLCFG-CLICERT-02",
    "SSLCFG-CLIKEY-01",
    "SSLCFG-CLIKEY-02",
)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("certificate", CERTIFICATES)
def test_each_name_leads_to_its_own_file(
    certificate: str, key: str, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    of_ca: Mapping[str, str] = {
        "RAM:ca_cert.pem": "SSLCFG-CACERT-01",
        "NVRAM:CA0": "SSLCFG-CACERT-02",
        "NVRAM:CA1": "SSLCFG-CACERT-08",
    }
    of_client = {
        "RAM": ("SSLCFG-CLICERT-01", "SSLCFG-CLIKEY-01"),
        "NVRAM": ("SSLCFG-CLICERT-02", "SSLCFG-CLIKEY-02"),
    }
    judged = (of_client[certificate][0], of_client[key][1], "AUTH-08")
    for ca in CAS:
        context = SslContext.usual(seclevel=2, ca=ca, certificate=CERTIFICATES[certificate], key=KEYS[key])
        named = frozenset((context.ca, context.certificate, context.key))
        for name, content in contents(authority, named):
            online_modem.security.ensure(name, content)
        refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=INDEX)
        preamble(refused, what="refused settings").is_empty()

        attempted = attempt(online_modem, ftps_server, ServerProfile(tls=DEMANDING))

        expect(attempted, of_ca[ca], *judged, what=f"AT+QFTPOPEN with the CA {ca}").opened()
        expect(attempted.session, *judged).proved_the_client()


@pytest.mark.requirement("AUTH-05", "AUTH-08", "AUTH-12", "SSLCFG-CLICERT-01", "SSLCFG-CLICERT-02")
@pytest.mark.parametrize(
    ("choose", "names", "requirements"),
    [
        pytest.param(lambda usual, name: replace(usual, ca=name), CAS, ("AUTH-05",), id="ca"),
        pytest.param(
            lambda usual, name: replace(usual, certificate=name),
            tuple(CERTIFICATES.values()),
            ("SSLCFG-CLICERT-01", "SSLCFG-CLICERT-02"),
            id="certificate",
        ),
        pytest.param(
            lambda usual, name: replace(usual, key=name), tuple(KEYS.values()), ("AUTH-12",), id="key"
        ),
    ],
)
def test_no_file_of_another_name_stands_in_for_a_wrong_one(
    choose: Callable[[SslContext, str], SslContext],
    names: tuple[str, ...],
    requirements: tuple[str, ...],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
) -> None:
    usual = SslContext.usual(seclevel=2, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
    every = frozenset((*CAS, *CERTIFICATES.values(), *KEYS.values()))
    for name in names:
        context = choose(usual, name)
        for stored, content in contents(authority, every - {name}):
            online_modem.security.ensure(stored, content)
        refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=INDEX)
        preamble(refused, what="refused settings").is_empty()

        opened, is_logged_in = open_session(online_modem, ftps_server, DEMANDING)

        what = f"a wrong file as {name}"  # a key that does not fit may be seen before the server is dialled
        expect(opened, *requirements, what=what).failed()
        expect(is_logged_in, *requirements, what=f"a login at the server with {what}").is_no()

    for stored, content in contents(authority, every):
        online_modem.security.ensure(stored, content)
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=INDEX)
    preamble(refused, what="refused settings").is_empty()
    opened, is_logged_in = open_session(online_modem, ftps_server, DEMANDING)
    expect(opened, "AUTH-08", what="the right files").succeeded()
    expect(is_logged_in, "AUTH-08", what="a login at the server with the right files").is_yes()
