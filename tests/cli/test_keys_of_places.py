"""A wrong value about the lower tester is told with the file and the key that the user wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.cli.main import run

ELSEWHERE = "203.0.113.7"  # RFC 5737
MODULE = '[[module]]\nname = "m95-1"\nport = "/dev/ttyUSB0"\n'

WRONG = {
    "host": ELSEWHERE,
    "public": "bench7",
    "listen": "no-such-interface",
    "ports": "9-x",
    "host_name": "two words",
}


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("key", WRONG)
@pytest.mark.parametrize("words", ["pics FILE", "conformance --pics FILE", "doctor --pics FILE"])
def test_of_a_pics_file(words: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "claims.toml", f'[bench]\n{key} = "{WRONG[key]}"\n')

    assert run(words.replace("FILE", path).split()) == 2

    assert f"hil: {path}: bench.{key}: " in capsys.readouterr().err


@pytest.mark.parametrize("key", [key for key in WRONG if key != "host"])
@pytest.mark.parametrize("words", ["bench --check FILE", "conformance --bench FILE", "doctor --bench FILE"])
def test_of_a_bench_file(words: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "rack.toml", f'[lower_tester]\n{key} = "{WRONG[key]}"\n{MODULE}')

    assert run(words.replace("FILE", path).split()) == 2

    assert f"hil: {path}: lower_tester.{key}: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--ports", "8-y"), "hil: lower_tester.ports: "),
        (("--public", "bench9"), "hil: lower_tester.public: "),
        (
            ("--listen", "0.0.0.0"),
            "hil: lower_tester.public: expected the address that the DUT dials (--public",
        ),
    ],
)
def test_an_option_above_a_file_is_none_of_the_file(
    option: tuple[str, str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '[bench]\npublic = "127.0.0.1"\nports = "40000-40099"\n'
    path = written(tmp_path / "claims.toml", text)

    assert run(["conformance", "--pics", path, *option]) == 2

    assert said in capsys.readouterr().err.splitlines()[-1]
