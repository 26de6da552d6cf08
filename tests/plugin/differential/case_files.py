"""Small files of cases for any run of pytest: each way in which a case, a file or a run can end.

The conftest stands in for the bench.  Each case has the mark of a requirement, and no case uses a DUT.
"""

from __future__ import annotations

CONFTEST = """
import pytest

def pytest_configure(config):
    if not config.pluginmanager.hasplugin("hil.plugin.guest"):
        config.addinivalue_line("markers", "hil_requirement: of m95-hil, which this run does without")

@pytest.fixture
def broken_set_up(): raise RuntimeError("no bench")
@pytest.fixture
def failed_set_up(): assert 1 == 2
@pytest.fixture
def broken_end():
    yield
    raise RuntimeError("not clean")
@pytest.fixture
def failed_end():
    yield
    assert 1 == 2
@pytest.fixture
def skip_set_up(): pytest.skip("not here")
@pytest.fixture
def skip_end():
    yield
    pytest.skip("not here")
@pytest.fixture
def xfail_set_up(): pytest.xfail("known")
@pytest.fixture
def xfail_end():
    yield
    pytest.xfail("known")
"""

HEAD = """
import asyncio, logging, os, sys, threading, unittest, warnings
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")
"""

ORDINARY = {
    "ends": """
def test_pass(): pass
def test_fail(): assert 1 == 2
def test_error(): raise OSError("no bench")
def test_pytest_fail(): pytest.fail("a byte was lost")
def test_no_trace(): pytest.fail("a byte was lost", pytrace=False)
def test_set_up(broken_set_up): pass
def test_failed_set_up(failed_set_up): pass
def test_end(broken_end): pass
def test_failed_end(failed_end): pass
def test_fail_and_end(broken_end): assert 1 == 2
def test_error_and_end(failed_end): raise OSError("no bench")
def test_set_up_and_end(broken_end, broken_set_up): pass
def test_two_ends(broken_end, failed_end): pass
def test_value(): return 3
def test_no_fixture(nobody_has_it): pass
@pytest.mark.parametrize("n", [1, 2, "a b", "a::b", "ä"])
def test_each(n): assert n != 2
@pytest.mark.parametrize("n", [])
def test_none(n): pass
""",
    "skips": """
def test_skip(): pytest.skip("not here")
def test_set_up(skip_set_up): pass
def test_end(skip_end): pass
def test_fail_and_end(skip_end): assert 1 == 2
def test_skip_and_end(broken_end): pytest.skip("not here")
def test_import(): pytest.importorskip("nobody_has_this_module")
@pytest.mark.skip(reason="never")
def test_mark(broken_set_up): pass
@pytest.mark.skipif("os.name")
def test_if(): pass
@pytest.mark.skipif("no_such_name")
def test_wrong_condition(): pass
""",
    "expected": """
def test_inner(): pytest.xfail("known")
def test_set_up(xfail_set_up): pass
def test_end(xfail_end): pass
def test_inner_and_end(broken_end): pytest.xfail("known")
@pytest.mark.xfail
def test_fail(): assert 1 == 2
@pytest.mark.xfail
def test_error(): raise OSError
@pytest.mark.xfail
def test_in_set_up(broken_set_up): pass
@pytest.mark.xfail
def test_in_end(broken_end): pass
@pytest.mark.xfail
def test_fail_and_in_end(broken_end): assert 1 == 2
@pytest.mark.xfail(strict=False)
def test_passes(): pass
@pytest.mark.xfail(strict=True)
def test_strict(): pass
@pytest.mark.xfail(strict=True)
def test_strict_in_end(broken_end): pass
@pytest.mark.xfail(strict=True)
def test_strict_skip(): pytest.skip("not here")
@pytest.mark.xfail(raises=ValueError)
def test_other(): assert 1 == 2
@pytest.mark.xfail(raises=AssertionError)
def test_other_in_set_up(broken_set_up): pass
@pytest.mark.xfail(run=False)
def test_not_run(): assert 1 == 2
@pytest.mark.xfail("no_such_name")
def test_wrong_condition(): pass
def test_mark_in_call(request):
    request.applymarker(pytest.mark.xfail)
    assert 1 == 2
""",
    "odd": """
class Untold(Exception):
    def __str__(self): raise ValueError
class Leaving(AssertionError):
    def __str__(self): raise SystemExit(3)
class Own(BaseException): pass
class Unhashable(Exception):
    __hash__ = None
def raising(error):
    def test(): raise error
    return test
test_untold, test_leaving, test_own = raising(Untold()), raising(Leaving()), raising(Own("x"))
test_cancelled, test_leave, test_leave_0 = raising(asyncio.CancelledError()), raising(SystemExit(3)), raising(SystemExit(0))
test_generator, test_stop = raising(GeneratorExit()), raising(StopIteration(3))
test_group = raising(ExceptionGroup("two", [AssertionError("a"), ValueError("b")]))
test_base_group = raising(BaseExceptionGroup("two", [Own("a"), SystemExit(3)]))
test_untold_group = raising(ExceptionGroup("x", [Untold()]))
test_memory, test_unhashable = raising(MemoryError()), raising(Unhashable())
test_unit_skip = raising(unittest.SkipTest("not here"))
test_text = raising(RuntimeError("a\\x00\\x1b[31m\\udcff"))
def test_text_of_skip(): pytest.skip("\\udcff")
def test_text_of_xfail(): pytest.xfail("\\udcff")
def test_text_of_log(): logging.getLogger().error("\\udcff")
def test_text_of_output(): print("\\udcff", file=sys.stderr)
def test_property(record_property): record_property("name", "\\udcff")
def test_deep(): test_deep()
def test_deep_repr():
    found = []
    for _ in range(100_000): found = [found]
    assert found == 3
@pytest.fixture
def leaving():
    yield
    raise SystemExit(3)
def test_leaves_at_the_end(leaving): pass
""",
    "warned": """
def test_warns(): warnings.warn("old")
def test_deprecated(): warnings.warn("old", DeprecationWarning)
@pytest.mark.filterwarnings("error")
def test_error(): warnings.warn("old")
def test_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start(); thread.join()
class Bad:
    def __del__(self): raise ValueError
def test_unraisable():
    Bad()
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_unraisable_error():
    Bad()
@pytest.fixture
def warns():
    warnings.warn("old")
    yield
    warnings.warn("old")
def test_around(warns): pass
""",
    "parts": """
def test_all(subtests):
    for n in range(3):
        with subtests.test(n=n): pass
def test_one_fails(subtests):
    for n in range(3):
        with subtests.test(n=n): assert n != 1
def test_one_breaks(subtests):
    with subtests.test("a"): raise OSError
def test_one_skips(subtests):
    with subtests.test("a"): pytest.skip("not here")
    with subtests.test("b"): pass
def test_one_expected(subtests):
    with subtests.test("a"): pytest.xfail("known")
@pytest.mark.xfail
def test_marked(subtests):
    with subtests.test("a"): assert 1 == 2
@pytest.mark.xfail
def test_marked_and_fails(subtests):
    with subtests.test("a"): pass
    assert 1 == 2
def test_part_and_end(subtests, broken_end):
    with subtests.test("a"): pass
def test_part_then_skip(subtests):
    with subtests.test("a"): assert 1 == 2
    pytest.skip("not here")
""",
    "units": """
class TestUnit(unittest.TestCase):
    def test_pass(self): pass
    def test_fail(self): self.fail("a")
    def test_error(self): raise OSError
    def test_skip(self): self.skipTest("not here")
    def test_clean_up(self): self.addCleanup(self.fail, "not clean")
    def test_parts(self):
        for n in range(3):
            with self.subTest(n=n): self.assertNotEqual(n, 1)
    @unittest.expectedFailure
    def test_expected(self): self.fail("a")
    @unittest.expectedFailure
    def test_unexpected(self): pass
    @unittest.skip("never")
    def test_never(self): pass
class TestSetUp(unittest.TestCase):
    def setUp(self): raise OSError
    def test_it(self): pass
class TestTearDown(unittest.TestCase):
    def tearDown(self): self.fail("not clean")
    def test_it(self): pass
    def test_fails(self): self.fail("a")
class TestClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise OSError
    def test_1(self): pass
    def test_2(self): pass
class TestClassEnd(unittest.TestCase):
    @classmethod
    def tearDownClass(cls): raise OSError
    def test_1(self): pass
    def test_2(self): pass
class TestClassSkip(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise unittest.SkipTest("not here")
    def test_it(self): pass
""",
    "scopes": """
@pytest.fixture(scope="module")
def all_set_up(): raise OSError
@pytest.fixture(scope="module")
def all_end():
    yield
    raise OSError
@pytest.fixture(scope="session", params=[1, 2])
def run_end(request):
    yield
    assert request.param == 1
def test_1(all_set_up): pass
def test_2(all_set_up): pass
def test_3(all_end): pass
def test_4(run_end): pass
def teardown_module(): raise OSError
""",
    "disturbed": """
from hil.plugin.stash_keys import TRANSCRIPT
from hil.transcript import Direction, Kind, Pco, Transcript

@pytest.fixture
def restart_at_end(pytestconfig):
    transcript = pytestconfig.stash[TRANSCRIPT] = Transcript()
    transcript.append(Pco.AT, Direction.TO_DUT, "AT+QFTPOPEN", kind=Kind.COMMAND)
    yield
    transcript.append(Pco.AT, Direction.FROM_DUT, "RDY", kind=Kind.RESTART)
def test_restart(restart_at_end): pass
def test_restart_and_fail(restart_at_end): assert 1 == 2
def test_restart_and_skip(restart_at_end): pytest.skip("not here")
@pytest.mark.xfail
def test_restart_expected(restart_at_end): assert 1 == 2
@pytest.mark.xfail(strict=True)
def test_restart_strict(restart_at_end): pass
def test_restart_and_end(restart_at_end, broken_end): pass
""",
}
"""Files of which each case ends by itself; they stand in one run together."""

AROUND = "def test_first(): pass\n{}\ndef test_last(): pass\n"

ENDING = {
    "exit": AROUND.format("def test_exit(): pytest.exit('enough')"),
    "exit 0": AROUND.format("def test_exit(): pytest.exit('enough', returncode=0)"),
    "exit 7": AROUND.format("def test_exit(): pytest.exit('enough', returncode=7)"),
    "exit in set-up": AROUND.format(
        "@pytest.fixture\ndef leave(): pytest.exit('enough')\ndef test_exit(leave): pass"
    ),
    "exit at end": AROUND.format(
        "@pytest.fixture\ndef leave():\n yield\n pytest.exit('enough')\ndef test_exit(leave): pass"
    ),
    "interrupt": AROUND.format("def test_stop(): raise KeyboardInterrupt"),
    "interrupt in set-up": AROUND.format(
        "@pytest.fixture\ndef stop(): raise KeyboardInterrupt\ndef test_stop(stop): pass"
    ),
    "interrupt at end": AROUND.format(
        "@pytest.fixture\ndef stop():\n yield\n raise KeyboardInterrupt\ndef test_stop(stop): pass"
    ),
    "killed": AROUND.format("def test_killed(): os._exit(0)"),
    "killed at end": AROUND.format(
        "@pytest.fixture\ndef kill():\n yield\n os._exit(0)\ndef test_killed(kill): pass"
    ),
    "stop asked": AROUND.format("def test_stop(request): request.session.shouldstop = 'enough'"),
    "fail asked": AROUND.format("def test_stop(request): request.session.shouldfail = 'enough'"),
    "unreadable": AROUND.format("raise OSError"),
    "no Python": AROUND.format("def"),
    "leaving": AROUND.format("sys.exit(0)"),
    "skipped": AROUND.format("pytest.skip('not here', allow_module_level=True)"),
    "exit of file": AROUND.format("pytest.exit('enough')"),
    "interrupt of file": AROUND.format("raise KeyboardInterrupt"),
    "nothing": "",
    "generator": AROUND.format("def test_generator(): yield 3"),
    "set-up of file": AROUND.format("def setup_module(): raise OSError"),
    "end of run": AROUND.format(
        "@pytest.fixture(scope='session')\ndef all_end():\n yield\n raise OSError\ndef test_it(all_end): pass"
    ),
    "end of run skips": AROUND.format(
        "@pytest.fixture(scope='session')\ndef all_end():\n yield\n pytest.skip('x')\ndef test_it(all_end): pass"
    ),
    "left stale": AROUND.format("def test_chdir(tmp_path): os.chdir(tmp_path)"),
}
"""Files that end more than a case of their own; each has a run for itself."""
