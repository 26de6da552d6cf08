"""Requirements that no seeded defect can prove, each with its reason; `make defects` shows them.

A row is an exception and not a list of things to do: what only lacks a defect
does not belong here.
"""

from __future__ import annotations

ACCEPTED: dict[str, str] = {}
