"""Which classes a module is made of: the seam at which a defect or a variant enters.

Each part of the module is a class, and each step of a part is a method.  A
defect is a subclass of a part that does one step wrongly.  The module is
composed by `Parts.of`; no part knows that another class stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar, cast

T = TypeVar("T")


class Parts:
    """Chooses the class of each part; without replacements each part is its own class.

    `replacements` are subclasses of parts.  Several of one part are combined in
    their order, the first one outermost, so each calls the next with `super()`.
    """

    def __init__(self, replacements: Iterable[type] = ()) -> None:
        self.replacements = tuple(replacements)

    def of(self, part: type[T]) -> type[T]:
        """The class to make that part of."""
        chosen = tuple(replacement for replacement in self.replacements if issubclass(replacement, part))
        if not chosen:
            return part
        return cast("type[T]", type(part.__name__, chosen, {}))


STANDARD = Parts()
"""The correct module."""
