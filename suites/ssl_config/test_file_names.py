"""AT+QSSLCFG="cacert", "clientcert", "clientkey": the names of Table 3 and others (note 2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps, install_security_data, open_ftp
from hil.tls.policy import ClientCertificate, TlsPolicy

from .settings import NAMES, query, store_files

GOOD = {"cacert": "NVRAM:CA0", "clientcert": "NVRAM:CC0", "clientkey": "NVRAM:CK0"}
OF_ANOTHER_KIND = {"cacert": "NVRAM:CK0", "clientcert": "NVRAM:CK0", "clientkey": "NVRAM:CC0"}
DEMANDING = ServerProfile(tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED))
MUTUAL = SslContext.usual(
    seclevel=2,
    ca="NVRAM:CA0",
    certificate="NVRAM:CC0",
    key="NVRAM:CK0",
)

STORED = (  # keyword, name, requirements of setting and of querying it, smoke
    ("cacert", "RAM:ca_cert.pem", ("SSLCFG-CACERT-01", "SSLCFG-CACERT-03"), True),
    ("clientcert", "RAM:client_cert.pem", ("SSLCFG-CLICERT-01", "SSLCFG-CLICERT-03"), False),
    ("clientkey", "RAM:client_key.pem", ("SSLCFG-CLIKEY-01", "SSLCFG-CLIKEY-03"), False),
    ("cacert", "NVRAM:CA0", ("SSLCFG-CACERT-02", "SSLCFG-CACERT-03"), True),
    ("clientcert", "NVRAM:CC0", ("SSLCFG-CLICERT-02", "SSLCFG-CLICERT-03"), False),
    ("clientkey", "NVRAM:CK0", ("SSLCFG-CLIKEY-02", "SSLCFG-CLIKEY-03"), False),
    ("cacert", "NVRAM:CA1", ("SSLCFG-CACERT-08", "SSLCFG-CACERT-03"), False),
)


@pytest.mark.parametrize(
    ("keyword", "name", "stores", "tells"),
    [
        pytest.param(
            keyword,
            name,
            *requirements,
            id=f"{keyword}-{name}",
            marks=[pytest.mark.requirement(*requirements), *([pytest.mark.smoke] if smoke else [])],
        )
        for keyword, name, requirements, smoke in STORED
    ],
)
def test_a_name_of_table_3_is_stored_and_read_back(
    keyword: str, name: str, stores: str, tells: str, modem: Modem, authority: Authority, observe: Observe
) -> None:
    other = next(known for known in NAMES[keyword] if known != name)
    store_files(modem, authority, name, other)
    modem.send(f'AT+QSSLCFG="{keyword}",5,"{other}"')

    written = modem.send(f'AT+QSSLCFG="{keyword}",5,"{name}"')
    read = modem.send(f'AT+QSSLCFG="{keyword}",5')

    observe(f"query of {keyword}", " ".join(read.lines))
    expect(written, stores).accepted()
    expect(read, tells).accepted()
    expect(read, stores, tells).answered(keyword, name)


@pytest.mark.parametrize(
    ("keyword", "identifier"),
    [
        pytest.param(keyword, identifier, id=keyword, marks=pytest.mark.requirement(identifier))
        for keyword, identifier in (
            ("cacert", "SSLCFG-CACERT-07"),
            ("clientcert", "SSLCFG-CLICERT-07"),
            ("clientkey", "SSLCFG-CLIKEY-07"),
        )
    ],
)
@pytest.mark.parametrize(("index", "neighbour"), [(-1, 0), (6, 5)])
def test_a_context_out_of_range_is_refused(
    index: int, neighbour: int, keyword: str, identifier: str, modem: Modem, authority: Authority
) -> None:
    first, second = NAMES[keyword]
    store_files(modem, authority, first, second)
    modem.send(f'AT+QSSLCFG="{keyword}",{neighbour},"{first}"')
    before = query(modem, keyword, neighbour).rows("QSSLCFG")

    refused = modem.send(f'AT+QSSLCFG="{keyword}",{index},"{second}"')

    expect(refused, identifier).refused()
    after = query(modem, keyword, neighbour).rows("QSSLCFG")
    expect(after, identifier, what=f"{keyword} of context {neighbour}").is_not_empty().equals(before)


@pytest.fixture
def prepared_modem(online_modem: Modem, authority: Authority) -> Modem:
    """The DUT with good files for both authentications."""
    install_security_data(online_modem, authority)
    return online_modem


def open_with_good_names(modem: Modem, server: FtpsServer) -> None:
    """The control of a failed session: with good names in context 3, which is bound, a session opens."""
    refused = configure_ftps(modem, server, MUTUAL, mode=Listener.IMPLICIT, index=3)
    preamble(refused, what="refused settings").is_empty()
    preamble(attempt(modem, server, DEMANDING), what="AT+QFTPOPEN with good names").opened()


def expect_no_session(modem: Modem, server: FtpsServer, name: str, *requirements: str) -> None:
    """No session opens with the settings of context 3, by the report of the DUT and at the server."""
    with server.expecting(DEMANDING) as pending:
        opened = open_ftp(modem, server, Listener.IMPLICIT)
        modem.ftp.ensure_closed()
    with_name = f"AT+QFTPOPEN with {name}"
    expect(opened, *requirements, what=with_name).failed()
    expect(pending, *requirements, what=f"the server, at {with_name}").saw_no_login()


def expect_refusal_or_no_session(
    modem: Modem, server: FtpsServer, keyword: str, name: str, identifier: str, observe: Observe
) -> None:
    """The name is refused and the old one kept, or it is accepted and no session opens with it."""
    open_with_good_names(modem, server)
    # sent in each case: the memory of the driver would spare it after a case with the same settings
    preamble(modem.send(f'AT+QSSLCFG="{keyword}",3,"{GOOD[keyword]}"')).accepted()
    before = query(modem, keyword, 3).rows("QSSLCFG")

    answered = modem.send(f'AT+QSSLCFG="{keyword}",3,"{name}"')

    observe(f"{keyword} {name}", " ".join(answered.lines))
    if answered.ok:
        expect_no_session(modem, server, name, identifier)
    else:
        expect(answered, identifier).refused()
        after = query(modem, keyword, 3).rows("QSSLCFG")
        expect(after, identifier, what=f"{keyword} of context 3").is_not_empty().equals(before)


@pytest.mark.parametrize(
    ("keyword", "identifier"),
    [
        pytest.param(keyword, identifier, id=keyword, marks=pytest.mark.requirement(identifier))
        for keyword, identifier in (
            ("cacert", "SSLCFG-CACERT-05"),
            ("clientcert", "SSLCFG-CLICERT-05"),
            ("clientkey", "SSLCFG-CLIKEY-05"),
        )
    ],
)
@pytest.mark.parametrize("name", ["FLASH:x", "NVRAM:XX9"])
def test_a_malformed_name_is_refused_or_the_session_fails(
    name: str,
    keyword: str,
    identifier: str,
    prepared_modem: Modem,
    ftps_server: FtpsServer,
    observe: Observe,
) -> None:
    expect_refusal_or_no_session(prepared_modem, ftps_server, keyword, name, identifier, observe)


@pytest.mark.parametrize(
    ("keyword", "recorded", "identifier"),
    [
        pytest.param(
            keyword, recorded, identifier, id=keyword, marks=pytest.mark.requirement(recorded, identifier)
        )
        for keyword, recorded, identifier in (
            ("cacert", "SSLCFG-CACERT-06", "AUTH-04"),
            ("clientcert", "SSLCFG-CLICERT-06", "AUTH-09"),
            ("clientkey", "SSLCFG-CLIKEY-06", "AUTH-10"),
        )
    ],
)
def test_the_name_of_a_missing_file_is_recorded_and_the_session_fails(
    keyword: str,
    recorded: str,
    identifier: str,
    prepared_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    name = NAMES[keyword][0]
    open_with_good_names(prepared_modem, ftps_server)
    if not prepared_modem.security.free(name):
        left_open("this DUT keeps a file that a context names")

    answered = prepared_modem.send(f'AT+QSSLCFG="{keyword}",3,"{name}"')

    observe(f"{keyword} that is not stored", " ".join(answered.lines))
    if not answered.ok:
        expect(answered, recorded).refused()
        store_files(prepared_modem, authority, name)
        preamble(prepared_modem.send(f'AT+QSSLCFG="{keyword}",3,"{name}"')).accepted()
        if not prepared_modem.security.delete(name).ok:
            left_open("this DUT takes the name of a stored file only, and keeps a file that a context names")
        with ftps_server.expecting(DEMANDING):
            opened = open_ftp(prepared_modem, ftps_server, Listener.IMPLICIT)
            prepared_modem.ftp.ensure_closed()
        if opened.ok:
            left_open("this DUT takes the name of a stored file only, and reads the file at that moment")
    expect_no_session(prepared_modem, ftps_server, f"{name}, which is not stored", identifier)


@pytest.mark.requirement("SSLCFG-GEN-12")
@pytest.mark.parametrize("keyword", NAMES)
def test_a_name_of_another_kind_of_file_is_refused_or_the_session_fails(
    keyword: str, prepared_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    expect_refusal_or_no_session(
        prepared_modem, ftps_server, keyword, OF_ANOTHER_KIND[keyword], "SSLCFG-GEN-12", observe
    )


BESIDE = {
    "cacert": ("NVRAM:CA", "NVRAM:CA00", "NVRAM:CA2", "NVRAM:CA256", "XNVRAM:CA0", "CA0", "NVRAM:CA0.pem"),
    "clientcert": ("NVRAM:CC", "NVRAM:CC00", "NVRAM:CC1", "NVRAM:CC256", "VRAM:CC0", "CC0", "NVRAM:CC0.pem"),
    "clientkey": ("NVRAM:CK", "NVRAM:CK00", "NVRAM:CK1", "NVRAM:CK256", ":CK0", "CK0", "NVRAM:CK0.pem"),
}
"""Names that are not in Table 3, each near one that is."""


@pytest.mark.parametrize(
    ("keyword", "tells", "identifier"),
    [
        pytest.param(*row, id=row[0], marks=pytest.mark.requirement(row[1], row[2]))
        for row in (
            ("cacert", "SSLCFG-CACERT-03", "SSLCFG-CACERT-05"),
            ("clientcert", "SSLCFG-CLICERT-03", "SSLCFG-CLICERT-05"),
            ("clientkey", "SSLCFG-CLIKEY-03", "SSLCFG-CLIKEY-05"),
        )
    ],
)
def test_a_name_beside_those_of_table_3_is_none_of_them(
    keyword: str,
    tells: str,
    identifier: str,
    prepared_modem: Modem,
    ftps_server: FtpsServer,
    observe: Observe,
) -> None:
    good = GOOD[keyword]
    open_with_good_names(prepared_modem, ftps_server)
    accepted = []

    with expect_all():
        for name in BESIDE[keyword]:
            preamble(prepared_modem.send(f'AT+QSSLCFG="{keyword}",3,"{good}"')).accepted()
            answered = prepared_modem.send(f'AT+QSSLCFG="{keyword}",3,"{name}"')
            told = query(prepared_modem, keyword, 3)
            if answered.ok:
                accepted.append(name)
                expect(told, tells).answered(keyword, name)
                expect_no_session(prepared_modem, ftps_server, name, identifier)
            else:
                expect(answered, identifier).refused()
                expect(told, identifier).answered(keyword, good)
    observe(f"names of {keyword} beside Table 3 that are accepted", ", ".join(accepted) or "none")
