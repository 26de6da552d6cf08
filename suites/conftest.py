"""The short names of markers and fixtures, which the cases of hil.suites use."""

from __future__ import annotations

from hil.short_names import *  # noqa: F403 - a conftest offers every fixture of that module
