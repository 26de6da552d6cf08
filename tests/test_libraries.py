"""What libraries of ours look for counts as absent if it is broken; imports of others stay as they are."""

from __future__ import annotations

import importlib
import importlib.resources
import importlib.util
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from hil import libraries


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of libraries; `fake_ours` is one of ours."""
    monkeypatch.setattr(libraries, "OURS", frozenset({"fake_ours"}))
    monkeypatch.setattr(libraries, "OPTIONAL", {"fake_ours": ("fake_stub",)})
    monkeypatch.syspath_prepend(tmp_path)
    libraries.tolerate_broken()
    (tmp_path / "fake_broken.py").write_text("print('said')\nraise OSError('bad')\n")
    (tmp_path / "fake_stub.py").touch()
    yield tmp_path
    for name in ("fake_ours", "fake_stub"):
        sys.modules.pop(name, None)


def imported() -> ModuleType:
    importlib.invalidate_caches()
    return importlib.import_module("fake_ours")


def test_a_broken_library_is_absent_for_ours_and_prints_on_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "fake_ours.py").write_text(
        "try:\n    import fake_broken\nexcept ImportError as error:\n    said = str(error)\n"
    )

    ours = imported()

    assert getattr(ours, "said", "") == "fake_broken is broken: OSError: bad"
    assert capsys.readouterr() == ("", "said\n")


def test_a_library_that_lacks_what_ours_asks_for_is_hidden(
    folder: Path,
) -> None:
    (folder / "fake_ours.py").write_text(
        "try:\n    import fake_stub\n    fake_stub.wanted\nexcept ImportError:\n    has_it = False\n"
    )

    assert getattr(imported(), "has_it", None) is False
    assert importlib.util.find_spec("fake_stub") is not None


def test_a_library_that_was_hidden_may_be_taken_away_meanwhile(folder: Path) -> None:
    (folder / "fake_ours.py").write_text(
        "import sys\nif 'fake_stub' not in sys.modules:\n    raise OSError\ndel sys.modules['fake_stub']\nis_whole = True\n"
    )

    assert getattr(imported(), "is_whole", None) is True


def test_a_library_warns_nobody_of_its_code(folder: Path) -> None:
    (folder / "fake_ours.py").write_text(
        "import warnings\nwarnings.warn('old', DeprecationWarning)\nis_whole = True\n"
    )

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert getattr(imported(), "is_whole", None) is True


@pytest.mark.usefixtures("folder")
def test_others_see_what_it_raised() -> None:
    with pytest.raises(OSError, match="bad"):
        importlib.import_module("fake_broken")


def test_a_module_has_its_own_loader_and_finds_its_files(
    folder: Path,
) -> None:
    (folder / "fake_ours").mkdir()
    (folder / "fake_ours/__init__.py").touch()
    (folder / "fake_ours/data.txt").write_text("found")

    module = imported()

    assert module.__spec__ is not None
    assert type(module.__spec__.loader).__name__ == "SourceFileLoader"
    assert importlib.resources.files("fake_ours").joinpath("data.txt").read_text() == "found"
