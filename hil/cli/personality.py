"""`hil personality`: what the probes of a run observed, as a personality of the emulated module."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from hil.emulator.device.personality import FTP_REPLIES, Personality
from hil.emulator.device.personality_file import personality as read_personality
from hil.emulator.device.personality_file import shipped
from hil.errors import UsageError
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.spec.cme import CME_TEXTS

Answers = Mapping[str, str]
"""What was observed, by the names that the probes give it."""


@click.command(
    epilog="""\b
Examples:
  hil conformance --dut /dev/ttyUSB0                     the probes are part of the campaign
  hil personality --from reports/RUN -o ./mine.toml
  hil conformance --dut 'emulator://m95?personality=./mine.toml'""",
)
@click.option("--from", "run", required=True, metavar="RUN", help=f"The folder of a run, or its {RESULTS}.")
@click.option("-o", "--output", default=None, metavar="FILE", help="Where to write it; stdout by default.")
@click.option(
    "--based-on",
    default="note",
    type=click.Choice(shipped()),
    help="Whose values stand for what was not measured; only what differs from it is written.",
)
def personality(*, run: str, output: str | None, based_on: str) -> None:
    """Save what the probes of a run found out as a personality file for the emulator.

    A key that no probe of the run answered keeps the value of the personality that it is based on.
    """
    path = Path(run)
    report = read(path / RESULTS if path.is_dir() else _existing(path))
    found = measured(observed(report), read_personality(based_on))
    if not found:
        raise UsageError(f"{run} holds no answer of a probe; run the cases of suites/probes")
    text = as_toml(found, based_on=based_on, title=_title(report))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise UsageError(f"{output} cannot be written: {trouble.strerror}") from trouble
    read_personality(output if "/" in output or output.endswith(".toml") else f"./{output}")
    click.echo(f"{output}: {len(found)} of {len(fields(Personality))} keys were measured", err=True)


def observed(report: RunReport) -> dict[str, str]:
    """What the cases of a run observed; raises `UsageError` when two of them contradict each other in a key."""
    answers: dict[str, str] = {}
    for case in report.cases:
        for name, value in case.observed:
            if _is_key(name) and answers.setdefault(name, value) != value:
                raise UsageError(
                    f"the cases of this run disagree: {name!r} is {answers[name]!r} and {value!r}; "
                    "save the personality of a run on one DUT"
                )
    return answers


def measured(answers: Answers, base: Personality) -> dict[str, Any]:
    """The keys that were answered, with their values in the types of `Personality`."""
    found: dict[str, Any] = {
        key: convert(answers[name]) for name, (key, convert) in _KEYS.items() if name in answers
    }
    spelt = {name: answers[_BLANK.format(name)] for name in FTP_REPLIES if _BLANK.format(name) in answers}
    if spelt:
        unknown = base.compact_replies - spelt.keys()
        found["compact_replies"] = unknown | {name for name, blank in spelt.items() if blank == "no"}
    words = {code: answers[_WORDS.format(code)] for code in CME_TEXTS if _WORDS.format(code) in answers}
    if words:
        found["cme_texts"] = {str(code): text for code, text in words.items() if text != CME_TEXTS[code]}
    order = [entry.name for entry in fields(Personality)]
    return dict(sorted(found.items(), key=lambda item: order.index(item[0])))


def as_toml(found: Mapping[str, Any], *, based_on: str, title: str) -> str:
    """The file: what differs from the base, and in a comment what was not measured."""
    base = read_personality(based_on)
    differing = {key: value for key, value in found.items() if replace(base, **{key: value}) != base}
    missing = [entry.name for entry in fields(Personality) if entry.name not in found]
    lines = [f"# Measured by the probes of m95-hil: {title}.", f"based_on = {_toml(based_on)}", ""]
    lines += [f"{key} = {_toml(value)}" for key, value in differing.items()]
    lines += ["", f"# Not measured, and taken from {based_on}: {', '.join(missing) or 'nothing'}."]
    return "\n".join(lines) + "\n"


# --- names of observations, and what they mean -----------------------------------------------------------------

_NOTHING = "none"
_BLANK = "blank behind +{}:"
_WORDS = "words of {}"


def _yes(text: str) -> bool:
    return text == "yes"


def _lines(text: str) -> tuple[str, ...]:
    return () if text == _NOTHING else tuple(text.split(" | "))


def _is(word: str) -> Callable[[str], bool]:
    return lambda text: text == word


_KEYS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "AT+GMI": ("manufacturer", _lines),
    "AT+GMM": ("model", _lines),
    "AT+GMR": ("revision", lambda text: text.removeprefix("Revision:").strip()),
    "ATI": ("ati", _lines),
    "AT+QCCID names itself": ("qccid_prefix", _yes),
    "lines after a start at a fixed rate": ("boot_urcs", _lines),
    "lines after a start without a fixed rate": ("boot_urcs_when_autobauding", _lines),
    "AT+CMEE after AT&F": ("cmee_default", int),
    "a command line that ends in LF is taken": ("lf_ends_line", _yes),
    "AT+QIDEACT while nothing is registered": ("deact_in_initial", _is("DEACT OK")),
    "URC of the loss": ("pdp_lost_urc", str),
    "OK behind +QFTPGET": ("get_trailing_ok", _yes),
    "OK behind +QFTPPUT": ("put_trailing_ok", _yes),
    "OK behind the query of AT+QFTPCFG": ("qftpcfg_query_ok", _yes),
    "quotation marks around the place of type 4": ("qftpcfg_quotes_place", _yes),
    "value of type 1 after a start": ("qftpcfg_default_1", int),
    "value of type 2 after a start": ("qftpcfg_default_2", int),
    "value of type 5 after a start": ("qftpcfg_default_5", int),
    "value of type 6 after a start": ("qftpcfg_default_6", int),
    "read forms of the FTP commands": ("ftp_read_forms", _yes),
    "test forms of the FTP commands": ("ftp_test_forms", _yes),
    "busy is told by": ("ftp_busy_is_error", _is("ERROR")),
    "closing without a session is told by": ("close_without_session", str),
    "AT+QSECREAD tells the sum of": (
        "qsecread_checksum",
        lambda text: "written" if text == "the upload" else "stored",
    ),
}
"""By the name under which a probe observes it: the key of a personality, and how the answer is read."""


def _is_key(name: str) -> bool:
    return name in _KEYS or name.startswith((_BLANK.partition("{")[0], _WORDS.partition("{")[0]))


# --- text -------------------------------------------------------------------------------------------------------


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
        case frozenset() | set():
            return _toml(sorted(value))
        case tuple() | list():
            return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)  # a string of printable ASCII is the same in TOML


def _title(report: RunReport) -> str:
    duts: Iterable[str] = (f"{dut.manufacturer} {dut.model} {dut.revision}" for dut in report.duts)
    return f"run {report.header.run_id}, {', '.join(duts) or 'no DUT'}"


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UsageError(f"there is no run at {path}; give the folder of a run, such as reports/RUN")
    return path
