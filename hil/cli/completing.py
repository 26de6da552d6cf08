"""What a shell may complete as the value of an option or argument, where its type does not tell (`hil completion`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from glob import glob
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click
from click.shell_completion import CompletionItem

# Each function imports what it asks: a shell waits for one answer only.
# ruff: noqa: PLC0415

Named = Iterable[str] | Mapping[str, str]
"""Names, or names with a short help."""


def _requirements(_given: Mapping[str, Any]) -> Named:
    from hil.spec.catalogue import requirements

    return {name: row.title for name, row in requirements().items()}


def _groups(_given: Mapping[str, Any]) -> Named:
    from hil.spec.catalogue import requirements

    return dict.fromkeys(row.group for row in requirements().values())


def _cases(_given: Mapping[str, Any]) -> Named:
    from hil.cli.case_list import collect
    from hil.cli.questions import EVERYTHING

    ids = [case.id for case in collect(EVERYTHING.arguments(None)).cases]
    return dict.fromkeys(each.partition("[")[0].rpartition("::")[2] for each in ids)


def _cases_of_run(given: Mapping[str, Any]) -> Named:
    from hil.results.salvage import salvaged

    run = given.get("run")
    cases = salvaged(Path(run)).cases if run else ()
    return {case.name.rpartition("::")[2]: case.verdict_words for case in cases}


def _modules(given: Mapping[str, Any]) -> Named:
    from hil.lab.bench_file.reading import load

    file = given.get("file")
    return [module.name for module in load(Path(file)).modules] if file else []


def _duts(_given: Mapping[str, Any]) -> Named:
    return ["emulator://m95", *sorted(glob("/dev/ttyUSB*") + glob("/dev/ttyACM*") + glob("/dev/ttyS*"))]  # noqa: PTH207


def _formats(_given: Mapping[str, Any]) -> Named:
    from hil.report.formats import FORMATS

    return {name: each.meaning for name, each in FORMATS.items()}


def _defects(_given: Mapping[str, Any]) -> Named:
    from hil.emulator.defects import DEFECTS

    return DEFECTS


def _mishaps(_given: Mapping[str, Any]) -> Named:
    from hil.emulator.mishaps.catalogue import MISHAPS

    return MISHAPS


def _variants(_given: Mapping[str, Any]) -> Named:
    from hil.emulator.variants.catalogue import SWITCHES

    return [f"{switch.name}:{value.name}" for switch in SWITCHES.values() for value in switch.values]


def _hardware(_given: Mapping[str, Any]) -> Named:
    from hil.emulator.device.hardware_options import OPTIONS

    return [f"{name}=" for name in OPTIONS]


def _personalities(_given: Mapping[str, Any]) -> Named:
    from hil.emulator.device.personality_file import shipped

    return shipped()


def _chains(_given: Mapping[str, Any]) -> Named:
    from hil.pki.chains import CHAINS

    return CHAINS


def _faults(_given: Mapping[str, Any]) -> Named:
    from hil.ftps.named_faults import NAMED_FTP_FAULTS
    from hil.tls.faults import FAULTS

    return [*FAULTS, *NAMED_FTP_FAULTS]


def _networks(_given: Mapping[str, Any]) -> Named:
    from hil.ftps.shaping import NETWORKS

    return NETWORKS


def _suites(_given: Mapping[str, Any]) -> Named:
    from hil.spec.tls import ALL_SUITES

    return {suite.code: suite.name for suite in ALL_SUITES}


VALUES: Mapping[str, Callable[[Mapping[str, Any]], Named]] = MappingProxyType(
    {
        "conformance --requirement": _requirements,
        "conformance --explain": _cases,
        "conformance --dut": _duts,
        "conformance --module": _modules,
        "doctor --dut": _duts,
        "doctor --module": _modules,
        "requirements --group": _groups,
        "report --format": _formats,
        "show case": _cases_of_run,
        "repro case": _cases_of_run,
        "emulate --defect": _defects,
        "emulate --mishap": _mishaps,
        "emulate --variant": _variants,
        "emulate --fit": _hardware,
        "emulate --personality": _personalities,
        "serve --chain": _chains,
        "serve --fault": _faults,
        "serve --shape": _networks,
        "serve --cipher": _suites,
    }
)
"""The names that may stand there, by the command and its option or argument; they may depend on what is given before."""


def teach(command: click.Command, name: str) -> None:
    """Let the parameters of a command complete their values from the table."""
    for parameter in command.params:
        values = VALUES.get(f"{name} {parameter.opts[0]}")
        if values is not None:
            vars(parameter)["shell_complete"] = partial(_items, values)


def _items(
    values: Callable[[Mapping[str, Any]], Named], context: click.Context, incomplete: str
) -> list[CompletionItem]:
    try:
        found = values(context.params)
    except Exception:  # a file that is not there yet, for one: the command itself tells the trouble
        return []
    helps = found if isinstance(found, Mapping) else dict.fromkeys(found)
    begun = incomplete.lower()
    return [
        CompletionItem(name, help=text if isinstance(text, str) else None)
        for name, text in helps.items()
        if name.lower().startswith(begun)
    ]
