"""What the note states and the PICS does not claim: static deviations, and what a dated reason does to them."""

from __future__ import annotations

from datetime import date

import pytest

from hil.campaign.deviations import Deviation
from hil.campaign.features import FEATURES, OF_BENCH
from hil.campaign.pics import KEYS, NUMBERS, Choices, Flag, Number, Pics, Value
from hil.campaign.static_review import STATED, review
from hil.spec.catalogue import requirements


def claiming(**values: Value) -> Pics:
    """Everything but these values, by key with __ for the dot."""
    changed = {key.replace("__", "."): value for key, value in values.items()}
    return Pics({key: kind.default for key, kind in KEYS.items()} | changed, "m95.toml")


def test_nothing_is_missing_when_everything_is_claimed() -> None:
    assert review(Pics()) == ()


@pytest.mark.parametrize(
    ("pics", "words", "requirement"),
    [
        (
            claiming(tls__versions=("TLS1.0", "TLS1.1", "TLS1.2")),
            "not claimed: SSL3.0 (note 1.1; tls.versions of the PICS)",
            "VER-01",
        ),
        (
            claiming(tls__suites=("0X0035", "0X0005", "0X0004", "0X000A", "0X002F")),
            "not claimed: 0X003D (note Table 1; tls.suites of the PICS)",
            "CIPH-06",
        ),
        (
            claiming(tls__seclevels=(0, 1)),
            "not claimed: seclevel 2 (note 2.3; tls.seclevels of the PICS)",
            "SSLCFG-SECLVL-05",
        ),
        (
            claiming(ftp__modes=("implicit",)),
            "not claimed: explicit (note 2.2; ftp.modes of the PICS)",
            "FTPCFG-T7-04",
        ),
        (
            claiming(security_files__storages=("NVRAM",)),
            "not claimed: RAM (note Table 3; security_files.storages of the PICS)",
            "NAME-01",
        ),
        (
            claiming(security_files__ram_bytes=10240),
            "not claimed: ram_bytes = 32768, only 10240 (note 2.4; security_files.ram_bytes of the PICS)",
            "SECWRITE-SIZE-RAM-03",
        ),
    ],
)
def test_what_the_note_states_and_the_pics_does_not_claim_is_a_deviation(
    pics: Pics, words: str, requirement: str
) -> None:
    (found,) = review(pics)

    assert found.words == words
    assert requirement in found.requirements
    assert found.deviation == ""


@pytest.mark.parametrize(
    "pics",
    [
        claiming(at__multiplexer=False),
        claiming(ftp__storages=("UART", "RAM", "UFS")),
        claiming(ftp__data_connections=("passive",)),
        claiming(network__host_names=False),
    ],
)
def test_what_only_other_documents_describe_may_be_absent(pics: Pics) -> None:
    assert review(pics) == ()


def test_a_dated_reason_accepts_a_deviation() -> None:
    entry = Deviation("VER-01", "SSL3.0", "the firmware has none; ticket 12", date(2030, 1, 1))

    (found,) = review(claiming(tls__versions=("TLS1.0", "TLS1.1", "TLS1.2")), [entry])

    assert found.deviation == str(entry)
    assert found.line.endswith(
        "accepted: VER-01: SSL3.0: the firmware has none; ticket 12 (until 2030-01-01)"
    )


def test_a_reason_for_another_requirement_accepts_nothing() -> None:
    entry = Deviation("VER-02", "SSL3.0", "ticket 12", date(2030, 1, 1))

    (found,) = review(claiming(tls__versions=("TLS1.0", "TLS1.1", "TLS1.2")), [entry])

    assert found.deviation == ""


def test_every_requirement_of_a_static_deviation_is_in_the_catalogue() -> None:
    named = {one for stated in STATED.values() for ids in stated.requirements.values() for one in ids}

    assert named - requirements().keys() == set()


def test_the_excluded_features_and_numbers_are_those_without_a_claim() -> None:
    pics = claiming(tls__versions=("TLS1.2",), security_files__nvram_bytes=2000, at__clock=False)

    assert set(pics.excluded()) == {"ssl3.0", "tls1.0", "tls1.1", "clock", "nvram_bytes"}
    nothing = Pics({key: _least(key) for key in KEYS}, "m95.toml")
    assert set(nothing.excluded()) >= FEATURES.keys() - OF_BENCH.keys()
    assert set(NUMBERS) & set(nothing.excluded())


def _least(key: str) -> Value:
    match KEYS[key]:
        case Number(low=low):
            return low
        case Choices():
            return ()
        case Flag():
            return False
        case _:
            return ""
