"""Local files, resumed transfers, listings, active mode over AT commands, with FTPS servers that we did not write."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from hil.emulator.module import Module
from tests.emulator.dte import Dte
from tests.emulator.peers.certificates import NOW, Holder
from tests.emulator.peers.servers import DIRECTORY, HOST, PASSWORD, Server

DATA = hashlib.shake_128(b"a local file").digest(70_001)
HALF = 35_000

PEERS = (
    ("vsftpd_implicit", 0),
    ("vsftpd_explicit", 1),
    ("proftpd_implicit", 0),
    ("proftpd_explicit", 1),
    ("pure_ftpd_explicit", 1),
)


@pytest.fixture
def dte() -> Iterator[Dte]:
    module = Module()
    yield Dte(module)
    module.power_off()


def keep(dte: Dte, name: str, data: bytes) -> None:
    dte.at(f'+QSECWRITE="{name}",{len(data)}')
    assert dte.send(data).endswith(b"OK\r\n")


@pytest.fixture(params=PEERS, ids=lambda peer: peer[0])
def server(request: pytest.FixtureRequest, dte: Dte, ca: Holder, client: Holder) -> Server:
    """A session is open in the folder of a server."""
    name, explicit = request.param
    server: Server = request.getfixturevalue(name)
    keep(dte, "RAM:ca.pem", ca.pem)
    keep(dte, "RAM:cert.pem", client.pem)
    keep(dte, "RAM:key.pem", client.key_pem)
    for body in (
        f'+CCLK="{NOW:%y/%m/%d,%H:%M:%S}+00"',
        '+QSSLCFG="cacert",0,"RAM:ca.pem"',
        '+QSSLCFG="clientcert",0,"RAM:cert.pem"',
        '+QSSLCFG="clientkey",0,"RAM:key.pem"',
        '+QSSLCFG="seclevel",0,2',
        '+QSSLCFG="ftps",1',
        '+QSSLCFG="ftpsctxi",0',
        f"+QFTPCFG=7,{explicit}",
        f'+QFTPUSER="{server.user}"',
        f'+QFTPPASS="{PASSWORD}"',
    ):
        assert dte.at(body).startswith("OK"), body
    assert result(dte, f'+QFTPOPEN="{HOST}",{server.port}') == "0"
    assert result(dte, f'+QFTPPATH="{DIRECTORY}"') == "0"
    for file in server.root.iterdir():
        file.unlink()
    return server


def result(dte: Dte, body: str) -> str:
    """The value of the result line."""
    name = body.partition("=")[0]
    stream = dte.send(f"AT{body}\r".encode())
    head = f"\r\n{name}: ".encode()
    if head not in stream:
        stream += dte.expect(head)
    value = stream.rpartition(head)[2]
    return value.partition(b"\r\n")[0].decode()


@pytest.mark.parametrize("place", ["UFS", "RAM", "SD"])
def test_a_local_file_goes_up_and_comes_down(place: str, dte: Dte, server: Server) -> None:
    files = dte.module.files
    files.add(f"{place}:up.bin", DATA)
    dte.at(f'+QFTPCFG=4,"/{place}/"')

    assert result(dte, '+QFTPPUT="up.bin",0,30') == str(len(DATA))
    assert dte.at("+QFTPLEN") == f"+QFTPLEN: {len(DATA)}  OK"
    assert (server.root / "up.bin").read_bytes() == DATA

    dte.at(f'+QFTPCFG=4,"/{place}/down.bin"')
    assert result(dte, '+QFTPGET="up.bin"') == str(len(DATA))
    assert files.find(f"{place}:down.bin") == DATA


def test_a_broken_upload_is_gone_on_with_from_a_local_file(dte: Dte, server: Server) -> None:
    dte.module.files.add("UFS:up.bin", DATA)
    dte.module.files.add("UFS:first.bin", DATA[:HALF])
    dte.at('+QFTPCFG=4,"/UFS/first.bin"')
    assert result(dte, '+QFTPPUT="up.bin"') == str(HALF)

    dte.at(f'+QFTPCFG=4,"/UFS/up.bin";+QFTPCFG=3,{HALF}')

    assert result(dte, '+QFTPPUT="up.bin"') == str(len(DATA) - HALF)
    assert (server.root / "up.bin").read_bytes() == DATA


def test_a_broken_download_is_gone_on_with_into_a_local_file(dte: Dte, server: Server) -> None:
    write(server, "down.bin", DATA)
    dte.module.files.add("RAM:down.bin", DATA[:HALF] + b"?")
    dte.at(f'+QFTPCFG=4,"/RAM/";+QFTPCFG=3,{HALF}')

    assert result(dte, '+QFTPGET="down.bin"') == str(len(DATA) - HALF)
    assert dte.module.files.find("RAM:down.bin") == DATA


def test_resumed_transfers_over_the_uart(dte: Dte, server: Server) -> None:
    write(server, "down.bin", DATA)
    dte.at(f"+QFTPCFG=3,{HALF}")

    stream = dte.send(b'AT+QFTPGET="down.bin"\r') + dte.expect(f"+QFTPGET: {len(DATA) - HALF}\r\n".encode())
    assert stream.startswith(b"\r\nOK\r\n\r\nCONNECT\r\n" + DATA[HALF:] + b"\r\n+QFTPGET: ")

    write(server, "up.bin", DATA[:HALF])
    dte.settle()
    dte.send(f'AT+QFTPPUT="up.bin",{len(DATA) - HALF},100\r'.encode())
    dte.expect(b"CONNECT\r\n")
    dte.send(DATA[HALF:])
    dte.expect(f"+QFTPPUT: {len(DATA) - HALF}\r\n".encode())
    assert (server.root / "up.bin").read_bytes() == DATA


def test_an_active_transfer_and_the_ascii_type(dte: Dte, server: Server) -> None:
    dte.module.files.add("UFS:a.txt", b"one\r\ntwo\r\n")
    dte.at('+QFTPCFG=1,0;+QFTPCFG=2,1;+QFTPCFG=4,"/UFS/"')

    assert result(dte, '+QFTPPUT="a.txt"') == "10"
    dte.at('+QFTPCFG=4,"/UFS/b.txt"')
    assert int(result(dte, '+QFTPGET="a.txt"')) == 10
    assert dte.module.files.find("UFS:b.txt") == b"one\r\ntwo\r\n"


def test_names_and_details_are_listed(dte: Dte, server: Server) -> None:
    write(server, "seen.bin", b"12345")

    names = dte.send(b"AT+QFTPNLST\r") + dte.expect(b"+QFTPNLST: ")
    dte.settle()
    dte.take()
    details = dte.send(b'AT+QFTPLIST="."\r') + dte.expect(b"+QFTPLIST: ")

    assert names.startswith(b"\r\nOK\r\n\r\nCONNECT\r\n")
    assert b"seen.bin\r\n" in names
    assert b" 5 " in details
    assert b"seen.bin\r\n" in details


def test_files_and_folders_of_the_server_are_managed(dte: Dte, server: Server) -> None:
    write(server, "old.bin", b"12345")

    assert result(dte, '+QFTPSIZE="old.bin"') == "5"
    assert result(dte, '+QFTPMKDIR="sub"') == "0"
    assert result(dte, '+QFTPRENAME="old.bin","sub/new.bin"') == "0"
    assert (server.root / "sub" / "new.bin").read_bytes() == b"12345"
    assert result(dte, '+QFTPDELETE="sub/new.bin"') == "0"
    assert result(dte, '+QFTPRMDIR="sub"') == "0"
    assert list(server.root.iterdir()) == []
    assert result(dte, '+QFTPSIZE="old.bin"') == "-550"


def write(server: Server, name: str, data: bytes) -> None:
    path = server.root / name
    path.write_bytes(data)
    path.chmod(0o666)
