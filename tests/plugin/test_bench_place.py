"""Where the lower tester stands, from the options and the PICS of a run to the fixtures of a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.campaign.pics import Pics, Value
from hil.plugin.bench_place import place

pytest_plugins = ("pytester",)

BENCH_CASES = """
import pytest

@pytest.mark.hil_requirement("GEN-01")
def test_bench(hil_bench, hil_ftps_server, hil_authority):
    assert (hil_bench.listen, hil_bench.public) == ("0.0.0.0", "127.0.0.9")
    assert hil_bench.host_name == "bench.example"
    hosts = {hil_ftps_server.address(listener)[0] for listener in Listener}
    ports = [hil_ftps_server.address(listener)[1] for listener in Listener]
    assert hosts == {"127.0.0.9"}
    assert set(ports) <= set(range(21800, 21832))
    leaf = hil_authority.chain("good").der[0]
    assert b"bench.example" in leaf and bytes((127, 0, 0, 9)) in leaf

@pytest.mark.hil_requirement("GEN-02")
@pytest.mark.hil_needs("active")
def test_active(): pass

@pytest.mark.hil_requirement("MODE-03")
@pytest.mark.hil_needs("standard-ports")
def test_standard(): pass
""".replace("import pytest\n", "import pytest\nfrom hil.api import Listener\n", 1)

NAME_CASES = """
import pytest

@pytest.mark.hil_requirement("ERR-LOCAL-04")
def test_names(hil_online_modem, hil_name_server, hil_bench):
    unknown = hil_online_modem.ftp.open("no-such-host.invalid", 990)
    known = hil_online_modem.ftp.open(hil_bench.host_name, 1)
    assert unknown.result == -4
    assert known.result == -5
    asked = [(query.name, query.rcode) for query in hil_name_server.queries]
    assert ("no-such-host.invalid", "NXDOMAIN") in asked
    assert (hil_bench.host_name, "NOERROR") in asked
"""


def pics(**values: Value) -> Pics:
    claimed = Pics()
    given = {f"bench.{name}": value for name, value in values.items()}
    return replace(claimed, values={**claimed.values, **given})


def test_without_an_option_the_pics_count() -> None:
    made = place(pics(host="127.0.0.3", ports="40000-40099", standard_ports=True))

    assert (made.host, made.listen, made.public) == ("127.0.0.3", "", "")
    assert (made.ports, made.standard_ports, made.host_name) == ("40000-40099", True, "localhost")


def test_an_address_by_option_puts_those_of_the_pics_aside() -> None:
    claimed = pics(listen="0.0.0.0", public="203.0.113.7", ports="40000-40099", host_name="bench.example")

    made = place(claimed, public="127.0.0.2")

    assert (made.listen, made.public) == ("", "127.0.0.2")
    assert (made.ports, made.host_name) == ("40000-40099", "bench.example")


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_the_options_reach_the_fixtures(workers: tuple[str, ...], pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BENCH_CASES)
    options = ("--hil-listen=0.0.0.0", "--hil-public=127.0.0.9", "--hil-host-name=bench.example")

    result = pytester.runpytest_subprocess(
        *options, "--hil-ports=21800-21831", "-p", "no:cacheprovider", *workers
    )

    assert result.parseoutcomes().get("passed", 0) >= 2
    assert "failed" not in result.parseoutcomes()


def test_what_the_bench_lacks_is_not_applicable_with_the_key(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(BENCH_CASES)

    result = pytester.runpytest_subprocess(
        *("--hil-listen=127.0.0.9", "--hil-public=203.0.113.7", "-k", "active or standard", "-rs"),
        *("-p", "no:cacheprovider"),
    )

    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(
        ["*lower_tester.public of the bench file*", "*lower_tester.standard_ports of the bench file*"]
    )


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--hil-public=203.0.113.7", "lower_tester.public: 203.0.113.7 is no address of this machine"),
        ("--hil-ports=21800-21803", "lower_tester.ports: expected at least 16 ports"),
    ],
)
def test_a_bench_that_cannot_be_used_ends_the_run_before_it_begins(
    option: str, said: str, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(BENCH_CASES)

    result = pytester.runpytest_inprocess(option, "--hil-report-dir", "out")

    result.stderr.fnmatch_lines([f"ERROR: {said}*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_an_emulated_dut_asks_the_lower_tester_for_names(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(NAME_CASES)

    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_an_emulated_dut_with_a_name_server_of_its_own_keeps_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(hil_name_server): assert hil_name_server is None")

    pytester.runpytest_subprocess("--hil-dut=emulator://m95?dns=127.0.0.1:5353").assert_outcomes(passed=1)
