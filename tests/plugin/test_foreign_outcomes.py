"""Whatever ends a case, and whatever other plugins make of that: verdict and outcome of pytest agree, and the run goes on."""

from __future__ import annotations

import pytest

from hil.verdict import Verdict
from tests.plugin.foreign_plugins import Run, run
from tests.plugin.guest import installed

SUITE = """
import asyncio, unittest
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

class Unreadable(AssertionError):
    def __str__(self):
        raise ValueError

class NoText(AssertionError):
    def __str__(self):
        return 3

class Leaving(Exception):
    def __str__(self):
        raise SystemExit(9)

class Unshown:
    def __repr__(self):
        raise RuntimeError

@pytest.fixture
def broken_at_the_end():
    yield
    assert False, "not clean"

@pytest.fixture(scope="session")
def broken_for_all():
    raise BaseException("no bench")

def raising(error):
    def test():
        raise error
    return test

test_unreadable, test_no_text, test_leaving = raising(Unreadable()), raising(NoText()), raising(Leaving())
test_cancelled, test_exit = raising(asyncio.CancelledError()), raising(SystemExit(0))
test_big = raising(RuntimeError("x" * 10_000_000))
test_controls = raising(RuntimeError("a\\x00\\x1b[31m\\udcff"))
test_group = raising(ExceptionGroup("two", [AssertionError("a"), ValueError("b")]))

def test_pass(): pass
def test_fail(): assert 1 == 2
def test_half_a_character(): assert "\\udcff" == "b"
def test_deep(): test_deep()
def test_unshown(): assert Unshown() == 1
async def test_async(): assert False
def test_skip(): pytest.skip("not here")
def test_inner_xfail(): pytest.xfail("known")
def test_end(broken_at_the_end): pass
def test_fail_and_end(broken_at_the_end): assert 1 == 2
def test_all_1(broken_for_all): pass
def test_all_2(broken_for_all): pass

@pytest.mark.xfail(strict=False)
def test_xpass(): pass
@pytest.mark.xfail(strict=True)
def test_strict_xpass(): pass
@pytest.mark.xfail(reason="known")
def test_xfail(): assert 1 == 2
@pytest.mark.xfail(reason="known")
def test_xfailed_error(): raise RuntimeError("no bench")
@pytest.mark.xfail(raises=ValueError)
def test_other_than_xfail(): assert 1 == 2
@pytest.mark.xfail(run=False)
def test_not_run(): assert 1 == 2

@pytest.mark.parametrize("of", [range(3), range(2)], ids=["bad", "good"])
def test_subtests(subtests, of):
    for number in of:
        with subtests.test(number=number):
            assert number < 2
def test_errors_then_fails(subtests):
    with subtests.test("bench"): raise RuntimeError("no bench")
    with subtests.test("check"): assert 1 == 2
    with subtests.test("skip"): pytest.skip("not here")
def test_error_then_skips(subtests):
    with subtests.test("bench"): raise RuntimeError("no bench")
    with subtests.test("skip"): pytest.skip("not here")
def test_skips_a_part(subtests):
    with subtests.test("one"): pass
    with subtests.test("two"): pytest.skip("not here")
def test_skips_all(subtests):
    with subtests.test("one"): pytest.skip("not here")

class Test(unittest.TestCase):
    def test_unit(self): pass
    def test_unit_fail(self): self.assertEqual(1, 2)
    def test_unit_error(self): raise RuntimeError("no bench")
    def test_unit_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertLess(number, 2)
    @unittest.expectedFailure
    def test_unit_expected(self): self.assertEqual(1, 2)
    @unittest.expectedFailure
    def test_unit_unexpected(self): pass

@pytest.mark.parametrize("number", [1, 2])
class TestEach:
    def test_each(self, number): assert number == 1

def test_last(): pass
"""

VERDICTS = {
    Verdict.PASS: "pass xpass subtests[good] skips_a_part unit each[1] last",
    Verdict.FAIL: "fail unshown fail_and_end other_than_xfail subtests[bad] errors_then_fails unit_fail unit_parts each[2]",
    Verdict.KNOWN_DEVIATION: "xfail inner_xfail unit_expected",
    Verdict.NOT_APPLICABLE: "skip xfailed_error not_run skips_all",
    Verdict.ERROR: "strict_xpass unreadable no_text leaving cancelled exit big controls group half_a_character deep async "
    "end all_1 all_2 error_then_skips unit_error unit_unexpected",
}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("outcomes")
    (folder / "test_suite.py").write_text(SUITE, encoding="utf-8")
    return run(installed.install(tmp_path_factory.mktemp("site") / "site"), folder)


def test_each_end_has_its_verdict(ended: Run) -> None:
    expected = {f"test_{name}": verdict for verdict, names in VERDICTS.items() for name in names.split()}

    assert {name: case.verdict for name, case in ended.cases.items()} == expected


def test_pytest_and_the_report_agree(ended: Run) -> None:
    ended.require_agreement()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("strict_xpass", "no check of the case failed, and pytest counts it as failed: [XPASS(strict)]"),
        ("unreadable", "Unreadable: its text cannot be read: ValueError"),
        ("controls", r"a\x00\x1b[31m\udcff"),
        ("xfail", "assert 1 == 2; expected by xfail: known"),
        ("xfailed_error", "xfail: known; it ended with error: no bench"),
        ("errors_then_fails", "assert 1 == 2; before it: no bench"),
        ("fail_and_end", "assert 1 == 2; then in the teardown: not clean"),
    ],
)
def test_the_reason_can_be_read(ended: Run, name: str, reason: str) -> None:
    assert ended.cases[f"test_{name}"].reason == reason


def test_no_wall_of_text_and_no_address_is_kept(ended: Run) -> None:
    records = (ended.folder / "out/results.jsonl").read_text(encoding="utf-8")

    assert max(map(len, records.splitlines())) < 50_000
    assert " at 0x" not in records
