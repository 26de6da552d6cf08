"""A page of a proof of the suites, made from a template."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape


def page(template: Path, **values: object) -> str:
    """The page with these values; a value that is missing is an error."""
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template.name).render(**values)
