"""The port emulator://m95 as pyserial users see it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import serial

from hil.emulator.defects import parts_with
from hil.errors import UsageError
from hil.urlhandler import register
from hil.urlhandler.protocol_emulator import EmulatorUrl, Serial


def open_port(url: str, timeout: float | None = 5) -> Serial:
    register()
    port = serial.serial_for_url(url, timeout=timeout)
    assert isinstance(port, Serial)
    return port


@pytest.fixture
def port() -> Iterator[Serial]:
    with open_port("emulator://m95") as port:
        yield port


def test_registering_twice_is_harmless() -> None:
    register()
    register()

    assert serial.protocol_handler_packages.count("hil.urlhandler") == 1


def test_a_command_and_its_response(port: Serial) -> None:
    assert port.write(b"ATE0\r") == 5

    assert port.in_waiting == len(b"ATE0\r\r\nOK\r\n")
    assert port.read_until(b"OK\r\n") == b"ATE0\r\r\nOK\r\n"


def test_read_ends_with_its_timeout(port: Serial) -> None:
    port.timeout = 0.05
    port.write(b"AT\r")

    began = time.monotonic()
    data = port.read(100)

    assert data == b"AT\r\r\nOK\r\n"
    assert 0.04 < time.monotonic() - began < 2


def test_read_without_waiting(port: Serial) -> None:
    port.timeout = 0

    assert port.read(100) == b""


def test_cancel_read_wakes_a_reader(port: Serial) -> None:
    port.timeout = None
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(port.read(1)))
    reader.start()

    port.cancel_read()
    reader.join(5)

    assert got == [b""]


def test_close_wakes_a_reader() -> None:
    port = open_port("emulator://m95", timeout=None)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(port.read(1)))
    reader.start()

    port.close()
    reader.join(5)

    assert got in ([b""], [])


def test_a_timer_of_the_module_fires_while_a_read_waits() -> None:
    with open_port("emulator://m95?clock_rate=100") as port:
        port.write(b'ATE0;+QSECWRITE="RAM:x",10,3\r')
        port.read_until(b"CONNECT\r\n")

        assert port.read_until(b"4009\r\n") == b"\r\n+CME ERROR: 4009\r\n"


def test_reset_input_buffer(port: Serial) -> None:
    port.write(b"AT\r")

    port.reset_input_buffer()

    assert port.in_waiting == 0


def test_chunk_limits_what_a_read_brings() -> None:
    with open_port("emulator://m95?chunk=2") as port:
        port.write(b"ATE0\r")

        assert port.read(100) == b"AT"


def test_every_opening_is_a_new_module() -> None:
    port = open_port("emulator://m95")
    port.write(b"AT+CMEE=0\r")
    port.close()
    port.open()

    port.write(b"AT+CMEE?\r")

    assert b"+CMEE: 1" in port.read_until(b"OK\r\n")
    port.close()


def test_options_reach_the_module() -> None:
    defects = {"stat-word-wrong", "put-count-off-by-one", "secread-always-wrong"}
    url = (
        "emulator://m95?defect=stat-word-wrong,put-count-off-by-one&defect=secread-always-wrong"
        "&imei=123456789012345&clock_rate=2.5&personality=note"
    )
    assert EmulatorUrl.parse(url).defects == defects
    with open_port(url) as port:
        assert port.module.parts.replacements == parts_with(defects).replacements
        assert port.module.imei == "123456789012345"
        assert port.module.clock.rate == 2.5


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("emulator://m96", "no emulated module is called 'm96'; use emulator://m95"),
        ("emulator://m95/x", "no emulated module is called 'm95/x'"),
        (
            "emulator://m95?defekt=x",
            "no option of emulator://m95 is called 'defekt'; the nearest is 'defect'",
        ),
        ("emulator://m95?defect=stat-word-rong", "the nearest is 'stat-word-wrong'"),
        ("emulator://m95?clock_rate=fast", "clock_rate=fast is no number"),
        ("emulator://m95?clock_rate=nan", "clock_rate=nan is no number"),
        ("emulator://m95?clock_rate=0", "clock_rate=0 is no number"),
        ("emulator://m95?chunk=0", "chunk=0 is no number of bytes"),
        ("emulator://m95?imei=1", "imei=1 has not 15 digits"),
        ("emulator://m95?personality=nota", "no personality is called 'nota'; the nearest is 'note'"),
        ("emulator://m95?personality=/no/such.toml", "/no/such.toml: cannot be read"),
        ("emulator://m95?sim_pin=12", "sim_pin=12: expected 4 to 8 digits, or none"),
        (
            "emulator://m95?network=denyed",
            "network=denyed: expected denied, none, no-contexts or seconds up to 3600; the nearest is denied",
        ),
        ("emulator://m95?dns=localhost", "dns=localhost: expected an IPv4 address"),
        ("emulator://m95?sd=big", "sd=big: expected a number of bytes"),
        ("emulator://m95?unknown_error=fly", "unknown_error=fly: expected one of open, close"),
        ("emulator://m95?icmp=no", "icmp=no: expected on or off"),
        (
            "emulator://m95?sim_pn=1234",
            "no option of emulator://m95 is called 'sim_pn'; the nearest is 'sim_pin'",
        ),
    ],
)
def test_a_wrong_url_is_refused(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        open_port(url)


def test_a_closed_port_refuses() -> None:
    port = open_port("emulator://m95")
    port.close()

    with pytest.raises(serial.SerialException):
        port.write(b"AT\r")
    with pytest.raises(serial.SerialException):
        port.read(1)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("mishap=hung", "the nearest is 'hang'"),
        ("mishap=slow:x", "slow:x has no number"),
        ("mishap=hang&seed=x", "a seed is a whole number"),
        ("mishaps=hang", "the nearest is 'mishap'"),
    ],
)
def test_a_mishap_that_can_not_be_is_refused(options: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        open_port(f"emulator://m95?{options}")


def test_mishaps_follow_their_seed() -> None:
    heard = []
    for seed in (1, 1, 2):
        with open_port(f"emulator://m95?mishap=garbage:5&mishap=urc-storm&seed={seed}", timeout=0) as port:
            port.write(b"ATI\r")
            heard.append(port.read(10000))

    assert heard[0] == heard[1] != heard[2]


def test_xoff_in_data_mode_stops_what_can_be_read_until_xon(port: Serial) -> None:
    port.write(b"ATE0;+IFC=1,1\r")
    port.read_until(b"OK\r\n")
    port.write(b'AT+QFUPL="f",4\r')
    assert port.read_until(b"CONNECT\r\n") == b"\r\nCONNECT\r\n"
    port.timeout = 0

    port.write(b"ab\x13cd")
    assert port.in_waiting == 0
    assert port.read(100) == b""

    port.write(b"\x11")
    assert port.read(100) == b"\r\n+QFUPL: 4,206\r\n\r\nOK\r\n"
