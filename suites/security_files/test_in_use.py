"""The DUT uses the stored file: files of the largest size, damaged and deleted files (note 2.4 to 2.6, 2.3).

A session at seclevel 1 opens only with the complete and right CA.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import open_ftp

from ..responses import uploaded
from ..security_data import Vacate, open_session, use_ca

INDEX = 5


def session_opens(modem: Modem, server: FtpsServer, name: str) -> None:
    """A session opens with the CA of that name: a step, which shows that a later refusal is due to the file."""
    __tracebackhide__ = True
    use_ca(modem, server, name, index=INDEX)
    opened, logged_in = open_session(modem, server)
    preamble(opened, what="with the intact CA").result(0)
    preamble(logged_in, what="a login at the server with the intact CA").is_yes()


def no_session_opens(modem: Modem, server: FtpsServer, *ids: str) -> None:
    """AT+QFTPOPEN reports an error, and the server sees no login; whether the DUT connects is open."""
    __tracebackhide__ = True
    opened, logged_in = open_session(modem, server)
    expect(opened, *ids).failed()
    expect(logged_in, *ids, what="a login at the server").is_no()


@pytest.mark.parametrize(
    ("name", "size", "requirements"),
    [
        pytest.param(
            name, size, ids, id=f"{name.partition(':')[0]}-{size}", marks=pytest.mark.requirement(*ids)
        )
        for name, size, ids in (
            ("NVRAM:CA1", 2016, ("SECWRITE-SIZE-NVRAM-04",)),
            ("NVRAM:CA1", 2017, ("SECWRITE-SIZE-NVRAM-03", "SECWRITE-20")),
            ("RAM:ca_cert.pem", 32767, ("SECWRITE-SIZE-RAM-04",)),
            ("RAM:ca_cert.pem", 32768, ("SECWRITE-SIZE-RAM-03", "SECWRITE-20")),
        )
    ],
)
def test_a_ca_of_the_largest_size_authenticates_a_session(
    name: str,
    size: int,
    requirements: tuple[str, ...],
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
) -> None:
    vacate(online_modem, name)
    ca = authority.ca_pem_of_size(size)
    written = online_modem.security.write(name, ca, timeout_s=200)
    expect(uploaded(written, *requirements)[0], *requirements, what="<uploadsize>").equals(size)

    use_ca(online_modem, ftps_server, name, index=INDEX)
    opened, logged_in = open_session(online_modem, ftps_server)

    expect(opened, *requirements).result(0)
    expect(logged_in, *requirements, what="a login at the server").is_yes()


@pytest.mark.requirement("SECREAD-13")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA1"])
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_no_session_opens_with_a_damaged_ca(
    damage: str,
    name: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
) -> None:
    vacate(online_modem, name)
    middle = len(authority.ca_pem) // 2
    rest = b"" if damage == "cut" else b"AAAA" + authority.ca_pem[middle + 4 :]
    damaged = authority.ca_pem[:middle] + rest
    _, whole = uploaded(online_modem.security.write(name, authority.ca_pem))
    session_opens(online_modem, ftps_server, name)
    vacate(online_modem, name)
    written = online_modem.security.write(name, damaged)
    if not written.ok:
        left_open(f"the DUT refuses the damaged file ({written.outcome}): the note does not forbid it")
    _, other = uploaded(written)

    preamble(other, what="the checksum of the damaged file").differs_from(whole)
    named = online_modem.ssl.set_ca(INDEX, name)  # a DUT may read the file when it is named
    if not named.ok:
        left_open(f"the DUT refuses the name of a damaged file ({named.outcome})")
    no_session_opens(online_modem, ftps_server, "SECREAD-13")


@pytest.mark.requirement("SECDEL-10", "AUTH-04")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA1"])
def test_no_session_opens_with_a_deleted_ca(
    name: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, name)
    preamble(online_modem.security.write(name, authority.ca_pem)).succeeded()
    session_opens(online_modem, ftps_server, name)

    deleted = online_modem.security.delete(name)
    observe("AT+QSECDEL of a CA that a context names", deleted.outcome)
    observe("AT+QSSLCFG then", online_modem.ssl.query("cacert", INDEX).lines)
    if not deleted.ok:
        left_open(f"the DUT keeps a file that a context names ({deleted.outcome})")

    opened, logged_in = open_session(online_modem, ftps_server)
    named = online_modem.ssl.set_ca(INDEX, name)
    observe("AT+QFTPOPEN then", opened.outcome)
    observe("AT+QSSLCFG with the name of the deleted CA", named.outcome)
    if named.ok:
        no_session_opens(online_modem, ftps_server, "AUTH-04")
    if opened.ok and logged_in:
        left_open("the DUT reads a CA when AT+QSSLCFG names it; the note does not say when (2.3, 2.6)")
    expect(opened, "AUTH-04").failed()
    expect(logged_in, "AUTH-04", what="a login at the server").is_no()


@pytest.mark.requirement("SECDEL-10")
def test_the_effect_of_deleting_the_ca_on_an_open_session_is_recorded(
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, "RAM:ca_cert.pem")
    preamble(online_modem.security.write("RAM:ca_cert.pem", authority.ca_pem)).succeeded()
    use_ca(online_modem, ftps_server, "RAM:ca_cert.pem", index=INDEX)

    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(online_modem, ftps_server, Listener.IMPLICIT)).succeeded()
        preamble(pending.sessions, what="the sessions at the server").is_not_empty()
        deleted = online_modem.security.delete("RAM:ca_cert.pem")
        path = online_modem.ftp.path("/")
        online_modem.ftp.ensure_closed()

    observe("AT+QSECDEL during a session", deleted.outcome)
    observe("AT+QFTPPATH then", path.outcome)
