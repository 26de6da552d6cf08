"""The packages of others are imported without their warnings, which a project may have made errors (`filterwarnings = error`).

They come when Python compiles a package that pip has not compiled (`invalid escape sequence`), and
when a package imports what its Python is going to remove (tlslite-ng: asyncore, on Python 3.11).
"""

from __future__ import annotations

import warnings
from importlib import import_module

from hil.libraries import WARNINGS

PACKAGES = (
    "pyftpdlib.handlers",
    "pyftpdlib.ioloop",
    "pyftpdlib.servers",
    "serial",
    "tlslite.api",
    "trustme",
)
"""What driver, emulated module and lower tester import."""


def load(names: tuple[str, ...] = PACKAGES) -> None:
    """Import them now, once; a name that cannot be imported raises `ImportError` where it is used."""
    with warnings.catch_warnings():
        for kind in WARNINGS:
            warnings.simplefilter("ignore", kind)
        for name in names:
            try:
                import_module(name)
            except ImportError:
                continue
