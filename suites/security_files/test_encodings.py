"""The encodings of certificates and keys that the DUT can use (note 2.4, 4.1: .pem files, no encoding stated).

PEM has to work, as the file names of the note say.  The other encodings are
recorded: a DUT may refuse the file or the session.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.pki.security_files import encoded_certificate, encoded_key
from hil.session import configure_ftps, install_security_data
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..responses import uploaded
from ..security_data import Vacate, open_session, use_ca

INDEX, CONTROL_INDEX = 5, 4
DEMANDING = TlsPolicy(client_certificate=ClientCertificate.REQUIRED)
CA, CERTIFICATE, KEY = "RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem"

USUAL_CA, USUAL_KEY = "pem", "pkcs1"  # with which sessions of seclevel 1 and 2 have to open: AUTH-03, AUTH-08
CAS = ("pem-crlf", "pem-no-last-newline", "pem-text-before", "pem-one-line", "der")
KEYS = ("pkcs8", "pem-crlf", "pkcs1-der", "pkcs8-der", "pkcs8-encrypted")


def store(modem: Modem, name: str, data: bytes, *, is_usual: bool) -> None:
    """Store a file; a DUT may refuse one in another encoding than the usual one."""
    __tracebackhide__ = True
    written = modem.security.write(name, data)
    if not written.ok and not is_usual:
        left_open(f"the DUT refuses the file ({written.outcome}); the note states no encoding")
    size, _ = uploaded(written)
    if size != len(data) and b"+++" in data:
        left_open(f"+++ in the {len(data)} bytes ended the upload: note 2.4 requires no silence around it")
    preamble(size, what="<uploadsize>").equals(len(data))


@pytest.mark.requirement("AUTH-15", "SECWRITE-26", "ERR-GEN-10")
@pytest.mark.parametrize("encoding", [pytest.param(USUAL_CA, marks=pytest.mark.requirement("AUTH-03")), *CAS])
def test_a_ca_in_other_encodings_is_recorded(
    encoding: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, CA)
    install_security_data(online_modem, authority)
    use_ca(online_modem, ftps_server, "NVRAM:CA0", index=CONTROL_INDEX)
    preamble(open_session(online_modem, ftps_server)[0], what="with a CA in PEM").result(0)
    is_usual = encoding == USUAL_CA
    vacate(online_modem, CA)  # the driver may have stored a file so that a context could name it
    store(online_modem, CA, encoded_certificate(authority.ca_pem, encoding), is_usual=is_usual)

    use_ca(online_modem, ftps_server, CA, index=INDEX)
    opened, logged_in = open_session(online_modem, ftps_server)

    observe(f"CA as {encoding}", opened.outcome)
    expect(opened.ok, "ERR-GEN-10", what="AT+QFTPOPEN reports a session").equals(logged_in)
    if is_usual:
        expect(opened, "AUTH-03").result(0)


@pytest.mark.requirement("AUTH-15", "SECWRITE-26", "ERR-GEN-10")
@pytest.mark.parametrize(
    "encoding", [pytest.param(USUAL_KEY, marks=pytest.mark.requirement("AUTH-08")), *KEYS]
)
def test_a_client_key_in_other_encodings_is_recorded(
    encoding: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, CA, CERTIFICATE, KEY)
    install_security_data(online_modem, authority)
    usual = SslContext.usual(seclevel=2, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
    refused = configure_ftps(online_modem, ftps_server, usual, mode=Listener.IMPLICIT, index=CONTROL_INDEX)
    preamble(refused, what="refused settings").is_empty()
    preamble(open_session(online_modem, ftps_server, DEMANDING)[0], what="with a usual key").result(0)
    client, is_usual = authority.client(), encoding == USUAL_KEY
    vacate(online_modem, CA, CERTIFICATE, KEY)
    store(online_modem, CA, authority.ca_pem, is_usual=True)
    store(online_modem, CERTIFICATE, client.certificate, is_usual=True)
    store(online_modem, KEY, encoded_key(client.key, encoding), is_usual=is_usual)
    context = SslContext.usual(seclevel=2, ca=CA, certificate=CERTIFICATE, key=KEY)

    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=INDEX)
    preamble(refused, what="refused settings").is_empty()
    opened, logged_in = open_session(online_modem, ftps_server, DEMANDING)

    observe(f"client key as {encoding}", opened.outcome)
    expect(opened.ok, "ERR-GEN-10", what="AT+QFTPOPEN reports a session").equals(logged_in)
    if is_usual:
        expect(opened, "AUTH-08").result(0)
