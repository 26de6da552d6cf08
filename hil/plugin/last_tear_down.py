"""The tear-down of what the last case shares with earlier ones: fixtures of its module, its package and the session.

They stay until it is known whether the case is repeated (`repetition`).  What goes wrong then belongs
to the tear-down of the last case, as in any run of pytest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from hil.plugin.case_end import tell
from hil.plugin.case_under_way import RESULT, UNDER_WAY
from hil.plugin.collect import judge, skip_if_not_applicable
from hil.plugin.explain import explain
from hil.plugin.wording import first_line
from hil.results.case import CaseResult
from hil.verdict import Verdict

_ENDS_THE_RUN = (pytest.exit.Exception, KeyboardInterrupt)


def tear_down(item: pytest.Item, reports: Sequence[pytest.TestReport]) -> None:
    """Tear everything down; what goes wrong changes the last of the reports, and the result on it.

    Raises what ends the run.
    """
    all_of_it = partial(item.session._setupstate.teardown_exact, None)  # noqa: SLF001 - as pytest does after its last item
    call = pytest.CallInfo.from_call(all_of_it, when="teardown", reraise=_ENDS_THE_RUN)
    if call.excinfo is None:
        return
    case = item.stash[UNDER_WAY]
    del item.stash[UNDER_WAY]  # it is judged here
    try:
        late = item.ihook.pytest_runtest_makereport(item=item, call=call)
    finally:
        item.stash[UNDER_WAY] = case
    skip_if_not_applicable(item, late, call)
    report = reports[-1]
    if report.failed:
        report.sections.append(("Tear-down of the run", late.longreprtext))
    else:
        report.outcome, report.longrepr = late.outcome, late.longrepr
        if hasattr(late, "wasxfail"):
            report.wasxfail = late.wasxfail
    if RESULT in item.stash:
        item.stash[RESULT] = _with(item.stash[RESULT], call.excinfo, late)
        tell(item.stash[RESULT], report)


def _with(
    result: CaseResult, trouble: pytest.ExceptionInfo[BaseException], late: pytest.TestReport
) -> CaseResult:
    """The result of a case with what its last tear-down came to; a fail of its call stays."""
    error = trouble.value
    text = first_line(error)
    verdict = Verdict.NOT_APPLICABLE if late.skipped else judge("teardown", error)
    stays = result.verdict not in _GIVES_WAY[verdict]
    if stays:
        return replace(result, reason="; then in the teardown: ".join(filter(None, (result.reason, text))))
    before = f"; before it: {result.reason}" if result.reason else ""
    return replace(
        result,
        verdict=verdict,
        phase="teardown",
        reason=f"{text}{before}",
        cause=getattr(error, "cause", None) if verdict is Verdict.INCONCLUSIVE else None,
        problem=None if verdict is Verdict.NOT_APPLICABLE else explain(trouble, None, late.longreprtext),
    )


_GIVES_WAY = {
    Verdict.NOT_APPLICABLE: {Verdict.PASS},
    Verdict.INCONCLUSIVE: {Verdict.PASS, Verdict.NOT_APPLICABLE},
    Verdict.ERROR: {Verdict.PASS, Verdict.NOT_APPLICABLE, Verdict.INCONCLUSIVE},
}
"""By the verdict of that tear-down: those of the case that it takes the place of."""
