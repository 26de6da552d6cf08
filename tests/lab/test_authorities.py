"""The authorities of a run: one for each set of names of the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.bench import Bench
from hil.lab.authorities import Authorities
from hil.pki import private_keys

BENCH = Bench("emulator://m95", "127.0.0.1", None)


def test_a_bench_has_one_authority_and_other_names_another() -> None:
    authorities = Authorities()

    assert authorities.of(BENCH) is authorities.of(replace(BENCH, clock_rate=10.0))
    assert authorities.of(replace(BENCH, host_name="ftp.example")) is not authorities.of(BENCH)


def test_no_key_of_a_usual_case_is_made_after_the_preparation(monkeypatch: pytest.MonkeyPatch) -> None:
    authorities = Authorities()
    authorities.prepare(BENCH)
    monkeypatch.setattr(private_keys, "make_key", lambda *_, **__: pytest.fail("a new key"))

    authorities.of(BENCH).chain()
    authorities.of(BENCH).client()
    authorities.of(BENCH).chain("expired")
