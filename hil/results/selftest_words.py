"""What a run says of the selftest in its folder, and whether that was one of its own installation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hil.results.model import RunReport
from hil.results.selftest import Selftest
from hil.results.suite_files import digest_of_all, file_of

OTHER_INSTALLATION = "selftest of another installation"


def selftest_lines(report: RunReport) -> tuple[str, ...]:
    """The record in one line, then a warning where it speaks of another installation; empty without a record."""
    test = report.selftest
    if test is None:
        return ()
    found = differences(test, report)
    warning = (f"warning: {OTHER_INSTALLATION}: {'; '.join(found)}",) if found else ()
    return (test.line, *warning)


def selftest_summary(report: RunReport) -> dict[str, Any] | None:
    """The record for `summary.json`; None without one."""
    test = report.selftest
    if test is None:
        return None
    return {
        "line": test.line,
        "verdict": test.verdict,
        "reasons": test.reasons,
        "started": test.started,
        "seed": test.seed,
        "defects": len(test.defects),
        "noticed": len(test.defects) - len(test.survivors),
        "sound_modules": len(test.variants),
        "false_fails": len(test.false_fails),
        "pairs": test.pairs_words,
        "other_installation": differences(test, report),
    }


def differences(test: Selftest, report: RunReport) -> tuple[str, ...]:
    """In what the installation of the selftest differs from that of the run, in words; empty if they are the same."""
    return tuple(_differences(test, report))


def _differences(test: Selftest, report: RunReport) -> Iterator[str]:
    there, header = test.installation, report.header
    tested = {"Python": there.python, "OpenSSL": there.openssl, "commit": there.commit, **dict(there.tools)}
    ran = {"Python": header.python, "OpenSSL": header.openssl, "commit": header.commit, **dict(header.tools)}
    for name in dict.fromkeys([*tested, *ran]):
        one, other = tested.get(name) or "none", ran.get(name) or "none"
        if one != other:
            yield f"{name} {one} there, {other} in this run"
    described = report.description
    if described.catalogue and described.catalogue != there.catalogue:
        yield "another catalogue of requirements"
    if not described.suites:
        return
    files, wanted = dict(there.suites), {file_of(case) for case in report.planned}
    unknown = sorted(wanted - files.keys())
    if unknown:
        yield f"it does not know the cases of {unknown[0]}"
    elif digest_of_all({name: files[name] for name in wanted}) != described.suites:
        yield "other files of the cases"
