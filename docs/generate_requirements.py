"""Write docs/requirements.md from the catalogue: `python docs/generate_requirements.py` (tests compare the file)."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from hil.spec.catalogue import Requirement, document, requirements

TARGET = Path(__file__).with_name("requirements.md")

HEAD = """\
# Requirements

Generated from `hil/spec/requirements.toml` by `docs/generate_requirements.py`; do not edit.

{count} requirements from the {document}. *mandatory*: a DUT without it does not conform; *optional*: the sources leave it to the maker, and a departure is reported; *informative*: recorded, or guidance for the bench.

The ground is what a requirement rests on: the *note*, in its text, a table or an example; a *standard*, which is a MUST of an RFC, of 3GPP or V.250, or a Quectel document; or a *reading*, which is our inference. The clause is the place that says so. Documents [1] and [2] are those of the note's appendix. Words in italics after a statement are the reasoning: of a reading, or of the kind. [kinds.md](kinds.md) counts the kinds and grounds, and lists what is not mandatory.

Some rows of Table 4 of the note are broken. This catalogue reads them as follows: "450" belongs to -452, "-300" to -500, "EEO" to -550. There is no positive 450, no second -450 and no -300.
"""


def row(requirement: Requirement) -> str:
    """One line of a table."""
    statement = requirement.statement.replace("|", "\\|").replace("\n", " ")
    reasoning = f" *{requirement.reasoning}*" if requirement.reasoning else ""
    return (
        f"| {requirement.id} | {requirement.kind} | {requirement.ground} | {requirement.clause} "
        f"| {requirement.verification} | {statement}{reasoning} |"
    )


def render() -> str:
    """The whole page."""
    parts = [HEAD.format(count=len(requirements()), document=document())]
    for group, members in groupby(requirements().values(), key=lambda requirement: requirement.group):
        parts.append(f"\n## {group}\n\n| id | kind | ground | clause | verification | statement |")
        parts.append("|---|---|---|---|---|---|")
        parts.extend(row(member) for member in members)
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
