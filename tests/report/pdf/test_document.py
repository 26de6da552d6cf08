"""The formal report, read by pypdf, a library that we did not write."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from hil.errors import HilError, UsageError
from hil.report.pdf import annex
from hil.report.pdf.document import data, rendered
from hil.report.pdf.typesetting import typeset
from hil.report.source import Source
from hil.results.description import PlannedCase
from hil.results.ending import ENDED
from hil.results.folder import CASES
from hil.results.model import RunReport
from tests.report.laboratory import KNOWN, LAB
from tests.results.samples import FAILED, LAST, OTHERS, sample

WHOLE = replace(sample(), description=KNOWN, not_run=(), ending=ENDED, cases=(FAILED, *OTHERS))


@pytest.fixture(scope="module")
def issued() -> Source:
    return Source(WHOLE, Path(), lab=LAB)


@pytest.fixture(scope="module")
def content(issued: Source) -> bytes:
    return rendered(issued)


@pytest.fixture(scope="module")
def pages(content: bytes) -> list[str]:
    return texts(content)


def texts(content: bytes, *places: int) -> list[str]:
    """The text of the pages at these places, or of all."""
    pages = PdfReader(io.BytesIO(content)).pages
    chosen = [pages[place] for place in places] if places else list(pages)
    return [" ".join(page.extract_text().split()) for page in chosen]


def test_each_page_has_the_number_of_the_report_its_own_and_what_the_results_relate_to(
    pages: list[str],
) -> None:
    for number, page in enumerate(pages, start=1):
        assert "Test report RL-2026-0042" in page
        assert f"page {number} of {len(pages)}" in page
        assert "The results relate only to the item tested." in page


def test_the_report_has_a_clear_end_and_no_mark_of_a_draft(pages: list[str]) -> None:
    assert "— end of test report RL-2026-0042 —" in pages[-1]
    assert not any("draft" in page.lower() for page in pages)


@pytest.mark.parametrize(
    "value", [value for key, value in LAB if key not in {"method_deviations", "external_results"}]
)
def test_what_the_laboratory_tells_is_in_the_report(pages: list[str], value: str) -> None:
    assert value in " ".join(pages)


@pytest.mark.parametrize(
    "words",
    [
        "Quectel M95 FTPS Application Note V1.0",
        "M95FAR02A08",
        "a1" * 32,  # the digest of the test cases
        "20260131T101500Z-full",
        "GCF or PTCRB",
        "Decision rule: a test case passes if",
        "The item tested is an emulated module.",
        "Selection: full",
        "QFTPCLOSE when nothing is open: ERROR or a code?",
        "This section is apart from conformity",
        "Bad_certificate",
    ],
)
def test_the_report_tells_method_item_selection_scope_and_observations(pages: list[str], words: str) -> None:
    assert words.lower() in " ".join(pages).lower()


def test_no_id_of_pytest_and_no_expression_reaches_the_reader(pages: list[str]) -> None:
    text = " ".join(pages)

    assert "::" not in text
    assert "ErrorCode." not in text
    assert ".py" not in text


def test_the_document_is_an_archive_file_with_the_annex_in_it_and_its_digest_on_paper(
    content: bytes, pages: list[str], issued: Source
) -> None:
    reader = PdfReader(io.BytesIO(content))
    metadata = reader.root_object["/Metadata"]
    assert isinstance(metadata, StreamObject)
    told = metadata.get_data().decode()
    cases = annex.rendered(issued)

    assert "<pdfaid:part>3</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told
    assert reader.attachments == {CASES: [cases]}
    assert annex.digest(cases) in "".join(pages).replace(" ", "")


def test_the_same_run_gives_the_same_bytes(content: bytes, issued: Source) -> None:
    assert rendered(issued) == content


def test_a_draft_has_a_watermark_on_each_page_and_tells_what_it_lacks() -> None:
    pages = texts(rendered(Source(sample(), Path())), 0, 4, -1)

    assert all("DRAFT" in page for page in pages)
    assert all("draft, not valid as a report" in page for page in pages)
    assert "the name of the laboratory is missing" in pages[0]
    assert "incomplete: 1 of 188 cases have no verdict" in pages[0]
    assert "(not given)" in pages[0]


HOSTILE = '#panic("x") $ *a_ ` \\ @b <c> ] \x00 \x1b \u2028 東京 \U0001f600 \ud800'


@pytest.mark.parametrize(
    "report",
    [
        replace(WHOLE, cases=(), duts=(), planned=(), description=sample().description),
        replace(
            WHOLE,
            cases=(replace(FAILED, title=HOSTILE, reason=HOSTILE, started="soon", requirements=(HOSTILE,)),),
            header=replace(WHOLE.header, started="yesterday", lab=(("issued", "soon"),)),
        ),
    ],
    ids=["empty", "hostile"],
)
def test_any_run_has_a_report(report: RunReport) -> None:
    (cover,) = texts(rendered(Source(report, Path(), lab=(("name", HOSTILE),))), 0)

    assert '#panic("x")' in cover
    assert "<U+6771>" in cover


def test_without_typst_the_error_tells_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, issued: Source
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(UsageError, match=r"pip install 'm95-hil\[pdf\]' installs it"):
        rendered(issued)


def test_what_cannot_be_typeset_is_told_in_one_line(issued: Source) -> None:
    wrong = data(issued, b"")
    assert isinstance(wrong, dict)

    with pytest.raises(HilError, match="typst cannot typeset the report: "):
        typeset({**wrong, "day": [2026, 2, 31]}, b"", day=issued.issued)  # type: ignore[arg-type]


def test_a_requirement_of_which_a_case_was_not_run_tells_so() -> None:
    planned = replace(KNOWN, planned=(PlannedCase(LAST, "The last one", ("GEN-01",)),))
    report = replace(sample(), cases=OTHERS, description=planned)

    text = " ".join(texts(rendered(Source(report, Path(), lab=LAB))))

    assert "FTPS = FTP over SSL/TLS mandatory 1 of 2 pass" in text
    assert "the worst verdict of its test cases in the selection full; 2 of 3 test cases means" in text
