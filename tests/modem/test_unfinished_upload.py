"""A DUT for which +++ is data in an upload is no lost DUT: the driver brings the bytes that the upload lacks."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelTimeout
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Transcript


class Dce:
    """A DCE on a socket: an upload of AT+QFTPPUT ends at its size alone, all other lines are answered by OK."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.uploaded = b""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self.server.getsockname()[1]}"

    def close(self) -> None:
        self.server.close()

    def _serve(self) -> None:
        line, _ = self.server.accept()
        with line, line.makefile("rb", buffering=0) as received:
            command = b""
            while byte := received.read(1):
                command += byte
                if byte == b"\r":
                    self._answer(line, received, command.strip())
                    command = b""

    def _answer(self, line: socket.socket, received: socket.SocketIO, command: bytes) -> None:
        if found := re.fullmatch(rb"AT\+QFTPPUT=.*,(\d+),\d+", command):
            line.sendall(b"\r\nOK\r\n\r\nCONNECT\r\n")
            while len(self.uploaded) < int(found[1]):
                self.uploaded += received.read(1) or b""
            line.sendall(b"\r\n+QFTPPUT: %d\r\n" % len(self.uploaded))
        elif found := re.fullmatch(rb"AT(\+\w+)\?", command):
            line.sendall(b"\r\n%s: 1\r\n\r\nOK\r\n" % found[1])
        else:
            line.sendall(b"\r\nOK\r\n")


@pytest.fixture
def dce() -> Iterator[Dce]:
    with closing(Dce()) as dce:
        yield dce


def test_a_dut_that_waits_for_the_rest_of_an_upload_comes_back(dce: Dce) -> None:
    with Channel.open(dce.url, transcript=Transcript()) as channel:
        modem = Modem(channel)
        with pytest.raises(ChannelTimeout):
            modem.send('AT+QFTPPUT="f",1000,200', data=b"few", end="+++", deadline=Deadline.after(1.0))

        alive = modem.is_alive()

        assert alive
        assert modem.send("AT").ok
    assert dce.uploaded.startswith(b"few+++")
    assert dce.uploaded.endswith(b"    ")


def test_an_upload_that_lacks_nothing_is_not_filled(dce: Dce) -> None:
    with Channel.open(dce.url, transcript=Transcript()) as channel:
        modem = Modem(channel)

        uploaded = modem.send('AT+QFTPPUT="f",5,200', data=b"bytes")

        assert uploaded.result == 5
        assert not channel.fill()
