"""The folder that `hil repro` writes: for an engineer with a module, Python and pyserial."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from hil.errors import UsageError
from hil.repro import script
from hil.repro.limits import Limit, limits
from hil.repro.plan import Planner, servers_record, sessions_record, steps_record
from hil.repro.readme import Contents, at_text, readme
from hil.repro.recorded import recorded
from hil.results.case import CaseResult
from hil.results.model import RunReport

README, AT, STEPS, SERVERS, SESSIONS, SCRIPT = (
    "README.md",
    "at.txt",
    "steps.json",
    "servers.json",
    "sessions.json",
    "repro.py",
)
CAPTURES = "captures"


def write(report: RunReport, run: Path, case: CaseResult, folder: Path) -> tuple[Limit, ...]:
    """Write the folder of a case; returns what stands against a script, which the folder does not have then.

    Raises `UsageError` where the run did not record the case, or the folder has files.
    """
    source = recorded(run, case, report.cases)
    plan = Planner(source).plan()
    against = limits(source, plan, dut_url=report.header.dut_url)
    steps = steps_record(source, plan)
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise UsageError(f"{folder} has files; name a new folder by --out")
        folder.mkdir(parents=True, exist_ok=True)
        captures = _copied([run / path for path in case.captures], folder / CAPTURES)
        contents = Contents(report, source, plan, against, captures, has_servers=bool(source.servers))
        texts = {
            README: readme(contents),
            AT: at_text(source, steps),
            STEPS: json.dumps(steps, indent=1) + "\n",
            SERVERS: json.dumps(servers_record(source, plan), indent=1) + "\n",
            SESSIONS: sessions_record(source) + "\n",
        }
        if not against:
            texts[SCRIPT] = Path(script.__file__).read_text(encoding="utf-8")
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"the folder {folder} cannot be written: {error.strerror}; name another by --out"
        ) from error
    return against


def _copied(files: Sequence[Path], folder: Path) -> tuple[str, ...]:
    """Copy the captures that are there, for the owner only: they hold the random credentials of the run."""
    there = [file for file in files if file.is_file()]
    if there:
        folder.mkdir(mode=0o700)
    for file in there:
        shutil.copyfile(file, folder / file.name)
        (folder / file.name).chmod(0o600)
    return tuple(f"{CAPTURES}/{file.name}" for file in there)
