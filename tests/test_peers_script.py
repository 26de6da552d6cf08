"""`.ci/peers`, which installs the peer programs, on releases of Debian and its kin that name packages differently.

apt and dpkg are replaced by scripts that know the packages of a release and
write down what they are asked for; the script is the real one.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / ".ci/peers"

NAMED_AFTER_A_VERSION = re.compile(r"\blib[\w.+-]*\d(?:t64)?(?=[\s)\"|])")
"""A package of a shared library, whose name has the version of its interface: it changes with the release."""

FAKES = {
    "id": "echo $USER_ID",
    "npm": "exit 0",
    "ldd": "exit 0",
    "dpkg-query": "exit 1",  # nothing is installed
    "dpkg": "exit 0",
    "dpkg-deb": '[ "$3" != Depends ] || echo "libc6 (>= 2.36), libfresh99t64 (>= 1) | libother1, adduser"',
    "debconf-set-selections": "cat >/dev/null",
    "apt-cache": (
        'case " $UNKNOWN " in *" $2 "*) echo "  Candidate: (none)";; *) echo "  Candidate: 1.0";; esac'
    ),
    "apt-get": (
        'echo "$*" >>"$ASKED"; case "$*" in *indextargets*) echo http://mirror.example/debian/;;'
        ' *download*) touch "${@: -1}.deb";; esac'
    ),
    "python3": "exit 3",  # the environments behind the packages are not the subject: the script ends there
}


@dataclass(frozen=True)
class Asked:
    """What the script did."""

    code: int
    told: str
    asked: list[str]
    """The arguments of each call of apt-get."""

    def installed(self) -> set[str]:
        """The packages that apt-get was asked to install."""
        return {
            word
            for line in self.asked
            if line.startswith("install")
            for word in line.split()[1:]
            if not word.startswith("-")
        }


def run(tmp_path: Path, *, user: int, unknown: str = "", ci: str = "") -> Asked:
    """Run the script where nothing is installed, and the release knows every package but some."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, line in FAKES.items():
        (bin_ / name).write_text(f"#!/usr/bin/env bash\n{line}\n", encoding="utf-8")
        (bin_ / name).chmod(0o755)
    (tmp_path / "tree/.ci").mkdir(parents=True)
    script = tmp_path / "tree/.ci/peers"
    script.write_bytes(SCRIPT.read_bytes())
    asked = tmp_path / "asked.txt"
    asked.touch()
    environment = {
        **os.environ,
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "USER_ID": str(user),
        "UNKNOWN": unknown,
        "ASKED": str(asked),
        "CI": ci,
    }
    done = subprocess.run(
        ["bash", str(script)], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    return Asked(done.returncode, done.stderr, asked.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_who_is_not_root_is_told_the_command_and_ci_fails(tmp_path: Path, ci: str, code: int) -> None:
    told = run(tmp_path, user=1000, ci=ci)

    assert told.code == code
    assert "sudo apt-get install --no-install-recommends bind9-dnsutils curl" in told.told
    assert told.asked == []


def test_the_name_that_the_release_has_is_taken(tmp_path: Path) -> None:
    told = run(tmp_path, user=1000, unknown="chromium tnftp")

    words = told.told.split()
    assert "chromium-browser" in words
    assert "ftp" in words
    assert {"chromium", "tnftp"}.isdisjoint(words)


def test_libraries_are_those_that_the_release_names_for_the_unpacked_packages(tmp_path: Path) -> None:
    done = run(tmp_path, user=0)

    assert "libfresh99t64" in done.installed()
    assert "adduser" not in done.installed(), "no service of an unpacked package is set up"
    assert any("download" in line and "proftpd-core" in line for line in done.asked)


def test_what_a_release_no_longer_has_comes_from_the_last_one_that_had_it(tmp_path: Path) -> None:
    done = run(tmp_path, user=0, unknown="gsm0710muxd")

    assert "gsm0710muxd" not in done.installed()
    (line,) = [line for line in done.asked if line.endswith("download gsm0710muxd")]
    assert "SourceParts=-" in line, "the sources of the machine stay as they are"


def test_no_library_is_named_by_its_version() -> None:
    assert NAMED_AFTER_A_VERSION.findall(" libldap-2.5-0 libssl3 libfoo1t64)") == [
        "libldap-2.5-0",
        "libssl3",
        "libfoo1t64",
    ]
    assert NAMED_AFTER_A_VERSION.findall(SCRIPT.read_text(encoding="utf-8")) == []
