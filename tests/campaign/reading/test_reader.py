"""The code of a case tells the command lines that it may send: by constants, parameters, branches and called functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hil.campaign import command_needs
from hil.campaign.reading.reader import Reader
from hil.campaign.reading.values import Unknown
from hil.modem.modem import Modem
from hil.modem.mux import Multiplexer
from hil.modem.ssl import SslContext
from hil.session import open_ftp

VALUES = {2: ("0", "1"), 7: ("0", "1")}
CONTEXT = SslContext.usual(seclevel=2, ca="RAM:ca_cert.pem")


def by_parameter(kind: int, modem: Modem) -> None:
    modem.send(f"AT+QFTPCFG={kind},{VALUES[kind][1]}")


def in_a_branch(explicit: bool, modem: Modem) -> None:
    if explicit:
        modem.ftp.configure(7, 1)
        return
    modem.ftp.configure(7, 0)


def in_a_branch_that_a_run_decides(modem: Modem) -> None:
    if modem.send("AT").ok:
        modem.ftp.configure(1, 1)
    else:
        modem.ftp.configure(1, 0)


def helper(modem: Modem, *, level: int = 2) -> None:
    modem.ssl.set_seclevel(0, level)


def through_a_function(modem: Modem) -> None:
    helper(modem)


def in_a_loop(modem: Modem) -> None:
    for index, version in enumerate((0, 3)):
        modem.ssl.set_version(index, version)


def one_of_two(modem: Modem) -> None:
    place = int(modem.send("AT").ok)
    modem.send(f'AT+QSSLCFG="seclevel",0,{("1", "2")[place]}')


@contextmanager
def clock_of(modem: Modem) -> Iterator[None]:
    modem.send('AT+CCLK="26/01/01,00:00:00+00"')
    yield


def in_a_context_manager(modem: Modem) -> None:
    with clock_of(modem):
        modem.ftp.get("name")


def given_as_a_function(modem: Modem) -> None:
    act: Callable[[Modem], object] = lambda dut: dut.ftp.configure(3, 100)  # noqa: E731 - a case may write it so
    act(modem)


def to_local_storage(modem: Modem) -> None:
    modem.ftp.configure(4, "/SD/kept.bin")
    modem.ftp.put("name", b"12")


def with_a_context(modem: Modem) -> None:
    modem.ssl.apply(4, CONTEXT)


def with_a_multiplexer(modem: Modem) -> None:
    with Multiplexer.start(modem.channel) as channels:
        Modem(channels.channel(1)).send("AT+QIDEACT")


def by_name(modem: Modem, bench: Any) -> None:
    modem.ftp.open(bench.host_name, 21)


def by_address(modem: Modem, server: Any) -> None:
    open_ftp(modem, server, server.listener)


def read(function: Callable[..., Any], **values: object) -> command_needs.Needs:
    reader = Reader(lambda _file: True)
    reader.function(function, {"modem": Unknown(("modem",)), **values})
    return command_needs.of_lines(reader.lines)


@pytest.mark.parametrize(
    ("function", "values", "features"),
    [
        (by_parameter, {"kind": 7}, {"explicit"}),
        (by_parameter, {"kind": 2}, {"ascii"}),
        (in_a_branch, {"explicit": True}, {"explicit"}),
        (in_a_branch, {"explicit": False}, {"implicit"}),
        (in_a_branch_that_a_run_decides, {}, {"passive", "active"}),
        (through_a_function, {}, {"seclevel2"}),
        (in_a_loop, {}, {"ssl3.0", "tls1.2"}),
        (one_of_two, {}, {"seclevel1", "seclevel2"}),
        (in_a_context_manager, {}, {"clock", "uart", "binary"}),
        (given_as_a_function, {}, {"resume"}),
        (to_local_storage, {}, {"sd", "binary"}),
        (with_a_context, {}, {"seclevel2", "ram-files"}),
        (with_a_multiplexer, {}, {"multiplexer", "pdp-recovery"}),
        (by_name, {}, {"host-names"}),
        (by_address, {}, set()),
    ],
)
def test_the_features_follow_from_the_code(
    function: Callable[..., Any], values: dict[str, object], features: set[str]
) -> None:
    assert set(read(function, **values).features) == features


def test_the_numbers_follow_from_the_code() -> None:
    def case(modem: Modem) -> None:
        modem.ssl.apply(4, CONTEXT)
        modem.security.write("RAM:ca_cert.pem", bytes(32768), timeout_s=200)
        modem.security.write("RAM:ca_cert.pem", b"", size=32769)
        modem.ftp.put("name", bytes(5000))
        modem.pdp.foreground(1)

    assert read(case).least == {
        "ssl_contexts": 5,
        "ram_bytes": 32768,
        "timeout_s": 200,
        "file_bytes": 5000,
        "contexts": 2,
    }


def test_an_illegal_value_needs_nothing() -> None:
    def case(modem: Modem) -> None:
        for line in ('AT+QSSLCFG="sslversion",0,5', "AT+QFTPCFG=7,2", 'AT+QSSLCFG="seclevel",6,1'):
            modem.send(line)

    assert set(read(case).features) == set()


def test_a_number_with_zeros_in_front_needs_what_the_number_needs() -> None:
    def case(modem: Modem) -> None:
        modem.send('AT+QSSLCFG="seclevel",0,02')

    assert set(read(case).features) == {"seclevel2"}


def test_a_multiple_of_a_span_of_time_is_read() -> None:
    def case(modem: Modem, quarters: int) -> None:
        modem.set_clock(datetime(2030, 1, 1, tzinfo=timezone(quarters * 15 * timedelta(minutes=1))))

    assert set(read(case, quarters=32).features) == {"clock"}
