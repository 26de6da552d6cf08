"""What a rendering shows: a title, statements, and tables of words; the same for terminal, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WIDTH = 118
"""A table that is wider has the cells of a row below its first one in a terminal."""

LAST = 30
"""The last column may be wider than this; it is told to be no wider."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `tone` is what its first cell says by colour, too: `worse`, `better`, `other`, or nothing."""

    cells: tuple[str, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `lead` explains it in a sentence, `anchor` is the name of its link target.

    One that is a `detail` is left out in a terminal, unless all is asked for.
    """

    anchor: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    lead: str = ""
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document; `verdict` is its statement, with a tone; empty tables are shown by no rendering."""

    title: str
    subtitle: str
    verdict: str
    tone: str
    remarks: tuple[str, ...]
    tables: tuple[Table, ...]

    @property
    def shown(self) -> tuple[Table, ...]:
        """The tables that have a row."""
        return tuple(table for table in self.tables if table.rows)


def text(document: Document, *, most: int | None) -> str:
    """The document for a terminal, with at most so many rows of each table; None for all of it."""
    return "\n".join(_lines(document, most)) + "\n"


def _lines(document: Document, most: int | None) -> Iterator[str]:
    yield document.title
    yield document.subtitle
    yield from (f"note: {remark}" for remark in document.remarks)
    for table in document.shown:
        if table.is_detail and most is not None:
            continue
        yield ""
        yield f"{table.title} ({len(table.rows)})"
        if table.lead:
            yield f"  {table.lead}"
        yield from _rows(table, most)
        if most is not None and len(table.rows) > most:
            yield f"  and {len(table.rows) - most} more (--all, or --format html)"
    yield ""
    yield document.verdict


def _rows(table: Table, most: int | None) -> Iterator[str]:
    rows = [row.cells for row in table.rows[:most]]
    widths = [max(map(len, column)) for column in zip(table.columns, *rows, strict=True)]
    widths[-1] = min(widths[-1], LAST)
    if sum(widths) + 2 * len(widths) <= WIDTH:
        for cells in (table.columns, *rows):
            aligned = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            yield f"  {'  '.join(aligned)}".rstrip()
        return
    for cells in rows:
        yield f"  {cells[0]}"
        yield from _stacked(table.columns[1:], cells[1:])


def _stacked(columns: tuple[str, ...], cells: tuple[str, ...]) -> Iterator[str]:
    """The cells behind the first one: in a line, or in one line each where that is too long."""
    filled = [(column, cell) for column, cell in zip(columns, cells, strict=True) if cell]
    line = "; ".join(f"{column} {cell}" for column, cell in filled)
    if len(line) <= WIDTH:
        yield f"    {line}"
        return
    named = max(map(len, columns))
    yield from (f"    {column.ljust(named)}  {cell}" for column, cell in filled)


_MARKDOWN = str.maketrans({"|": "\\|", "\n": " ", "<": "&lt;", "`": "'", "*": "\\*", "_": "\\_", "[": "\\["})


def markdown(document: Document) -> str:
    """The document as Markdown (GitHub's tables)."""
    parts = [f"# {document.title.translate(_MARKDOWN)}", document.subtitle.translate(_MARKDOWN)]
    parts.append(f"**{document.verdict.translate(_MARKDOWN)}**")
    parts += [f"> {remark.translate(_MARKDOWN)}" for remark in document.remarks]
    for table in document.shown:
        head = f"## {table.title} ({len(table.rows)})"
        lines = [_line(table.columns), _line("---" for _ in table.columns)]
        lines += [_line(cell.translate(_MARKDOWN) for cell in row.cells) for row in table.rows]
        parts += [head, *([table.lead.translate(_MARKDOWN)] if table.lead else []), "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
