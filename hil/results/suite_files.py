"""The files of the cases by their digests: by them a run tells which suites judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib import resources
from pathlib import Path


def file_of(case: str) -> str:
    """The file of a node id, relative to the parent of the suites, as `suites/at/test_basic.py`."""
    return case.partition("::")[0]


def digests(root: Path, names: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each of these files below `root`; a lost one counts as empty."""
    return {name: _digest(root / name) for name in sorted(set(names))}


def digest_of_all(files: Mapping[str, str]) -> str:
    """One SHA-256 of the names and digests of files."""
    whole = sha256()
    for name, digest in sorted(files.items()):
        whole.update(f"{name} {digest}\n".encode(errors="replace"))
    return whole.hexdigest()


def catalogue_digest() -> str:
    """The SHA-256 of the requirements that this installation knows."""
    return sha256(resources.files("hil.spec").joinpath("requirements.toml").read_bytes()).hexdigest()


def _digest(file: Path) -> str:
    return sha256(file.read_bytes() if file.is_file() else b"").hexdigest()
