"""m95-hil as another environment has it installed: files as pip lays them down, without the time that pip takes."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import hil

ROOT = Path(__file__).parent.parent.parent.parent
PLUGINS = ROOT / ".peers/plugins/bin/python"
"""An environment with the plugins of others."""


DOTS = re.compile(r"[.FEsxXRr]+ *(\[|$)")
"""A line of progress, in which workers stand in any order."""

CHANCES = re.compile(r"gw\d|\b\d+\.\d+ ?s\b|\d\d:\d\d:\d\d")


def install(site: Path) -> Path:
    """Make a folder that holds m95-hil for any interpreter; returns it."""
    package, metadata = site / "hil", site / f"m95_hil-{hil.__version__}.dist-info"
    package.mkdir(parents=True)
    metadata.mkdir()
    for path in (ROOT / "hil").iterdir():
        if path.name != "__pycache__":
            (package / path.name).symlink_to(path)
    for part, source in (("fixtures", "fixtures"), ("suites", "suites"), ("schemas", "docs/schemas")):
        (package / part).symlink_to(ROOT / source)
    (site / "m95_hil_pytest").symlink_to(ROOT / "hil/entry_point")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    plugins = project["entry-points"]["pytest11"]
    lines = "".join(f"{name} = {value}\n" for name, value in plugins.items())
    (metadata / "entry_points.txt").write_text(f"[pytest11]\n{lines}")
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: m95-hil\nVersion: {hil.__version__}\n")
    (metadata / "RECORD").write_text("hil/__init__.py,,\nm95_hil_pytest/__init__.py,,\n")
    return site


def run(
    project: Path, *words: str, site: Path | None = None, python: str | Path = PLUGINS, script: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project, with m95-hil in the folder `site` or without it; the `script` has no path to the project."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "PYTHON", "HIL", "COV"))
    }
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "100"}
    if site is not None:
        environment["PYTHONPATH"] = str(site)
    of_script, of_module = (str(Path(python).with_name("pytest")),), (str(python), "-m", "pytest")
    return subprocess.run(
        [*(of_script if script else of_module), "-p", "no:cacheprovider", *words],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What a run printed, without times and names of workers, the list of installed plugins, and lines of progress."""
    lines = (done.stdout + done.stderr).splitlines()
    return [
        CHANCES.sub("T", line) for line in lines if not line.startswith("plugins: ") and not DOTS.match(line)
    ]


def files(project: Path) -> set[str]:
    """The files of a project."""
    return {str(path.relative_to(project)) for path in project.rglob("*") if path.is_file()}
