"""A library that is needed and cannot be imported, in one line: its name, its version, what broke, the next step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions, version
from pathlib import Path
from types import ModuleType

from hil.results.conclusion import Exit

_PACKAGES = {
    "allure": "allure-pytest",
    "allure_commons": "allure-python-commons",
    "dns": "dnspython",
    "serial": "pyserial",
    "tlslite": "tlslite-ng",
}
"""The packages of our libraries whose names differ from those of their imports."""


def broken_library(error: BaseException) -> str:
    """What to say of an error that came from the import of a library; empty for another error."""
    root, file = _culprit(error)
    if not root:
        return ""
    packages = packages_distributions().get(root)
    if isinstance(error, ModuleNotFoundError) and not packages:
        return f"the library {root} is missing; python -m pip install {_PACKAGES.get(root, root)}"
    package = packages[0] if packages else ""
    found = f"{root} ({package} {version(package)})" if package else f"{root} (of no package)"
    place = f" in {file}" if file else ""
    cause = error.__cause__ if isinstance(error, ImportError) and error.__cause__ is not None else error
    mended = (
        f"python -m pip install --upgrade {package}"
        if package
        else "remove it, or correct the path of Python"
    )
    return f"the library {found}{place} cannot be imported: {type(cause).__name__}: {cause}; {mended}"


def require(name: str) -> None:
    """End the program by one line if this library cannot be imported."""
    try:
        import_module(name)
    except Exception as error:  # whatever a broken library raises
        print("hil:", " ".join((broken_library(error) or str(error)).split()), file=sys.stderr)
        raise SystemExit(int(Exit.INFRASTRUCTURE)) from None


def _culprit(error: BaseException) -> tuple[str, str]:
    """The library whose import failed, and the file that did not run: of the error, else the innermost one."""
    if isinstance(error, SyntaxError) and error.filename:
        root = _root_of_file(Path(error.filename))
        return ("", "") if root == "hil" else (root, error.filename)
    importing = [*_modules_being_imported(error), *_modules_being_imported(error.__cause__)]
    named = _root(error.name or "") if isinstance(error, ImportError) else ""
    if importing and isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        named = _root(error.obj.__name__)  # it is too old, or too new
    root = named if _is_foreign(named) else next((root for root, _ in reversed(importing)), "")
    if not _is_foreign(root):
        return "", ""
    return root, next((file for name, file in reversed(importing) if name == root), "")


def _is_foreign(root: str) -> bool:
    return root not in {"", "hil", "__main__"} and root not in sys.stdlib_module_names


def _root_of_file(file: Path) -> str:
    found = file.parent.name if file.name == "__init__.py" else file.stem
    for folder in file.parents:
        if not (folder / "__init__.py").exists():
            return found
        found = folder.name
    return found


def _root(name: str) -> str:
    return name.partition(".")[0]


def _modules_being_imported(error: BaseException | None) -> Iterator[tuple[str, str]]:
    """Libraries and files, from the outermost one."""
    step = error.__traceback__ if error is not None else None
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_name == "<module>":
            yield _root(str(step.tb_frame.f_globals.get("__name__", ""))), code.co_filename
        step = step.tb_next
