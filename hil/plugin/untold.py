"""The report of a case whose failure pytest cannot show: an object of the case raises where it is asked for its text.

Pytest shows the values of a failed check and the arguments of the functions above it.  It expects that
each of them has a text, or raises an ordinary exception; anything else ends the whole run.  So does
a text with half of a surrogate pair in a worker of xdist, which can send no such text.
"""

from __future__ import annotations

import json
from types import TracebackType
from typing import cast

import pytest

from hil.plugin.wording import escaped


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


def make_sendable(report: pytest.TestReport, config: pytest.Config) -> None:
    """Put escapes into the texts of a report of a worker that cannot be encoded."""
    if not (report.longrepr or report.sections or report.user_properties):
        return
    sent = config.hook.pytest_report_to_serializable(config=config, report=report)
    try:
        json.dumps(sent, ensure_ascii=False, default=repr).encode()
    except UnicodeEncodeError:
        told = report.longrepr
        if isinstance(told, tuple):
            report.longrepr = (told[0], told[1], escaped(told[2]))
        elif told is not None:
            report.longrepr = escaped(report.longreprtext)
        report.sections[:] = [(escaped(name), escaped(text)) for name, text in report.sections]
        report.user_properties[:] = [
            (name, escaped(value) if isinstance(value, str) else value)
            for name, value in report.user_properties
        ]
        if hasattr(report, "wasxfail"):
            report.wasxfail = escaped(report.wasxfail)
