"""A suite with one case for each way that a case can end, for pytester; its fixtures stand in for the bench."""

from __future__ import annotations

CONFTEST = """
import pytest
from hil.plugin.stash_keys import DUT, TRANSCRIPT
from hil.results.model import DutIdentity
from hil.transcript import Direction, Kind, Pco, Transcript

class Modem:
    def __init__(self):
        self.alive = True
    def is_alive(self):
        return self.alive

@pytest.fixture(scope="session")
def bench(pytestconfig):
    pytestconfig.stash[DUT] = DutIdentity("emulator://m95", "Quectel_Ltd", "Quectel_M95", "M95FAR02A08", "****1234")
    pytestconfig.stash[TRANSCRIPT] = Transcript()
    return pytestconfig.stash[TRANSCRIPT]

@pytest.fixture
def modem(bench):
    bench.append(Pco.AT, Direction.TO_DUT, "AT+QFTPOPEN", kind=Kind.COMMAND)
    bench.append(Pco.AT, Direction.FROM_DUT, "OK", kind=Kind.RESPONSE)
    bench.append(Pco.AT, Direction.FROM_DUT, "+QFTPOPEN: 0", kind=Kind.RESPONSE)
    return Modem()

@pytest.fixture
def broken_setup(modem):
    raise AssertionError("the server did not start")

@pytest.fixture
def broken_teardown(modem):
    yield
    raise RuntimeError("the port went away")
"""

CASES = '''
import pytest
from hil.errors import ChannelTimeout, UnexpectedResult
from hil.verdict import Inconclusive, NotApplicable

pytestmark = pytest.mark.hil_requirement("MODE-01")

def test_pass(modem):
    """It opens."""

def test_fail(modem):
    assert 4 + 1 == 6

def test_pytest_fail(modem):
    pytest.fail("a byte was lost")

def test_inconclusive(modem):
    raise Inconclusive("no session came")

def test_not_applicable(modem):
    raise NotApplicable("the DUT claims no CMUX")

def test_skip(modem):
    pytest.skip("not on this bench")

def test_silent_but_alive(modem):
    raise ChannelTimeout("no final result code within 5.0 s after AT+QFTPOPEN")

def test_silent_and_dead(modem):
    modem.alive = False
    raise ChannelTimeout("no final result code within 5.0 s after AT+QFTPOPEN")

def test_silent_without_modem(bench):
    raise ChannelTimeout("no final result code within 5.0 s after AT+QFTPOPEN")

def test_unexpected_result(modem):
    raise UnexpectedResult.mismatch(expected="success of AT+QIACT", actual="ERROR")

def test_defect_of_ours(modem):
    {}["missing"]

def test_broken_setup(broken_setup):
    pass

def test_broken_teardown(broken_teardown):
    pass

def test_fail_and_broken_teardown(broken_teardown):
    assert False, "the file is not there"

def test_inconclusive_setup(request):
    request.getfixturevalue("modem")
    raise Inconclusive("precondition lost")
'''

VERDICTS = {
    "test_pass": "pass",
    "test_fail": "fail",
    "test_pytest_fail": "fail",
    "test_inconclusive": "inconclusive",
    "test_not_applicable": "not_applicable",
    "test_skip": "not_applicable",
    "test_silent_but_alive": "fail",
    "test_silent_and_dead": "error",
    "test_silent_without_modem": "error",
    "test_unexpected_result": "fail",
    "test_defect_of_ours": "error",
    "test_broken_setup": "error",
    "test_broken_teardown": "error",
    "test_fail_and_broken_teardown": "fail",
    "test_inconclusive_setup": "inconclusive",
}
