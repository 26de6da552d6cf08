"""The driver on flaky benches: it recovers or says what is wrong, and never tells what didn't happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelError, ChannelLost, ChannelTimeout, PortError
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Transcript

CLOCK_RATE = 50.0
LINES = (
    "AT",
    "ATI",
    "AT+CREG?",
    "AT+CSQ",
    "AT+QFTPCFG=1",
    "AT+CGREG?",
    'AT+QSSLCFG="ctxindex",0',
    "AT+QFTPCFG=5,1",
    "AT+CGSN",
    "AT+NONE",
    "AT+QFTPSTAT",
)
SEEDS = range(2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line that was sent, and what the driver made of it: response lines, or the error that it raised."""

    sent: str
    lines: tuple[str, ...] = ()
    error: ChannelError | None = None


@contextmanager
def bench(*mishaps: str, seed: int = 0) -> Iterator[Modem]:
    """A modem that has attached before the mishaps begin."""
    options = "".join(f"&mishap={mishap}" for mishap in mishaps)
    url = f"emulator://m95?clock_rate={CLOCK_RATE:g}&seed={seed}{options}"
    with Channel.open(url, transcript=Transcript(), clock_rate=CLOCK_RATE) as channel:
        yield Modem(channel)


def play(modem: Modem, lines: tuple[str, ...] = LINES * 2, *, wait_s: float = 0.2) -> list[Outcome]:
    """Send lines until the port is lost."""
    outcomes: list[Outcome] = []
    for line in lines:
        try:
            outcomes.append(Outcome(line, modem.send(line, deadline=Deadline.after(wait_s)).lines))
        except ChannelError as error:
            outcomes.append(Outcome(line, error=error))
            if isinstance(error, ChannelLost):
                break
    return outcomes


@pytest.fixture(scope="module")
def truth() -> dict[str, tuple[str, ...]]:
    """What a module on a good bench answers."""
    with bench() as modem:
        return {outcome.sent: outcome.lines for outcome in play(modem)}


def is_part(part: str, whole: str) -> bool:
    """Whether `part` is `whole` with letters left out."""
    rest = iter(whole)
    return all(letter in rest for letter in part)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mishap", ["urc-storm", "urc-storm:50", "half-echo:1"])
def test_what_is_only_in_the_way_changes_no_exchange(
    mishap: str, seed: int, truth: dict[str, tuple[str, ...]]
) -> None:
    with bench(mishap, seed=seed) as modem:
        modem.attach()

        assert [(outcome.lines, outcome.error) for outcome in play(modem)] == [
            (truth[line], None) for line in LINES * 2
        ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mishap", ["garbage:60", "reboot", "slow:11"])
def test_what_is_told_is_true(mishap: str, seed: int, truth: dict[str, tuple[str, ...]]) -> None:
    with bench(mishap, seed=seed) as modem:
        outcomes = play(modem)

    answered = [each for each in outcomes if each.error is None]
    assert len(answered) > len(outcomes) / 3
    assert [each.lines for each in answered] == [truth[each.sent] for each in answered]


@pytest.mark.parametrize("seed", SEEDS)
def test_of_lost_bytes_no_line_is_made_up(seed: int, truth: dict[str, tuple[str, ...]]) -> None:
    """A letter that is missing in a text can't be seen; a command that lost one is refused by the module."""
    with bench("lost-bytes:150", seed=seed) as modem:
        play(modem, ("ATE0",) * 3)  # a damaged echo would look like information text
        outcomes = play(modem)

    answered = [each for each in outcomes if each.error is None]
    assert len(answered) > len(outcomes) / 2
    for each in answered:
        true = "".join(truth[each.sent])
        assert is_part("".join(each.lines), true) or each.lines == ("ERROR",)


def test_a_module_that_hangs_answers_nothing_more_and_is_not_alive(
    truth: dict[str, tuple[str, ...]],
) -> None:
    with bench("hang:3") as modem:
        outcomes = play(modem, LINES[:5], wait_s=0.05)

        assert [each.lines for each in outcomes[:3]] == [truth[line] for line in LINES[:3]]
        assert [type(each.error) for each in outcomes[3:]] == [ChannelTimeout] * 2
        assert not modem.is_alive()


def test_a_power_cycle_ends_a_hang(truth: dict[str, tuple[str, ...]]) -> None:
    with bench("hang:1") as modem:
        outcomes = play(modem, ("AT", "AT"), wait_s=0.05)
        assert isinstance(outcomes[1].error, ChannelTimeout)
    with bench() as modem:
        modem.attach()

        assert modem.send("ATI").lines == truth["ATI"]


def test_a_restart_in_an_upload_is_no_success() -> None:
    with bench("reboot:300") as modem:
        modem.attach()

        with pytest.raises(ChannelTimeout):
            modem.send('AT+QSECWRITE="NVRAM:CA0",400,3', data=b"-" * 400, deadline=Deadline.after(0.5))

        assert not modem.security.read("NVRAM:CA0").ok


def test_a_storm_leaves_an_upload_whole() -> None:
    with bench("urc-storm:20") as modem:
        modem.attach()

        written = modem.security.write("NVRAM:CA0", b"x" * 500)

        assert written.ok
        assert written.values("QSECWRITE").startswith("500,")


def test_a_port_that_vanishes_is_lost_and_missing_and_comes_back() -> None:
    with bench("vanish:1") as modem:
        with pytest.raises(ChannelLost, match="check cable"):
            modem.send("AT")

        with pytest.raises(ChannelLost):
            modem.send("AT")
        with pytest.raises(PortError, match="does not exist; check the cable"), bench("vanish:1"):
            pass
    deadline = Deadline.after(5)
    back = False
    while not back and not deadline.expired:
        try:
            with bench("vanish:1"):
                back = True
        except PortError:
            continue

    assert back
