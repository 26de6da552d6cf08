"""What clients have stored goes when the server is emptied."""

from __future__ import annotations

import io
from pathlib import Path

from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from tests.ftps.clients import Endpoints, ftplib_client


def test_an_emptied_server_has_no_file_and_no_folder_and_goes_on(
    server: FtpsServer, endpoint: Endpoints, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.bin").write_bytes(b"kept")
    (server.root / "folder" / "below").mkdir(parents=True)
    (server.root / "folder" / "below" / "file.bin").write_bytes(b"1")
    (server.root / "file.bin").write_bytes(b"2")
    (server.root / "link").symlink_to(outside)

    server.empty()

    assert list(server.root.iterdir()) == []
    assert (outside / "kept.bin").exists()
    with ftplib_client(endpoint(Listener.IMPLICIT)) as client:
        client.storbinary("STOR again.bin", io.BytesIO(b"3"))
    assert (server.root / "again.bin").read_bytes() == b"3"
