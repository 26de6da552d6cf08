"""Write docs/kinds.md from the catalogue: `python docs/generate_kinds.py` (tests compare the file)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from hil.spec.catalogue import Requirement, RequirementKind, document, requirements
from hil.verdict import Ground

TARGET = Path(__file__).with_name("kinds.md")

HEAD = """\
# Kinds and grounds

Generated from `hil/spec/requirements.toml` by `docs/generate_kinds.py`; do not edit.

A verdict is worth what its requirement rests on. This page counts the {count} requirements of the {document} by kind and ground ([requirements.md](requirements.md) explains both), and gives the reasoning of each one that is not mandatory, and of each reading.

The rules of the review:

- What the note says is mandatory. So is what an RFC demands of any client by MUST, and what document [2] gives as the effect of a setting.
- What destroys stored data, weakens the configured protection, or leaves the module unusable is never optional.
- What the sources leave to the maker is optional. Hardening that neither the note nor a MUST demands is optional too.
- What the note leaves open without a demand is informative: it is recorded.
- A statement is met by every behaviour that the note allows.
"""


def numbers() -> str:
    """The table of kinds by grounds."""
    rows = requirements().values()
    found = Counter((row.kind, row.ground) for row in rows)
    kinds = Counter(row.kind for row in rows)
    parts = [f"| kind | {' | '.join(Ground)} | all |", f"|---|{'--:|' * (len(Ground) + 1)}"]
    for kind in RequirementKind:
        cells = " | ".join(str(found[kind, ground]) for ground in Ground)
        parts.append(f"| {kind} | {cells} | {kinds[kind]} |")
    totals = " | ".join(str(sum(row.ground is ground for row in rows)) for ground in Ground)
    return "\n".join([*parts, f"| all | {totals} | {len(rows)} |"])


def listing(title: str, rows: Iterable[Requirement]) -> str:
    """A section with one line for each requirement."""
    head = f"\n## {title}\n\n| id | ground | clause | title | reasoning |\n|---|---|---|---|---|\n"
    return head + "\n".join(
        f"| {row.id} | {row.ground} | {row.clause} | {row.title} | {row.reasoning} |" for row in rows
    )


def render() -> str:
    """The whole page."""
    rows = requirements().values()
    mandatory = [row for row in rows if row.kind is RequirementKind.MANDATORY]
    parts = [
        HEAD.format(count=len(rows), document=document()),
        numbers(),
        listing("Optional", (row for row in rows if row.kind is RequirementKind.OPTIONAL)),
        listing("Mandatory by a reading", (row for row in mandatory if row.ground is Ground.READING)),
        listing("Mandatory by a standard", (row for row in mandatory if row.ground is Ground.STANDARD)),
        listing("Informative", (row for row in rows if row.kind is RequirementKind.INFORMATIVE)),
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
