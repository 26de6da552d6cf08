"""What was expected and what came, from the exception that ended a case.

An exception of ours has both as fields.  For a plain `assert` both come from
pytest: this is the only file that reads pytest's texts of an assertion.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

import pytest

from hil.errors import HilError
from hil.evidence.redaction import redact_places
from hil.plugin.wording import LONGEST, escaped, text_of
from hil.results.case import Problem
from hil.verdict import Mismatch

_ASSERT = "assert "
"""How pytest begins its own text of an `assert` without a message."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two sides of a comparison that did not hold: `left <op> right`; and the seconds that its case had left."""

    op: str
    left: object
    right: object
    left_s: float


COMPARISON: pytest.StashKey[Comparison | None] = pytest.StashKey()
"""In the config: the last comparison that did not hold in the case under way."""


def explain(
    trouble: pytest.ExceptionInfo[BaseException], comparison: Comparison | None, detail: str
) -> Problem:
    """The problem in the terms of a report; `detail` is pytest's own text of it."""
    message = text_of(trouble.value) or trouble.typename
    match trouble.value:
        case (Mismatch() | HilError()) as error if error.expected:
            expected, actual = error.expected, error.actual
        case AssertionError():
            expected, actual = _from_assert(trouble, comparison, message)
        case _:
            expected, actual = "", message
    return Problem(
        expected=_kept(expected),
        actual=_kept(actual),
        exception=trouble.typename,
        where=_place(trouble),
        detail=_kept(detail),
    )


def is_plain_comparison(trouble: pytest.ExceptionInfo[BaseException]) -> bool:
    """Whether it is an `assert` of one comparison, which pytest has told by its hook."""
    told = any(line.startswith(_ASSERT) for line in text_of(trouble.value).splitlines())
    return told and isinstance(_condition(trouble), ast.Compare)


def _from_assert(
    trouble: pytest.ExceptionInfo[BaseException], comparison: Comparison | None, message: str
) -> tuple[str, str]:
    first, _, rest = message.partition("\n")
    own_words = "" if first.startswith(_ASSERT) else first  # the message in `assert x, message`
    condition = _condition(trouble)
    negated = isinstance(condition, ast.UnaryOp)  # the comparison inside a `not` did hold
    if comparison is not None and not negated:
        left = f"{ast.unparse(condition.left)} " if isinstance(condition, ast.Compare) else ""
        actual = _repr(comparison.left)
        expected = f"{left}{comparison.op} {_repr(comparison.right)}"
        return expected, f"{actual} ({own_words})" if own_words else actual
    if condition is not None:
        came = f"{first.removeprefix(_ASSERT)}\n{rest}".strip()
        return ast.unparse(condition), own_words or came
    return "", message


def _condition(trouble: pytest.ExceptionInfo[BaseException]) -> ast.expr | None:
    """The condition of the `assert` that raised; None if another statement raised."""
    try:
        statement = ast.parse(str(trouble.traceback[-1].statement).strip()).body[0]
    except (OSError, IndexError, SyntaxError):  # the source is not at hand
        return None
    return statement.test if isinstance(statement, ast.Assert) else None


def _place(trouble: pytest.ExceptionInfo[BaseException]) -> str:
    """Where the case judged: that of the first failed check, else that of the exception."""
    checks = trouble.value.checks if isinstance(trouble.value, Mismatch) else ()
    return next((check.where for check in checks if check.where), "") or _where(trouble)


def _where(trouble: pytest.ExceptionInfo[BaseException]) -> str:
    entry = trouble.traceback[-1] if trouble.traceback else None
    return f"{getattr(entry.path, 'name', entry.path)}:{entry.lineno + 1}" if entry else ""


def _repr(value: object) -> str:
    try:
        return repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a faulty repr must not hide the failure
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"


def _kept(text: str) -> str:
    text = escaped(redact_places(text))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"
