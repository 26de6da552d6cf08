"""Steps that undo what a case changed: each is carried out, whatever happens to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hil.errors import HilError

Step = Callable[[], object]


def carry_out(steps: Iterable[Step]) -> None:
    """Carry out every step; the first error is raised after the last step."""
    errors: list[HilError] = []
    for step in steps:
        try:
            step()
        except HilError as error:
            errors.append(error)
    if errors:
        raise errors[0]
