"""The spelling of result lines, and the step that chooses the reported code."""

from __future__ import annotations

import pytest

from hil.emulator.device.personality import Personality
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.parts import Parts


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("QFTPOPEN", 0, "+QFTPOPEN: 0"),
        ("QFTPGET", -550, "+QFTPGET:-550"),
        ("QFTPERROR", -6, "+QFTPERROR: -6"),
    ],
)
def test_the_space_after_the_colon_is_of_the_personality(name: str, value: int, line: str) -> None:
    lines = ResultLines(Personality(compact_replies=frozenset({"QFTPGET"})))

    assert lines.line(name, value) == line


def test_the_reported_code_is_a_step_of_its_own() -> None:
    class Sixes(ResultLines):
        def code(self, value: int) -> int:
            return 6 * super().code(value)

    lines = Parts([Sixes]).of(ResultLines)(Personality())

    assert lines.line("QFTPPUT", -1) == "+QFTPPUT: -6"
    assert lines.line("QFTPPUT", 1) == "+QFTPPUT: 1"
