"""Values that cannot be meant are refused by each command, with what was expected."""

from __future__ import annotations

import pytest

from hil.cli import main


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("conformance", "--report-dir", ""), "'--report-dir': expected a value; got an empty one"),
        (("conformance", "--dut="), "'--dut': expected a value; got an empty one"),
        (("conformance", "-k", " "), "'-k': expected a value; got an empty one"),
        (
            ("conformance", "--requirement", "GEN-01", "--requirement", ""),
            "'--requirement': expected a value",
        ),
        (("conformance", "--pics", ""), "'--pics': expected a value"),
        (("conformance", "--public", "1.2.3.4\n"), "'--public': expected a value of one line"),
        (("show", ""), "'RUN': expected a value"),
        (("show", "out", ""), "'[CASE]': expected a value"),
        (("merge", "one", ""), "expected a value; got an empty one"),
        (("verify", "one", "--ca", ""), "'--ca': expected a value"),
        (("serve", "--root", ""), "'--root': expected a value"),
        (("emulate", "--state", ""), "'--state': expected a value"),
        (("seal", "out", "--key="), "'--key': expected a value"),
        (("conformance", "--wait", "nan"), "expected a finite number; got 'nan'"),
        (("conformance", "--port-wait", "inf"), "expected a finite number; got 'inf'"),
        (("emulate", "--clock-rate", "-inf"), "expected a finite number; got '-inf'"),
        (("replay", "out", "--speed", "NaN"), "expected a finite number; got 'NaN'"),
        (("selftest", "--minutes", "1e999"), "expected a finite number; got '1e999'"),
        (("serve", "--idle-timeout", "1e20"), "expected a time of a year at most, in seconds; got '1e20'"),
        (("doctor", "--wait", "99999999"), "expected a time of a year at most, in seconds"),
        (("conformance", "--wait", "soon"), "'--wait': expected a number; got 'soon'"),
        (("conformance", "--seed", "one"), "'--seed': expected a whole number; got 'one'"),
        (("emulate", "--count", "1.5"), "'--count': expected a whole number; got '1.5'"),
        (("serve", "--keep-captures", "3"), "--keep-captures counts files in the folder of --out"),
        (("conformance", "--max-time", "9999999999h"), "of a year at most"),
        (("conformance", "--case-time", "9000h"), "of a year at most"),
        (("conformance", "--campaign", "endurance", "--for", "99999h"), "of a year at most"),
        (("report", "--lab"), "(see hil report --help)"),
        (("requirements", "--group", "sslcfg-cxt"), "the nearest is 'SSLCFG-CTX'"),
        (("report", "out", "--format", "HTM"), "the nearest is 'html'"),
        (
            ("conformance", "--dut", "emulator://m95?defect="),
            "the option defect of emulator://m95: expected a name",
        ),
        (("conformance", "--dut", "emulator://m95?mishap=lost-bytes,"), "expected a name; got an empty one"),
        (("conformance", "--dut", "emulator://m95?variant"), "expected a name; got an empty one"),
        (("conformance", "--dut", "emulator://m95?seed=1&seed=2"), "has 2 values; give it one"),
        (("conformance", "--dut", "emulator://m95?defect=a#b"), "no place for '#b'"),
        (
            ("pics", "wrong.toml"),
            "bench.host: expected the IPv4 address that the DUT dials; got 'not an address!'",
        ),
    ],
    ids=" ".join,
)
def test_a_value_that_cannot_be_meant_is_refused(
    line: tuple[str, ...],
    words: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path_factory.mktemp("work")
    (folder / "wrong.toml").write_text('[bench]\nhost = "not an address!"\n', encoding="utf-8")
    monkeypatch.chdir(folder)

    code = main.run(list(line))

    told = capsys.readouterr()
    assert words in told.err
    assert (code, told.out, told.err.count("\n")) == (2, "", 1)
    assert [each.name for each in folder.iterdir()] == ["wrong.toml"]
