"""Questions 17 and 18: identity and start of the DUT, and the command lines that it accepts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.deadline import Deadline
from hil.fixture_types import Measure, Observe
from hil.modem.modem import Modem
from hil.spec.dialect import DialectKey
from hil.transcript import Direction, Kind

from .questions import QUESTIONS, ask, yes_or_no

START_S = 5.0  # module time in which the lines after a start come
LOOK_S = 1.0
SAID_BY_THE_DUT = frozenset({Kind.RESPONSE, Kind.URC, Kind.RESTART, Kind.NOISE})


def lines_of_a_start(modem: Modem) -> tuple[str, ...]:
    """Restart the DUT; the unsolicited lines up to the first answered command."""
    recorder = modem.channel.transcript
    before = len(recorder.entries())
    modem.reboot()
    modem.channel.listen(Deadline.after(START_S / modem.channel.clock_rate))
    modem.channel.drain()
    entries = recorder.entries()[before:]
    asked = " ".join(entry.text for entry in entries if entry.direction is Direction.TO_DUT)
    said = [entry.text for entry in entries if entry.kind in SAID_BY_THE_DUT]
    return tuple(text for text in said if text not in {"OK", "ERROR"} and not _answers(text, asked))


def _answers(text: str, asked: str) -> bool:
    """Whether the line answers a question of the driver after the start: `+CMEE: 1`, or the value of an S-parameter."""
    name = text.partition(":")[0]
    return text.isdecimal() or (name.startswith("+") and f"AT{name}?" in asked)


def information(modem: Modem, line: str) -> tuple[str, ...]:
    """The information text of a command, blank lines included."""
    raw = modem.send(line).raw.decode("ascii", "replace")
    body = raw.partition("\r\n")[2].rpartition("\r\n\r\nOK\r\n")[0]
    return tuple(body.split("\r\n"))


@pytest.mark.probe(QUESTIONS[17])
@pytest.mark.requirement("SYN-08")
def test_the_identity_is_measured(modem: Modem, observe: Observe, measure: Measure) -> None:
    answers = {line: information(modem, line) for line in ("ATI", "AT+GMI", "AT+GMM", "AT+GMR")}
    has_prefix = any(line.startswith("+QCCID") for line in ask(modem, "AT+QCCID").lines)

    for line, lines in answers.items():
        observe(line, " | ".join(lines))
    observe("AT+QCCID names itself", yes_or_no(has_prefix))
    measure(DialectKey.ATI, answers["ATI"])
    measure(DialectKey.MANUFACTURER, answers["AT+GMI"])
    measure(DialectKey.MODEL, answers["AT+GMM"])
    measure(DialectKey.REVISION, " | ".join(answers["AT+GMR"]).removeprefix("Revision:").strip())
    measure(DialectKey.QCCID_PREFIX, has_prefix)


@pytest.mark.probe(QUESTIONS[17])
@pytest.mark.requirement("SYN-08")
def test_the_lines_after_a_reboot_are_measured(
    modem: Modem, observe: Observe, measure: Measure, afterwards: Callable[[str], None]
) -> None:
    rate = ask(modem, "AT+IPR?").value or "0"
    fixed = str(modem.channel.baudrate)
    afterwards(f"AT+IPR={rate};&W")
    for title, value, key in (
        ("without a fixed rate", "0", DialectKey.BOOT_URCS_WHEN_AUTOBAUDING),
        ("at a fixed rate", fixed, DialectKey.BOOT_URCS),
    ):
        modem.send(f"AT+IPR={value};&W").check()
        lines = lines_of_a_start(modem)
        observe(f"lines after a start {title}", " | ".join(lines) or "none")
        measure(key, lines)


@pytest.mark.probe(QUESTIONS[17])
@pytest.mark.requirement("SYN-08")
def test_the_default_of_cmee_is_measured(modem: Modem, observe: Observe, measure: Measure) -> None:
    modem.send("AT&F")
    modem.ftp.forget()  # nothing says what else it resets
    modem.ssl.forget()
    level = ask(modem, "AT+CMEE?").value
    observe("AT+CMEE after AT&F", level)
    if level.isdecimal():
        measure(DialectKey.CMEE_DEFAULT, int(level))
    modem.attach()


@pytest.mark.probe(QUESTIONS[18])
@pytest.mark.requirement("SYN-07")
def test_the_length_limit_of_a_command_line_is_measured(modem: Modem, observe: Observe) -> None:
    longest, refused = 0, 0
    for length in (64, 128, 250, 254, 255, 256, 257, 258, 300, 512, 1024):
        if ask(modem, _padded(length)).is_error:
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
def test_the_effect_of_other_line_ends_and_lower_case_is_measured(
    modem: Modem, observe: Observe, measure: Measure
) -> None:
    observe("at+cmee?", ask(modem, "at+cmee?"))
    channel = modem.channel
    channel.drain()
    channel.line.write(b"AT+CMEE?\n")
    answered = channel.wait_urc(lambda text: text.startswith("+CMEE"), Deadline.after(LOOK_S))
    observe("a command line that ends in LF is taken", yes_or_no(answered is not None))
    measure(DialectKey.LF_ENDS_LINE, answered is not None)
    channel.line.write(b"\r")  # ends the line, if the LF did not
    channel.listen(Deadline.after(LOOK_S / 10))
    channel.drain()
    channel.settled()
    modem.attach()
