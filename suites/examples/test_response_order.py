"""The order of the lines of a response: OK before or after the result line (note 4.1, 4.2).

The expected order is that of the note's examples.  An OK after the result line of
a transfer, which only 4.2.3 shows, is allowed for upload and download.
"""

from __future__ import annotations

import pytest

from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp

from ..responses import compact

NAME = "order.txt"
DATA = b"0123456789" * 100


@pytest.fixture
def plain_session(online_modem: Modem, ftps_server: FtpsServer) -> Modem:
    """The DUT with a session in clear; the `modem` fixture closes it."""
    assert configure_ftp(online_modem, ftps_server) == ()
    (ftps_server.root / NAME).write_bytes(DATA)
    with ftps_server.expecting(ServerProfile()):
        open_ftp(online_modem, ftps_server, Listener.PLAIN).check()
    return online_modem


@pytest.mark.smoke
@pytest.mark.requirement("EX421-22", "EX421-17")
def test_ok_comes_before_the_result_of_the_open(online_modem: Modem, ftps_server: FtpsServer) -> None:
    assert configure_ftp(online_modem, ftps_server) == ()

    opened = open_ftp(online_modem, ftps_server, Listener.PLAIN)

    assert compact(opened.lines) == ["OK", "+QFTPOPEN:0"]


@pytest.mark.requirement("EX421-23", "EX421-19")
def test_ok_comes_before_the_result_of_the_close(plain_session: Modem) -> None:
    assert compact(plain_session.ftp.close().lines) == ["OK", "+QFTPCLOSE:0"]


@pytest.mark.requirement("EX421-24", "EX421-18")
def test_the_state_comes_before_ok(plain_session: Modem) -> None:
    assert compact(plain_session.ftp.status().lines) == ["+QFTPSTAT:OPENED", "OK"]


@pytest.mark.requirement("EX422-01")
def test_ok_comes_before_the_result_of_the_path(plain_session: Modem) -> None:
    assert compact(plain_session.ftp.path("/").lines) == ["OK", "+QFTPPATH:0"]


@pytest.mark.smoke
@pytest.mark.requirement("EX422-02", "EX422-04")
def test_an_upload_returns_ok_connect_and_the_result(plain_session: Modem) -> None:
    lines = compact(plain_session.ftp.put(NAME, DATA).lines)

    assert lines[:3] == ["OK", "CONNECT", "+QFTPPUT:1000"]
    assert lines[3:] in ([], ["OK"])


@pytest.mark.requirement("EX423-02", "EX423-05")
def test_a_download_returns_ok_connect_the_data_and_the_result(plain_session: Modem) -> None:
    downloaded = plain_session.ftp.get(NAME, expected_size=len(DATA))

    lines = compact(downloaded.lines)
    assert lines[:3] == ["OK", "CONNECT", "+QFTPGET:1000"]
    assert lines[3:] in ([], ["OK"])
    before, _, after = downloaded.raw.partition(DATA)
    assert before.endswith(b"CONNECT\r\n")
    assert b"+QFTPGET" in after


@pytest.mark.requirement("FTPCFG-01")
def test_ok_comes_before_the_result_of_a_setting(modem: Modem) -> None:
    assert compact(modem.ftp.configure(7, 0).lines) == ["OK", "+QFTPCFG:0"]


@pytest.mark.requirement("EX411-01", "SECWRITE-06")
def test_an_upload_of_a_security_file_returns_connect_the_result_and_ok(modem: Modem) -> None:
    modem.security.delete("RAM:ca_cert.pem")

    written = modem.security.write("RAM:ca_cert.pem", DATA)
    modem.security.delete("RAM:ca_cert.pem")

    sum_of_data = written.values("QSECWRITE").partition(",")[2]
    assert compact(written.lines) == ["CONNECT", f"+QSECWRITE:1000,{sum_of_data}", "OK"]
