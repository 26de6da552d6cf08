"""What the formal report is made of: sections of facts, paragraphs, lists and tables; the template sets each kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hil.report.pdf.printable import Json


class Style(StrEnum):
    """How the cells of a column are set."""

    TEXT = "text"
    MARK = "mark"  # identifiers and commands, in letters of one width
    NUMBER = "number"
    VERDICT = "verdict"  # with the colour of its first word


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `share` is its part of the width, 0 for as wide as its cells."""

    title: str
    share: float = 1
    style: Style = Style.TEXT


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values."""

    rows: tuple[tuple[str, str], ...]
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `boxed` sets it apart."""

    text: str
    boxed: bool = False
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    points: tuple[str, ...]
    kind: str = field(default="points", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `nothing` stands in its place if it has no rows.

    A row of one cell is a heading over all columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    nothing: str = "None."
    kind: str = field(default="table", init=False)


Block = Facts | Paragraph | Points | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `number` is `1.2` or `Annex A`, and its dots tell its level."""

    number: str
    title: str
    blocks: tuple[Block, ...] = ()

    @property
    def level(self) -> int:
        """1 for a section of the first level."""
        return self.number.count(".") + 1


def tree(section: Section) -> Json:
    """The section for the template."""
    return {
        "number": section.number,
        "title": section.title,
        "level": section.level,
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> Json:
    match block:
        case Facts(rows=rows):
            return {"kind": block.kind, "rows": rows}
        case Paragraph(text=text, boxed=boxed):
            return {"kind": block.kind, "text": text, "boxed": boxed}
        case Points(points=points):
            return {"kind": block.kind, "points": points}
        case Table(columns=columns, rows=rows, nothing=nothing):
            return {
                "kind": block.kind,
                "columns": [
                    {"title": each.title, "share": each.share, "style": each.style.value} for each in columns
                ],
                "rows": rows,
                "nothing": nothing,
            }
