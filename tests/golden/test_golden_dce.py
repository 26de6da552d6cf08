"""Chapter 4 of the note, byte for byte, fed to the emulated module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulator.dte import Bench, Dte
from tests.golden import transcripts
from tests.golden.transcripts import Step


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


def exchange(dte: Dte, step: Step) -> bytes:
    """What the module answers to a step, awaited as long as it is still a beginning of what the note has."""
    answer = dte.send(step.sent)
    while len(answer) < len(step.received) and step.received.startswith(answer):
        answer += dte.expect(step.received[len(answer) :])
    return answer


def play(bench: Bench, steps: tuple[Step, ...]) -> list[Step]:
    return [Step(step.sent, exchange(bench.dte, step)) for step in steps]


@pytest.mark.parametrize("clause", ["4.1.1", "4.1.2", "4.2.1", "4.2.4"])
def test_example(bench: Bench, clause: str) -> None:
    assert play(bench, transcripts.EXAMPLES[clause]) == list(transcripts.EXAMPLES[clause])


def test_upload(bench: Bench) -> None:
    bench.opened()

    assert play(bench, transcripts.UPLOAD_FILE) == list(transcripts.UPLOAD_FILE)
    assert bench.files["test.txt"] == transcripts.FILE_10220


def test_download(bench: Bench) -> None:
    bench.opened()
    bench.files["test.txt"] = transcripts.FILE_10220

    assert play(bench, transcripts.DOWNLOAD_FILE) == list(transcripts.DOWNLOAD_FILE)


def test_with_echo(bench: Bench) -> None:
    bench.dte.send(b"ATE1\r")

    assert play(bench, transcripts.SWITCH_TO_FTP_WITH_ECHO) == list(transcripts.SWITCH_TO_FTP_WITH_ECHO)


def test_numeric(bench: Bench) -> None:
    bench.dte.send(b"ATV0\r")

    assert play(bench, transcripts.SWITCH_TO_FTP_NUMERIC) == list(transcripts.SWITCH_TO_FTP_NUMERIC)
