"""Payloads of our own hold nothing that a DUT in command mode carries out."""

from __future__ import annotations

import random

import pytest

from hil.emulator.module import Module
from hil.modem.payload_guard import inert
from hil.session import sample_content


@pytest.mark.parametrize(
    ("data", "guarded"),
    [
        (b"xA/y", b"xA\xafy"),
        (b"CERTIFICATE", b"CERTIFICA\xd4E"),
        (b"at+cmee=2\r", b"a\xf4+cmee=2\r"),
        (b"1+++2", b"1++\xab2"),
        (b"++++", b"++\xab\xab"),
        (b"AAT", b"AA\xd4"),
        (b"1 + 2, TA, /A", b"1 + 2, TA, /A"),
    ],
)
def test_what_would_complete_a_command_is_changed(data: bytes, guarded: bytes) -> None:
    assert inert(data) == guarded
    assert inert(guarded) == guarded


def test_the_samples_of_the_suites_are_inert() -> None:
    samples = [sample_content(20_000, seed) for seed in range(40)]

    assert [inert(sample) for sample in samples] == samples
    assert all(len(set(sample)) == 256 for sample in samples)


def test_a_module_in_command_mode_carries_nothing_out() -> None:
    heard = bytearray()
    module = Module()
    terminal = module.terminal(heard.extend)
    terminal.receive(b"ATE0\r")
    heard.clear()

    terminal.receive(inert(random.Random(7).randbytes(300_000) + b"A/AT+CMEE=2\r"))

    assert bytes(heard) == b""
    assert terminal.profile.cmee == 1
