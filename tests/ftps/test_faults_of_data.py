"""The FTP fault plan on data connections, seen from the other end."""

from __future__ import annotations

import random
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.ftps.faults import (
    Alert,
    CloseNotify,
    Corrupt,
    Drip,
    EarlyCompletion,
    Ending,
    Fault,
    Fin,
    Point,
    RefuseData,
    Reply,
    Reset,
    Side,
    Silence,
    Stall,
    WrongAddress,
)
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from tests.ftps.clients import Endpoint, Endpoints, ftplib_client
from tests.ftps.raw import client_hello
from tests.ftps.talk import TIMEOUT_S, Talk, ending, everything
from tests.peers import program

EVERY_LISTENER = pytest.mark.parametrize("listener", Listener)
DATA = random.Random("data").randbytes(300_000)


def with_faults(*faults: Fault) -> ServerProfile:
    return ServerProfile(ftp=faults)


def soon() -> Deadline:
    return Deadline.after(TIMEOUT_S)


@pytest.fixture
def file(server: FtpsServer) -> Path:
    """A file to fetch."""
    file = server.root / "a.bin"
    file.write_bytes(DATA)
    return file


def curl(endpoint: Endpoint, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Fetch `a.bin` in clear or by FTPS, whatever comes of it."""
    scheme = "ftps" if endpoint.listener is Listener.IMPLICIT else "ftp"
    secure = () if endpoint.listener is Listener.PLAIN else ("-k", "--ssl-reqd", "--ciphers", "AES128-SHA:@SECLEVEL=0",
                                                         "--tls-max", "1.2")  # fmt: skip
    return subprocess.run(
        [program("curl"), "-sS", *secure, "-u", f"{endpoint.user}:{endpoint.password}", *arguments,
         f"{scheme}://{endpoint.host}:{endpoint.port}/a.bin"],
        capture_output=True, check=False, timeout=30,
    )  # fmt: skip


# --- endings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 100, 100_000])
@pytest.mark.parametrize(
    "end",
    [
        (Fin(), "FIN without close_notify", "end of stream"),
        (CloseNotify(), "end of stream", "end of stream"),
        (Reset(), "RST", "RST"),
        (Alert(), "alert TLSV1_ALERT_INTERNAL_ERROR", "end of stream"),
    ],
)
def test_a_download_ends_after_so_many_bytes_without_a_word(
    after: int, end: tuple[Ending, str, str], server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    action, in_tls, in_clear = end
    fault = Fault(Point.DATA, action, after=after)
    for listener, expected in (
        (Listener.IMPLICIT, in_tls), (Listener.EXPLICIT, in_tls), (Listener.PLAIN, in_clear),
    ):  # fmt: skip
        with server.expecting(with_faults(fault)), Talk(endpoint(listener)) as client:
            with client.data("RETR a.bin") as data:
                assert ending(data) == (DATA[:after], expected)

            assert client.line().startswith(("125", "150"))
            assert client.say("NOOP").startswith("200")  # and nothing about the transfer before it


@EVERY_LISTENER
@pytest.mark.parametrize("action", [Fin(), Reset(), CloseNotify()])
def test_an_upload_ends_after_so_many_bytes_without_a_word(
    listener: Listener, action: Ending, server: FtpsServer, endpoint: Endpoints
) -> None:
    fault = Fault(Point.DATA, action, after=100)
    with server.expecting(with_faults(fault)) as pending, Talk(endpoint(listener)) as client:
        with client.data("STOR b.bin") as data:
            data.sendall(DATA[:100])
            pending_end = DATA[100:200]
            data.sendall(pending_end)
            assert ending(data)[0] == b""

        assert client.line().startswith(("125", "150"))
        assert client.say("NOOP").startswith("200")
        assert (server.root / "b.bin").read_bytes() == DATA[:100]
        assert pending.sessions[0].fired == (fault,)


@pytest.mark.parametrize("end", [Fin, Reset, CloseNotify])
def test_an_aborted_transfer_can_be_explained(
    end: Callable[..., Ending], server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    fault = Fault(Point.DATA, end(then=Reply(426, "Aborted.")), after=1000)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.EXPLICIT)) as client:
        with client.data("RETR a.bin") as data:
            assert ending(data)[0] == DATA[:1000]

        assert client.line().startswith(("125", "150"))
        assert client.line() == "426 Aborted."


@pytest.mark.parametrize(
    ("side", "has_control"), [(Side.BOTH, False), (Side.CONTROL, False), (Side.DATA, True)]
)
def test_either_connection_or_both_can_be_reset(
    side: Side, has_control: bool, server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    fault = Fault(Point.DATA, Reset(side=side), after=1000)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.PLAIN)) as client:
        with client.data("RETR a.bin") as data:
            received, data_end = ending(data)
        assert client.line().startswith(("125", "150"))

        assert received == DATA[:1000]
        assert data_end == ("end of stream" if side is Side.CONTROL else "RST")
        if has_control:
            assert client.say("NOOP").startswith("200")
        else:
            assert ending(client.socket) == (b"", "RST")


def test_a_truncated_download_looks_complete_to_a_client_of_others(
    server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    fault = Fault(Point.DATA, CloseNotify(then=Reply(226, "Done.")), after=5000)
    with server.expecting(with_faults(fault)):
        client = ftplib_client(endpoint(Listener.IMPLICIT))
        received: list[bytes] = []
        client.retrbinary("RETR a.bin", received.append)
        client.quit()

    assert b"".join(received) == DATA[:5000]


@pytest.mark.parametrize(
    ("action", "returned"),
    [
        (CloseNotify(then=Reply(226, "Done.")), 18),  # partial file, by SIZE
        (Reset(), 56),
    ],
)
def test_curl_tells_the_endings_apart(
    action: Ending, returned: int, server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    fault = Fault(Point.DATA, action, after=5000)
    with server.expecting(with_faults(fault)):
        done = curl(endpoint(Listener.IMPLICIT), "--max-time", "20")

    assert done.returncode == returned, done.stderr


# --- where the data go -----------------------------------------------------------------------------------------


def test_227_names_another_host_and_port(server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.REPLY, WrongAddress(host="192.0.2.7", port=515), verb="PASV")
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.PLAIN)) as client:
        assert client.say("PASV") == "227 Entering passive mode (192,0,2,7,2,3)."
        assert client.say("PASV").startswith("227 Entering passive mode (127,0,0,1,")


def test_curl_goes_to_the_port_that_229_names(server: FtpsServer, endpoint: Endpoints, file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(TIMEOUT_S)
        port = elsewhere.getsockname()[1]
        fault = Fault(Point.REPLY, WrongAddress(port=port), verb="EPSV")
        with server.expecting(with_faults(fault)):
            done = curl(endpoint(Listener.PLAIN), "--max-time", "1")
        connection, _ = elsewhere.accept()
        connection.close()

    assert done.returncode != 0


@pytest.mark.parametrize("verb", ["PASV", "EPSV"])
def test_the_passive_port_refuses(verb: str, server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.REPLY, RefuseData(), verb=verb)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.EXPLICIT)) as client:
        numbers = client.say(verb).rstrip("|).").replace("|", ",").split(",")
        high = int(numbers[-2]) if verb == "PASV" else 0

        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", high * 256 + int(numbers[-1])), timeout=TIMEOUT_S)
        assert client.say("NOOP").startswith("200")


def test_the_server_never_connects_to_the_active_port(
    server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    fault = Fault(Point.REPLY, RefuseData(), verb="PORT")
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        server.expecting(with_faults(fault)),
        Talk(endpoint(Listener.PLAIN)) as client,
    ):
        port = listener.getsockname()[1]
        listener.setblocking(False)
        assert client.say(f"PORT 127,0,0,1,{port // 256},{port % 256}").startswith("200")
        assert client.say("RETR a.bin").startswith("150")
        assert client.say("NOOP").startswith("200")

        with pytest.raises(BlockingIOError):
            listener.accept()


# --- what is said, and when ------------------------------------------------------------------------------------


def test_226_comes_while_the_data_still_go_and_only_once(server: FtpsServer, endpoint: Endpoints) -> None:
    (server.root / "big.bin").write_bytes(DATA * 40)  # more than the kernel takes from the server at once
    fault = Fault(Point.DATA, EarlyCompletion(), after=1000)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.PLAIN)) as client:
        with client.data("RETR big.bin") as data:
            assert client.line().startswith(("125", "150"))
            assert client.line() == "226 Transfer complete."
            assert ending(data) == (DATA * 40, "end of stream")

        assert client.say("NOOP").startswith("200")


@EVERY_LISTENER
def test_226_is_left_out(listener: Listener, server: FtpsServer, endpoint: Endpoints, file: Path) -> None:
    with (
        server.expecting(with_faults(Fault(Point.COMPLETION, Silence()))),
        Talk(endpoint(listener)) as client,
    ):
        with client.data("RETR a.bin") as data:
            assert ending(data) == (DATA, "end of stream")

        assert client.line().startswith(("125", "150"))
        assert client.say("NOOP").startswith("200")


@EVERY_LISTENER
def test_a_stalled_download_moves_no_further_byte(
    listener: Listener, server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    with server.expecting(with_faults(Fault(Point.DATA, Stall(), after=5000))) as pending:
        with Talk(endpoint(listener)) as client, client.data("RETR a.bin") as data:
            pending.await_fault(soon())
            client.say("NOOP")  # the control connection is not stalled
            client.socket.close()
            assert ending(data) == (DATA[:5000], "end of stream")
        assert pending.session(soon()).data[0].sent == 5000


def test_a_stalled_upload_takes_no_further_byte(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(with_faults(Fault(Point.DATA, Stall(), after=5000))) as pending:
        with Talk(endpoint(Listener.PLAIN)) as client, client.data("STOR b.bin") as data:
            data.sendall(DATA[:6000])
            pending.await_fault(soon())
            data.shutdown(socket.SHUT_WR)
            assert client.line().startswith(("125", "150"))
            assert client.say("NOOP").startswith("200")
        assert pending.session(soon()).data[0].received == 5000
    assert (server.root / "b.bin").read_bytes() == DATA[:5000]


def test_a_stalled_handshake_of_a_data_connection_gets_no_server_hello(
    server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    fault = Fault(Point.DATA_HANDSHAKE, Stall())
    with server.expecting(with_faults(fault)) as pending, Talk(endpoint(Listener.EXPLICIT)) as client:
        with client.data("RETR a.bin", shake=False) as data:
            data.sendall(client_hello(0x0303, [0x2F]))
            pending.await_fault(soon())
            data.shutdown(socket.SHUT_WR)
            assert ending(data) == (b"", "end of stream")

        assert client.line().startswith(("125", "150"))
        assert client.say("NOOP").startswith("200")


# --- what the data are -----------------------------------------------------------------------------------------


@EVERY_LISTENER
@pytest.mark.parametrize("after", [0, 70_000, len(DATA) - 1])
def test_one_byte_is_another(
    listener: Listener, after: int, server: FtpsServer, endpoint: Endpoints, file: Path
) -> None:
    expected = bytearray(DATA)
    expected[after] ^= 0x20
    with server.expecting(with_faults(Fault(Point.DATA, Corrupt(0x20), after=after, times=2))):
        client = ftplib_client(endpoint(listener))
        received: list[bytes] = []
        client.retrbinary("RETR a.bin", received.append)
        with file.open("rb") as source:
            client.storbinary("STOR b.bin", source)
        client.quit()

    assert b"".join(received) == expected
    assert (server.root / "b.bin").read_bytes() == expected


def test_data_drip(server: FtpsServer, endpoint: Endpoints) -> None:
    (server.root / "a.bin").write_bytes(DATA[:60])
    fault = Fault(Point.DATA, Drip(size=7, every_s=0.001), after=20)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.IMPLICIT)) as client:
        with client.data("RETR a.bin") as data:
            records = [data.recv(1000) for _ in range(8)]  # one record at a time
        down = client.line()[:3], client.line()[:3]
        with client.data("STOR b.bin") as data:
            data.sendall(DATA[:60])
        up = client.line()[:3], client.line()[:3]

    assert [len(record) for record in records] == [20, 7, 7, 7, 7, 7, 5, 0]
    assert (down[1], up[1]) == ("226", "226")
    assert (server.root / "b.bin").read_bytes() == DATA[:60]


def test_lftp_gets_what_drips(server: FtpsServer, endpoint: Endpoints, tmp_path: Path) -> None:
    (server.root / "a.bin").write_bytes(DATA[:60])
    there = endpoint(Listener.PLAIN)
    script = (
        f"set net:max-retries 1\nopen -u {there.user},{there.password} -p {there.port} ftp://{there.host}\n"
    )
    with server.expecting(with_faults(Fault(Point.DATA, Drip(size=9, every_s=0.001)))):
        subprocess.run(
            [program("lftp"), "--norc", "-f", "/dev/stdin"],
            input=f"{script}get a.bin -o {tmp_path}/got\nbye\n".encode(),
            check=True, timeout=30,
        )  # fmt: skip

    assert (tmp_path / "got").read_bytes() == DATA[:60]


def test_transfers_are_right_again_afterwards(server: FtpsServer, endpoint: Endpoints, file: Path) -> None:
    fault = Fault(Point.DATA, Reset(then=Reply(426, "Aborted.")), after=1)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.EXPLICIT)) as client:
        with client.data("RETR a.bin") as data:
            ending(data)
        assert [client.line()[:3] for _ in range(2)][1] == "426"

        with client.data("RETR a.bin") as data:
            assert everything(data) == DATA
