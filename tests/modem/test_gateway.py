"""Terminal servers: what they refuse is told in their words, and what they cannot do is done without."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.errors import PortError
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.modem.port import Port
from hil.transcript import Kind, Transcript
from tests.emulated import emulated
from tests.peers import end, program

BUSY = b"Port already in use\r\n"
TELNET = b"\xff\xfb\x03\xff\xfd\x03\xff\xfb\x01\xff\xfe\x01\xff\xfd\x00\xff\xfb\x00"
"""The options by which ser2net begins without RFC 2217."""


@contextmanager
def server(says: bytes) -> Iterator[str]:
    """A TCP server that says something to each peer and hangs up; the block gets its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.sendall(says)
                    peer.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=refuse)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def refusal(url: str) -> str:
    with pytest.raises(PortError) as caught:
        Port.open(url, baudrate=115200)
    return str(caught.value)


def is_absent(url: str) -> bool:
    with pytest.raises(PortError) as caught:
        Port.open(url, baudrate=115200)
    return caught.value.is_absent


@pytest.mark.parametrize("scheme", ["socket", "rfc2217"])
@pytest.mark.parametrize("before", [b"", TELNET], ids=["raw", "telnet"])
def test_the_words_by_which_a_server_refuses_are_told(scheme: str, before: bytes) -> None:
    with server(before + BUSY) as place:
        message = refusal(f"{scheme}://{place}")

    assert message == (
        f"{scheme}://{place}: its server says 'Port already in use' and hangs up; "
        "end the program that holds the port, or mend at the server what it names"
    )


def test_a_server_that_hangs_up_without_a_word_is_named() -> None:
    with server(b"") as place:
        message = refusal(f"socket://{place}")

    assert message.startswith(f"socket://{place}: its server hangs up at once; end the program that holds")


def test_what_a_module_says_at_once_is_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"socket://127.0.0.1:{listener.getsockname()[1]}"
        peers: list[socket.socket] = []

        def greet() -> None:
            peers.append(listener.accept()[0])
            peers[0].sendall(b"\r\nRDY\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        with Channel.open(url, transcript=Transcript()) as channel:
            thread.join()
            seen = channel.wait_urc(lambda text: text == "RDY", Deadline.after(5))
        peers[0].close()

    assert seen is not None


@contextmanager
def ser2net(folder: Path, accepter: str) -> Iterator[str]:
    """A ser2net in front of an emulated module on a pty; the block gets its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with emulated("--pty", "m95", "--clock-rate", "10", folder=folder) as module:
        (folder / "ser2net.yaml").write_text(
            f"connection: &m95\n  accepter: {accepter},127.0.0.1,{port}\n"
            f"  connector: serialdev,{module.urls[0]},115200n81,local\n"
        )
        with subprocess.Popen(
            [program("ser2net"), "-n", "-u", "-c", folder / "ser2net.yaml", "-P", folder / "pid"]
        ) as running:
            try:
                await_listener(port)
                yield f"127.0.0.1:{port}"
            finally:
                end(running)


def await_listener(port: int) -> None:
    """Wait until the port listens, by the table of the system: a connection would occupy it."""
    deadline, row = Deadline.after(20), f":{port:04X} 00000000:0000 0A"
    while row not in Path("/proc/net/tcp").read_text():
        assert not deadline.expired


def test_a_server_without_control_lines_is_used_without_and_that_is_told(tmp_path: Path) -> None:
    transcript = Transcript()
    with ser2net(tmp_path, "telnet(rfc2217),tcp") as place:
        with Channel.open(f"rfc2217://{place}", transcript=transcript) as channel:
            Modem(channel).attach()
            note = channel.note
        with Channel.open(f"rfc2217://{place}?ign_set_control", transcript=Transcript()) as channel:
            assert channel.note == ""

    assert note.startswith(f"rfc2217://{place}: its server does not answer SET-CONTROL (RFC 2217), so ")
    (opened,) = (entry.text for entry in transcript.entries() if entry.kind is Kind.PORT_OPENED)
    assert "SET-CONTROL" in opened


def test_a_telnet_port_without_rfc_2217_is_told_apart(tmp_path: Path) -> None:
    with ser2net(tmp_path, "telnet,tcp") as place:
        message = refusal(f"rfc2217://{place}")

    assert message.startswith(f"rfc2217://{place}: its server speaks telnet without RFC 2217; switch it on")
    assert message.endswith(f"write socket://{place}")


@pytest.mark.parametrize(("scheme", "accepter"), [("socket", "tcp"), ("rfc2217", "telnet(rfc2217),tcp")])
def test_a_port_of_ser2net_that_is_in_use_is_told_in_its_words(
    tmp_path: Path, scheme: str, accepter: str
) -> None:
    with ser2net(tmp_path, accepter) as place, closing(Port.open(f"{scheme}://{place}", baudrate=115200)):
        message = refusal(f"{scheme}://{place}")

    assert message.startswith(f"{scheme}://{place}: its server says 'Port already in use' and hangs up; ")


@pytest.mark.parametrize(("scheme", "accepter"), [("socket", "tcp"), ("rfc2217", "telnet(rfc2217),tcp")])
def test_a_device_behind_ser2net_that_is_gone_is_absent_and_one_in_use_is_not(
    tmp_path: Path, scheme: str, accepter: str
) -> None:
    with ser2net(tmp_path, accepter) as place:
        with closing(Port.open(f"{scheme}://{place}", baudrate=115200)):
            in_use = is_absent(f"{scheme}://{place}")
        (tmp_path / "m95").unlink()  # as with the supply of a USB adapter
        deadline = Deadline.after(20)
        while not (gone := is_absent(f"{scheme}://{place}")) and not deadline.expired:
            pass  # ser2net still closes the device of the holder

    assert (in_use, gone) == (False, True)
