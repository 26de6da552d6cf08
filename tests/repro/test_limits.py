"""What stands against a script."""

from __future__ import annotations

import base64
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hil.evidence.wire.reading import Moved
from hil.repro.limits import _asked_before, _is_given_between, _is_of_that_run, _options, _says_nothing
from hil.repro.recorded import Recorded
from hil.verdict import Role, Step
from tests.results.samples import FAILED

ASKED = 'AT+QSSLCFG="seclevel",0'


def session(*transfers: tuple[str, str, int]) -> dict[str, Any]:
    """A session with these transfers: verb, name, bytes."""
    return {
        "commands": [{"verb": verb, "argument": name} for verb, name, _ in transfers],
        "fired": [],
        "data": [
            {"received": size if verb == "STOR" else 0, "sent": size if verb == "RETR" else 0}
            for verb, _, size in transfers
            if verb != "REST"
        ],
    }


@pytest.mark.parametrize(
    ("transfers", "is_given"),
    [
        ([("STOR", "a", 10), ("RETR", "a", 10)], False),
        ([("STOR", "a", 0), ("RETR", "a", 10)], True),
        ([("STOR", "a", 15), ("RETR", "a", 10)], True),
        ([("STOR", "a", 15), ("REST", "5", 0), ("RETR", "a", 10)], False),
        ([("RETR", "a", 10)], False),
        ([("STOR", "a", 0), ("RETR", "b", 10)], False),
    ],
)
def test_a_file_that_the_bench_puts_in_the_place_of_a_stored_one_is_seen(
    transfers: list[tuple[str, str, int]], is_given: bool
) -> None:
    assert _is_given_between(session(*transfers)) is is_given


def test_the_options_of_an_emulated_module_are_known_by_name() -> None:
    assert _options("emulator://m95?defect=a&defect=b&sim_pin=1234") == {"defect", "sim_pin"}
    assert not _options("/dev/ttyUSB0")


def test_an_answer_that_an_earlier_case_got_is_judged_by_no_script() -> None:
    def source(*sent: str) -> Recorded:
        moved = tuple(Moved(number, True, f"{line}\r".encode()) for number, line in enumerate(sent))
        checks = tuple(
            Step(0.0, Role.CHECK, "a", "b", "c", held=False, command=sent_by) for sent_by in (ASKED, "")
        )
        return cast(
            "Recorded",
            SimpleNamespace(segment=SimpleNamespace(moved=moved), case=replace(FAILED, steps=checks)),
        )

    assert _asked_before(source("AT", ASKED)) == ""
    assert _asked_before(source("AT")) == ASKED


def test_a_certificate_that_is_sent_as_recorded_is_that_of_another_ca() -> None:
    padded = base64.b64encode(b"-----BEGIN CERTIFICATE-----\n...").decode()

    assert _is_of_that_run({"kind": "data", "base64": padded})
    assert not _is_of_that_run({"kind": "data", "base64": base64.b64encode(b"a file").decode()})
    assert not _is_of_that_run({"kind": "data", "file": "ca.pem", "size": 1180})


def test_a_response_that_ends_with_connect_tells_nothing() -> None:
    def step(received: bytes) -> dict[str, str]:
        return {"received": base64.b64encode(received).decode()}

    assert _says_nothing(step(b"\r\nCONNECT\r\n"))
    assert not _says_nothing(step(b"\r\nCONNECT\r\n\r\nOK\r\n"))
