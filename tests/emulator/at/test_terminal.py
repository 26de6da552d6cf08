"""Command mode, data mode, and the order of what reaches the DTE."""

from __future__ import annotations

import pytest

from hil.emulator.module import Module
from tests.emulator.dte import Bench, Dte


def test_nothing_is_said_before_the_rate_is_found_from_the_first_at() -> None:
    dte = Dte(Module(), echo=True)

    assert dte.send(b"\x00\xffhello\rA/") == b""
    assert dte.send(b"AT\r") == b"AT\r\r\nOK\r\n"


@pytest.mark.parametrize("first", [b"AT\r", b"at\r", b"xA/AT\r"])
@pytest.mark.parametrize("cut", range(6))
def test_the_first_at_is_echoed_whole_however_it_is_cut(first: bytes, cut: int) -> None:
    dte = Dte(Module(), echo=True)

    assert dte.send(first[:cut]) + dte.send(first[cut:]) == first[-3:] + b"\r\nOK\r\n"


def test_boot_urcs_come_at_once_with_a_fixed_rate(bench: Bench) -> None:
    assert bench.dte.at("+IPR=115200;&W") == "OK"

    bench.dte.send(b"AT+CFUN=1,1\r")

    assert bench.dte.send(b"AT\r").endswith(b"OK\r\n")
    bench.dte.send(b"ATE0\r")
    assert bench.dte.send(b"AT+CFUN=1,1\r") == (
        b"\r\nOK\r\n\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n"
    )


def test_echo_precedes_the_response(dte: Dte) -> None:
    dte.at("E1")

    assert dte.send(b"AT+CSQ\r") == b"AT+CSQ\r\r\n+CSQ: 28,0\r\n\r\nOK\r\n"
    assert dte.send(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
    assert dte.send(b"AT\r") == b"\r\nOK\r\n"


def test_numeric_results(dte: Dte) -> None:
    assert dte.send(b"ATV0\r") == b"0\r"
    assert dte.send(b"AT+CSQ\r") == b"+CSQ: 28,0\r\n0\r"
    assert dte.send(b"AT+NOPE\r") == b"4\r"


def test_quiet_suppresses_results_but_not_information(dte: Dte) -> None:
    assert dte.send(b"ATQ1\r") == b""
    assert dte.send(b"AT+CSQ\r") == b"\r\n+CSQ: 28,0\r\n"


def test_registers_change_the_frame(dte: Dte) -> None:
    assert dte.send(b"ATS3=33\r") == b"!\nOK!\n"
    assert dte.send(b"ATS3?!") == b"!\n033!\n!\nOK!\n"


def test_a_line_of_several_commands_has_one_ok(dte: Dte) -> None:
    assert dte.send(b"AT+CSQ;+CGATT?\r") == b"\r\n+CSQ: 28,0\r\n\r\n+CGATT: 1\r\n\r\nOK\r\n"


def test_an_error_ends_the_line(dte: Dte) -> None:
    assert dte.at("+CSQ;+NOPE;+CGATT?") == "+CSQ: 28,0  ERROR"


def test_commands_before_a_malformed_one_are_carried_out(dte: Dte) -> None:
    assert dte.at('+QFTPCFG=7;+QFTPUSER=a"b') == "+QFTPCFG: 0  ERROR"


def test_a_slash_repeats_the_last_line(dte: Dte) -> None:
    dte.at("+CSQ")

    assert dte.send(b"A/") == b"\r\n+CSQ: 28,0\r\n\r\nOK\r\n"


def test_a_line_too_long_is_refused_whole(dte: Dte) -> None:
    assert dte.at("E1;" + "+CSQ;" * 60) == "ERROR"
    assert dte.at("") == "OK"


@pytest.mark.parametrize(("mode", "answer"), [(0, "ERROR"), (1, "+CME ERROR: 4010")])
def test_cmee_shapes_the_error(dte: Dte, mode: int, answer: str) -> None:
    dte.at(f"+CMEE={mode}")

    assert dte.at('+QSECDEL="NVRAM:CA1"') == answer


def test_cmee_2_writes_words(dte: Dte) -> None:
    dte.at("+CMEE=2")

    assert dte.at('+QSECDEL="NVRAM:CA1"') == "+CME ERROR: the file is not found"


def test_a_urc_waits_for_the_end_of_data_mode(bench: Bench) -> None:
    bench.dte.at("+QIREGAPP;+QIACT")
    bench.dte.at('+QSECWRITE="RAM:x",4')

    bench.module.mobile_network.deactivate_context()

    assert bench.dte.take() == b""
    assert bench.dte.send(b"data") == b"\r\n+QSECWRITE: 4,1000\r\n\r\nOK\r\n\r\n+PDP DEACT\r\n"


class TestEscape:
    """`+++` between two silences ends data mode; any other is data."""

    @pytest.fixture(autouse=True)
    def upload(self, dte: Dte) -> None:
        assert dte.at('+QSECWRITE="RAM:x",100') == "CONNECT"
        dte.send(b"data")

    def test_guarded(self, dte: Dte) -> None:
        assert dte.escape() == b"\r\n+QSECWRITE: 4,1000\r\n\r\nOK\r\n"

    def test_guarded_and_in_three_portions(self, dte: Dte) -> None:
        dte.pass_time(0.6)
        for _ in range(3):
            assert dte.send(b"+") == b""

        assert dte.pass_time(0.6).startswith(b"\r\n+QSECWRITE: 4,")

    def test_without_silence_before(self, dte: Dte) -> None:
        dte.send(b"+++")

        assert dte.pass_time(0.6) == b""
        assert dte.escape().startswith(b"\r\n+QSECWRITE: 7,")

    def test_without_silence_behind(self, dte: Dte) -> None:
        dte.pass_time(0.6)
        dte.send(b"+++")

        assert dte.send(b"more") == b""
        assert dte.escape().startswith(b"\r\n+QSECWRITE: 11,")

    def test_two_plus_signs_are_data(self, dte: Dte) -> None:
        dte.pass_time(0.6)
        dte.send(b"++")
        dte.pass_time(0.6)

        assert dte.escape().startswith(b"\r\n+QSECWRITE: 6,")

    def test_four_plus_signs_are_data(self, dte: Dte) -> None:
        dte.pass_time(0.6)
        dte.send(b"++++")
        dte.pass_time(0.6)

        assert dte.escape().startswith(b"\r\n+QSECWRITE: 8,")

    def test_near_the_end_it_is_still_an_escape(self, dte: Dte) -> None:
        dte.send(b"x" * 95)

        assert dte.escape().startswith(b"\r\n+QSECWRITE: 99,")


def test_surplus_bytes_of_an_upload_are_commands_again(dte: Dte) -> None:
    dte.at('+QSECWRITE="RAM:x",4')

    assert dte.send(b"dataAT+CSQ\r") == (b"\r\n+QSECWRITE: 4,1000\r\n\r\nOK\r\n\r\n+CSQ: 28,0\r\n\r\nOK\r\n")
