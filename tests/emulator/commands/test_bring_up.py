"""The bring-up sequences of public drivers meet no ERROR."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulator.dte import Bench
from tests.emulator.peers.bring_up import BRING_UPS, BringUp


@pytest.fixture
def started() -> Iterator[Bench]:
    bench = Bench()
    bench.module.terminals[0].restart()  # without the ATE0 of the fixture
    yield bench
    bench.close()


@pytest.mark.parametrize("driver", BRING_UPS, ids=lambda driver: driver.driver)
def test_no_command_of_a_bring_up_meets_an_error(started: Bench, driver: BringUp) -> None:
    refused = []
    for line in driver.lines:
        answer = started.dte.send(line.encode() + driver.end)
        if b"ERROR" in answer or not answer.endswith((b"\r\n", b"0\r")):
            refused.append((line, answer))

    assert refused == []
