"""The driver on an emulated DUT: that both read the note alike where no network is needed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.errors import ChannelLost, PortError, UsageError
from hil.modem.channel import Channel
from hil.modem.ftp import status_word
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.spec.tls import CipherSuite
from hil.transcript import Transcript
from tests.peers import end

CLOCK_RATE = 50.0


@pytest.fixture(params=["emulator://m95?clock_rate=50", "emulator://m95?clock_rate=50&chunk=1"])
def modem(request: pytest.FixtureRequest) -> Iterator[Modem]:
    with Channel.open(request.param, transcript=Transcript(), clock_rate=CLOCK_RATE) as channel:
        modem = Modem(channel)
        modem.attach()
        yield modem


@pytest.fixture
def silent_server() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"rfc2217://127.0.0.1:{server.getsockname()[1]}"


def test_a_context_is_read_back_as_it_was_applied(modem: Modem) -> None:
    context = SslContext(
        version=3,
        suites=(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA),
        seclevel=2,
        ca="NVRAM:CA0",
        certificate="NVRAM:CC0",
        key="NVRAM:CK0",
    )

    applied = modem.ssl.apply(2, context)

    assert all(exchange.ok for exchange in applied)
    assert modem.ssl.read_context(2) == context
    assert modem.ssl.apply(2, context) == ()


KEEPS_NAMES = "variant=empty-name:refused,missing-name:refused,secdel-in-use:named"


@pytest.mark.parametrize(
    ("keyword", "name"),
    [("cacert", "NVRAM:CA0"), ("clientcert", "RAM:client_cert.pem"), ("clientkey", "NVRAM:CK0")],
)
def test_a_file_that_a_context_has_to_name_gives_way_to_another_one(keyword: str, name: str) -> None:
    with Channel.open(f"emulator://m95?{KEEPS_NAMES}", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()
        modem.security.write(name, b"old").check()
        modem.send(f'AT+QSSLCFG="{keyword}",5,"{name}"').check()

        modem.security.ensure(name, b"new file")

        assert modem.security.read(name).ok


def test_files_are_stored_told_and_deleted(modem: Modem) -> None:
    written = modem.security.write("NVRAM:CA0", b"abc")
    early = modem.security.write("RAM:ca_cert.pem", b"abc", size=10, end="+++")

    assert written.ok
    assert written.values("QSECWRITE") == early.values("QSECWRITE")
    assert modem.security.read("NVRAM:CA0").values("QSECREAD").startswith("1,")
    modem.security.clear()
    assert not modem.security.read("NVRAM:CA0").ok


def test_the_context_comes_up_and_a_reboot_takes_it_down(modem: Modem) -> None:
    address = modem.pdp.ensure_active()

    modem.reboot()

    assert address
    assert not modem.pdp.local_address().ok
    assert modem.pdp.ensure_active()


def test_a_dut_left_in_data_mode_is_found_again(modem: Modem) -> None:
    modem.send('AT+QSECWRITE="NVRAM:CA0",10')
    modem.channel.data_mode = False

    assert modem.is_alive()
    assert status_word(modem.ftp.status()) == "IDLE"


@contextmanager
def emulated(kind: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process with an emulated DUT, and its URL."""
    command = [sys.executable, "-m", "hil.cli.main", "emulate", kind, "127.0.0.1:0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())["modules"][0]["url"]
        finally:
            end(process)


@pytest.mark.parametrize("kind", ["--tcp", "--rfc2217"])
def test_a_dut_behind_a_port_server_is_driven_until_the_server_goes(kind: str) -> None:
    with emulated(kind) as (process, url), Channel.open(url, transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()
        modem.security.write("NVRAM:CA0", b"x" * 2017).check()
        end(process)

        with pytest.raises(ChannelLost, match="check that its server runs"):
            modem.ftp.status()


def test_a_port_server_that_is_none_is_reported(silent_server: str) -> None:
    with pytest.raises(PortError, match=r"does not answer RFC 2217; .* or write socket://127"):
        Channel.open(silent_server, transcript=Transcript())


def test_an_unknown_option_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="clock_rate"):
        Channel.open("emulator://m95?clock_rat=2", transcript=Transcript())
