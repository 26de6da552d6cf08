"""Defects that a proof of the suites treats apart from the others, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNANSWERED = frozenset({"restart-at-open", "restart-at-put", "hang-at-put"})
"""Defects that leave commands unanswered for which the driver waits minutes of module time, until that is proven."""

LAWFUL: Mapping[str, str] = MappingProxyType(
    {
        "missing-client-data-is-no-matter": (
            "a server that demands the certificate refuses by itself, and for others the note does not say "
            "whether the module has to; what it does is recorded (AUTH-09, AUTH-10)"
        ),
        "mismatched-key-accepted": (
            "a server that verifies the certificate refuses by itself, and for one that asks for none the note "
            "does not say whether the module looks at its key; what it does is recorded (AUTH-12)"
        ),
    }
)
"""Defects whose behaviour one reading of the note allows: a proof may run them and does not count them as survivors."""
