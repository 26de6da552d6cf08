"""The first session after the DUT has started anew: a server by its name, and a part of a long file (note 2.2, 4.2.1, 5.1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, configure_ftp, sample_content

from ..restarts import RESTARTS, Restart

NAME = "long.bin"
OFFSET, REST = 70_000, 600
DATA = sample_content(OFFSET + REST, "the first session")


@pytest.fixture
def resuming_modem(online_modem: Modem) -> Iterator[Modem]:
    """The DUT, whose downloads are from the beginning of a file again after the case."""
    yield online_modem
    online_modem.ftp.configure(3, 0).check()


@pytest.mark.needs("bench-name", "host-names")
@pytest.mark.requirement("EX421-17", "EX421-26", "FTPCFG-T3-03")
@pytest.mark.parametrize("restart", [pytest.param(start, id=name) for name, start in RESTARTS.items()])
def test_the_first_session_after_a_restart_uses_what_was_given(
    restart: Restart, resuming_modem: Modem, ftps_server: FtpsServer, bench: Bench
) -> None:
    modem = resuming_modem
    (ftps_server.root / NAME).write_bytes(DATA)
    _, port = ftps_server.address(Listener.PLAIN)

    restart(modem)
    modem.pdp.ensure_active()
    preamble(configure_ftp(modem, ftps_server), what="refused settings").is_empty()
    with ftps_server.expecting(ServerProfile()) as pending:
        opened = modem.send(f'AT+QFTPOPEN="{bench.host_name}",{port}')
        expect(opened, "EX421-17", what=f"AT+QFTPOPEN to {bench.host_name}").result(0)
        preamble(modem.ftp.configure(3, OFFSET)).succeeded()
        rest = modem.ftp.get(NAME, expected_size=REST)
        modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, "EX421-26").logged_in()
    expect(rest, "FTPCFG-T3-03", what=f"the file from byte {OFFSET}").result(REST).carried(DATA[OFFSET:])
