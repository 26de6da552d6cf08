"""Who may import whom (docs/architecture.md); the table is the documentation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

BASE = {"errors", "deadline", "verdict", "transcript", "evidence", "bench", "spec"}
"""What every layer may use: values, waits, facts."""

ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "deadline": set(),
    "verdict": set(),
    "bench": {"errors"},
    "spec": {"errors"},
    "evidence": {"errors"},
    "transcript": {"deadline", "evidence"},
    "at": {"errors", "spec"},
    "cipher_acceleration": set(),
    "modem": {*BASE, "at", "urlhandler"},
    "urlhandler": {"emulator", "errors"},
    "emulator": {"at", "spec", "errors", "deadline", "cipher_acceleration"},
    "pki": {"errors"},
    "tls": {*BASE, "cipher_acceleration", "pki"},
    "ftps": {*BASE, "tls", "pki"},
    "session": {*BASE, "modem", "ftps", "pki"},
    "campaign": {"errors", "spec"},
    "results": {*BASE, "campaign", "plugin"},
    "report": {*BASE, "results", "plugin"},
    "plugin": {*BASE, "campaign", "results", "report"},
    "cli": {*BASE, "campaign", "results", "report", "plugin", "modem", "ftps", "tls", "pki", "emulator"},
    "fixtures": {*BASE, "modem", "ftps", "tls", "pki", "plugin", "campaign"},
    "suites": {*BASE, "modem", "ftps", "tls", "pki", "session"},
}

DOORS: dict[str, set[str]] = {
    "serial": {"modem", "urlhandler", "emulator"},
    "pyftpdlib": {"ftps"},
    "dns": {"ftps", "emulator"},
    "tlslite": {"tls", "emulator", "cipher_acceleration"},
    "cryptography": {"pki", "emulator", "cipher_acceleration"},
    "trustme": {"pki"},
    "pytest": {"plugin", "fixtures", "suites", "cli"},
    "click": {"cli"},
    "rich": {"cli", "plugin"},
    "jinja2": {"report"},
    "covertable": {"campaign"},
    "allure": {"plugin"},
    "allure_commons": {"plugin"},
}
"""Third-party libraries and the layers that may touch them."""


def sources() -> Iterator[Path]:
    for folder in ("hil", "fixtures", "suites"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def layer(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts[0] != "hil" else parts[1]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (
                [f"hil.{alias.name}" for alias in node.names] if node.module == "hil" else [node.module]
            )


def violations(path: Path) -> list[str]:
    mine, found = layer(path), []
    for name in imports(path):
        top, _, rest = name.partition(".")
        if top == "hil":
            target = rest.partition(".")[0]
            if target not in {mine, "__version__"} and target not in ALLOWED.get(mine, set()):
                found.append(f"{mine} imports hil.{target}")
        elif top in {"fixtures", "suites", "tests"}:
            found.append(f"{mine} imports {top} by statement")
        elif top in DOORS and mine not in DOORS[top]:
            found.append(f"{mine} opens the door of {top}")
    return found


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_layer_may(path: Path) -> None:
    if path.name == "__init__.py" and path.parent == ROOT / "hil":
        assert list(imports(path)) == []
        return

    assert violations(path) == []


@pytest.mark.parametrize(
    ("layer_name", "line", "expected"),
    [
        ("suites", "from hil.emulator import module", "suites imports hil.emulator"),
        ("hil/emulator", "import hil.pki.chain", "emulator imports hil.pki"),
        ("hil/emulator", "from hil import ftps", "emulator imports hil.ftps"),
        ("hil/modem", "import tlslite.api", "modem opens the door of tlslite"),
        ("hil/report", "from suites import conftest", "report imports suites by statement"),
    ],
)
def test_a_forbidden_import_is_seen(
    layer_name: str, line: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / layer_name
    folder.mkdir(parents=True)
    (folder / "guilty.py").write_text(line)
    monkeypatch.setitem(globals(), "ROOT", tmp_path)

    assert violations(folder / "guilty.py") == [expected]
