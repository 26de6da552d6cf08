"""Write docs/requirements.md from the catalogue: `python docs/generate_requirements.py` (tests compare the file)."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from hil.spec.catalogue import Requirement, document, requirements

TARGET = Path(__file__).with_name("requirements.md")

HEAD = """\
# Requirements

Generated from `hil/spec/requirements.toml` by `docs/generate_requirements.py`; do not edit.

{count} requirements from the {document}. *mandatory*: a DUT without it does not conform; *optional*: a deviation is reported; *informative*: recorded, or guidance for the bench. The basis is the source of a requirement: *explicit* in the note, shown in an *example*, *inferred* by this project, or *delegated* by the note to another document.

Some rows of Table 4 of the note are broken. This catalogue reads them as follows: "450" belongs to -452, "-300" to -500, "EEO" to -550. There is no positive 450, no second -450 and no -300.
"""


def row(requirement: Requirement) -> str:
    """One line of a table."""
    statement = requirement.statement.replace("|", "\\|").replace("\n", " ")
    return (
        f"| {requirement.id} | {requirement.clause} | {requirement.kind} | {requirement.basis} "
        f"| {requirement.verification} | {statement} |"
    )


def render() -> str:
    """The whole page."""
    parts = [HEAD.format(count=len(requirements()), document=document())]
    for group, members in groupby(requirements().values(), key=lambda requirement: requirement.group):
        parts.append(f"\n## {group}\n\n| id | clause | kind | basis | verification | statement |")
        parts.append("|---|---|---|---|---|---|")
        parts.extend(row(member) for member in members)
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
