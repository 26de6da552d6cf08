"""AT+QSSLCFG="cacert", "clientcert", "clientkey": the names of Table 3 and others (note 2.3)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data, open_ftp
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..responses import compact, is_refusal
from .settings import ask

NAMES = {  # note, Table 3
    "cacert": ("RAM:ca_cert.pem", "NVRAM:CA0"),
    "clientcert": ("RAM:client_cert.pem", "NVRAM:CC0"),
    "clientkey": ("RAM:client_key.pem", "NVRAM:CK0"),
}
OF_ANOTHER_KIND = {"cacert": "NVRAM:CK0", "clientcert": "NVRAM:CK0", "clientkey": "NVRAM:CC0"}
DEMANDING = ServerProfile(tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED))


STORED = (  # keyword, name, requirements, smoke
    ("cacert", "RAM:ca_cert.pem", ("SSLCFG-CACERT-01", "SSLCFG-CACERT-03"), True),
    ("clientcert", "RAM:client_cert.pem", ("SSLCFG-CLICERT-01", "SSLCFG-CLICERT-03"), False),
    ("clientkey", "RAM:client_key.pem", ("SSLCFG-CLIKEY-01", "SSLCFG-CLIKEY-03"), False),
    ("cacert", "NVRAM:CA0", ("SSLCFG-CACERT-02", "SSLCFG-CACERT-03"), True),
    ("clientcert", "NVRAM:CC0", ("SSLCFG-CLICERT-02", "SSLCFG-CLICERT-03"), False),
    ("clientkey", "NVRAM:CK0", ("SSLCFG-CLIKEY-02", "SSLCFG-CLIKEY-03"), False),
    ("cacert", "NVRAM:CA1", ("SSLCFG-CACERT-08", "SSLCFG-CACERT-03"), False),
)


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        pytest.param(
            keyword,
            name,
            id=f"{keyword}-{name}",
            marks=[pytest.mark.requirement(*requirements), *([pytest.mark.smoke] if smoke else [])],
        )
        for keyword, name, requirements, smoke in STORED
    ],
)
def test_a_name_of_table_3_is_stored_and_read_back(
    keyword: str, name: str, modem: Modem, authority: Authority, observe: Observe
) -> None:
    other = next(known for known in NAMES[keyword] if known != name)
    for file in (name, other):
        modem.security.ensure(file, authority.ca_pem)
    modem.send(f'AT+QSSLCFG="{keyword}",5,"{other}"')

    written = modem.send(f'AT+QSSLCFG="{keyword}",5,"{name}"')
    read = modem.send(f'AT+QSSLCFG="{keyword}",5')

    observe(f"query of {keyword}", " ".join(read.lines))
    assert written.lines == ("OK",)
    line, *rest = compact(read.lines)
    assert line in {f'+QSSLCFG:"{keyword}","{name}"', f'+QSSLCFG:"{keyword}",{name}'}
    assert rest == ["OK"]


@pytest.mark.parametrize(
    "keyword",
    [
        pytest.param("cacert", marks=pytest.mark.requirement("SSLCFG-CACERT-07")),
        pytest.param("clientcert", marks=pytest.mark.requirement("SSLCFG-CLICERT-07")),
        pytest.param("clientkey", marks=pytest.mark.requirement("SSLCFG-CLIKEY-07")),
    ],
)
@pytest.mark.parametrize(("index", "neighbour"), [(-1, 0), (6, 5)])
def test_a_context_out_of_range_is_refused(index: int, neighbour: int, keyword: str, modem: Modem) -> None:
    first, second = NAMES[keyword]
    modem.send(f'AT+QSSLCFG="{keyword}",{neighbour},"{first}"')
    before = modem.send(f'AT+QSSLCFG="{keyword}",{neighbour}').lines

    refused = modem.send(f'AT+QSSLCFG="{keyword}",{index},"{second}"')

    assert is_refusal(refused), refused.lines
    assert modem.send(f'AT+QSSLCFG="{keyword}",{neighbour}').lines == before


MUTUAL = SslContext.usual(
    seclevel=2,
    ca="NVRAM:CA0",
    certificate="NVRAM:CC0",
    key="NVRAM:CK0",
)


@pytest.fixture
def prepared_modem(online_modem: Modem, ftps_server: FtpsServer, authority: Authority) -> Modem:
    """The DUT with context 3 bound, which has good files for both authentications."""
    install_security_data(online_modem, authority)
    assert configure_ftps(online_modem, ftps_server, MUTUAL, mode=Listener.IMPLICIT, index=3) == ()
    return online_modem


def opens(modem: Modem, server: FtpsServer) -> bool:
    """Whether a session opens with the current settings of context 3."""
    with server.expecting(DEMANDING):
        opened = open_ftp(modem, server, Listener.IMPLICIT)
        modem.ftp.ensure_closed()
    return opened.ok


def assert_refused_or_session_fails(
    modem: Modem, server: FtpsServer, keyword: str, name: str, observe: Observe
) -> None:
    """The name is refused and the old one kept, or it is accepted and no session opens with it."""
    before = ask(modem, keyword, 3)

    answered = modem.send(f'AT+QSSLCFG="{keyword}",3,"{name}"')

    observe(f"{keyword} {name}", " ".join(answered.lines))
    if answered.ok:
        assert not opens(modem, server)
    else:
        assert is_refusal(answered), answered.lines
        assert ask(modem, keyword, 3) == before


@pytest.mark.parametrize(
    "keyword",
    [
        pytest.param("cacert", marks=pytest.mark.requirement("SSLCFG-CACERT-05")),
        pytest.param("clientcert", marks=pytest.mark.requirement("SSLCFG-CLICERT-05")),
        pytest.param("clientkey", marks=pytest.mark.requirement("SSLCFG-CLIKEY-05")),
    ],
)
@pytest.mark.parametrize("name", ["FLASH:x", "NVRAM:XX9"])
def test_a_malformed_name_is_refused_or_the_session_fails(
    name: str,
    keyword: str,
    prepared_modem: Modem,
    ftps_server: FtpsServer,
    observe: Observe,
) -> None:
    assert_refused_or_session_fails(prepared_modem, ftps_server, keyword, name, observe)


@pytest.mark.parametrize(
    "keyword",
    [
        pytest.param("cacert", marks=pytest.mark.requirement("SSLCFG-CACERT-06", "AUTH-04")),
        pytest.param("clientcert", marks=pytest.mark.requirement("SSLCFG-CLICERT-06", "AUTH-09")),
        pytest.param("clientkey", marks=pytest.mark.requirement("SSLCFG-CLIKEY-06", "AUTH-10")),
    ],
)
def test_the_name_of_a_missing_file_is_recorded_and_the_session_fails(
    keyword: str, prepared_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    name = NAMES[keyword][0]
    prepared_modem.security.delete(name)

    answered = prepared_modem.send(f'AT+QSSLCFG="{keyword}",3,"{name}"')

    observe(f"{keyword} that is not stored", " ".join(answered.lines))
    if answered.ok:
        assert not opens(prepared_modem, ftps_server)
    else:
        assert is_refusal(answered), answered.lines


@pytest.mark.requirement("SSLCFG-GEN-12")
@pytest.mark.parametrize("keyword", NAMES)
def test_a_name_of_another_kind_of_file_is_refused_or_the_session_fails(
    keyword: str, prepared_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    assert_refused_or_session_fails(prepared_modem, ftps_server, keyword, OF_ANOTHER_KIND[keyword], observe)
