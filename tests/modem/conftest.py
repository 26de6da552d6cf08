"""A modem on a scripted DCE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Transcript
from tests.modem.scripted import ScriptedDce, Turn


@pytest.fixture
def recorder() -> Transcript:
    return Transcript()


@pytest.fixture
def modem_on(recorder: Transcript) -> Iterator[Callable[..., Modem]]:
    """`modem_on(turn, turn, ...)` is a modem on a DCE with that script, which must be played to its end."""
    with ExitStack() as stack:

        def make(*turns: Turn, clock_rate: float = 1.0) -> Modem:
            dce = stack.enter_context(ScriptedDce(turns))
            channel = Channel.open(dce.path, transcript=recorder, clock_rate=clock_rate)
            return Modem(stack.enter_context(channel))

        yield make
