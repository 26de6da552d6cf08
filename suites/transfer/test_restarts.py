"""Restarts at offsets around powers of two and at the ends of a file, in each mode (note 2.2, type 3; document [2])."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from hil.expect import expect, expect_all, preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content

from ..restoring import Step
from .sessions import DataMode, session

NAME = "restart.bin"
SIZE = 70_000
OFFSETS = (1, 255, 256, 257, 32767, 32768, 65535, 65536, 65537, SIZE - 1, 0)

WAYS = pytest.mark.parametrize(
    ("security", "data_mode"),
    [
        pytest.param(Listener.IMPLICIT, DataMode.ACTIVE, id="implicit-active"),
        pytest.param(Listener.EXPLICIT, DataMode.PASSIVE, id="explicit-passive"),
    ],
)


def set_offset(modem: Modem, offset: int) -> None:
    """Set type 3 of AT+QFTPCFG."""
    preamble(modem.ftp.configure(3, offset)).succeeded()


@pytest.mark.needs(file_bytes=70000)
@pytest.mark.requirement("FTPCFG-T3-03", "FTPCFG-08")
@WAYS
def test_a_download_begins_at_each_offset(
    security: Listener,
    data_mode: DataMode,
    online_modem: Modem,
    ftps_server: FtpsServer,
    undo: Callable[[Step], None],
) -> None:
    data = sample_content(SIZE, "restarted download")
    (ftps_server.root / NAME).write_bytes(data)
    undo(partial(set_offset, online_modem, 0))

    with session(online_modem, ftps_server, security, data_mode=data_mode), expect_all():
        for offset in OFFSETS:
            set_offset(online_modem, offset)
            downloaded = online_modem.ftp.get(NAME, expected_size=SIZE - offset)
            expect(downloaded, "FTPCFG-T3-03", "FTPCFG-08").result(SIZE - offset).carried(data[offset:])


@pytest.mark.needs(file_bytes=70000)
@pytest.mark.requirement("FTPCFG-T3-03", "FTPCFG-08")
@WAYS
def test_an_upload_begins_at_each_offset(
    security: Listener,
    data_mode: DataMode,
    online_modem: Modem,
    ftps_server: FtpsServer,
    undo: Callable[[Step], None],
) -> None:
    data = sample_content(SIZE, "restarted upload")
    undo(partial(set_offset, online_modem, 0))

    with session(online_modem, ftps_server, security, data_mode=data_mode), expect_all():
        for offset in OFFSETS:
            (ftps_server.root / NAME).write_bytes(data[:offset])
            set_offset(online_modem, offset)
            uploaded = online_modem.ftp.put(NAME, data[offset:])
            expect(uploaded, "FTPCFG-T3-03", "FTPCFG-08").result(SIZE - offset)
            expect(ftps_server.root / NAME, "FTPCFG-T3-03", "FTPCFG-08").holds(data)
