"""V.250 beyond the command line: DTR, ATO, S-registers, ATZ, A/, and lines of more than one command."""

from __future__ import annotations

import pytest

from tests.emulator.dte import Bench, Dte


def downloading(bench: Bench, line: bytes = b'AT+QFTPGET="f"\r') -> Dte:
    """A download whose first 1000 bytes of 2500 have come."""
    bench.files["f"] = bytes(2500)
    bench.held = frozenset({"block"})
    dte = bench.opened()
    stream = dte.send(line)
    while stream.count(0) < 1000:
        stream += dte.expect(b"\0")
    return dte


def drop_dtr(bench: Bench) -> bytes:
    with bench.module.lock:
        bench.module.terminals[0].drop_dtr()
    return bench.dte.take()


def test_dtr_makes_no_difference_by_default(bench: Bench) -> None:
    dte = downloading(bench)

    assert drop_dtr(bench) == b""

    bench.client.hold.set()
    dte.expect(b"+QFTPGET: 2500\r\n\r\nOK\r\n")


def test_dtr_pauses_a_download_that_ato_goes_on_with(bench: Bench) -> None:
    bench.dte.at("&D1")
    dte = downloading(bench)

    assert drop_dtr(bench) == b"\r\nOK\r\n"
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: TRANSFER  OK"
    bench.client.hold.set()
    dte.settle()

    assert dte.send(b"ATO\r") == (b"\r\nCONNECT\r\n" + bytes(1500) + b"\r\n+QFTPGET: 2500\r\n\r\nOK\r\n")
    assert dte.at("O") == "NO CARRIER"


def test_dtr_ends_a_transfer_and_its_session(bench: Bench) -> None:
    bench.dte.at("&D2")
    dte = downloading(bench)

    drop_dtr(bench)
    dte.expect(b"+QFTPGET: -1\r\n")
    dte.settle()

    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"


def test_dtr_ends_an_upload_of_the_module_s_own_as_an_escape_does(dte: Dte, bench: Bench) -> None:
    dte.at("&D2")
    dte.send(b'AT+QSECWRITE="RAM:x",100\r')
    dte.send(b"ab")

    assert drop_dtr(bench) == b"\r\n+QSECWRITE: 2,6162\r\n\r\nOK\r\n"


def test_nothing_to_go_back_to(dte: Dte) -> None:
    assert dte.at("O") == "NO CARRIER"


@pytest.mark.parametrize(
    ("register", "low", "high"),
    [(0, 0, 255), (6, 0, 10), (7, 1, 255), (8, 0, 255), (10, 1, 254)],
)
def test_registers_have_bounds(register: int, low: int, high: int, dte: Dte) -> None:
    for value in (low, high):
        assert dte.at(f"S{register}={value};S{register}?") == f"{value:03d}  OK"
    assert dte.at(f"S{register}={high + 1}") == "ERROR"
    assert low == 0 or dte.at(f"S{register}={low - 1}") == "ERROR"


def test_what_follows_atz_is_ignored(dte: Dte) -> None:
    dte.at("E0&W")

    assert dte.at("Z;+NONSENSE") == "OK"


def test_a_slash_repeats_the_line(dte: Dte) -> None:
    dte.at("+QFTPCFG=3,5;+CMEE?")

    assert dte.send(b"A/") == b"\r\n+CMEE: 1\r\n\r\nOK\r\n\r\n+QFTPCFG: 0\r\n"


def test_an_error_ends_the_line(dte: Dte) -> None:
    assert dte.at("+CMEE=2;+NONSENSE;+CMEE=0") == "ERROR"
    assert dte.at("+CMEE?") == "+CMEE: 2  OK"


def test_results_of_a_job_wait_for_the_download_on_the_same_channel(bench: Bench) -> None:
    dte = downloading(bench)
    bench.module.mobile_network.deactivate_context()
    stream = dte.expect(b"+PDP DEACT\r\n")

    assert stream.index(b"+QFTPGET: -8") < stream.index(b"+PDP DEACT")
