"""What all expectations share: a subject, its name, and what a check counts for."""

from __future__ import annotations

from typing import Generic, Self, TypeVar, cast

from hil.errors import UsageError
from hil.judgement import Weight, note_step, running_case
from hil.verdict import Role

Subject = TypeVar("Subject")
Present = TypeVar("Present")


class Expectation(Generic[Subject]):
    """The judgement of one subject; each check returns this object, so that checks can follow one another."""

    def __init__(self, subject: Subject, weight: Weight, what: str = "") -> None:
        self._subject = subject
        self._weight = weight
        self._what = what

    @property
    def name(self) -> str:
        """The name of the subject in a sentence."""
        return self._what

    @property
    def _command(self) -> str:
        """The command line whose response is the subject; empty for any other subject."""
        return ""

    def is_present(self: Expectation[Present | None]) -> Present:
        """The subject, which is not None; otherwise the case ends, since nothing can be judged without it."""
        __tracebackhide__ = True
        if self._subject is None:
            self._end(expected="something", actual="nothing")
        return cast("Present", self._subject)

    def _demand(
        self,
        held: bool,
        *,
        expected: str,
        actual: str = "",
        otherwise: str = "",
        sentence: str = "",
        command: str = "",
        bounds_s: tuple[float, ...] = (),
    ) -> Self:
        """Judge; the sentence is `<name>: expected <expected>, came <actual>` unless another is given.

        `otherwise` stands for `actual` where what came is known only if the check did not hold.
        `command` is the command line whose response alone is judged, where that is not the subject;
        `bounds_s` are those of the time of a response, where that is judged.
        """
        __tracebackhide__ = True
        actual = actual or (expected if held else otherwise)
        self._note(held, expected=expected, actual=actual, command=command, bounds_s=bounds_s)
        if not held:
            said = sentence or f"{self.name}: expected {expected}, came {actual}"
            self._weight.fail(said, expected=expected, actual=actual)
        return self

    def _end(self, *, expected: str, actual: str) -> None:
        """A check that did not hold, and without which the case cannot go on."""
        __tracebackhide__ = True
        self._note(held=False, expected=expected, actual=actual)
        said = f"{self.name}: expected {expected}, came {actual}"
        self._weight.fail(said, expected=expected, actual=actual, ends=True)

    def _note(
        self,
        held: bool,
        *,
        expected: str,
        actual: str,
        command: str = "",
        bounds_s: tuple[float, ...] = (),
    ) -> None:
        role = Role.PREAMBLE if self._weight.is_preamble else Role.CHECK
        ids = self._weight.requirements
        note_step(
            role,
            self.name,
            expected=expected,
            actual=actual,
            held=held,
            ids=ids,
            command=command or self._command,
            bounds_s=bounds_s,
        )

    def _form(self, method: str) -> None:
        case = running_case()
        if case is not None and not case.judges_form:
            raise UsageError(
                f"{method} judges the form of a response; mark the case `form`, or judge the meaning"
            )
