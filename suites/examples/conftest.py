"""The session of the examples in note 4.2.2 and 4.2.3, opened as in 4.2.1."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.expect import preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data, open_ftp
from hil.verdict import NotApplicable


@pytest.fixture
def opened_session(online_modem: Modem, ftps_server: FtpsServer, authority: Authority) -> Iterator[Modem]:
    """The DUT with an FTPS session as in 4.2.1: implicit, all versions and suites, seclevel 1."""
    context = SslContext.usual(version=4, seclevel=1, ca="NVRAM:CA0")
    install_security_data(online_modem, authority)
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=0)
    preamble(refused, what="refused settings").is_empty()
    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(online_modem, ftps_server, Listener.IMPLICIT)).succeeded()
        preamble(pending.sessions, what="the sessions at the server").is_not_empty()
        yield online_modem
        online_modem.ftp.ensure_closed()


@pytest.fixture
def session_on_local_storage(opened_session: Modem) -> Iterator[Modem]:
    """The same session with files in the RAM of the DUT (document [2], type 4)."""
    if not opened_session.ftp.configure(4, "/RAM/copy.txt").ok:
        raise NotApplicable("this DUT has no local storage /RAM/")
    yield opened_session
    opened_session.ftp.configure(4, "/COM/").check()
