"""The file of claims: what it may hold, and what it says of a wrong entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.campaign.features import FEATURES, SUITES, of_axes, of_requirements, require_known
from hil.campaign.pics import KEYS, Pics
from hil.campaign.pics_file import example, load
from hil.errors import UsageError


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "m95.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_is_claimed() -> None:
    pics = Pics()

    assert [name for name in FEATURES if not pics.claims(name)] == []
    assert pics.number("ram_bytes") == 32768


def test_what_a_file_leaves_out_is_claimed_and_what_it_names_counts(tmp_path: Path) -> None:
    pics = load(
        written(
            tmp_path,
            """
            [tls]
            versions = ["TLS1.0", "tls1.2"]
            seclevels = [0, 1]
            [at]
            multiplexer = false
            [security_files]
            ram_bytes = 10240
            """,
        )
    )

    claimed = {name for name in FEATURES if pics.claims(name)}
    assert set(FEATURES) - claimed == {"ssl3.0", "tls1.1", "seclevel2", "multiplexer"}
    assert pics.number("ram_bytes") == 10240
    assert pics.source.endswith("m95.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tls]\nversons = []", "unknown key tls.versons; expected one of"),
        ("[tls]\nversons = []", "the nearest is 'tls.versions'"),
        ("name = 'x'", "unknown key name"),
        (
            "[tls]\nversions = ['TLS1.3']",
            "tls.versions[0]: expected one of SSL3.0, TLS1.0, TLS1.1, TLS1.2; got 'TLS1.3'; the nearest is 'TLS1.",
        ),
        ("[tls]\nversions = 'TLS1.2'", "tls.versions: expected a list of SSL3.0"),
        ("[tls]\nseclevels = [true]", "tls.seclevels[0]: expected one of 0, 1, 2; got true"),
        ("[at]\nmultiplexer = 'no'", "at.multiplexer: expected true or false; got 'no'"),
        (
            "[security_files]\nram_bytes = 40000",
            "security_files.ram_bytes: expected a number from 1 to 32768; got 40000",
        ),
        ("[security_files]\nram_bytes = true", "expected a number from 1 to 32768; got true"),
        ("[bench]\nhost = 7", "bench.host: expected words in quotes; got 7"),
        ("[tls", "is no TOML"),
    ],
)
def test_a_wrong_entry_is_told_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as wrong:
        load(written(tmp_path, text))

    assert said in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert str(wrong.value).startswith(str(tmp_path / "m95.toml"))


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml")


def test_the_example_says_what_is_so_without_it(tmp_path: Path) -> None:
    assert load(written(tmp_path, example())).values == Pics().values


def test_the_documented_example_is_the_one_that_the_command_prints() -> None:
    documented = Path(__file__).parent.parent.parent / "docs/pics-example.toml"

    assert documented.read_text(encoding="utf-8") == example()


def test_every_feature_is_claimed_by_some_key() -> None:
    for name in FEATURES:
        assert Pics().unmet_need([name], {}) == ""
    assert len(KEYS) > 15


def test_a_feature_that_is_not_claimed_is_the_reason(tmp_path: Path) -> None:
    pics = load(written(tmp_path, "[ftp]\nstorages = ['UART', 'RAM', 'UFS']\n[transfer]\nfile_bytes = 2000"))

    assert pics.unmet_need(["ram", "sd"], {}) == "the DUT does not claim an SD card: ftp.storages of its PICS"
    assert (
        pics.unmet_need([], {"file_bytes": 2001})
        == "the DUT claims transfer.file_bytes = 2000; the case needs 2001"
    )
    assert pics.unmet_need(["uart"], {"file_bytes": 2000}) == ""


@pytest.mark.parametrize(
    ("axes", "features"),
    [
        ({"sslversion": 0, "ciphersuite": "0X0004", "seclevel": 2, "mode": "explicit"},
         ["ssl3.0", "0x0004", "seclevel2", "explicit"]),
        ({"sslversion": 4, "size": 16384}, []),
        ({"storage": "SD", "direction": "up", "data": "active"}, ["sd", "active"]),
    ],
)  # fmt: skip
def test_a_place_on_the_axes_needs_the_features_it_names(
    axes: dict[str, object], features: list[str]
) -> None:
    assert list(of_axes(axes)) == features


def test_requirements_need_the_feature_that_they_are_about() -> None:
    assert set(of_requirements(["PAIR-SSL30-0005", "GEN-01"])) == {"ssl3.0", "0x0005"}
    assert set(of_requirements(["VER-06"])) == set()
    assert set(of_requirements(["CIPH-07"])) == {code.lower() for code in SUITES}


def test_an_unknown_feature_has_a_nearest_one() -> None:
    with pytest.raises(UsageError, match=r"unknown feature 'ssl3'; the nearest is 'ssl3\.0'"):
        require_known("ssl3")
