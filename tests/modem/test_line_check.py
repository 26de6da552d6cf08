"""The line check finds what flaky lines do to bytes, and nothing on a sound one."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Direction, Kind, Pco, Transcript


@pytest.mark.parametrize("personality", ["note", "classic-gsm", "M95FAR02A08"])
def test_a_sound_line_carries_bytes_as_they_are(personality: str) -> None:
    with Channel.open(f"emulator://m95?personality={personality}", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()

        assert modem.line_trouble() is None
        assert modem.send("AT").raw == b"\r\nOK\r\n"  # no echo is left


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("mishap", ["lost-bytes", "garbage", "half-echo"])
def test_a_line_that_loses_or_adds_bytes_is_found(mishap: str, seed: int) -> None:
    url = f"emulator://m95?mishap={mishap}&seed={seed}"
    with Channel.open(url, transcript=Transcript()) as channel:
        channel.transcript.append(
            Pco.AT, Direction.TO_DUT, "ATE1", kind=Kind.COMMAND
        )  # the echo is on, and may be

        trouble = Modem(channel).line_trouble()

    assert trouble is not None
    assert not trouble.restarted


def test_a_dut_that_answers_nothing_is_found() -> None:
    with Channel.open("emulator://m95?mishap=hang:8", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()

        trouble = modem.line_trouble()

    assert trouble is not None
    assert trouble.detail.endswith(("(0 bytes)", "within 2.0 s"))


def test_a_dut_that_restarted_behind_the_drivers_back_is_found() -> None:
    with Channel.open("emulator://m95?mishap=reboot:200", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()
        for _ in range(30):
            channel.send_line("AT")  # somewhere here it restarts and says nothing
            channel.event(Deadline.after(0.2))

        trouble = modem.line_trouble()

    assert trouble is not None
    assert trouble.restarted
