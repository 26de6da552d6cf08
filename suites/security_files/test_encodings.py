"""The encodings of certificates and keys that the DUT can use (note 2.4, 4.1: .pem files, no encoding stated).

PEM has to work, as the file names of the note say.  The other encodings are recorded.
"""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.pki.security_files import encoded_certificate, encoded_key
from hil.session import configure_ftps
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..responses import uploaded
from ..security_data import Vacate, open_session, use_ca

INDEX = 5
CA, CERTIFICATE, KEY = "RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem"

CAS = ("pem", "pem-crlf", "pem-no-last-newline", "pem-text-before", "pem-one-line", "der")
KEYS = ("pkcs1", "pkcs8", "pem-crlf", "pkcs1-der", "pkcs8-der", "pkcs8-encrypted")


@pytest.mark.requirement("AUTH-15", "SECWRITE-26")
@pytest.mark.parametrize("encoding", CAS)
def test_a_ca_in_other_encodings_is_recorded(
    encoding: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, CA)
    data = encoded_certificate(authority.ca_pem, encoding)
    assert uploaded(online_modem.security.write(CA, data))[0] == len(data)

    use_ca(online_modem, ftps_server, CA, index=INDEX)
    opened, logged_in = open_session(online_modem, ftps_server)

    observe(f"CA as {encoding}", opened.outcome)
    assert opened.ok is logged_in, "what the DUT reports is not what the server saw"
    assert opened.ok or encoding != "pem", opened.outcome


@pytest.mark.requirement("AUTH-15", "SECWRITE-26")
@pytest.mark.parametrize("encoding", KEYS)
def test_a_client_key_in_other_encodings_is_recorded(
    encoding: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, CA, CERTIFICATE, KEY)
    client = authority.client()
    data = encoded_key(client.key, encoding)
    for name, file in ((CA, authority.ca_pem), (CERTIFICATE, client.certificate), (KEY, data)):
        assert uploaded(online_modem.security.write(name, file))[0] == len(file)
    context = SslContext.usual(seclevel=2, ca=CA, certificate=CERTIFICATE, key=KEY)

    assert configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=INDEX) == ()
    opened, logged_in = open_session(
        online_modem, ftps_server, TlsPolicy(client_certificate=ClientCertificate.REQUIRED)
    )

    observe(f"client key as {encoding}", opened.outcome)
    assert opened.ok is logged_in, "what the DUT reports is not what the server saw"
    assert opened.ok or encoding not in {"pkcs1", "pkcs8"}, opened.outcome
