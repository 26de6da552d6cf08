"""Who may import whom (docs/architecture.md); the table is the documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hil.emulator.defects import DEFECTS

ROOT = Path(__file__).parent.parent

BASE = {"errors", "deadline", "verdict", "transcript", "evidence", "bench", "spec"}
"""What every layer may use: values, waits, facts."""

ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "deadline": set(),
    "verdict": set(),
    "stopping": set(),
    "display": set(),
    "libraries": set(),
    "bench": {"errors"},
    "spec": {"errors", "verdict"},
    "judgement": {"deadline", "errors", "evidence", "spec", "verdict", "negatives"},
    "negatives": {"at", "spec", "transcript"},
    "config": {"errors"},
    "endurance": {"errors"},
    "evidence": {"errors"},
    "fidelity": {"errors", "evidence"},
    "replay": {"errors", "evidence", "fidelity", "emulator"},
    "transcript": {"deadline", "evidence"},
    "at": {"errors", "spec"},
    "cipher_acceleration": set(),
    "modem": {*BASE, "at", "urlhandler", "negatives"},
    "urlhandler": {"emulator", "errors"},
    "emulator": {"libraries", "at", "spec", "errors", "deadline", "cipher_acceleration", "config"},
    "pki": {"errors", "spec"},
    "tls": {*BASE, "libraries", "cipher_acceleration", "pki"},
    "ftps": {*BASE, "libraries", "tls", "pki"},
    "lab": {*BASE, "at", "config", "ftps", "tls", "pki", "modem", "session", "results"},
    "breaches": {*BASE, "judgement", "modem", "ftps", "tls"},
    "session": {*BASE, "breaches", "judgement", "modem", "ftps", "pki"},
    "expect": {*BASE, "judgement", "modem", "ftps", "tls", "session"},
    "estimate": {*BASE, "at", "results", "modem", "ftps", "session"},
    "fixture_types": {"modem", "spec"},
    "api": {*BASE, "expect", "fixture_types", "modem", "ftps", "tls", "pki", "lab", "session"},
    "campaign": {"errors", "spec", "config", "results"},
    "results": {"errors", "spec", "verdict", "config"},
    "report": {*BASE, "results", "endurance"},
    "file_schemas": {"results", "ftps", "verdict"},  # schemas of what these write; they need no msgspec
    "seal": {"errors", "results", "evidence", "config"},  # it reads the files of a run, and asks no renderer
    "compare": {"errors", "verdict", "spec", "results", "bench"},  # bench: whether a DUT is emulated
    "repro": {"errors", "evidence", "results", "spec", "transcript", "verdict"},  # data of a run, no driver
    "plugin": {
        *BASE,
        "display",
        "libraries",
        "stopping",
        "endurance",
        "judgement",
        "campaign",
        "lab",
        "results",
        "report",
        "seal",
    },
    # it composes DUTs with defects and variants, and judges the installation by pytest, as the campaigns of cli do
    "selftest": {
        *BASE,
        "campaign",
        "plugin",
        "results",
        "emulator",
        "pki",
        "ftps",
        "tls",
        "modem",
        "urlhandler",
    },
    "cli": {
        *BASE,
        "selftest",
        "endurance",
        "display",
        "libraries",
        "stopping",
        "config",
        "campaign",
        "lab",
        "results",
        "report",
        "seal",
        "plugin",
        "modem",
        "ftps",
        "tls",
        "pki",
        "emulator",
        "estimate",
        "fidelity",
        "file_schemas",
        "replay",
        "compare",
        "repro",
    },
    "entry_point": set(),  # it may stand where a project hides our package, so it imports nothing of it by statement
    "fixtures": {
        *BASE,
        "endurance",
        "fixture_types",
        "modem",
        "ftps",
        "tls",
        "pki",
        "lab",
        "plugin",
        "campaign",
        "results",
    },
    "short_names": {*BASE, "fixture_types", "plugin", "modem", "ftps", "pki", "lab"},
    "suites": {
        *BASE,
        "endurance",
        "at",
        "expect",
        "modem",
        "ftps",
        "tls",
        "pki",
        "lab",
        "session",
        "fixture_types",
        "short_names",
    },
}

LIBRARIES: dict[str, set[str]] = {
    "serial": {"repro", "modem", "urlhandler", "emulator"},
    "pyftpdlib": {"ftps"},
    "dns": {"ftps", "emulator"},
    "tlslite": {"tls", "emulator", "cipher_acceleration"},
    "cryptography": {"pki", "emulator", "cipher_acceleration", "seal"},
    "asn1crypto": {"seal"},
    "pyhanko": {"seal"},
    "trustme": {"pki"},
    "pytest": {"plugin", "entry_point", "fixtures", "short_names", "suites", "cli", "selftest"},
    "click": {"cli"},
    "rich": {"cli", "plugin"},
    "jinja2": {"report", "compare"},
    "typst": {"report"},
    "covertable": {"campaign", "suites"},
    "msgspec": {"config", "file_schemas"},
    "allure": {"plugin"},
    "allure_commons": {"plugin", "report"},
}
"""Third-party libraries and the layers that may touch them."""

ROOMS = (
    {"parts"},
    {"device"},
    {"storage", "network"},
    {"tls"},
    {"at"},
    {"ftp"},
    {"commands"},
    {"variants"},
    {"module"},
    {"mishaps"},
    {"frontends"},
    {"defects", "mutants"},
)
"""The rooms of hil/emulator; one imports itself and those before it."""

COMPOSERS = {"urlhandler", "cli", "selftest"}
"""The layers that choose the defects of a module; nothing else in hil knows that there are any."""


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
        elif top in LIBRARIES and mine not in LIBRARIES[top]:
            found.append(f"{mine} imports the library {top}")
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
        ("hil/modem", "import tlslite.api", "modem imports the library tlslite"),
        ("hil/report", "from suites import conftest", "report imports suites by statement"),
        ("hil/results", "from hil.report.render import render", "results imports hil.report"),
        ("hil/results", "import jinja2", "results imports the library jinja2"),
        ("hil/report", "from hil.plugin import collect", "report imports hil.plugin"),
        ("hil/report", "import pytest", "report imports the library pytest"),
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


def room(name: str) -> str:
    """`at` of `hil.emulator.at.terminal`."""
    return name.split(".")[2]


def forbidden_rooms(path: Path) -> list[str]:
    rank = {name: number for number, names in enumerate(ROOMS) for name in names}
    mine = room(dotted(path))
    wanted = {room(name) for name in imported_modules(path) if name.startswith("hil.emulator.")} - {mine}
    return sorted(f"{mine} imports {other}" for other in wanted if rank[other] >= rank[mine])


def dotted(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


@pytest.mark.parametrize(
    "path",
    [path for path in sources() if path.relative_to(ROOT).parts[:2] == ("hil", "emulator")][1:],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_room_of_the_emulator_imports_only_those_before_it(path: Path) -> None:
    assert forbidden_rooms(path) == []


@pytest.mark.parametrize(
    ("room_name", "line", "expected"),
    [
        ("at", "from hil.emulator.module import Module", "at imports module"),
        ("tls", "def later():\n    from hil.emulator import defects", "tls imports defects"),
        ("storage", "import hil.emulator.network.link", "storage imports network"),
    ],
)
def test_a_forbidden_room_is_seen(
    room_name: str, line: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (room_name, expected.rpartition(" ")[2]):
        (tmp_path / "hil/emulator" / name).mkdir(parents=True)
        (tmp_path / "hil/emulator" / name / "__init__.py").touch()
    for name in ("module.py", "network/link.py"):
        (tmp_path / "hil/emulator" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "hil/emulator" / name).touch()
    guilty = tmp_path / "hil/emulator" / room_name / "guilty.py"
    guilty.write_text(line)
    monkeypatch.setitem(globals(), "ROOT", tmp_path)

    assert forbidden_rooms(guilty) == [expected]


def import_graph() -> dict[str, set[str]]:
    """Which module of hil imports which, in functions and under TYPE_CHECKING too."""
    paths = {dotted(path): path for path in sources() if path.relative_to(ROOT).parts[0] == "hil"}
    return {name: imported_modules(path) - {name} for name, path in paths.items()}


def imported_modules(path: Path) -> set[str]:
    """The modules and packages of hil that a file imports."""
    return {name for name in _named(path) if _is_module(name)}


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return name.startswith("hil.") and (path.with_suffix(".py").exists() or (path / "__init__.py").exists())


def _named(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if _is_module(name) else node.module for name in whole)


def circular(graph: Mapping[str, set[str]]) -> set[str]:
    """The modules from which the imports lead back to themselves."""
    return {name for name in graph if name in _reached(graph, name)}


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    reached, ahead = set[str](), [start]
    while ahead:
        new = graph[ahead.pop()] - reached
        reached |= new
        ahead.extend(new)
    return reached


def test_no_modules_import_one_another() -> None:
    assert circular(import_graph()) == set()


def test_a_circle_of_imports_is_seen() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}

    assert circular(graph) == {"b", "c"}


def defect_names(path: Path) -> Iterator[str]:
    """String literals that are the name of a defect; f-strings too, if they hold more than half of the name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and node.value in DEFECTS:
            yield str(node.value)
        elif isinstance(node, ast.JoinedStr):
            pieces = [str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values]
            pattern = "".join(re.escape(piece) or ".+" for piece in pieces)
            most = 2 * sum(map(len, pieces))  # half of a name in literal letters, or less, proves nothing
            yield from (name for name in DEFECTS if len(name) < most and re.fullmatch(pattern, name))


@pytest.mark.parametrize(
    "path",
    [path for path in sources() if path.parts[len(ROOT.parts)] == "hil" and "defects" not in path.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_defect_is_named_outside_its_table(path: Path) -> None:
    found = sorted(set(defect_names(path)))

    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"accepts-expired"', ["accepts-expired"]),
        ('"accepts-expired certificates"', []),
        ('f"error-{code}-reported-as-{other}"', [name for name in DEFECTS if "-reported-as-" in name]),
        ('f"reply-{point}"', []),
    ],
)
def test_the_name_of_a_defect_is_seen(line: str, found: list[str], tmp_path: Path) -> None:
    (tmp_path / "guilty.py").write_text(line)

    assert list(defect_names(tmp_path / "guilty.py")) == found


def test_only_those_who_compose_a_module_import_the_defects() -> None:
    importers = {
        layer(path)
        for path in sources()
        if any(name.startswith("hil.emulator.defects") for name in imported_modules(path))
    }

    assert importers - {"emulator"} <= COMPOSERS
