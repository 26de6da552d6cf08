"""The libraries that ours look for and can do without: one that is broken counts as absent.

pyftpdlib takes OpenSSL if it is there, tlslite takes M2Crypto, gmpy and others; each
asks by `except ImportError`.  An old library beside a new one raises something else, and
takes with it a program that does not need it.  While a module of `OURS` is being
imported, whatever else it imports fails by `ImportError` only, prints on standard
error, and warns nobody of what its authors have to change: a user who makes warnings errors
means those of their own code.  Nothing changes for other modules.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

OURS = frozenset(
    {
        "allure",
        "allure_commons",
        "click",
        "covertable",
        "cryptography",
        "dns",
        "jinja2",
        "msgspec",
        "pyftpdlib",
        "rich",
        "serial",
        "tlslite",
        "trustme",
    }
)
"""The libraries of this package, by the names of their imports."""

OPTIONAL = {
    "pyftpdlib": ("OpenSSL",),
    "tlslite": ("M2Crypto", "gmpy", "gmpy2", "Crypto", "tack", "brotli", "zstandard", "zstd", "kyber_py"),
}
"""What they can do without: hidden from one of their modules that fails with it, and imported once more."""

WARNINGS = (DeprecationWarning, PendingDeprecationWarning, SyntaxWarning)
"""What Python says of the code of a library as it compiles or imports it (asyncore, `invalid escape sequence`)."""


def tolerate_broken() -> None:
    """Let broken libraries that ours can do without count as absent; idempotent."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Depth(threading.local):
    value = 0
    """How many modules of `OURS` this thread is importing, one within the other."""


_depth = _Depth()


class _Finder(MetaPathFinder):
    """Finds as the finders behind it do; the loader is a tolerant one."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        if root not in OURS and (not _depth.value or root in sys.stdlib_module_names):
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Tolerant(spec.loader, root)
                return spec
        return None


class _Tolerant(Loader):
    """The loader of one module; it gives its place back to the real one before the module runs."""

    def __init__(self, real: Loader, root: str) -> None:
        self._real, self._root = real, root

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        if self._root in OURS:
            self._run_ours(module)
        else:
            self._run_other(module)

    def _run_ours(self, module: ModuleType) -> None:
        _depth.value += 1
        try:
            with _quiet():
                self._real.exec_module(module)
        except ImportError:
            raise
        except SystemExit as broken:  # it would end the program without a word
            raise _as_import_error(module, broken) from broken
        except Exception:
            if self._root not in OPTIONAL:
                raise
            with _quiet(), _hidden(OPTIONAL[self._root]):
                self._real.exec_module(module)
        finally:
            _depth.value -= 1

    def _run_other(self, module: ModuleType) -> None:
        try:
            with redirect_stdout(sys.stderr):  # a program may read what we print
                self._real.exec_module(module)
        except ImportError:
            raise
        except (Exception, SystemExit) as broken:
            raise _as_import_error(module, broken) from broken


def _as_import_error(module: ModuleType, broken: BaseException) -> ImportError:
    text = f"{module.__name__} is broken: {type(broken).__name__}: {broken}"
    return ImportError(text, name=module.__name__)


@contextmanager
def _quiet() -> Iterator[None]:
    """Show no warning about the code of a library."""
    with warnings.catch_warnings():
        for kind in WARNINGS:
            warnings.simplefilter("ignore", kind)
        yield


@contextmanager
def _hidden(names: Sequence[str]) -> Iterator[None]:
    """Let these libraries be absent for a while."""
    kept = {name: sys.modules.get(name) for name in names}
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]  # None stands for an absent module
    try:
        yield
    finally:
        for name, module in kept.items():
            if module is None:
                sys.modules.pop(name, None)  # an import that failed has taken it away
            else:
                sys.modules[name] = module
