"""Explicit mode against a server that refuses AUTH: no session, and no login in clear (note 2.2, RFC 4217)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import secure
from hil.spec.tls import ALL_SUITES

from .refusing_server import refusing_server


@pytest.mark.requirement("MODE-08", "GEN-02")
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("500 what?", id="500"),
        pytest.param("502 not implemented", id="502"),
        pytest.param("534 refused for policy reasons", id="534"),
    ],
)
def test_a_refused_auth_is_not_followed_by_a_login_in_clear(
    reply: str, online_modem: Modem, ftps_server: FtpsServer, observe: Callable[[str, object], None]
) -> None:
    context = SslContext(version=3, suites=ALL_SUITES, seclevel=0)
    assert secure(online_modem, ftps_server, context, mode=Listener.EXPLICIT) == ()

    with refusing_server(reply) as server:
        host, port = server.server_address[:2]
        opened = online_modem.ftp.open(str(host), int(port))
        online_modem.ftp.ensure_closed()

    observe("outcome", opened.outcome)
    assert "AUTH" in server.verbs
    assert not opened.ok, f"a session came about: {opened.outcome}"
    assert [verb for verb in server.verbs if verb in {"USER", "PASS"}] == []
