"""Mishaps by name, and that each happens again at the same place with the same seed."""

from __future__ import annotations

import re

import pytest

from hil.emulator.mishaps.catalogue import AWAY_S, MISHAPS, planned, seed
from hil.emulator.mishaps.flaky_line import disturb
from hil.emulator.module import Module
from hil.errors import UsageError

SCRIPT = b"".join(
    f"AT{body}\r".encode()
    for body in ("", "I", "+CSQ", "+QFTPSTAT", "E0", '+QSSLCFG="ctxindex",0', "+GSN") * 5
)


class Desk:
    """A module behind a flaky line, and what the DTE read."""

    def __init__(self, *mishaps: str, number: int = 1, **options: object) -> None:
        self.module = Module(clock_rate=1000)
        self.heard = bytearray()
        self.away: list[float] = []
        self.terminal = self.module.terminal(self.heard.extend)
        disturb(
            self.terminal, planned(mishaps), module=self.module, seed=str(number), vanish=self.away.append
        )

    def play(self, script: bytes = SCRIPT, portion: int = 1000) -> bytes:
        for at in range(0, len(script), portion):
            self.terminal.receive(script[at : at + portion])
            self.pass_time(10)
        return self.take()

    def pass_time(self, module_seconds: float) -> None:
        with self.module.lock:
            self.module.clock.advance(module_seconds)
            self.module.timers.run_due()

    def take(self) -> bytes:
        data = bytes(self.heard)
        self.heard.clear()
        return data


@pytest.mark.parametrize("name", MISHAPS)
def test_a_seed_says_what_happens(name: str) -> None:
    first, again = Desk(name, number=7).play(), Desk(name, number=7).play()

    assert first == again


@pytest.mark.parametrize("name", sorted(set(MISHAPS) - {"slow", "no-coverage"}))
def test_seeds_differ_and_each_disturbs(name: str) -> None:
    played = {Desk(name, number=number).play() for number in range(12)}

    assert len(played) > 4
    assert len(played - {Desk().play()}) > 4


@pytest.mark.parametrize(
    "name", sorted(set(MISHAPS) - {"slow", "half-echo", "urc-storm", "reboot", "no-coverage"})
)
def test_how_the_bytes_of_the_dte_are_cut_makes_no_difference(name: str) -> None:
    whole, cut = Desk(name, number=3).play(), Desk(name, number=3).play(portion=7)

    assert whole == cut


def test_a_hang_lasts_until_the_next_start() -> None:
    desk = Desk("hang:2")

    assert desk.play(b"AT\r") == b"AT\r\r\nOK\r\n"
    assert desk.play(b"AT\r") == b"AT\r\r\nOK\r\n"
    assert desk.play(b"AT\r" * 3) == b""
    desk.module.reboot()
    assert desk.play(b"AT\r" * 9) == b"AT\r\r\nOK\r\n" * 9


@pytest.mark.parametrize(("mishap", "word"), [("escape", b"+++"), ("cfun", b"AT+CFUN=1,1\r")])
@pytest.mark.parametrize("portion", [1, 1000])
def test_a_hang_ends_by_its_word_alone(mishap: str, word: bytes, portion: int) -> None:
    desk = Desk(f"hang-until-{mishap}:1")
    desk.play(b"AT\r")

    assert desk.play(b"AT\rATH\r" + word[:-1] + b"AT\r") == b""
    desk.play(word, portion)
    assert desk.play(b"ATE0\r").endswith(b"OK\r\n")
    assert desk.play(b"AT\r" * 9) == b"\r\nOK\r\n" * 9


def test_a_hang_for_good_outlasts_each_start() -> None:
    desk = Desk("hang-for-good:1")
    desk.play(b"AT\r")

    desk.module.reboot()
    assert desk.play(b"AT\r") == b""
    desk.module.cut_power()
    desk.module.restore_power()
    assert desk.play(b"AT\r+++AT+CFUN=1,1\r") == b""


def test_a_restart_loses_what_was_set_and_what_was_about_to_be_said() -> None:
    desk = Desk(f"reboot:{len(b'ATE0' * 2) + 2 + len(b'OK') + 4 + 10}")

    assert desk.play(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
    assert desk.play(b"AT+GSN\r") == b"\r\n8"
    assert desk.module.boots == 1
    assert desk.play(b"AT\r") == b"AT\r\r\nOK\r\n"


def test_a_restart_strikes_in_data_mode_as_well() -> None:
    desk = Desk("reboot:100")
    desk.play(b'ATE0;+QSECWRITE="NVRAM:CA0",300,100\r')
    assert desk.terminal.in_data_mode

    desk.play(b"x" * 100)

    assert not desk.terminal.in_data_mode
    assert desk.play(b"AT\r") == b"AT\r\r\nOK\r\n"


def test_garbage_is_nothing_that_could_be_text() -> None:
    spoilt = Desk("garbage:20").play()

    assert re.sub(rb"[\x00\x80-\xff]+", b"", spoilt) == Desk().play()
    assert spoilt != Desk().play()


def test_bytes_get_lost_both_ways() -> None:
    complete = Desk().play(b"ATE0\r" + b"AT+GSN\r" * 40)

    damaged = Desk("lost-bytes:50").play(b"ATE0\r" + b"AT+GSN\r" * 40)

    assert len(damaged) < len(complete)
    assert b"ERROR" in damaged  # of a command that lost a letter


def test_a_storm_blows_between_lines_only() -> None:
    stormy = Desk("urc-storm").play(b"AT\rATE0\r" + b"AT+GSN\r" * 20)

    lines = stormy.split(b"\r\n")
    assert lines.count(b"866425030000006") == 20
    assert lines.count(b"OK") == 22
    assert any(line.startswith(b"+CREG: ") for line in lines)


def test_no_storm_in_data_mode() -> None:
    desk = Desk("urc-storm")
    desk.play(b'ATE0;+QSECWRITE="NVRAM:CA0",300,100\r')

    assert desk.play(b"AT\r\n" * 74) == b""


@pytest.mark.parametrize("echo", [0, 1])
def test_half_of_each_line_comes_back(echo: int) -> None:
    desk = Desk("half-echo:1")
    desk.play(f"ATE{echo}\r".encode())

    came = desk.play(b"AT+CGSN\r").removesuffix(b"\r\n866425030000006\r\n\r\nOK\r\n")

    assert came
    assert b"AT+CGSN".startswith(came)


def test_a_port_vanishes_before_the_answer() -> None:
    desk = Desk("vanish:2")

    assert desk.play(b"AT\rAT\rAT\r") == b"AT\r\r\nOK\r\n"
    assert desk.away == [AWAY_S]


def test_without_a_port_to_take_away_the_line_falls_silent_for_a_while() -> None:
    desk = Desk()
    disturb(desk.terminal, planned(["vanish:1"]), module=desk.module, seed="")

    desk.terminal.receive(b"AT\rAT\r")
    silent = desk.take()
    desk.pass_time(AWAY_S + 1)

    assert silent == b""
    assert desk.play(b"AT\r") == b"AT\r\r\nOK\r\n"


def test_slow_answers_come_whole_and_late() -> None:
    desk = Desk("slow:60")
    desk.terminal.receive(b"AT\r")
    at_once = desk.take()

    desk.pass_time(60)

    assert at_once == b""
    assert desk.take() == b"AT\r\r\nOK\r\n"


def test_a_restart_forgets_an_answer_that_was_still_to_come() -> None:
    desk = Desk("slow:60")
    desk.terminal.receive(b"AT\r")

    desk.module.reboot()
    desk.pass_time(100)

    assert desk.take() == b""
    desk.terminal.receive(b"AT\r")
    assert desk.take() == b""
    desk.pass_time(60)
    assert desk.take() == b"AT\r\r\nOK\r\n"


def test_a_lost_network_comes_back_after_a_minute_and_is_known_to_the_network() -> None:
    desk = Desk("no-coverage:2")
    assert desk.play(b"ATE0;+CREG=1\r") == b"ATE0;+CREG=1\r\r\nOK\r\n"

    assert desk.play(b"AT\r") == b"\r\nOK\r\n\r\n+CREG: 2\r\n"
    assert desk.play(b"AT+CREG?\r") == b"\r\n+CREG: 1,2\r\n\r\nOK\r\n"
    assert desk.play(b"AT+CSQ\r") == b"\r\n+CSQ: 99,0\r\n\r\nOK\r\n"
    assert not desk.module.mobile_network.registered
    assert desk.module.mobile_network.outages == 1
    desk.pass_time(60)
    assert desk.take() == b"\r\n+CREG: 1\r\n"
    assert desk.module.mobile_network.registered


def test_a_sim_without_contact_is_reported_and_ends_the_registration() -> None:
    desk = Desk("sim-out:1")

    assert desk.play(b"ATE0\r") == b"ATE0\r\r\nOK\r\n\r\n+CPIN: NOT INSERTED\r\n"
    assert desk.play(b"AT+CPIN?\r") == b"\r\n+CME ERROR: 10\r\n"
    assert desk.play(b"AT+CREG?\r") == b"\r\n+CREG: 0,0\r\n\r\nOK\r\n"


def test_mishaps_add_up() -> None:
    desk = Desk("half-echo:1,hang:1")

    assert desk.play(b"AT\rAT\r") == b"A\r\nOK\r\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hung", "no mishap is called 'hung'; the nearest is 'hang'"),
        ("hang:x", "hang:x has no number from 0 to 1e+06 (lines: "),
        ("half-echo:2", "half-echo:2 has no number from 0.001 to 1 "),
        ("garbage:nan", "garbage:nan has no number from 2 "),
        ("slow:", "slow: has no number from 0.001 "),
    ],
)
def test_what_is_no_mishap_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        planned(["reboot", text])

    assert str(caught.value).startswith(complaint)


def test_a_list_with_commas_is_several() -> None:
    assert [each.text for each in planned(["hang,slow:0.5", "garbage"])] == [
        "hang:0",
        "slow:0.5",
        "garbage:200",
    ]


@pytest.mark.parametrize("text", ["-1", "x", "", "1.5", "9" * 19])
def test_what_is_no_seed_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="a seed is a whole number"):
        seed(text)
