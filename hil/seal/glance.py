"""What the renderings of a run tell of its chain: the damage, whether it is sealed, the head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hil.errors import UsageError
from hil.results.folder import MANIFEST
from hil.seal.chain import read
from hil.seal.examination import examine
from hil.seal.problem import Problem, ProblemKind
from hil.seal.state import Role, state_of

MOST_DAMAGE = 5
"""So many problems of a run are told in its renderings; `hil verify` tells all."""

NO_MANIFEST = "it has no manifest"


@dataclass(frozen=True, slots=True)
class Glance:
    """The chain of a run: `damage` of evidence, records and manifest in words, `head` is the digest of its last link.

    `unsealed` tells why it is no sealed one, empty for a sealed run.
    """

    damage: tuple[str, ...] = ()
    unsealed: str = ""
    head: str = ""


def glance(folder: Path) -> Glance:
    """The chain of the run in a folder; what is wrong with renderings and foreign files is no damage of the run."""
    if not (folder / MANIFEST).exists():
        return Glance(unsealed=NO_MANIFEST)
    try:
        found = examine(folder)
        problems = of_run(folder, found.problems)
    except (UsageError, OSError) as error:  # the records may be rendered all the same
        return Glance((str(error),), "its manifest cannot be read")
    damage = [*map(str, problems)]
    rest = len(damage) - MOST_DAMAGE
    more = [f"{rest} more problems; hil verify tells all"] if rest > 0 else []
    return Glance((*damage[:MOST_DAMAGE], *more), found.why_unsealed, found.head)


def of_run(folder: Path, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of the problems that are about the records, the evidence or the manifest.  Raises `OSError`."""
    links = read(folder).links
    rendered = {name for name, entry in state_of(links).items() if entry.role is Role.RENDERED}
    return tuple(
        each for each in problems if each.file not in rendered and each.kind is not ProblemKind.FOREIGN
    )
