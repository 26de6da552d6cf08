"""The ports of a bench: workers share them, and one that another program has is passed over."""

from __future__ import annotations

import ftplib
import socket
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from hil.bench import Bench
from hil.errors import ServerError
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.lab.ports import LEAST, PortPool
from hil.pki.authority import Authority
from hil.transcript import Transcript

NAME = "bench.example"
SPARE = 21700
WAIT_S = 10.0


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(names=(NAME,))


OWN = tuple(range(SPARE, SPARE + 3 * LEAST))


def test_workers_take_ports_of_their_own() -> None:
    pools = [PortPool("127.0.0.5", OWN, number=number, count=3) for number in range(3)]
    with ExitStack() as held:
        taken = [held.enter_context(pool.listener()).getsockname()[1] for pool in pools for _ in range(10)]

    assert len(set(taken)) == 30
    assert set(taken) <= set(OWN)
    assert {port for pool in pools for port in pool.passive or ()} == set(OWN) - set(taken)


@pytest.mark.parametrize("opened", [PortPool.listener, PortPool.bound], ids=["listening", "bound"])
def test_a_port_that_another_program_has_is_passed_over(opened: Callable[[PortPool], socket.socket]) -> None:
    pool = PortPool("127.0.0.6", OWN)
    with socket.create_server(("127.0.0.6", SPARE)), opened(pool) as next_one:
        assert next_one.getsockname()[1] == SPARE + 1


def test_a_data_port_that_another_program_has_is_passed_over(authority: Authority) -> None:
    bench = Bench("emulator://m95", "127.0.0.9", NAME, listen="127.0.0.9", ports=OWN)
    peers = Peers(bench, authority, Transcript())

    with socket.create_server(("127.0.0.9", OWN[-1])), peers.server_on_last_port() as server:
        assert server is not None
        assert server.address(Listener.PLAIN) == ("127.0.0.9", OWN[-2])


def test_when_all_ports_are_taken_it_says_which() -> None:
    pool = PortPool("127.0.0.7", (SPARE,))
    with (
        pool.listener(),
        pytest.raises(ServerError, match=rf"on 127\.0\.0\.7 among {SPARE} to {SPARE}: Address"),
    ):
        pool.listener()


def test_a_data_connection_never_leaves_the_ports_that_clients_reach(authority: Authority) -> None:
    server = FtpsServer(authority, Transcript(), host="127.0.0.8", passive_ports=(SPARE,))

    with socket.create_server(("127.0.0.8", SPARE)), server:
        with ftplib.FTP(timeout=WAIT_S) as client:
            client.connect(*server.address(Listener.PLAIN))
            client.login(server.user, server.password)
            client.sendcmd("PASV")
        (error,) = server.errors

    assert f"expected a free port for a data connection among {SPARE} to {SPARE}; all 1 are in use" in str(
        error
    )
