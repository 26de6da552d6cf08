"""Cases that stand on more than the requirements they verify: a defect of what they stand on fails them, rightly.

Both columns are patterns of `fnmatch`: of node ids without `suites/`, and of the
requirements that a defect names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Dependence:
    """Cases that need what these requirements ask for, and why."""

    cases: str
    on: tuple[str, ...]
    reason: str


DEPENDENCES = (
    Dependence("tls/test_pairs.py::*", ("*",), "a round trip stands on the whole of AT, TLS and FTP"),
    Dependence(
        "errors/*",
        ("MODE-*", "EX42*", "FTPCFG-*", "SSLCFG-*", "PROC-*", "CIPH-*", "VER-*", "ERR-GEN-03"),
        "an error at some stage stands on the session up to there, and on a result line of the command",
    ),
    Dependence("wire/test_confidentiality.py::*", ("*",), "a round trip under a tap"),
    Dependence(
        "procedure/test_1_2_procedure.py::test_the_procedure*", ("*",), "the procedure of 1.2 from end to end"
    ),
)


def dependence(case: str, requirements: Iterable[str]) -> Dependence | None:
    """The row by which a defect of these requirements may fail this case."""
    name = case.removeprefix("suites/")
    named = tuple(requirements)
    return next(
        (
            row
            for row in DEPENDENCES
            if fnmatchcase(name, row.cases)
            and any(fnmatchcase(requirement, on) for on in row.on for requirement in named)
        ),
        None,
    )
