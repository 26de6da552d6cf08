"""The mechanisms of the emulated module: the definitions whose comments name clauses and requirements.

A comment is one line `clause: ...`, followed by any number of lines `requirements: ...`,
above the definition.  `docs/clauses.md` lists them; here they say which
requirements a mutant breaks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).parents[3]

_CLAUSES = re.compile(r"^\s*# clause: (?P<names>.+)$")
_REQUIREMENTS = re.compile(r"^\s*# requirements: (?P<names>.+)$")


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A definition of the emulator with its clause comment; `clauses` are as the comment writes them.

    `line` is the number of the comment.
    """

    file: str
    name: str
    clauses: tuple[str, ...]
    requirements: tuple[str, ...] = ()
    line: int = 0

    @property
    def module(self) -> str:
        """The module that defines it, as an import names it."""
        return self.file.removesuffix(".py").replace("/", ".")

    @property
    def link(self) -> str:
        """A link to its file, with its name."""
        return f"[{self.file}](../{self.file}) `{self.name}`"


@cache
def mechanisms(root: Path = ROOT) -> tuple[Mechanism, ...]:
    """All definitions of the emulator with a clause comment; raises `SystemExit` for a comment without one."""
    paths = sorted((root / "hil/emulator").rglob("*.py"))
    return tuple(mechanism for path in paths for mechanism in _mechanisms(path, root))


def _mechanisms(path: Path, root: Path) -> Iterator[Mechanism]:
    lines = path.read_text(encoding="utf-8").splitlines()
    file = path.relative_to(root).as_posix()
    definitions: dict[int, str] = {}
    for number, line in enumerate(lines, 1):
        where = f"{file}:{number}"
        if _REQUIREMENTS.match(line) and not (
            _CLAUSES.match(lines[number - 2]) or _REQUIREMENTS.match(lines[number - 2])
        ):
            raise SystemExit(f"{where}: no clause comment precedes the requirements")
        match = _CLAUSES.match(line)
        if match is None:
            continue
        definitions = definitions or dict(_definitions(ast.parse("\n".join(lines)).body))
        rows = list(takewhile(bool, (_REQUIREMENTS.match(below) for below in lines[number:])))
        identifiers = tuple(name for row in rows if row for name in _names(row))
        definition = number + len(rows) + 1
        if definition not in definitions:
            raise SystemExit(f"{where}: no definition follows the clause comment")
        yield Mechanism(file, definitions[definition], _names(match), identifiers, number)


def _names(comment: re.Match[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in comment["names"].split(","))


def _definitions(body: Sequence[ast.stmt], prefix: str = "") -> Iterator[tuple[int, str]]:
    """The first line of each definition, decorators included, with its qualified name."""
    for node in body:
        match node:
            case ast.ClassDef() | ast.FunctionDef():
                first = min((node.lineno, *(decorator.lineno for decorator in node.decorator_list)))
                yield first, prefix + node.name
                yield from _definitions(node.body, f"{prefix}{node.name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield node.lineno, prefix + name
