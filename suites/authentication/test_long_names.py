"""Security files with long names in every context: each setting leads to the file of its whole name (note 2.3, Table 3).

The names of a pair differ in their last characters only, and the files in their content.
Table 3 gives RAM: names without saying that there are no others (NAME-13).
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hil.expect import expect, expect_all, left_open, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, refusals, use_context
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..security_data import Vacate

CA = ("RAM:Root_Certificate_Number_1.pem", "RAM:Root_Certificate_Number_2.pem")
CERTIFICATE = ("RAM:Client_Certificate_Number_1.pem", "RAM:Client_Certificate_Number_2.pem")
KEY = ("RAM:Client_Private_Key_Number_1.pem", "RAM:Client_Private_Key_Number_2.pem")
DEMANDING = ServerProfile(tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED))
ORDER = (5, 0, 4, 1, 3, 2)
OFTEN = 2
"""The context that is used nine times."""
COURSES = {Listener.IMPLICIT: (*ORDER, *(OFTEN for _ in range(8))), Listener.EXPLICIT: ORDER}


def contents(authority: Authority) -> Mapping[str, bytes]:
    """The files: the second CA is none of the server, the second certificate and key are a pair of their own."""
    first, second = authority.client(), authority.client("second")
    return {
        CA[0]: authority.ca_pem,
        CA[1]: authority.chain("other-ca").trust_anchor,
        CERTIFICATE[0]: first.certificate,
        CERTIFICATE[1]: second.certificate,
        KEY[0]: first.key,
        KEY[1]: second.key,
    }


def _set_contexts(modem: Modem) -> None:
    """Name the files in each context, those of the first and the second pair by turns."""
    __tracebackhide__ = True
    for index in range(6):
        pair = index % 2
        context = SslContext.usual(seclevel=2, ca=CA[0], certificate=CERTIFICATE[pair], key=KEY[pair])
        refused = refusals(modem.ssl.apply(index, context))
        if refused:
            left_open(f"the DUT takes no such name in a context: {refused[0]}")


@pytest.mark.needs(ram_bytes=7600)
@pytest.mark.requirement("AUTH-05", "AUTH-08", "SSLCFG-GEN-07", "SSLCFG-CACERT-01")
@pytest.mark.requirement("SSLCFG-CLICERT-01", "SSLCFG-CLIKEY-01")
@pytest.mark.parametrize("mode", COURSES, ids=str)
def test_each_context_uses_the_files_of_their_whole_names(
    mode: Listener, vacate: Vacate, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    modem, certificates = online_modem, (authority.client().der, authority.client("second").der)
    vacate(modem, *CA, *CERTIFICATE, *KEY)
    for name, content in contents(authority).items():
        written = modem.security.write(name, content)
        if not written.ok:
            left_open(f"RAM takes no such file (NAME-13, NAME-15): {written.command}: {written.outcome}")
    _set_contexts(modem)
    preamble(modem.ssl.ignore_rtc_time(True)).accepted()

    with expect_all():
        for index in COURSES[mode]:
            preamble(use_context(modem, ftps_server, index, mode=mode), what="refused settings").is_empty()
            attempted = attempt(modem, ftps_server, DEMANDING, mode=mode)
            what = f"AT+QFTPOPEN with context {index}"
            expect(attempted, "SSLCFG-GEN-07", "SSLCFG-CACERT-01", what=what).opened()
            expect(attempted.session, "AUTH-08", "SSLCFG-CLIKEY-01").proved_the_client()
            handshake = attempted.session.control.handshake
            shown = handshake.client_chain[:1] if handshake is not None else ()
            of_context = f"the certificate of context {index}"
            expect(shown, "AUTH-08", "SSLCFG-CLICERT-01", what=of_context).equals((certificates[index % 2],))
    preamble(modem.ssl.set_ca(OFTEN, CA[1])).accepted()
    preamble(use_context(modem, ftps_server, OFTEN, mode=mode), what="refused settings").is_empty()
    expect(attempt(modem, ftps_server, DEMANDING, mode=mode), "AUTH-05", what="the other CA").refused()
