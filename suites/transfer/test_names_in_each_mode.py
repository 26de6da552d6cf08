"""Long and mixed names of files and directories in FTPS sessions, with either data connection (note 4.2.2, 4.2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content

from .sessions import DataMode, session
from .test_file_names import names_sent

PAIRS = (  # directory, file: letters, digits and dots; each begins like the one before
    ("/Reports", "Report.txt"),
    ("/Reports2026", "Report.Of.The.Year.2026.txt"),
    ("/Reports2026/Day.0101.To.3112", "Report.Of.The.Year.2026.Part1.txt"),
    ("/reports2026", "report.of.the.year.2026.txt"),
)
SIZE = 60


def content(seed: object) -> bytes:
    """Some bytes: others for each seed."""
    return sample_content(SIZE, f"names {seed}")


@pytest.mark.requirement("EX422-01", "EX422-05", "EX422-10", "EX423-01", "EX423-06", "EX423-10")
@pytest.mark.parametrize(
    ("security", "data_mode"),
    [
        pytest.param(Listener.IMPLICIT, DataMode.PASSIVE, id="implicit-passive"),
        pytest.param(Listener.IMPLICIT, DataMode.ACTIVE, id="implicit-active"),
        pytest.param(Listener.EXPLICIT, DataMode.PASSIVE, id="explicit-passive"),
    ],
)
def test_files_and_directories_have_the_names_that_were_given(
    security: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    modem = online_modem
    for directory, name in PAIRS:
        place = ftps_server.root / directory[1:]
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content((directory, "download")))
        (place / f"New.{name}").unlink(missing_ok=True)

    with session(modem, ftps_server, security, data_mode=data_mode) as pending, expect_all():
        for directory, name in (*PAIRS, *PAIRS[::-1]):
            what = f"AT+QFTPPATH to {directory}"
            expect(modem.ftp.path(directory), "EX422-01", "EX423-01", what=what).result(0)
            got = modem.ftp.get(name, expected_size=SIZE)
            judged = expect(got, "EX423-06", what=f"{name} in {directory}")
            judged.result(SIZE).carried(content((directory, "download")))
            put = modem.ftp.put(f"New.{name}", content((directory, "upload")))
            expect(put, "EX422-10", what=f"New.{name} in {directory}").result(SIZE)
        wanted = [name for _, name in (*PAIRS, *PAIRS[::-1])]
        expect(names_sent(pending, "RETR"), "EX423-10", what="the names of downloads").equals(wanted)
        wanted = [f"New.{name}" for name in wanted]
        expect(names_sent(pending, "STOR"), "EX422-10", what="the names of uploads").equals(wanted)
    for directory, name in PAIRS:
        stored = ftps_server.root / directory[1:] / f"New.{name}"
        expect(stored, "EX422-05").holds(content((directory, "upload")))
