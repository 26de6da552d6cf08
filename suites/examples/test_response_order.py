"""The lines of a response and their order (note 4.1, 4.2).

The place of an OK beside the result line of an FTP command is recorded: 2.2, 4.2.1,
4.2.2 and 4.2.3 show it before, after and not at all.  CONNECT comes before the data,
the result after them.  In 4.1 and of the state all places of the note agree.
"""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, configure_ftp, open_ftp

from ..responses import sequence, uploaded
from ..security_data import Vacate

NAME = "order.txt"
DATA = b"0123456789" * 100


@pytest.fixture
def sessions(online_modem: Modem, ftps_server: FtpsServer) -> Pending:
    """The session in clear that the DUT has opened; the `modem` fixture closes it."""
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    (ftps_server.root / NAME).write_bytes(DATA)
    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(online_modem, ftps_server, Listener.PLAIN)).succeeded()
        preamble(pending.sessions, what="the sessions at the server").is_not_empty()
    return pending


@pytest.fixture
def plain_session(online_modem: Modem, sessions: Pending) -> Modem:
    """The DUT with a session in clear."""
    return online_modem


def place_of_ok(exchange: Exchange) -> str:
    """The lines of a response in their order, for the record."""
    return " / ".join(exchange.lines)


@pytest.mark.smoke
@pytest.mark.requirement("EX421-22", "EX421-17")
def test_the_open_has_a_result_and_its_order_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, Listener.PLAIN)

    observe("order", place_of_ok(opened))
    expect(opened, "EX421-17").result(0)
    expect(pending.sessions, "EX421-17", what="the sessions at the server").is_not_empty()


@pytest.mark.requirement("EX421-23", "EX421-19")
def test_the_close_has_a_result_and_its_order_is_recorded(
    plain_session: Modem, sessions: Pending, observe: Observe
) -> None:
    closed = plain_session.ftp.close()

    observe("order", place_of_ok(closed))
    expect(closed, "EX421-19").result(0)
    sessions.session(Deadline.after(SESSION_END_S))


@pytest.mark.form
@pytest.mark.requirement("EX421-24", "EX421-18")
def test_the_state_comes_before_ok(plain_session: Modem) -> None:
    state = plain_session.ftp.status()

    expect(state, "EX421-18", "EX421-24").form_lines("+QFTPSTAT: OPENED", "OK")


@pytest.mark.requirement("EX422-01")
def test_the_path_has_a_result_and_its_order_is_recorded(plain_session: Modem, observe: Observe) -> None:
    path = plain_session.ftp.path("/")

    observe("order", place_of_ok(path))
    expect(path, "EX422-01").result(0)


@pytest.mark.smoke
@pytest.mark.form
@pytest.mark.requirement("EX422-02", "EX422-04")
def test_an_upload_returns_connect_and_the_result(
    plain_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    stored = ftps_server.root / NAME
    stored.unlink(missing_ok=True)
    exchange = plain_session.ftp.put(NAME, DATA)

    observe("order", place_of_ok(exchange))
    expect(sequence(exchange), "EX422-02", "EX422-04", what="CONNECT and result").equals(
        ("CONNECT", "+QFTPPUT")
    )
    expect(exchange, "EX422-04").result(len(DATA))
    preamble(stored, what="the file at the server").holds(DATA)


@pytest.mark.form
@pytest.mark.requirement("EX423-02", "EX423-05")
def test_a_download_returns_connect_the_data_and_the_result(plain_session: Modem, observe: Observe) -> None:
    exchange = plain_session.ftp.get(NAME, expected_size=len(DATA))

    observe("order", place_of_ok(exchange))
    expect(sequence(exchange), "EX423-02", "EX423-05", what="CONNECT and result").equals(
        ("CONNECT", "+QFTPGET")
    )
    expect(exchange, "EX423-05").result(len(DATA)).carried(DATA)
    before, _, after = exchange.raw.partition(DATA)
    expect(before, "EX423-05", what="the bytes before the data").lacks(b"+QFTPGET")
    expect(after, "EX423-05", what="the bytes after the data").contains(b"+QFTPGET")


@pytest.mark.requirement("FTPCFG-01")
def test_a_setting_has_a_result_and_its_order_is_recorded(modem: Modem, observe: Observe) -> None:
    exchange = modem.ftp.configure(7, 0)

    observe("order", place_of_ok(exchange))
    expect(exchange, "FTPCFG-01").result(0)


@pytest.mark.form
@pytest.mark.requirement("EX411-01", "SECWRITE-06")
def test_an_upload_of_a_security_file_returns_connect_the_result_and_ok(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, "RAM:ca_cert.pem")

    written = modem.security.write("RAM:ca_cert.pem", DATA)

    size, _ = uploaded(written, "SECWRITE-06")
    expect(size, "EX411-01", what="<uploadsize>").equals(len(DATA))
    _, printed = expect(written, "SECWRITE-06").fields()
    expect(written, "EX411-01", "SECWRITE-06").form_lines("CONNECT", f"+QSECWRITE: 1000,{printed}", "OK")
