"""The report of a case whose failure pytest cannot show: an object of the case raises where it is asked for its text.

Pytest shows the values of a failed check and the arguments of the functions above it.  It expects that
each of them has a text, or raises an ordinary exception; anything else ends the whole run.
"""

from __future__ import annotations

from types import TracebackType
from typing import cast

import pytest


class UntoldFailure(Exception):
    """What stands in place of a failure that cannot be shown."""


def report_of(item: pytest.Item, call: pytest.CallInfo[None], trouble: BaseException) -> pytest.TestReport:
    """The report of that phase; its call then holds an exception that can be shown in place of the other one."""
    failure = type(call.excinfo.value).__name__ if call.excinfo else "its end"
    text = f"{failure} cannot be shown: the text of an object raises {type(trouble).__name__}"
    call.excinfo = None
    report = pytest.TestReport.from_item_and_call(item, call)
    report.outcome, report.longrepr = "failed", text
    call.excinfo = pytest.ExceptionInfo.from_exc_info(
        (UntoldFailure, UntoldFailure(text), cast("TracebackType", trouble.__traceback__))
    )
    return report
