"""Questions 17 and 18: identity and start of the DUT, and the command lines that it accepts."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.modem.modem import Modem
from hil.transcript import Direction, Pco

from ..fixture_types import Observe
from .questions import QUESTIONS, ask

START_S = 5.0  # module time in which the lines after a start come
LOOK_S = 1.0


def lines_of_a_start(modem: Modem) -> str:
    """Restart the DUT; the unsolicited lines up to the first answered command."""
    recorder = modem.channel.transcript
    before = len(recorder.entries())
    modem.reboot()
    modem.channel.listen(Deadline.after(START_S / modem.channel.clock_rate))
    modem.channel.drain()
    said = [
        entry.text
        for entry in recorder.entries()[before:]
        if entry.pco is Pco.AT and entry.direction is Direction.FROM_DUT
    ]
    return " | ".join(text for text in said if text not in {"OK", "ERROR"})


def information(modem: Modem, line: str) -> str:
    """The information text of a command, blank lines included."""
    raw = modem.send(line).raw.decode("ascii", "replace")
    body = raw.partition("\r\n")[2].rpartition("\r\n\r\nOK\r\n")[0]
    return " | ".join(body.split("\r\n"))


@pytest.mark.probe(QUESTIONS[17])
@pytest.mark.requirement("SYN-08")
def test_the_identity_is_measured(modem: Modem, observe: Observe) -> None:
    for line in ("ATI", "AT+GMI", "AT+GMM", "AT+GMR"):
        observe(line, information(modem, line))
    answer = ask(modem, "AT+QCCID")
    observe("AT+QCCID names itself", "yes" if answer.startswith("+QCCID") else "no")


@pytest.mark.probe(QUESTIONS[17])
@pytest.mark.requirement("SYN-08")
def test_the_lines_after_a_reboot_are_measured(modem: Modem, observe: Observe) -> None:
    rate = ask(modem, "AT+IPR?").partition(":")[2].partition(" | ")[0].strip() or "0"
    fixed = str(modem.channel.baudrate)
    try:
        for title, value in (("without a fixed rate", "0"), ("at a fixed rate", fixed)):
            modem.send(f"AT+IPR={value};&W").check()
            observe(f"lines after a start {title}", lines_of_a_start(modem) or "none")
    finally:
        modem.send(f"AT+IPR={rate};&W").check()


@pytest.mark.probe(QUESTIONS[17])
@pytest.mark.requirement("SYN-08")
def test_the_default_of_cmee_is_measured(modem: Modem, observe: Observe) -> None:
    modem.send("AT&F")
    modem.ftp.forget()  # nothing says what else it resets
    modem.ssl.forget()
    observe("AT+CMEE after AT&F", ask(modem, "AT+CMEE?").partition(":")[2].partition(" | ")[0].strip())
    modem.attach()


@pytest.mark.probe(QUESTIONS[18])
@pytest.mark.requirement("SYN-07")
def test_the_length_limit_of_a_command_line_is_measured(modem: Modem, observe: Observe) -> None:
    longest, refused = 0, 0
    for length in (64, 128, 250, 254, 255, 256, 257, 258, 300, 512, 1024):
        if "ERROR" in ask(modem, _padded(length)):
            refused = length
            break
        longest = length
    observe("longest command line that was taken", longest)
    observe("shortest command line that was refused", refused or "none")


def _padded(length: int) -> str:
    """A command line of that length without effect: spaces are ignored (V.250 5.2.1)."""
    return "AT" + " " * (length - 4) + "E0"


@pytest.mark.probe(QUESTIONS[18])
@pytest.mark.requirement("SYN-07")
def test_the_effect_of_other_line_ends_and_lower_case_is_measured(modem: Modem, observe: Observe) -> None:
    observe("at+cmee?", ask(modem, "at+cmee?"))
    channel = modem.channel
    channel.drain()
    channel.line.write(b"AT+CMEE?\n")
    answered = channel.wait_urc(lambda text: text.startswith("+CMEE"), Deadline.after(LOOK_S))
    observe("a command line that ends in LF is taken", "yes" if answered else "no")
    channel.line.write(b"\r")  # ends the line, if the LF did not
    channel.listen(Deadline.after(LOOK_S / 10))
    channel.drain()
    channel.settled()
    modem.attach()
