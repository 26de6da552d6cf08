"""The header of a run: versions of tools, interpreter and OpenSSL, commit of the framework."""

from __future__ import annotations

import platform
import ssl
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from hil.results.folder import run_id
from hil.results.model import RunHeader
from hil.spec.catalogue import Requirement
from hil.verdict import Ground

TOOLS = (
    "m95-hil",
    "pytest",
    "pytest-xdist",
    "pyserial",
    "pyftpdlib",
    "tlslite-ng",
    "cryptography",
    "trustme",
    "allure-pytest",
)


def describe_run(
    *,
    campaign: str,
    dut_url: str,
    command: tuple[str, ...],
    own: tuple[Requirement, ...] = (),
    gate: Ground = Ground.READING,
    inputs: tuple[tuple[str, str], ...] = (),
    module: str = "",
    shard: str = "",
    lab: tuple[tuple[str, str], ...] = (),
    modules: tuple[str, ...] = (),
    narrowed: tuple[tuple[str, str], ...] = (),
) -> RunHeader:
    """Make the header of a run that begins now."""
    now = datetime.now(UTC)
    return RunHeader(
        run_id=run_id(campaign, now),
        started=now.isoformat(timespec="seconds"),
        campaign=campaign,
        dut_url=dut_url,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        openssl=ssl.OPENSSL_VERSION,
        platform=f"{platform.system()} {platform.release()} {platform.machine()}",
        commit=_commit(),
        tools=tuple((name, _version(name)) for name in TOOLS),
        command=command,
        own_requirements=own,
        gate=gate,
        inputs=inputs,
        module=module,
        shard=shard,
        lab=lab,
        modules=modules,
        narrowed=narrowed,
    )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    """The commit of the checkout of the framework, `-dirty` if files differ; empty if there is no checkout."""
    root = Path(__file__).parent.parent.parent
    if not (root / ".git").exists():
        return ""
    try:
        asked = subprocess.run(
            ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()
