"""What the lower tester saw of each session of a case is kept beside the records, without the password."""

from __future__ import annotations

import base64
import json
import re

import pytest

from hil.results.records import read

pytest_plugins = ("pytester",)

SUITE = """
import socket
import pytest
from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener

pytestmark = pytest.mark.hil_requirement("MODE-01")

def visit(server):
    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.PLAIN), timeout=20) as connection:
            connection.sendall(f"USER {server.user}\\r\\nPASS {server.password}\\r\\nQUIT\\r\\n".encode())
            while connection.recv(100):
                pass
        pending.session(Deadline.after(20))

def test_two_sessions(hil_ftps_server):
    visit(hil_ftps_server)
    visit(hil_ftps_server)
    open("password", "w").write(hil_ftps_server.password)

def test_none(hil_ftps_server):
    pass
"""


@pytest.mark.parametrize("workers", [(), ("-n1",)], ids=["alone", "worker"])
def test_each_session_of_a_case_has_a_file_without_its_password(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    pytester.makepyfile(SUITE)

    pytester.runpytest_subprocess("-p", "hil.plugin", "--hil-report-dir=out", *workers).assert_outcomes(
        passed=2
    )

    two, none = read(pytester.path / "out").cases
    assert (len(two.sessions), none.sessions) == (2, ())
    files = [pytester.path / "out" / path for path in two.sessions]
    first, second = (json.loads(file.read_text()) for file in files)
    assert [command["verb"] for command in first["commands"]] == ["USER", "PASS", "QUIT"]
    assert 0 <= first["control"]["opened_t"] < second["control"]["opened_t"] < two.duration_s
    assert first["control"]["lasted_s"] > 0
    came = bytes.fromhex(first["control"]["first_bytes"])
    assert re.fullmatch(rb"USER m95-\w+\r\nPASS \*\*\*\nQUIT\r\n", came)
    password = (pytester.path / "password").read_bytes()
    for kept in (file.read_bytes() for file in files):
        for encoded in (password, password.hex().encode(), base64.b64encode(password)):
            assert encoded not in kept
