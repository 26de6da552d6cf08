"""Documents as one self-contained page of HTML; it loads nothing from the network and needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from hil.compare.document import Document

STYLES = ("palette.css", "page.css")
"""The styles of the page, colours first: they alone stand in `palette.css`."""


def page(title: str, documents: Sequence[Document]) -> str:
    """The page with these documents, one below the other."""
    environment = Environment(
        loader=PackageLoader("hil.compare"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    folder = resources.files("hil.compare") / "templates"
    style = "".join((folder / name).read_text(encoding="utf-8") for name in STYLES)
    return environment.get_template("page.html.j2").render(title=title, documents=documents, style=style)
