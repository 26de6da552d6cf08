"""A package that only one driver needs: imported when a bench names that driver."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from hil.errors import UsageError


def imported(module: str, *, driver: str, package: str) -> Any:
    """The module; raises `UsageError` that tells how to install its package."""
    try:
        return import_module(module)
    except ImportError as trouble:
        words = " ".join(str(trouble).split())
        raise UsageError(
            f"the driver {driver} needs {module} of the package {package}: {words}; "
            f"python -m pip install {package}"
        ) from trouble
