"""Claims that cannot all be true are refused in one line that names both keys with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.campaign.pics_file import load
from hil.errors import UsageError


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "m95.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "places", "why"),
    [
        ("[tls]\nversions = []", ("tls.versions = [] ({}:2)", "tls.suites"), "at least one version"),
        ("[tls]\n\nsuites = []", ("tls.suites = [] ({}:3)", "tls.versions"), "at least one cipher suite"),
        (
            "[tls]\nversions = ['TLS1.0']\nsuites = ['0X0035', '0X003D']",
            ("tls.suites = ['0X0035', '0X003D'] ({}:3)", "tls.versions = ['TLS1.0'] ({}:2)"),
            "0X003D needs TLS1.2",
        ),
        (
            "[tls]\nversions = ['TLS1.1', 'TLS1.2']\nsuites = ['0X003D']",
            ("tls.versions = ['TLS1.1', 'TLS1.2'] ({}:2)", "tls.suites = ['0X003D'] ({}:3)"),
            "no claimed suite can be used with TLS1.1",
        ),
        ("[tls]\nseclevels = []", ("tls.seclevels = [] ({}:2)", "tls.versions"), "has a seclevel"),
        ("[ftp]\nmodes = []", ("ftp.modes = [] ({}:2)", "tls.versions"), "implicit or explicit"),
        ("[ftp]\ndata_connections = []", ("ftp.data_connections = [] ({}:2)",), "a data connection"),
        ("[ftp]\nstorages = []", ("ftp.storages = [] ({}:2)",), "a local position"),
        ("[ftp]\ntypes = []", ("ftp.types = [] ({}:2)",), "has a type"),
        (
            "[ftp]\nresume = true\ntypes = ['ascii']",
            ("ftp.resume = true ({}:2)", "ftp.types = ['ascii'] ({}:3)"),
            "type binary",
        ),
        (
            "[security_files]\nstorages = []\n[tls]\nseclevels = [0, 2]",
            ("security_files.storages = [] ({}:2)", "tls.seclevels = [0, 2] ({}:4)"),
            "seclevel 2 needs a stored certificate",
        ),
        (
            "[security_files]\nstorages = ['NVRAM']\nram_bytes = 1000",
            ("security_files.ram_bytes = 1000 ({}:3)", "security_files.storages = ['NVRAM'] ({}:2)"),
            "a size of RAM",
        ),
        (
            "[security_files]\ntimeout_s = 99",
            ("security_files.timeout_s = 99 ({}:2)", "security_files.storages"),
            "the default, 100 s",
        ),
    ],
)
def test_contradictory_claims_are_refused(
    text: str, places: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UsageError) as refused:
        load(path)

    message = str(refused.value)
    assert "\n" not in message
    assert why in message
    for place in places:
        assert place.format(path) in message


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("[tls]\nversions = ['SSL3.0', 'TLS1.0']", "0x003d"),
        ("[ftp]\ntypes = ['ascii']", "resume"),
    ],
)
def test_a_key_that_is_not_written_follows_the_others(text: str, feature: str, tmp_path: Path) -> None:
    assert not load(written(tmp_path, text)).claims(feature)
