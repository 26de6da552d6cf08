"""The renderings of a run: one table of their names, files and writers.

A rendering is made from `hil.report.source.Source` alone, so it can be made at any time,
of a run that was killed or merged, too.  It takes the place of an earlier one at once.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from hil.report.source import Source
from hil.results.folder import ALLURE, CASES, CSV, FORMAL, GITLAB, JUNIT, MARKDOWN, PAGE, REQIF, SUMMARY
from hil.results.whole_file import write_file


@dataclass(frozen=True, slots=True)
class Format:
    """A rendering: `meaning` for people, the name of its file or folder, `writer` as `module:function`.

    The writer is loaded when it is asked for.  It takes a `Source` and returns the bytes of
    the file; that of a folder (`is_folder`) takes the path of the folder, too, and writes into it.
    `beside` are renderings that belong to it: they are written with it.
    """

    meaning: str
    file: str
    writer: str
    is_folder: bool = False
    beside: tuple[str, ...] = ()

    def write(self, source: Source, output: Path) -> Path:
        """Write the rendering into the folder `output`; returns its path.

        Raises `OSError`, and leaves an earlier rendering whole where it is one file.
        """
        target = output / self.file
        source = replace(source, output=output)
        if self.is_folder:
            self._writer()(source, target)
        else:
            write_file(target, self.content(source))
        return target

    def content(self, source: Source) -> bytes:
        """The bytes of the file, for a rendering that is one."""
        return self._writer()(source)

    def _writer(self) -> Callable[..., bytes]:
        module, _, function = self.writer.partition(":")
        found: Callable[..., bytes] = getattr(importlib.import_module(module), function)
        return found


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "html": Format("a page for people, in one file", PAGE, "hil.report.html.page:rendered"),
        "junit": Format("JUnit (xunit2), for CI servers", JUNIT, "hil.report.junit:rendered"),
        "json": Format("the run in one JSON object", SUMMARY, "hil.report.formats:summary"),
        "pdf": Format(
            "the formal report (PDF/A-3), with its annex",
            FORMAL,
            "hil.report.pdf.document:rendered",
            beside=("cases",),
        ),
        "cases": Format(
            "every case in one table: the annex of the PDF", CASES, "hil.report.pdf.annex:rendered"
        ),
        "markdown": Format("a summary for CI servers and issues", MARKDOWN, "hil.report.markdown:rendered"),
        "gitlab": Format("failing cases for GitLab's Code Quality", GITLAB, "hil.report.gitlab:rendered"),
        "allure": Format("results for Allure", ALLURE, "hil.report.allure_cases:rendered", is_folder=True),
        "csv": Format("tables of cases and requirements", CSV, "hil.report.tables:rendered", is_folder=True),
        "reqif": Format("requirements and the cases that verify them", REQIF, "hil.report.reqif:rendered"),
    }
)
"""The renderings by the name that `hil report --format` has for them."""

STANDARD = ("json", "junit", "html")
"""What each run ends with; its results for Allure are written beside them."""


def summary(source: Source) -> bytes:
    """The bytes of `summary.json`."""
    from hil.report.summary import summarise  # noqa: PLC0415 - only for those who ask

    text = json.dumps(summarise(source.report, source.course), indent=2, ensure_ascii=False)
    return f"{text}\n".encode(errors="backslashreplace")


def write_all(source: Source, output: Path, names: Iterable[str] = STANDARD) -> tuple[Path, ...]:
    """Write these renderings into the folder `output`; raises `OSError`."""
    wanted = dict.fromkeys(each for name in names for each in (name, *FORMATS[name].beside))
    return tuple(FORMATS[name].write(source, output) for name in wanted)
