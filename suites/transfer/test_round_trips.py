"""Several transfers in sequence: each file arrives complete and under its own name (note 4.2.2, 4.2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
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
    """Another file is uploaded after it, so that the last upload is not the one that is asked for."""
    data = sample_content(12345, ("outlives", security.value))

    with session(online_modem, ftps_server, security):
        preamble(online_modem.ftp.put(NAME, data)).succeeded()
        preamble(online_modem.ftp.put("other.bin", data[::-1])).succeeded()
    with session(online_modem, ftps_server, security):
        downloaded = online_modem.ftp.get(NAME, expected_size=len(data))

    expect(downloaded, "EX423-08").result(len(data)).carried(data)


@pytest.mark.requirement("EX422-05", "EX423-08")
def test_a_shorter_file_replaces_a_longer_one_of_the_same_name(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    longer, shorter = sample_content(9000, "longer"), sample_content(70, "shorter")

    with session(online_modem, ftps_server):
        preamble(online_modem.ftp.put(NAME, longer)).succeeded()
        preamble(online_modem.ftp.put(NAME, shorter)).succeeded()
        preamble(online_modem.ftp.put("other.bin", shorter[::-1])).succeeded()
        downloaded = online_modem.ftp.get(NAME, expected_size=len(shorter))

    expect(ftps_server.root / NAME, "EX422-05").holds(shorter)
    expect(downloaded, "EX423-08").result(len(shorter)).carried(shorter)


@pytest.mark.smoke
@pytest.mark.requirement("EX422-03", "EX423-03", "EX423-08")
def test_several_files_of_one_session_are_kept_apart(online_modem: Modem, ftps_server: FtpsServer) -> None:
    files = {f"file{number}.bin": sample_content(500 + 700 * number, number) for number in range(4)}

    with session(online_modem, ftps_server):
        uploads = {name: online_modem.ftp.put(name, data) for name, data in files.items()}
        downloads = {
            name: online_modem.ftp.get(name, expected_size=len(files[name])) for name in reversed(files)
        }

    for name, data in files.items():
        expect(uploads[name], "EX422-03").result(len(data))
        expect(ftps_server.root / name, "EX423-08").holds(data)
        expect(downloads[name], "EX423-03", "EX423-08").result(len(data)).carried(data)


@pytest.mark.requirement("EX422-01", "EX422-05", "EX423-01", "EX423-06", "PROC-12")
def test_files_are_stored_under_the_path_that_was_set(online_modem: Modem, ftps_server: FtpsServer) -> None:
    folder, data = ftps_server.root / "inner", sample_content(800, "inner")
    folder.mkdir(exist_ok=True)
    (folder / NAME).unlink(missing_ok=True)
    (ftps_server.root / NAME).write_bytes(b"another file of that name")

    with session(online_modem, ftps_server):
        changed = online_modem.ftp.path("/inner")
        preamble(online_modem.ftp.put(NAME, data)).succeeded()
        preamble(online_modem.ftp.put("other.bin", data[::-1])).succeeded()
        downloaded = online_modem.ftp.get(NAME, expected_size=len(data))

    expect(changed, "EX422-01", "EX423-01").result(0)
    expect(folder / NAME, "EX422-01", "EX422-05", "PROC-12", what="the file under the path").holds(data)
    expect(downloaded, "EX423-01", "EX423-06", "PROC-12").result(len(data)).carried(data)
    expect(ftps_server.root / NAME, "EX422-01", what="the file of that name outside the path").holds(
        b"another file of that name"
    )
