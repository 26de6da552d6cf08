"""The file commands over UFS:, RAM: and SD:, and the store that the FTP service shares with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.storage.file_store import HANDLES_MAX, RAM_FILES_MAX
from tests.emulator.dte import Bench, Dte

AMAZON_28 = b"-----BEGIN CERTIFICATE-----\r"  # its checksum 6c53 is a public vector


@pytest.fixture
def small() -> Iterator[Bench]:
    bench = Bench(hardware=HardwareOptions(ram=1000, ufs=2000, sd=0, unreadable=frozenset({"UFS:broken"})))
    yield bench
    bench.close()


def upload(dte: Dte, name: str, data: bytes) -> bytes:
    dte.send(f'AT+QFUPL="{name}",{len(data)}\r'.encode())
    return dte.send(data)


def test_an_upload_tells_size_and_checksum(dte: Dte) -> None:
    assert dte.send(b'AT+QFUPL="RAM:ca.pem",28,10\r') == b"\r\nCONNECT\r\n"

    assert dte.send(AMAZON_28) == b"\r\n+QFUPL: 28,6c53\r\n\r\nOK\r\n"


def test_a_download_brings_the_bytes_and_the_same_checksum(dte: Dte) -> None:
    upload(dte, "a.bin", AMAZON_28)

    assert dte.send(b'AT+QFDWL="UFS:a.bin"\r') == (
        b"\r\nCONNECT\r\n" + AMAZON_28 + b"\r\n+QFDWL: 28,6c53\r\n\r\nOK\r\n"
    )


def test_a_short_upload_ends_by_silence_and_is_kept(dte: Dte) -> None:
    dte.send(b'AT+QFUPL="a",100,5\r')
    dte.send(b"12345")

    assert dte.pass_time(4.9) == b""
    dte.send(b"6")
    assert dte.pass_time(4.9) == b""
    assert dte.pass_time(0.2) == b"\r\n+QFUPL: 6,3730\r\n\r\nOK\r\n"
    assert dte.at("+QFLST") == '+QFLST: "a",6  OK'


def test_an_upload_of_nothing_times_out(dte: Dte) -> None:
    dte.send(b'AT+QFUPL="a",100,5\r')

    assert dte.pass_time(5.1) == b"\r\n+CME ERROR: 4009\r\n"
    assert dte.at('+QFDWL="a"') == "+CME ERROR: 4010"


def test_a_guarded_escape_ends_an_upload(dte: Dte) -> None:
    dte.send(b'AT+QFUPL="a",100,5\r')
    dte.send(b"1")

    assert dte.escape() == b"\r\n+QFUPL: 1,3100\r\n\r\nOK\r\n"


def test_blocks_are_acknowledged_on_request(dte: Dte) -> None:
    dte.send(b'AT+QFUPL="a",3000,5,1\r')

    assert dte.send(bytes(1023)) == b""
    assert dte.send(bytes(1)) == b"A"
    assert dte.send(bytes(1976)) == b"A\r\n+QFUPL: 3000,0\r\n\r\nOK\r\n"


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ('+QFUPL="a",10', "+CME ERROR: 4012"),
        ('+QFUPL="EMMC:a",10', "+CME ERROR: 4013"),
        ('+QFUPL="RAM:dir/a",10', "+CME ERROR: 4013"),
        ('+QFUPL="b",0', "+CME ERROR: 4013"),
        ('+QFUPL="b",10,0', "+CME ERROR: 4013"),
        ('+QFUPL="b",2000000', "+CME ERROR: 4008"),
        ('+QFDWL="b"', "+CME ERROR: 4010"),
        ('+QFDEL="b"', "+CME ERROR: 4010"),
        ('+QFOPEN="b",2', "+CME ERROR: 4010"),
        ('+QFOPEN="b",3', "+CME ERROR: 4013"),
        ("+QFREAD=1", "+CME ERROR: 4013"),
        ("+QFCLOSE=1", "+CME ERROR: 4013"),
        ('+QFLDS="COM"', "+CME ERROR: 4013"),
    ],
)
def test_refusals(dte: Dte, body: str, answer: str) -> None:
    upload(dte, "a", b"x")

    assert dte.at(body) == answer


def test_space_is_counted_for_each_place(small: Bench) -> None:
    upload(small.dte, "RAM:a", bytes(100))

    assert small.dte.at('+QFLDS="RAM"') == "+QFLDS: 900,1000  OK"
    assert small.dte.at('+QFLDS="UFS"') == "+QFLDS: 2000,2000  OK"
    assert small.dte.at('+QFLDS="SD"') == "+CME ERROR: 4013"
    assert small.dte.at('+QFUPL="RAM:b",901') == "+CME ERROR: 4008"
    assert small.dte.at('+QFUPL="SD:b",1') == "+CME ERROR: 4010"
    assert upload(small.dte, "RAM:b", bytes(900)).endswith(b"OK\r\n")
    assert small.dte.at('+QFLDS="RAM"') == "+QFLDS: 0,1000  OK"


def test_files_are_listed_and_deleted_by_pattern(dte: Dte) -> None:
    for name in ("a.txt", "b.bin", "RAM:a.txt", "RAM:b.txt"):
        upload(dte, name, b"xy")

    assert dte.at("+QFLST") == '+QFLST: "a.txt",2 +QFLST: "b.bin",2  OK'
    assert dte.at('+QFLST="RAM:*"') == '+QFLST: "RAM:a.txt",2 +QFLST: "RAM:b.txt",2  OK'
    assert dte.at('+QFDEL="RAM:*"') == "OK"
    assert dte.at('+QFLST="RAM:*"') == "OK"
    assert dte.at('+QFDEL= "a.txt"') == "OK"
    assert dte.at('+QFLST="*"') == '+QFLST: "b.bin",2  OK'


def test_ram_takes_a_number_of_files(dte: Dte) -> None:
    for number in range(RAM_FILES_MAX):
        assert upload(dte, f"RAM:{number}", b"x").endswith(b"OK\r\n")

    assert dte.at('+QFUPL="RAM:one more",1') == "+CME ERROR: 4008"


def test_a_reboot_empties_ram_and_closes_handles(bench: Bench) -> None:
    upload(bench.dte, "RAM:a", b"x")
    upload(bench.dte, "u", b"y")
    bench.dte.at('+QFOPEN="u"')

    bench.module.reboot()

    bench.dte.send(b"ATE0\r")
    assert bench.dte.at('+QFLST="RAM:*"') == "OK"
    assert bench.dte.at("+QFLST") == '+QFLST: "u",1  OK'
    assert bench.dte.at("+QFPOSITION=1") == "+CME ERROR: 4013"


def test_a_handle_reads_writes_seeks_and_truncates(dte: Dte) -> None:
    upload(dte, "a", b"0123456789")
    assert dte.at('+QFOPEN="a",0') == "+QFOPEN: 1  OK"

    assert dte.send(b"AT+QFREAD=1,4\r") == b"\r\nCONNECT 4\r\n0123\r\nOK\r\n"
    assert dte.at("+QFPOSITION=1") == "+QFPOSITION: 4  OK"
    assert dte.send(b"AT+QFWRITE=1,3\r") == b"\r\nCONNECT\r\n"
    assert dte.send(b"abc") == b"\r\n+QFWRITE: 3,10\r\n\r\nOK\r\n"
    assert dte.at("+QFSEEK=1,-2,2") == "OK"
    assert dte.send(b"AT+QFREAD=1\r") == b"\r\nCONNECT 2\r\n89\r\nOK\r\n"
    assert dte.at("+QFSEEK=1,8,0") == "OK"
    assert dte.at("+QFSEEK=1,-3,1") == "OK"
    assert dte.at("+QFTUCAT=1") == "OK"
    assert dte.at("+QFSEEK=1,0;+QFPOSITION=1") == "+QFPOSITION: 0  OK"
    assert dte.at("+QFSEEK=1,6") == "+CME ERROR: 4013"
    assert dte.at("+QFCLOSE=1") == "OK"
    assert dte.send(b'AT+QFDWL="a"\r').startswith(b"\r\nCONNECT\r\n0123a\r\n")


def test_writing_past_the_end_grows_the_file(dte: Dte) -> None:
    dte.at('+QFOPEN="new",1')
    dte.send(b"AT+QFWRITE=1,2\r")
    dte.send(b"ab")
    dte.send(b"AT+QFWRITE=1,2\r")

    assert dte.send(b"cd") == b"\r\n+QFWRITE: 2,4\r\n\r\nOK\r\n"


def test_a_full_place_says_so_and_keeps_what_fits(small: Bench) -> None:
    small.dte.at('+QFOPEN="RAM:a",1')
    small.dte.send(b"AT+QFWRITE=1,1001\r")

    assert small.dte.send(bytes(1001)) == b"\r\n+CME ERROR: 4008\r\n"
    assert small.dte.at('+QFLST="RAM:*"') == '+QFLST: "RAM:a",1000  OK'


def test_mode_one_empties_and_mode_two_only_reads(dte: Dte) -> None:
    upload(dte, "a", b"0123")

    assert dte.at('+QFOPEN="a",2') == "+QFOPEN: 1  OK"
    assert dte.at("+QFWRITE=1,1") == "+CME ERROR: 4013"
    assert dte.at("+QFTUCAT=1") == "+CME ERROR: 4013"
    assert dte.at('+QFDEL="a"') == "+CME ERROR: 4013"
    dte.at("+QFCLOSE=1")
    assert dte.at('+QFOPEN="a",1') == "+QFOPEN: 1  OK"
    assert dte.at("+QFLST") == '+QFLST: "a",0  OK'


def test_handles_are_limited(dte: Dte) -> None:
    upload(dte, "a", b"0")
    for number in range(1, HANDLES_MAX + 1):
        assert dte.at('+QFOPEN="a",2') == f"+QFOPEN: {number}  OK"

    assert dte.at('+QFOPEN="a",2') == "+CME ERROR: 4008"


def test_security_files_are_out_of_reach(dte: Dte) -> None:
    dte.at('+QSECWRITE="RAM:ca_cert.pem",3')
    dte.send(b"abc")

    assert dte.at('+QFLST="RAM:*"') == "OK"
    assert dte.at('+QFDWL="RAM:ca_cert.pem"') == "+CME ERROR: 4010"
