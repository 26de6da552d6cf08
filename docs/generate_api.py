"""Write docs/api.md from what is public: `python docs/generate_api.py` (tests compare the file)."""

from __future__ import annotations

from pathlib import Path

from api_surface import Export, Member, exports, fixtures, ini_keys, options

from hil import plugin
from hil.plugin.short_options import SHORT

TARGET = Path(__file__).with_name("api.md")

HEAD = """\
# Public API

Generated from the code by `docs/generate_api.py`; do not edit.

This page lists everything that a suite of your own may rely on. `docs/writing-a-suite.md` shows how to use it.

**What is stable.** The names on this page, their parameters and their types; the keys of PICS and deviations files (`docs/selection.md`); the keys of `results.jsonl` and `summary.json`. They follow Semantic Versioning from 1.0 on. Until then a change of them appears in `CHANGELOG.md` with the old and the new name. `make lint` compares this list with `docs/api-snapshot.txt`, so that no change goes unnoticed.

**What is not stable.** Every other module of `hil`, names with a leading underscore, the words of messages and reports, and the texts in a transcript.

**One prefix.** Options begin with `--hil-`, ini keys, markers and fixtures with `hil_`. Any other name belongs to you: an option `--dut`, a marker `needs` or a fixture `modem` of your project lives beside those of m95-hil. A project that registers one of these options or ini keys for itself, or that has a package `hil`, runs as if m95-hil were not installed; if it uses m95-hil, too, one line names the conflict. A marker with the prefix that the project declares is its own at each test that uses no fixture of m95-hil.

**Short names.** In `hil.suites`, and in a project with the ini line `hil_short_names = true`, the names without prefix are valid too: the option `--dut`, the marker `requirement`, the fixture `modem`. An option that a plugin or a `conftest.py` of the project registers under a short name keeps its own meaning; use the full name then. `hil conformance` has the short names of options only.

**Validation.** A marker with the prefix that nobody else declares is always checked: an unknown requirement or feature is an error of the collection. A marker without the prefix is checked in `hil.suites` and in projects that opted in, and nowhere else.
"""

OVERRIDING = """\
A fixture of the scope *session* is made once for a run, one of the scope *function* for each test. To override a fixture, define one of the same name in your `conftest.py`; it may request the original by the same name. The fixture with the short name gives the same object.
"""

SUBJECTS = {
    "hil.modem.": "The DUT: the upper tester",
    "hil.session": "Steps that cases share",
    "hil.fixture_types": "Types of fixtures that are functions",
    "hil.ftps.faults": "FTP faults",
    "hil.ftps.": "The FTPS server: the lower tester",
    "hil.lab.": "Other peers of the DUT",
    "hil.tls.": "TLS",
    "hil.pki.": "Certificates",
    "hil.verdict": "Verdicts",
    "hil.errors": "Errors",
    "hil.spec.": "Codes of the documents",
    "hil.": "Bench, time and transcript",
}
"""The beginning of a home module, and the heading of its names; the first that fits counts."""


def render() -> str:
    """The whole page."""
    parts = [
        HEAD,
        "\n## Options of pytest\n",
        "| option | short | default | what it says |",
        "|---|---|---|---|",
    ]
    short = {full: name for name, full in SHORT.items()}
    parts += [
        f"| `{row.name}` | `{short[row.name]}` | `{row.default}` | {_cell(row.about)} |" for row in options()
    ]
    parts += ["\n## Ini keys\n", "| key | default | what it says |", "|---|---|---|"]
    parts += [f"| `{row.name}` | `{row.default}` | {_cell(row.about)} |" for row in ini_keys()]
    parts += ["\n## Markers\n", "| marker | short | meaning |", "|---|---|---|"]
    for marker in plugin.MARKERS:
        form, _, about = marker.partition(": ")
        parts.append(f"| `{plugin.PREFIX}{form}` | `{form.partition('(')[0]}` | {_cell(about)} |")
    parts += _fixture_section()
    parts += [
        "\n## Names of `hil.api`\n",
        "`from hil.api import Modem, FtpsServer` imports them. Each is described under its subject.",
    ]
    rows = exports()
    for start, title in SUBJECTS.items():
        chosen = [row for row in rows if _subject(row.home) == start]
        parts.append(f"\n### {title}")
        parts += [_export(row) for row in chosen]
    return "\n".join(parts) + "\n"


def _fixture_section() -> list[str]:
    parts = [
        "\n## Fixtures\n",
        OVERRIDING,
        "| fixture | short | scope | type |",
        "|---|---|---|---|",
    ]
    rows = fixtures()
    parts += [
        f"| [`{row.name}`](#{row.name}) | {_short(row.name)} | {row.scope} | `{_cell(row.type)}` |"
        for row in rows
    ]
    for row in rows:
        parts += [f"\n### {row.name}\n", row.about, f"\n*Override*: {row.override}"]
    return parts


def _short(fixture: str) -> str:
    from hil import short_names  # noqa: PLC0415 - fixtures of pytest

    name = fixture.removeprefix(plugin.PREFIX)
    return f"`{name}`" if name in short_names.__all__ else "none"


def _subject(home: str) -> str:
    return next(start for start in SUBJECTS if f"{home}.".startswith(start))


def _export(row: Export) -> str:
    made = next((member for member in row.members if member.name == "__init__"), None)
    form = f"{row.name}{made.form.removeprefix('__init__')}" if made else row.form
    parts = [f"\n#### {row.name}\n", f"```python\n{form}\n```"]
    if row.about:
        parts.append(f"\n{_prose(row.about)}")
    described = [member for member in row.members if _is_shown(member, made)]
    if described:
        parts += ["\n| member | what it is |", "|---|---|"]
        parts += [f"| `{_cell(member.form)}` | {_cell(_first(member.about))} |" for member in described]
    return "\n".join(parts)


def _is_shown(member: Member, made: Member | None) -> bool:
    """Fields of a dataclass stand in its signature already."""
    return member.name != "__init__" and not (
        made is not None and member.is_field and not member.about and (f"{member.name}: " in made.form)
    )


def _first(about: str) -> str:
    return about.partition("\n\n")[0]


def _cell(text: str) -> str:
    return _prose(text).replace("|", "\\|").replace("\n", " ")


def _prose(text: str) -> str:
    """The text with `<` outside of code escaped: it begins no tag."""
    parts = text.split("`")
    parts[::2] = [part.replace("<", "\\<") for part in parts[::2]]
    return "`".join(parts)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
