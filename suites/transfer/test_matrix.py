"""Uploads and downloads of many sizes, in FTP and both FTPS modes, over passive and active data connections.

The received bytes are compared: of an upload on the server's disk, of a download at
the DTE.  The sizes are those around the record limit of TLS (2^14), the note's example
(10220), the smallest, and one MiB (note 4.2.2, 4.2.3).
"""

from __future__ import annotations

from itertools import product

import pytest

from hil.expect import expect
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content

from .sessions import SECURITIES, DataMode, session

NAME = "matrix.bin"
MIB = 1 << 20
SIZES = (1, 2, 10220, 16383, 16384, 16385, MIB)
SMOKE = {
    (10220, Listener.IMPLICIT, DataMode.PASSIVE),
    (16385, Listener.EXPLICIT, DataMode.PASSIVE),
}


def cases(direction: str, *requirements: str) -> list[object]:
    """Size x security x data connection; the data connection verifies the effect of AT+QFTPCFG type 1."""
    return [
        pytest.param(
            size,
            security,
            data_mode,
            id=f"{size}-{security.value}-{data_mode.name.lower()}",
            marks=[
                pytest.mark.requirement(*requirements, "FTPCFG-T1-03"),
                pytest.mark.axes(
                    "transfers",
                    direction=direction,
                    size=size,
                    security=security.value,
                    data_connection=data_mode.name.lower(),
                ),
                *([pytest.mark.smoke] if (size, security, data_mode) in SMOKE else []),
                *([pytest.mark.slow] if size == MIB else []),
            ],
        )
        for size, security, data_mode in product(SIZES, SECURITIES, (DataMode.PASSIVE, DataMode.ACTIVE))
    ]


@pytest.mark.parametrize(("size", "security", "data_mode"), cases("up", "EX422-05", "EX422-08"))
def test_a_file_of_each_size_is_uploaded_in_each_mode(
    size: int, security: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = sample_content(size, ("up", security.value, data_mode.name))
    stored = ftps_server.root / NAME
    stored.unlink(missing_ok=True)

    with session(online_modem, ftps_server, security, data_mode=data_mode) as pending:
        uploaded = online_modem.ftp.put(NAME, data)

    expect(uploaded, "EX422-05", "EX422-08").result(size)
    expect(stored, "EX422-05", "EX422-08").holds(data)
    expect(pending.sessions[-1], "FTPCFG-T1-03").sent_one_of(*data_mode.verbs)


@pytest.mark.parametrize(("size", "security", "data_mode"), cases("down", "EX423-06", "EX423-07"))
def test_a_file_of_each_size_is_downloaded_in_each_mode(
    size: int, security: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = sample_content(size, ("down", security.value, data_mode.name))
    (ftps_server.root / NAME).write_bytes(data)

    with session(online_modem, ftps_server, security, data_mode=data_mode) as pending:
        downloaded = online_modem.ftp.get(NAME, expected_size=size)

    expect(downloaded, "EX423-06", "EX423-07").result(size).carried(data)
    expect(pending.sessions[-1], "FTPCFG-T1-03").sent_one_of(*data_mode.verbs)


@pytest.mark.requirement("EX423-07")
@pytest.mark.parametrize("security", [pytest.param(security, id=security.value) for security in SECURITIES])
def test_an_empty_file_is_downloaded(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    (ftps_server.root / NAME).write_bytes(b"")

    with session(online_modem, ftps_server, security):
        downloaded = online_modem.ftp.get(NAME, expected_size=0)
        (ftps_server.root / NAME).write_bytes(b"next")
        following = online_modem.ftp.get(NAME, expected_size=4)

    expect(downloaded, "EX423-07").result(0).carried(b"")
    expect(following, "EX423-07").result(4).carried(b"next", what="the download after an empty file")
