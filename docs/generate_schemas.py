"""Write docs/schemas from the forms of the files: `python docs/generate_schemas.py` (tests compare the files)."""

from __future__ import annotations

from pathlib import Path

from hil.cli.schema import FORMS

TARGET = Path(__file__).with_name("schemas")


def render() -> dict[str, str]:
    """The text of each schema by the name of its file."""
    return {f"{name}.schema.json": form().schema_text() for name, form in FORMS.items()}


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, text in render().items():
        (TARGET / name).write_text(text, encoding="utf-8")
