"""The soak finds what ends differently, and draws orders that can be had again."""

from __future__ import annotations

from pathlib import Path

import pytest

from .progress import told
from .soak import NOT_RUN, Run, campaign, differences

pytest_plugins = ("pytester",)


def run(seed: str, **verdicts: str) -> Run:
    return Run(seed, 2, verdicts, 1.0)


def test_runs_that_end_alike_differ_in_nothing() -> None:
    assert differences([run("0/0", a="pass", b="fail"), run("0/1", b="fail", a="pass")]) == ()


def test_a_case_that_ends_otherwise_once_is_named_with_the_run() -> None:
    (found,) = differences([run("0/0", a="pass"), run("0/1", a="fail"), run("0/2", a="pass")])

    assert found.case == "a"
    assert found.runs["fail"] == ("seed 0/1, 2 workers",)
    assert str(found).startswith("a: pass in 2 (seed 0/0, 2 workers, ...); fail in 1 (seed 0/1")


def test_a_case_that_a_run_leaves_out_differs() -> None:
    (found,) = differences([run("0/0", a="pass", b="pass"), run("0/1", a="pass")])

    assert (found.case, set(found.runs)) == ("b", {"pass", NOT_RUN})


def test_a_run_is_told_with_its_verdicts_what_differs_and_the_time_left() -> None:
    runs = [
        run("", a="pass", b="pass"),
        run("0/1", a="fail (note)", b="pass"),
        run("0/2", a="pass", b="pass"),
    ]

    assert told(runs[:1], 3) == (
        "  1 of 3  own order, 2 workers        1.0 s  2 pass; 0 differ; 0 min 02 s left"
    )
    assert told(runs[:2], 3).endswith("1 fail (note), 1 pass; 1 differ; 0 min 01 s left")
    assert told(runs, 3).endswith("2 pass; 1 differ; done")


def test_an_order_is_drawn_by_its_seed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import pytest\n@pytest.mark.parametrize('n', range(9))\ndef test_it(n): print('case', n)"
    )

    def order(seed: str) -> list[str]:
        result = pytester.runpytest_inprocess("-s", "-q", "-p", "tests.soak.shuffle", f"--shuffle={seed}")
        return [line for line in result.outlines if "case" in line]

    assert order("1") == order("1") != order("2")
    assert sorted(order("2")) == sorted(order("3"))


def test_a_campaign_in_any_order_ends_with_the_same_verdicts(tmp_path: Path) -> None:
    chosen = ["-k", "test_auth_refused"]  # no standard ports: only one process at a time can have them

    first = campaign("1", 1, tmp_path / "one", dut="emulator://m95", chosen=chosen)
    second = campaign("2", 2, tmp_path / "two", dut="emulator://m95", chosen=chosen)

    assert len(first.verdicts) > 2
    assert set(first.verdicts.values()) == {"pass"}
    assert differences([first, second]) == ()
