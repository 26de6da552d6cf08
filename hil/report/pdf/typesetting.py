"""typst as the typesetter of the formal report: data in, PDF/A out; the same bytes for the same data.

No font of the machine is used, so the report looks alike everywhere; those of the wheel are embedded.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from importlib.resources import files
from typing import Any

from hil.errors import HilError, UsageError
from hil.report.pdf.printable import Json, printable_tree

STANDARDS = ("a-3a", "ua-1")
"""PDF/A-3a (ISO 19005-3: for archives, with the annex in it) and PDF/UA-1 (ISO 14289-1: for screen readers)."""

TEMPLATE = "templates/report.typ"


def typeset(data: Json, attached: bytes, *, day: date) -> bytes:
    """The PDF of the data, with the annex in it; `day` stands in its metadata.

    Raises `UsageError` where typst is not installed.
    """
    typst = _typst()
    midnight = datetime.combine(day, time(), UTC)
    try:
        made: bytes = typst.compile(
            files("hil.report.pdf").joinpath(TEMPLATE).read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=list(STANDARDS),
            sys_inputs={
                "data": json.dumps(printable_tree(data), ensure_ascii=False),
                "annex": attached.decode(),
            },
            timestamp=int(midnight.timestamp()),
        )
    except typst.TypstError as error:
        reason = " ".join(str(error).split())
        raise HilError(f"typst cannot typeset the report: {reason}; tell the makers of m95-hil") from error
    return made


def _typst() -> Any:
    """The library; it is large, and only this format needs it."""
    try:
        import typst  # noqa: PLC0415 - only for those who ask for this format
    except ImportError as error:
        raise UsageError(
            "the format pdf needs the library typst, which is not installed; pip install 'm95-hil[pdf]' installs it"
        ) from error
    return typst
