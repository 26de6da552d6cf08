"""The TLS pairs with foreign programs: what a program cannot is asked, what ours cannot is a failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from hil.emulator.tls.client import TlsSettings
from hil.pki.authority import Authority
from hil.results.selftest import PairResult, Side
from hil.selftest.foreign.model import Library
from hil.selftest.foreign.openssl import OPENSSL
from hil.selftest.pairs import PAIRS, check
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy
from tests.peers import program

AES = (Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)
OLD = (Version.SSL30, CipherSuite.TLS_RSA_WITH_RC4_128_MD5)


@pytest.fixture(autouse=True)
def _openssl() -> None:
    program("openssl")


@cache
def authority() -> Authority:
    return Authority()


def results(*libraries: Library, told: list[str] | None = None) -> Iterator[tuple[str, Side, PairResult]]:
    said = [] if told is None else told
    for trial in check(authority(), pairs=(AES, OLD), libraries=libraries, tell=said.append).trials:
        yield trial.version, trial.side, trial.result


def test_there_are_21_pairs() -> None:
    assert len(PAIRS) == 21


def test_a_pair_that_the_program_lacks_is_no_failure() -> None:
    assert list(results(OPENSSL)) == [
        ("TLS1.2", Side.LOWER_TESTER, PairResult.AGREED),
        ("TLS1.2", Side.EMULATED_MODULE, PairResult.AGREED),
        ("SSL3.0", Side.LOWER_TESTER, PairResult.CANNOT),
        ("SSL3.0", Side.EMULATED_MODULE, PairResult.CANNOT),
    ]


def test_a_lower_tester_that_refuses_the_pair_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    another = TlsPolicy.pinned(Version.TLS10, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA)
    monkeypatch.setattr(TlsPolicy, "pinned", lambda *_pair: another)

    found = list(results(OPENSSL))

    assert ("TLS1.2", Side.LOWER_TESTER, PairResult.FAILED) in found
    assert ("TLS1.2", Side.EMULATED_MODULE, PairResult.AGREED) in found


def test_an_emulated_module_that_refuses_the_server_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    another_ca = Authority().ca_pem
    monkeypatch.setattr(
        "hil.selftest.pairs.TlsSettings",
        lambda versions, suites, level, _ca, *, now: TlsSettings(
            versions, suites, level, another_ca, now=now
        ),
    )

    found = list(results(OPENSSL))

    assert ("TLS1.2", Side.LOWER_TESTER, PairResult.AGREED) in found
    assert ("TLS1.2", Side.EMULATED_MODULE, PairResult.FAILED) in found


def test_the_packages_of_programs_that_are_not_installed_are_told() -> None:
    absent = replace(OPENSSL, package="a-package", programs=("no-such-program",))

    found = check(authority(), libraries=(absent,), tell=lambda _words: None)

    assert (found.peers, found.trials, found.missing) == ((), (), ("a-package",))


def test_a_program_that_does_not_start_is_told_and_judges_nothing(tmp_path: Path) -> None:
    broken = replace(OPENSSL, server=lambda *_: (program("openssl"), "s_server", "-cert", tmp_path / "none"))
    told: list[str] = []

    assert list(results(broken, told=told)) == []
    assert "does not work here: openssl did not start" in told[0]
