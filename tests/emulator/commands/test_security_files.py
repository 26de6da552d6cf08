"""AT+QSECWRITE, QSECREAD, QSECDEL (note 2.4 to 2.6)."""

from __future__ import annotations

import pytest

from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.storage.security_store import checksum
from tests.emulator.dte import Bench, Dte


def upload(dte: Dte, name: str, data: bytes) -> str:
    assert dte.at(f'+QSECWRITE="{name}",{len(data)}') == "CONNECT"
    return " ".join(dte.send(data).decode().split())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"-----BEGIN CERTIFICATE-----\r", 0x6C53),  # public field vector
        (b"x", 0x7800),
        (b"\x12\x34\x56", 0x4434),
        (b"", 0),
    ],
)
def test_checksum(data: bytes, expected: int) -> None:
    assert checksum(data) == expected


@pytest.mark.parametrize(
    "name", ["RAM:ca_cert.pem", "RAM:free name", "NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"]
)
def test_a_file_is_written_read_and_deleted(dte: Dte, name: str) -> None:
    assert upload(dte, name, b"\x00\x0fA" * 3) == "+QSECWRITE: 9,f41 OK"
    assert dte.at(f'+QSECREAD="{name}"') == "+QSECREAD: 1,f41  OK"
    assert dte.at(f'+QSECDEL="{name}"') == "OK"
    assert dte.at(f'+QSECREAD="{name}"') == "+CME ERROR: 4010"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("+QSECWRITE?", "OK"),
        ("+QSECREAD?", "OK"),
        ("+QSECDEL?", "OK"),
        ("+QSECWRITE=?", "+QSECWRITE: <filename>,<filesize>[,(3-200)]  OK"),
        ("+QSECREAD=?", "+QSECREAD: <filename>  OK"),
        ("+QSECDEL=?", "+QSECDEL: <filename>  OK"),
        ("+QSECWRITE", "ERROR"),
    ],
)
def test_other_forms(dte: Dte, command: str, answer: str) -> None:
    assert dte.at(command) == answer


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('"RAM:x",0', 4013),
        ('"RAM:x",-1', 4013),
        ('"RAM:x",abc', 4013),
        ('"RAM:x",', 4013),
        ('"RAM:x"', 4013),
        ('"RAM:x",32769', 4011),
        ('"NVRAM:CA0",2018', 4011),
        ('"NVRAM:CA0",0', 4013),
        ('"NVRAM:CA2",10', 4013),
        ('"NVRAM:CC1",10', 4013),
        ('"NVRAM:CK1",10', 4013),
        ('"NVRAM:my.pem",10', 4013),
        ('"XYZ:a",10', 4013),
        ('"ca.pem",10', 4013),
        ('"RAM:",10', 4013),
        ('"",10', 4013),
        ("RAM:x,10", 4013),
        ('"RAM:x",10,2', 4013),
        ('"RAM:x",10,201', 4013),
        ('"RAM:x",10,x', 4013),
        ('"RAM:x",10,100,1', 4013),
    ],
)
def test_illegal_writes(dte: Dte, arguments: str, code: int) -> None:
    assert dte.at(f"+QSECWRITE={arguments}") == f"+CME ERROR: {code}"


@pytest.mark.parametrize(
    "arguments",
    ['"RAM:x",1', '"RAM:x",32768', '"NVRAM:CA0",2017', '"RAM:x",10,3', '"RAM:x",10,200', '"RAM:x",10,'],
)
def test_limits_are_legal(dte: Dte, arguments: str) -> None:
    assert dte.at(f"+QSECWRITE={arguments}") == "CONNECT"


def test_an_existing_file_is_kept(dte: Dte) -> None:
    upload(dte, "NVRAM:CA0", b"old!")

    assert dte.at('+QSECWRITE="NVRAM:CA0",4') == "+CME ERROR: 4012"
    assert dte.at('+QSECREAD="NVRAM:CA0"') == f"+QSECREAD: 1,{checksum(b'old!'):x}  OK"


def test_the_ram_pool_runs_full_and_deleting_frees_it(dte: Dte) -> None:
    for number in range(4):
        upload(dte, f"RAM:{number}", b"x" * 32768)

    assert dte.at('+QSECWRITE="RAM:more",1') == "+CME ERROR: 4008"
    dte.at('+QSECDEL="RAM:2"')
    assert dte.at('+QSECWRITE="RAM:more",32768') == "CONNECT"


@pytest.mark.parametrize(("argument", "limit"), [("", 100), (",3", 3), (",200", 200)])
def test_an_upload_of_nothing_times_out(dte: Dte, argument: str, limit: int) -> None:
    dte.at(f'+QSECWRITE="RAM:x",10{argument}')

    assert dte.pass_time(limit - 0.1) == b""
    assert dte.pass_time(0.2) == b"\r\n+CME ERROR: 4009\r\n"
    assert dte.at("") == "OK"
    assert dte.at('+QSECREAD="RAM:x"') == "+CME ERROR: 4010"


def test_a_short_upload_is_kept_when_the_time_is_over(dte: Dte) -> None:
    dte.at('+QSECWRITE="RAM:x",10,5')
    dte.send(b"data")

    assert dte.pass_time(5.1) == b"\r\n+QSECWRITE: 4,1000\r\n\r\nOK\r\n"
    assert dte.at('+QSECREAD="RAM:x"') == "+QSECREAD: 1,1000  OK"


def test_every_byte_value_is_data(dte: Dte) -> None:
    data = bytes(range(256)) * 2

    assert upload(dte, "RAM:x", data) == f"+QSECWRITE: 512,{checksum(data):x} OK"


@pytest.mark.parametrize("cut", range(13))
def test_portions_make_no_difference(dte: Dte, cut: int) -> None:
    dte.at('+QSECWRITE="RAM:x",8')
    stream = b"datadataAT\r\n"

    assert dte.send(stream[:cut]) + dte.send(stream[cut:]) == b"\r\n+QSECWRITE: 8,0\r\n\r\nOK\r\n\r\nOK\r\n"


def test_a_reboot_takes_ram_and_leaves_nvram(bench: Bench) -> None:
    upload(bench.dte, "RAM:x", b"data")
    upload(bench.dte, "NVRAM:CA0", b"data")

    bench.dte.at("+CFUN=1,1")
    bench.dte.at("E0")

    assert bench.dte.at('+QSECREAD="RAM:x"') == "+CME ERROR: 4010"
    assert bench.dte.at('+QSECREAD="NVRAM:CA0"') == "+QSECREAD: 1,1000  OK"


def test_a_file_that_decays_is_found_wrong_with_another_sum() -> None:
    bench = Bench(hardware=HardwareOptions(decays=frozenset({"RAM:x"})))
    for name in ("RAM:x", "RAM:y"):
        bench.dte.send(f'AT+QSECWRITE="{name}",3\r'.encode())
        assert b"+QSECWRITE: 3,262" in bench.dte.send(b"abc")

    assert bench.dte.at('+QSECREAD="RAM:x"') == "+QSECREAD: 0,362  OK"
    assert bench.dte.at('+QSECREAD="RAM:y"') == "+QSECREAD: 1,262  OK"
    bench.close()
