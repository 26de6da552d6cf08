"""Several transfers in sequence: each file arrives complete and under its own name (note 4.2.2, 4.2.3)."""

from __future__ import annotations

import pytest

from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content

from .sessions import SECURITIES, session

NAME = "trip.bin"


@pytest.mark.requirement("EX423-08")
@pytest.mark.parametrize("security", [pytest.param(security, id=security.value) for security in SECURITIES])
def test_a_file_is_available_in_the_next_session(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = sample_content(12345, ("outlives", security.value))

    with session(online_modem, ftps_server, security):
        online_modem.ftp.put(NAME, data).check()
    with session(online_modem, ftps_server, security):
        downloaded = online_modem.ftp.get(NAME, expected_size=len(data))

    assert downloaded.result == len(data), downloaded.outcome
    assert downloaded.data == data


@pytest.mark.requirement("EX422-05", "EX423-08")
def test_a_shorter_file_replaces_a_longer_one_of_the_same_name(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    longer, shorter = sample_content(9000, "longer"), sample_content(70, "shorter")

    with session(online_modem, ftps_server):
        online_modem.ftp.put(NAME, longer).check()
        online_modem.ftp.put(NAME, shorter).check()
        downloaded = online_modem.ftp.get(NAME, expected_size=len(shorter))

    assert (ftps_server.root / NAME).read_bytes() == shorter
    assert downloaded.data == shorter


@pytest.mark.smoke
@pytest.mark.requirement("EX422-03", "EX423-03", "EX423-08")
def test_several_files_of_one_session_are_kept_apart(online_modem: Modem, ftps_server: FtpsServer) -> None:
    files = {f"file{number}.bin": sample_content(500 + 700 * number, number) for number in range(4)}

    with session(online_modem, ftps_server):
        counts = [online_modem.ftp.put(name, data).result for name, data in files.items()]
        stored = {name: (ftps_server.root / name).read_bytes() for name in files}
        fetched = {
            name: online_modem.ftp.get(name, expected_size=len(files[name])).data for name in reversed(files)
        }

    assert counts == [500, 1200, 1900, 2600]
    assert stored == files
    assert fetched == files


@pytest.mark.requirement("EX422-01", "EX422-05", "EX423-01", "EX423-06", "PROC-12")
def test_files_are_stored_under_the_path_that_was_set(online_modem: Modem, ftps_server: FtpsServer) -> None:
    folder, data = ftps_server.root / "inner", sample_content(800, "inner")
    folder.mkdir(exist_ok=True)
    (folder / NAME).unlink(missing_ok=True)
    (ftps_server.root / NAME).write_bytes(b"another file of that name")

    with session(online_modem, ftps_server):
        changed = online_modem.ftp.path("/inner")
        online_modem.ftp.put(NAME, data).check()
        downloaded = online_modem.ftp.get(NAME, expected_size=len(data))

    assert changed.result == 0, changed.outcome
    assert (folder / NAME).exists(), "the file was not stored under the path"
    assert (folder / NAME).read_bytes() == data
    assert downloaded.data == data
    assert (ftps_server.root / NAME).read_bytes() == b"another file of that name"
