"""Titles in the spelling of the documents."""

from __future__ import annotations

import pytest

from hil.report.view.spelling import spelled, subject


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("the test form of qsslcfg lists a range", "the test form of QSSLCFG lists a range"),
        ("a ca at depth two", "a CA at depth two"),
        ("V.250 5.4.1: no ok, so", "V.250 5.4.1: no ok, so"),
        ("qftpget [qftpget]", "QFTPGET [qftpget]"),
    ],
)
def test_a_title_has_short_names_as_documents_write_them(title: str, words: str) -> None:
    assert spelled(title) == words


@pytest.mark.parametrize(("folder", "words"), [("at", "AT"), ("ssl_config", "SSL config"), ("", "")])
def test_a_folder_is_a_subject(folder: str, words: str) -> None:
    assert subject(folder) == words
