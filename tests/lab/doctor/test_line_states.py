"""What is at the other end of a line, or what an earlier user left on, is told apart by the doctor in one word."""

from __future__ import annotations

import re
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hil.at.mux import FrameType
from hil.bench import Bench, ModuleSetup
from hil.campaign.pics import Pics
from hil.errors import ChannelHeld
from hil.lab.doctor import line as doctor
from hil.lab.doctor.examination import examine
from hil.lab.doctor.finding import Finding, Outcome
from hil.lab.doctor.line import examine_line
from hil.modem import leftovers, line_search
from hil.modem.leftovers import advanced_frame
from hil.modem.line_settings import with_parity
from hil.modem.line_state import LineState
from hil.modem.port import Port
from tests.emulated import emulated
from tests.lab.doctor.dce import Answer, joined, line


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The devices of these tests answer at once, and keep the guard times of a clock that runs ten times as fast."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.3)
    monkeypatch.setattr(leftovers, "GUARD_S", 0.3)
    monkeypatch.setattr(line_search, "RESTART_S", 0.5)
    monkeypatch.setattr(doctor, "RATES", (115_200,))


def examined(url: str) -> Finding:
    return examine_line(Bench(url, "127.0.0.1", None, module=ModuleSetup()))


def always(words: bytes) -> Answer:
    return lambda _came, _rate: words


class Dce:
    """A module in a state: it answers `AT` once bytes came that end the state."""

    def __init__(self, ends: bytes, before: Callable[[bytes], bytes] = lambda _: b"") -> None:
        self._ends, self._before, self._heard, self._is_free = re.compile(ends, re.DOTALL), before, b"", False

    def __call__(self, came: bytes, _rate: int) -> bytes:
        if self._is_free:
            return b"\r\nOK\r\n" if b"AT\r" in came else b""
        self._heard += came
        self._is_free = self._ends.search(self._heard) is not None
        return self._before(came)


_FOREIGN = (
    (always(b"$GPGGA,123519,4807.038,N,01131.000,E,1,08*47\r\n"), LineState.POSITIONING),
    (always(b"\r\nbench login: "), LineState.CONSOLE),
    (always(b"U-Boot 2022.01\r\n=> "), LineState.BOOT_LOADER),
    (always(b"\r\nRDY\r\n"), LineState.RESTARTING),
    (always(b"\r\nRDY\r\n\r\nOK\r\n\r\nRDY\r\n"), LineState.RESTARTING),
    (always(b"AT+CREG?\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n"), LineState.OTHER_PROGRAM),
    (always(b"A\rK\r\n"), LineState.LOSSY),
    (joined, LineState.JOINED),
    (lambda came, _rate: came.replace(b"\r", b"\r\n"), LineState.JOINED),
)


@pytest.mark.parametrize(("answer", "state"), _FOREIGN)
def test_what_is_no_module_in_order_is_told_by_its_word(answer: Answer, state: LineState) -> None:
    with line(answer) as path:
        found = examined(path)

    assert (found.outcome, found.state) == (Outcome.TROUBLE, state)
    assert found.step


_LEFT = {
    "a prompt": (Dce(rb"\x1b", lambda _: b"\r\n> "), LineState.PROMPT),
    "a prompt that repeats what is typed": (Dce(rb"\x1b", lambda came: came), LineState.PROMPT),
    "a stop by XOFF": (Dce(rb"\x11"), LineState.HELD),
    "frames of the advanced option": (
        Dce(rb"\x7e\x03\x53.\x7e|\x7e\x03\x7d\x73.{1,2}\x7e", lambda _: advanced_frame(FrameType.DM)),
        LineState.MULTIPLEXER,
    ),
    "PPP": (Dce(rb"\+\+\+.*ATH\r", lambda _: bytes.fromhex("7eff7d23c0217d217d217d20")), LineState.PPP),
    "even parity": (
        Dce(
            re.escape(with_parity(b"AT+ICF=3,3\r", is_odd=False)),
            lambda _: with_parity(b"\r\nERROR\r\n", is_odd=False),
        ),
        LineState.CHARACTER_FORM,
    ),
    "odd parity": (
        Dce(
            re.escape(with_parity(b"AT+ICF=3,3\r", is_odd=True)),
            lambda _: with_parity(b"\r\nERROR\r\n", is_odd=True),
        ),
        LineState.CHARACTER_FORM,
    ),
}


@pytest.mark.parametrize("name", _LEFT)
def test_what_can_be_ended_is_ended_and_told(name: str) -> None:
    answer, state = _LEFT[name]
    with line(answer) as path:
        found = examined(path)
        again = examined(path)

    assert (found.outcome, found.state) == (Outcome.WARNING, state)
    assert "AT&W" in found.step
    assert (again.outcome, again.state) == (Outcome.WELL, LineState.ANSWERS)


_SETTINGS = {
    b"ATS3=49\r": LineState.LINE_END,  # 1 stands in ATS3=13
    b"ATS3=8\r": LineState.LINE_END,  # S5, too
    b"ATE0S3=65\r": LineState.LINE_END,  # A
    b"ATQ1E0S3=10S4=33\r": LineState.LINE_END,
    b"ATS4=33\r": LineState.RESPONSE_FORM,
    b"ATS4=0\r": LineState.RESPONSE_FORM,
    b"ATS4=32\r": LineState.RESPONSE_FORM,  # a blank
    b"ATS4=75\r": LineState.RESPONSE_FORM,  # K
}


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bytes, str]]:
    """An emulated module for each of these settings."""
    options = ("--tcp", "127.0.0.1:0", "--count", str(len(_SETTINGS)), "--clock-rate", "20")
    with emulated(*options, folder=tmp_path_factory.mktemp("modules")) as modules:
        yield dict(zip(_SETTINGS, modules.urls, strict=True))


@pytest.mark.parametrize("before", _SETTINGS)
def test_settings_of_a_profile_are_undone_alone_and_together(before: bytes, urls: dict[bytes, str]) -> None:
    url = urls[before]
    port = Port.open(url, baudrate=115_200)
    port.write(b"AT\r" + before)
    while port.read(0.2):
        pass
    port.close()

    found = examined(url)
    again = examined(url)

    assert (found.outcome, found.state) == (Outcome.WARNING, _SETTINGS[before])
    assert (again.outcome, again.state) == (Outcome.WELL, LineState.ANSWERS)


def test_a_console_and_a_receiver_are_sent_at_only() -> None:
    heard: list[bytes] = []

    def answer(came: bytes, _rate: int) -> bytes:
        heard.append(came)
        return b"\r\nbench login: "

    with line(answer) as path:
        examined(path)

    assert set(b"".join(heard).split(b"\r")) == {b"AT", b""}


@pytest.mark.parametrize("mark", [b"C", b"\x15"])
def test_a_device_that_asks_for_a_file_now_and_then_is_sent_nothing_else(mark: bytes) -> None:
    heard: list[bytes] = []

    def answer(came: bytes, _rate: int) -> bytes:
        heard.append(came)
        return mark if len(heard) != 2 else b""

    with line(answer) as path:
        found = examined(path)

    assert found.state is LineState.BOOT_LOADER
    assert set(b"".join(heard).split(b"\r")) == {b"AT", b""}


def test_what_shows_itself_late_is_sent_nothing_more() -> None:
    heard: list[bytes] = []

    def answer(came: bytes, _rate: int) -> bytes:
        heard.append(came)
        return b"\r\nbench login: " if b"ATQ0" in b"".join(heard) else b""

    with line(answer) as path:
        found = examined(path)

    assert found.state is LineState.CONSOLE
    assert set(b"".join(heard).split(b"\r")) == {b"AT", b"ATQ0", b""}


def test_of_a_flood_only_its_end_is_kept() -> None:
    class Flood:
        url = "flood"

        def close(self) -> None:
            """Nothing to close."""

        def read(self, _wait_s: float) -> bytes:
            return bytes(1000) + b"end"

        def write(self, _data: bytes) -> None:
            """Nobody listens."""

    came = leftovers.heard(Flood(), 0.01)

    assert len(came) <= 4096
    assert came.endswith(b"end")


def test_dtr_wakes_a_module_that_sleeps() -> None:
    port = Port.open("loop://", baudrate=115_200)
    leftovers.SLEEP.send(port)
    port.close()

    assert port.lines == {"dtr": True}


@pytest.mark.parametrize("left", [73, 83, 84])  # I, S, T
def test_a_letter_that_deletes_is_found_and_undone(left: int, tmp_path: Path) -> None:
    with emulated("--tcp", "127.0.0.1:0", "--clock-rate", "20", folder=tmp_path) as modules:
        port = Port.open(modules.urls[0], baudrate=115_200)
        port.write(f"ATS5={left}\r".encode())
        while port.read(0.2):
            pass
        port.close()
        bench = Bench(modules.urls[0], "127.0.0.1", None, module=ModuleSetup())

        found = {each.check: each for each in examine(bench, claims=Pics().claims)}

    assert found["settings of the line"].outcome is Outcome.WARNING
    assert "ATS5=8" in found["settings of the line"].detail
    assert found["PDP context"].outcome is Outcome.WELL


def test_another_modem_has_its_word() -> None:
    def answer(came: bytes, _rate: int) -> bytes:
        return b"\r\nSIMCOM_SIM800\r\n\r\nOK\r\n" if b"CGM" in came else b"\r\nOK\r\n"

    with line(answer) as path:
        found = list(examine(Bench(path, "127.0.0.1", None, module=ModuleSetup()), claims=Pics().claims))

    assert [(each.check, each.state) for each in found if each.outcome is Outcome.TROUBLE] == [
        ("module", LineState.OTHER_MODEM)
    ]


def test_a_rate_that_was_left_is_set_again() -> None:
    rate = {"now": termios.B9600}

    def answer(came: bytes, of_port: int) -> bytes:
        if of_port != rate["now"]:
            return b""
        if b"AT+IPR=115200\r" in came:
            rate["now"] = termios.B115200
        return b"\r\nOK\r\n"

    with line(answer) as path, pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "RATES", (9_600,))
        found = examined(path)
        again = examined(path)

    assert (found.outcome, found.state) == (Outcome.WARNING, LineState.RATE)
    assert "from 9600 to 115200 bit/s (AT+IPR)" in found.detail
    assert again.outcome is Outcome.WELL


def test_flow_control_that_holds_the_line_has_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def hold(_port: Port, _data: bytes) -> None:
        raise ChannelHeld("the port took no bytes for 10 s; check the flow control lines (RTS, CTS)")

    with line(joined) as path:
        monkeypatch.setattr(Port, "write", hold)
        found = examined(path)

    assert (found.outcome, found.state) == (Outcome.TROUBLE, LineState.HELD)
    assert found.step == "check the flow control lines (RTS, CTS)"
