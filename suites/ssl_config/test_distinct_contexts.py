"""Six contexts with different settings: each query tells its own, and each session uses its own (note 2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, refusals, use_context
from hil.spec.tls import CipherSuite, Version

from .settings import codes_in, query, store_files, take_any_pair

SEQUENCES = {  # in the order in which they are written, each other than the one before
    "sslversion": ("0", "3", "1", "4", "2"),
    "seclevel": ("1", "0", "2", "1", "2", "0"),
    "ciphersuite": ('"0X0005"', '"0X003D,0X000A"', '"0X0004"', '"0X0035,0X002F,0X0005"', '"0X002F"'),
    "cacert": ('"NVRAM:CA1"', '"RAM:ca_cert.pem"', '"NVRAM:CA0"', '"NVRAM:CA1"'),
    "clientcert": ('"RAM:client_cert.pem"', '"NVRAM:CC0"', '"RAM:client_cert.pem"'),
    "clientkey": ('"NVRAM:CK0"', '"RAM:client_key.pem"', '"NVRAM:CK0"'),
}
TELLS = {
    "sslversion": "SSLCFG-VERSION-02",
    "seclevel": "SSLCFG-SECLVL-02",
    "ciphersuite": "SSLCFG-CIPHER-02",
    "cacert": "SSLCFG-CACERT-03",
    "clientcert": "SSLCFG-CLICERT-03",
    "clientkey": "SSLCFG-CLIKEY-03",
}
FILES = (
    *("NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"),
    *("RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem"),
)
SESSIONS = (  # for each context: <sslversion>, the version it stands for, suite
    (3, Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256),
    (1, Version.TLS10, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
    (2, Version.TLS11, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA),
    (1, Version.TLS10, CipherSuite.TLS_RSA_WITH_RC4_128_SHA),
    (3, Version.TLS12, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
    (2, Version.TLS11, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA),
)
ORDER = (4, 1, 5, 0, 3, 2)


def members(value: str) -> frozenset[str]:
    """The members of a value as a case writes it, or as a response has it: the codes of a list, or one value."""
    return frozenset(codes_in([value.strip('"')]))


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param(
            ("sslversion", "seclevel", "ciphersuite"),
            id="numbers",
            marks=pytest.mark.requirement("SSLCFG-VERSION-02", "SSLCFG-SECLVL-02", "SSLCFG-CIPHER-02"),
        ),
        pytest.param(
            ("cacert", "clientcert", "clientkey"),
            id="names",
            marks=pytest.mark.requirement("SSLCFG-CACERT-03", "SSLCFG-CLICERT-03", "SSLCFG-CLIKEY-03"),
        ),
    ],
)
def test_a_query_tells_the_last_value_of_its_own_context(
    keywords: tuple[str, ...], modem: Modem, authority: Authority
) -> None:
    if "cacert" in keywords:
        store_files(modem, authority, *FILES)
    for index in range(6):
        take_any_pair(modem, index)

    with expect_all():
        for keyword in keywords:
            for turn in range(len(SEQUENCES[keyword])):  # the values move through the contexts
                _expect_each_told(modem, keyword, turn)


def _expect_each_told(modem: Modem, keyword: str, turn: int) -> None:
    """Write a value into each context, and judge that each query tells that of its own context."""
    __tracebackhide__ = True
    values, tells = SEQUENCES[keyword], TELLS[keyword]
    latest = {index: values[(turn + index) % len(values)] for index in ORDER}
    for index, value in latest.items():
        preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},{value}')).accepted()
    for index in range(6):
        told = expect(query(modem, keyword, index), tells).fields("QSSLCFG")
        what = f"{keyword} of context {index}"
        expect(members(",".join(told[1:])), tells, what=what).equals(members(latest[index]))


@pytest.mark.requirement("SSLCFG-GEN-07", "SSLCFG-CTX-11", "SSLCFG-FTPSCTX-13", "SSLCFG-VERSION-07")
def test_each_context_in_turn_is_the_one_that_a_session_uses(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    for index, (version, _, suite) in enumerate(SESSIONS):
        context = SslContext(version=version, suites=(suite,), seclevel=0)
        preamble(refusals(online_modem.ssl.apply(index, context)), what="refused settings").is_empty()

    with expect_all():
        for index in ORDER:
            refused = use_context(online_modem, ftps_server, index, mode=Listener.IMPLICIT)
            preamble(refused, what="refused settings").is_empty()
            attempted = attempt(online_modem, ftps_server)
            _, version, suite = SESSIONS[index]
            what = f"AT+QFTPOPEN with context {index}"
            expect(attempted, "SSLCFG-GEN-07", what=what).opened()
            handshake = attempted.session.control.handshake
            hello = expect(
                handshake.hello if handshake else None,
                "SSLCFG-GEN-07",
                what=f"the ClientHello with context {index}",
            ).is_present()
            expect(hello, "SSLCFG-FTPSCTX-13").offered_version(version).offered_suites({suite})

    for index in ORDER:
        preamble(online_modem.send(f'AT+QSSLCFG="sslversion",{index},4')).accepted()
        refused = use_context(online_modem, ftps_server, index, mode=Listener.IMPLICIT)
        preamble(refused, what="refused settings").is_empty()
        handshake = attempt(online_modem, ftps_server).session.control.handshake
        what = f"the ClientHello of sslversion 4 in context {index}"
        hello = expect(handshake.hello if handshake else None, "SSLCFG-VERSION-07", what=what).is_present()
        expect(hello, "SSLCFG-VERSION-07", what=what).offered_version(Version.TLS12)
