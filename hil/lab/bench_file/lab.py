"""The laboratory: the table `[lab]` of a bench file, which a file of its own may hold, too (`hil report --lab`).

A formal report takes from it what ISO/IEC 17025:2017 7.8.2.1 asks and no run can know.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from hil.config import file
from hil.config.form import FileForm, expected, meaning, pattern

ImeiPolicy = Literal["masked", "full"]

FULL_IMEI: ImeiPolicy = "full"

Words = Annotated[
    str,
    pattern(r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$(?!\n)"),
    expected("one line of text in quotation marks"),
]
"""A line in any language; it may be empty."""

_NOT_TOLD = frozenset({"imei", "selftest"})
"""Keys that say what a run does, not what its report tells."""

_DAY = expected("a date without quotation marks, such as 2027-03-31")


@dataclass(frozen=True, slots=True)
class Lab:
    """Who tests, what, where and for whom; the reports show it."""

    name: Annotated[Words, meaning("the name of the laboratory")] = ""
    address: Annotated[Words, meaning("its address")] = ""
    place: Annotated[Words, meaning("where the tests were done, also where that is its address")] = ""
    conditions: Annotated[Words, meaning("the ambient conditions, where they matter")] = ""
    operator: Annotated[Words, meaning("who runs the tests")] = ""
    customer: Annotated[Words, meaning("for whom")] = ""
    customer_address: Annotated[Words, meaning("how the customer is reached: address, telephone or mail")] = (
        ""
    )
    item: Annotated[Words, meaning("the label of the module that was tested, as its sample number")] = ""
    item_condition: Annotated[Words, meaning("the condition in which the module came")] = ""
    received: Annotated[date | None, _DAY, meaning("when the module came to the laboratory")] = None
    report_number: Annotated[
        Words, meaning("the number of the report; without it the report has the id of its run")
    ] = ""
    issued: Annotated[date | None, _DAY, meaning("the date of issue of the report")] = None
    authorised_by: Annotated[Words, meaning("who authorises the report")] = ""
    authorised_function: Annotated[Words, meaning("what that person is in the laboratory")] = ""
    method_deviations: Annotated[
        Words, meaning('additions to the method, deviations and exclusions; "none" where there are none')
    ] = ""
    external_results: Annotated[
        Words, meaning('the results that others supplied, and who; "none" where there are none')
    ] = ""
    selftest: Annotated[
        Words,
        meaning("the record of hil selftest, copied into the folder of each run; relative to the bench file"),
    ] = ""
    imei: Annotated[
        ImeiPolicy,
        meaning("how the records of a run show the IMEI: masked but for its last four digits, or in full"),
    ] = "masked"

    def items(self) -> tuple[tuple[str, str], ...]:
        """What the file tells, for the header of a run: key and text, dates in ISO 8601; of blanks alone it tells nothing."""
        told = ((each.name, getattr(self, each.name)) for each in fields(self) if each.name not in _NOT_TOLD)
        texts = (
            (name, value.isoformat() if isinstance(value, date) else value.strip())
            for name, value in told
            if value
        )
        return tuple((name, text) for name, text in texts if text)


@dataclass(frozen=True, slots=True)
class LabFile:
    """A file with the table `[lab]` alone."""

    lab: Annotated[Lab, meaning("the laboratory")] = field(default_factory=Lab)


FORM = FileForm("lab", "The laboratory, for a formal report", "docs/report.md", LabFile)

_OF_A_BENCH = frozenset({"lower_tester", "module"})
"""The other tables of a bench file: one may be given in place of a file with `[lab]` alone."""


def load(path: Path) -> tuple[tuple[str, str], ...]:
    """What a file tells of the laboratory, as `Lab.items`; raises `UsageError` of one line."""
    tables = {name: table for name, table in file.read(path).items() if name not in _OF_A_BENCH}
    if "lab" not in tables:
        raise file.wrong(path, "lab", expected="a table headed [lab] (docs/report.md)", got=None)
    return file.convert(path, tables, FORM).lab.items()
