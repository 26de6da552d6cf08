"""A bench file names the DUT of a run, its files and its line; options stand above it, and the PICS below."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hil.bench import ModuleSetup
from hil.campaign.bench_of_pics import notice
from hil.campaign.pics_file import load as load_pics
from hil.errors import UsageError
from hil.plugin.bench_choice import choose, with_options
from hil.plugin.bench_place import place

pytest_plugins = ("pytester",)

RACK = """
[lower_tester]
public = "127.0.0.9"
ports = "21800-21831"

[[module]]
name = "one"
port = "emulator://m95?clock_rate=20"
[module.sim]
apn = "internet"

[[module]]
name = "two"
port = "emulator://m95"
tags = ["other"]
pics = "two.toml"
deviations = "known.toml"
"""

CASES = """
import pytest

@pytest.mark.hil_requirement("GEN-01")
def test_bench(hil_bench, hil_modem, hil_ftps_server, pytestconfig):
    assert pytestconfig.getoption("hil_dut") == "emulator://m95?clock_rate=20"
    assert (hil_bench.public, hil_bench.module.name) == ("127.0.0.9", "one")
    assert hil_modem.pdp.access_point.name == "internet"
    assert hil_modem.channel.baudrate == 9600
    assert hil_modem.send("AT+IFC?").fields("IFC") == ("2", "2")

@pytest.mark.hil_requirement("GEN-02")
@pytest.mark.hil_needs("active")
def test_active(): pass
"""


@pytest.fixture
def rack(tmp_path: Path) -> Path:
    (tmp_path / "two.toml").write_text('[ftp]\ndata_connections = ["passive"]\n')
    (tmp_path / "known.toml").write_text("")
    path = tmp_path / "rack.toml"
    path.write_text(RACK)
    return path


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_the_bench_file_reaches_the_fixtures(
    workers: tuple[str, ...], rack: Path, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(CASES)
    line = ("--hil-baud=9600", "--hil-flow-control=rts-cts")

    result = pytester.runpytest_subprocess(
        f"--hil-bench={rack}", "--hil-module=one", *line, "-p", "no:cacheprovider", *workers
    )

    result.assert_outcomes(passed=2)


def test_the_claims_of_a_module_come_from_its_file(rack: Path, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CASES)

    result = pytester.runpytest_subprocess(
        f"--hil-bench={rack}", "--hil-tags=other", "-k", "active", "-rs", "-p", "no:cacheprovider"
    )

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*ftp.data_connections of its PICS*"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--hil-bench={rack}", "--hil-dut=emulator://m95"), "--hil-dut=emulator://m95 beside --hil-bench"),
        (("--hil-dut=emulator://m95", "--hil-dut", "loop://"), "--hil-dut: given 2 times; a run has one DUT"),
        (("--hil-module=one",), "--hil-module and --hil-tags choose from a bench file"),
        (("--hil-bench={rack}",), "*has 2 modules, and a run takes one; choose it by --module: one, two"),
        (("--hil-bench=absent.toml",), "*absent.toml: cannot be read: No such file or directory"),
        (("--hil-baud=50",), "--baud: expected a rate from 300 to 921600 bit/s; got 50"),
    ],
)
def test_a_choice_that_cannot_be_meant_ends_the_run_before_it_begins(
    options: tuple[str, ...], said: str, rack: Path, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(CASES)

    result = pytester.runpytest_inprocess(*(option.format(rack=rack) for option in options))

    result.stderr.fnmatch_lines([f"ERROR: {said}*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_options_stand_above_the_bench_file_and_that_above_the_pics(rack: Path) -> None:
    pics = rack.parent / "pics.toml"
    pics.write_text('[bench]\nhost_name = "bench.example"\n')
    claims, stated = load_pics(pics), choose(rack, name="one").stated

    made = place(claims, stated, ports="30000-30099")

    assert (made.public, made.listen, made.ports) == ("127.0.0.9", "", "30000-30099")
    assert made.host_name == "bench.example"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("public = '127.0.0.1'", r"lower_tester\.public = '127\.0\.0\.9' \(.*rack\.toml:3\) and bench\.public = '127"),
        ("host = '127.0.0.1'", r"lower_tester\.public = .* and bench\.host = '127\.0\.0\.1' \(.*pics\.toml:2\)"),
        ("ports = '1-99'", r"lower_tester\.ports = .*rack\.toml:4\) and bench\.ports = '1-99' \(.*pics\.toml:2\)"),
    ],
)  # fmt: skip
def test_two_files_that_contradict_each_other_are_refused(table: str, said: str, rack: Path) -> None:
    pics = rack.parent / "pics.toml"
    pics.write_text(f"[bench]\n{table}\n")

    with pytest.raises(UsageError, match=f"^contradiction: {said}"):
        place(load_pics(pics), choose(rack, name="one").stated)


def test_an_option_decides_a_contradiction(rack: Path) -> None:
    pics = rack.parent / "pics.toml"
    pics.write_text("[bench]\npublic = '127.0.0.1'\n")

    made = place(load_pics(pics), choose(rack, name="one").stated, public="127.0.0.4")

    assert made.public == "127.0.0.4"


def test_two_files_that_say_the_same_do_not_contradict(rack: Path) -> None:
    pics = rack.parent / "pics.toml"
    pics.write_text("[bench]\npublic = '127.0.0.9'\n")

    assert place(load_pics(pics), choose(rack, name="one").stated).public == "127.0.0.9"


def test_the_old_table_has_a_notice(rack: Path) -> None:
    pics = rack.parent / "pics.toml"
    pics.write_text("\n[bench]\nlisten = '127.0.0.1'\n")

    assert f"{pics}:3: the table [bench] goes with the next release; write bench.listen as lower_tester.listen" in notice(
        load_pics(pics)
    )  # fmt: skip
    pics.write_text("[dut]\nname = 'M95'\n")
    assert notice(load_pics(pics)) == ""


def test_the_options_of_the_line_stand_above_the_bench_file() -> None:
    setup = ModuleSetup(name="one", baudrate=9600, has_rts_cts=True)

    assert with_options(setup, baud=None, flow_control=None) == setup
    assert with_options(setup, baud=57600, flow_control="none") == replace(
        setup, baudrate=57600, has_rts_cts=False
    )
