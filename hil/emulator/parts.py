"""The choice of the classes of which a module is composed; a defect or a variant replaces them here.

Each part of the module is a class, and each step of a part is a method.  A
defect is a subclass of a part that does one step wrongly.  The module is
composed by `Parts.of`; no part knows that another class replaces it.
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

    def over(self, replacements: Iterable[type]) -> Parts:
        """These parts, with further replacements under their own."""
        return Parts((*self.replacements, *replacements))

    def of(self, part: type[T]) -> type[T]:
        """The class for that part."""
        fitting = (replacement for replacement in self.replacements if issubclass(replacement, part))
        chosen = tuple(dict.fromkeys(fitting))  # two variants may need the same one
        if not chosen:
            return part
        return cast("type[T]", type(part.__name__, chosen, {}))


STANDARD = Parts()
"""The correct module."""
