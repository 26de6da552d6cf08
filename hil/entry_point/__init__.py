"""What pytest loads where m95-hil is installed: `hil.plugin`, unless the project has a package `hil` of its own.

It is installed beside the package (`m95_hil_pytest`), since a package `hil` of a project may hide ours: then an import
of `hil.plugin` would end each run of pytest there.  It would also take the name from their package,
whose folder pytest finds later.  Such a project is left alone.  It may still ask for ours by `-p hil.plugin`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGE = "hil"
PLUGIN = "hil.plugin"
OPTION = "--hil-"
SUITES = "hil.suites"


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Load the plugin, or stand aside; who then asks for one of our options is told why pytest does not know it."""
    config = pluginmanager.get_plugin("pytestconfig")
    assert isinstance(config, pytest.Config)
    asked = is_asked_for(config)
    found = hiding() or (None if asked else foreign_package(config))
    reason = f"is not loaded, since the project has a package {PACKAGE} of its own: {found}; rename that"
    if found is None:
        for name in import_module(PLUGIN).pytest_plugins:
            pluginmanager.register(import_module(name), name)
    elif asked:
        raise pytest.UsageError(f"m95-hil {reason}")
    elif any(str(word).startswith(OPTION) for word in config.invocation_params.args):
        parser.extra_info["m95-hil"] = reason


def is_asked_for(config: pytest.Config) -> bool:
    """Whether the command line or the environment names the plugin."""
    of_environment = os.environ.get("PYTEST_PLUGINS", "").split(",")
    return PLUGIN in {*config.known_args_namespace.plugins, *of_environment}


def hiding() -> Path | None:
    """The module or folder that an import of `hil` finds in place of ours."""
    spec = find_spec(PACKAGE)
    if spec is None:
        return None
    places = [Path(place) for place in spec.submodule_search_locations or ()]
    if any(map(_is_ours, places)):
        return None
    return Path(spec.origin) if spec.origin else next(iter(places), None)


def foreign_package(config: pytest.Config) -> Path | None:
    """The package or module `hil` of the project from whose folder pytest is going to import."""
    words = [str(word) for word in config.invocation_params.args]
    if any(f"{word}.".startswith(f"{SUITES}.") for word in words):
        return None
    return next((found for folder in _import_roots(config, words) if (found := _package_in(folder))), None)


def _import_roots(config: pytest.Config, words: list[str]) -> Iterator[Path]:
    """The folders that pytest may put into `sys.path` for the tests of this run."""
    here, root = config.invocation_params.dir, config.rootpath
    yield from dict.fromkeys((root, root / "src", here, *map(Path, config.getini("pythonpath"))))
    named = [here / word.partition("::")[0] for word in words if not word.startswith("-")]
    named = [place for place in named if place.exists()]
    for place in named or [root / path for path in config.getini("testpaths")] or [here]:
        yield from (folder for folder in (place, *place.parents) if folder.is_relative_to(root))
        yield from (folder.parent.parent for folder in place.glob(f"*/{PACKAGE}/__init__.py"))


def _package_in(folder: Path) -> Path | None:
    """The foreign package or module `hil` that an import finds in a folder, which itself is no package."""
    if (folder / "__init__.py").exists():
        return None
    if (folder / f"{PACKAGE}.py").is_file():
        return folder / f"{PACKAGE}.py"
    package = folder / PACKAGE
    return package if (package / "__init__.py").is_file() and not _is_ours(package) else None


def _is_ours(package: Path) -> bool:
    return (package / "plugin" / "guest.py").is_file()
