"""Run by the pytest of pytest-embedded: AT exchanges through `dut.write` and `dut.expect_exact`.

The environment names their number (TURN_COUNT) and the file for the seconds of each (TURN_FILE).
"""

import json
import os
import time
from pathlib import Path
from typing import Any


def test_turn(dut: Any) -> None:
    """Exchange, write the times."""
    taken = []
    for number in range(int(os.environ["TURN_COUNT"]) + 1):
        started = time.perf_counter()
        dut.write("AT\r")
        dut.expect_exact("OK\r\n", timeout=10)
        if number:  # the first one warms up
            taken.append(time.perf_counter() - started)
    Path(os.environ["TURN_FILE"]).write_text(json.dumps(taken), encoding="utf-8")
