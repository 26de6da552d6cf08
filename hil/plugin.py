"""The pytest plugin: options, markers and hooks; cheap to import, since every pytest run of an environment does."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the options of a conformance run."""
    parser.addini("hil_report_dir", "folder that receives the reports of runs", default=None)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    config.addinivalue_line("markers", "requirement(id, ...): the requirements that a test verifies")
