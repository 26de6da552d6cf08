"""Flow control, and what the lines of V.24 do, between a module and a front end that the test holds in its hands."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from hil.emulator.frontends.loop import Loop
from hil.emulator.frontends.port import HIGH_WATER, LOST_FROM, ModulePort
from hil.emulator.frontends.traffic_log import TrafficLog
from hil.emulator.ftp.uart_transfer import BACKLOG_MAX
from hil.emulator.module import Module
from tests.emulator.frontends.bench import OK, Bench, Hand, backlog


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


def test_a_download_waits_for_a_dte_that_does_not_read(bench: Bench) -> None:
    bench.files["f"] = bytes(range(256)) * 1000
    bench.opened()
    bench.hand.takes = False

    bench.send(b'AT+QFTPGET="f"\r')
    bench.until(lambda: backlog(bench) >= HIGH_WATER)
    assert backlog(bench) < HIGH_WATER + 2000
    assert bench.clients[-1].calls[-1] != ("block", 255000)

    bench.hand.takes = True
    assert bench.expect(b"+QFTPGET: 256000\r\n" + OK) == (
        OK + b"\r\nCONNECT\r\n" + bench.files["f"] + b"\r\n+QFTPGET: 256000\r\n" + OK
    )


def test_a_download_ends_though_its_dte_never_reads(bench: Bench) -> None:
    bench.files["f"] = bytes(100_000)
    bench.opened()
    bench.hand.takes = False
    bench.send(b'AT+QFTPGET="f"\r')
    bench.until(lambda: backlog(bench) >= HIGH_WATER)

    bench.port.close()  # joins the worker

    assert bench.clients[-1].aborted.is_set()


def test_an_upload_stops_the_dte_while_the_network_is_slow(bench: Bench) -> None:
    bench.held = frozenset({"put"})
    data = bytes(range(251)) * 200
    bench.opened()
    bench.send(f'AT+QFTPPUT="f",{len(data)}\r'.encode())
    client = bench.clients[-1]
    client.held = frozenset({"226"})
    client.hold.set()
    bench.expect(b"\r\nCONNECT\r\n")
    with bench.module.lock:  # the worker takes nothing meanwhile
        bench.send(data)
        assert bench.port.terminal.clear_to_send is False
        assert bench.hand.cts is False
        assert bench.hand.wanted[0] is False
        assert BACKLOG_MAX <= len(data) - len(bench.hand.sent) < BACKLOG_MAX * 2

    bench.expect(f"+QFTPPUT: {len(data)}\r\n".encode())

    assert bench.files["f"] == data
    assert bench.hand.cts is True


def test_what_is_said_to_nobody_is_lost(bench: Bench) -> None:
    bench.hand.present = False
    bench.send(b"ATI\r")
    bench.hand.present = True

    assert bench.send(b"AT\r") == OK


class LateHand(Hand):
    """A DTE that opens the line after the port has looked, and writes before it reads."""

    def read(self, limit: int) -> bytes:
        self.present = self.present or bool(self.sent)
        return super().read(limit)


def test_a_dte_that_opens_and_writes_at_once_is_answered() -> None:
    bench = Bench(hand=LateHand())
    bench.hand.present = False

    assert bench.send(b"AT\r") == OK
    bench.close()


def test_purge_drops_what_waits(bench: Bench) -> None:
    bench.hand.takes = False
    bench.send(b"ATI\r")
    bench.hand.purge()
    bench.hand.takes = True

    assert bench.send(b"AT\r") == OK


def test_a_flood_to_a_dte_that_does_not_read_is_bounded(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.hand.takes = False

    for _ in range(LOST_FROM // 5_000_000 + 10):
        bench.port.terminal.urc("x" * 5_000_000)

    assert backlog(bench) <= LOST_FROM
    assert [record.getMessage() for record in caplog.records] == [
        "in the test's hand: the DTE doesn't read; output of the module is lost"
    ]


@pytest.mark.parametrize(("setting", "in_data_mode"), [("&D0", True), ("&D1", False), ("&D2", False)])
def test_dtr_going_off_ends_data_mode_as_and_d_says(bench: Bench, setting: str, in_data_mode: bool) -> None:
    assert bench.send(f"AT{setting}\r".encode()) == OK
    bench.send(b'AT+QSECWRITE="RAM:x",100\r')
    assert bench.port.terminal.in_data_mode

    bench.hand.data_terminal_ready = False
    bench.hand.serve()

    assert bench.port.terminal.in_data_mode is in_data_mode


def test_dtr_going_on_switches_a_module_on_that_was_powered_down(bench: Bench) -> None:
    bench.send(b"AT+QPOWD=1\r")
    assert bench.send(b"AT\r") == b""

    bench.hand.data_terminal_ready = False
    bench.hand.serve()
    bench.hand.data_terminal_ready = True

    assert bench.send(b"AT\r") == b"AT\r" + OK


def test_a_defect_of_the_firmware_restarts_that_module_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(data: bytes) -> None:
        raise IndexError(data)

    monkeypatch.setattr(bench.port.terminal, "receive", broken)
    bench.send(b"AT\r")
    monkeypatch.undo()

    assert bench.send(b"AT\r") == b"AT\r" + OK
    assert "its watchdog restarts it" in caplog.text


def test_a_command_and_its_payload_in_one_portion_are_told_apart_in_the_log() -> None:
    lines: list[str] = []
    loop, hand = Loop(), Hand()
    port = ModulePort(Module(), hand, loop, traffic_log=TrafficLog("imei", lines.append, redact=str))
    hand.sent += b'ATE0\rAT+QSECWRITE="RAM:k",6\rs3cretAT\r'

    hand.serve()
    port.close()
    loop.close()

    texts = [line.partition("imei ")[2] for line in lines]
    assert not any("s3cret" in text for text in texts)
    assert [text for text in texts if text.startswith("→")][:2] == ["→ ATE0", '→ AT+QSECWRITE="RAM:k",6']
    assert any(text.startswith("→ <") for text in texts)


@pytest.mark.parametrize("step_us", range(100, 3000, 290))
def test_a_paced_line_never_waits_for_nothing(monkeypatch: pytest.MonkeyPatch, step_us: int) -> None:
    loop, hand = Loop(), Hand()
    port = ModulePort(Module(), hand, loop, baud=9600)
    moments = itertools.count(1000.0, step_us / 1e6)  # every look at the clock finds it moved on
    monkeypatch.setattr("hil.emulator.frontends.port.time.monotonic", lambda: next(moments))
    hand.sent += b"AT\r"

    for _ in range(200):
        hand.serve()
        assert hand.wanted[0] or port in loop._due

    assert hand.received == b"AT\r" + OK
    port.close()
    loop.close()
