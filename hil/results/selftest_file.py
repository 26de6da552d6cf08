"""`selftest.json`: the record of a selftest as a file; what it says of its own verdict is for people only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hil.config.text import content_of
from hil.errors import UsageError
from hil.results.selftest import (
    DefectTrial,
    FalseFail,
    ForeignPeer,
    Installation,
    PairResult,
    PairTrial,
    Selftest,
    Side,
    VariantTrial,
)

SELFTEST = "selftest.json"

SCHEMA = 1
"""Version of the file; it grows when a reader of the old form cannot read the new one."""


def encode(test: Selftest) -> bytes:
    """The content of `selftest.json`."""
    values = asdict(test)
    installation = values["installation"]
    for name in ("tools", "suites"):
        installation[name] = dict(installation[name])
    for trial in values["defects"]:
        trial["verdicts"] = dict(trial["verdicts"])
    content = {
        "schema": SCHEMA,
        "verdict": test.verdict,
        "reasons": test.reasons,
        "line": test.line,
        **values,
    }
    return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode(errors="backslashreplace")


def read(file: Path) -> Selftest:
    """The record in a file; raises `UsageError` of one line for one that cannot be read."""
    try:
        record = json.loads(content_of(file))
    except OSError as error:
        raise UsageError(
            f"the selftest {file} cannot be read: {error.strerror}; hil selftest writes one"
        ) from error
    except UsageError:
        raise
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{file} is no record of hil selftest: expected JSON; hil selftest writes one"
        ) from error
    schema = record.get("schema") if isinstance(record, dict) else None
    if schema != SCHEMA:
        raise UsageError(
            f"{file} is no record of hil selftest: expected schema {SCHEMA}, came {schema}; hil selftest writes one"
        )
    try:
        return _read(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{file} is a damaged record of hil selftest; run hil selftest again") from error


def _read(record: Mapping[str, Any]) -> Selftest:
    installation = record["installation"]
    return Selftest(
        seed=int(record["seed"]),
        minutes=float(record["minutes"]),
        started=str(record["started"]),
        duration_s=float(record["duration_s"]),
        installation=Installation(
            **{
                **installation,
                "tools": tuple(installation["tools"].items()),
                "suites": tuple(installation["suites"].items()),
            }
        ),
        defects=tuple(map(_read_defect, record["defects"])),
        variants=tuple(map(_read_variant, record["variants"])),
        peers=tuple(ForeignPeer(**peer) for peer in record["peers"]),
        pairs=tuple(map(_read_pair, record["pairs"])),
        without_peers=bool(record["without_peers"]),
        missing=tuple(record["missing"]),
        stopped=str(record["stopped"]),
    )


def _read_defect(record: Mapping[str, Any]) -> DefectTrial:
    return DefectTrial(
        **{
            **record,
            "requirements": tuple(record["requirements"]),
            "noticed": tuple(record["noticed"]),
            "verdicts": tuple(record["verdicts"].items()),
        }
    )


def _read_variant(record: Mapping[str, Any]) -> VariantTrial:
    return VariantTrial(
        **{**record, "false_fails": tuple(FalseFail(**found) for found in record["false_fails"])}
    )


def _read_pair(record: Mapping[str, Any]) -> PairTrial:
    return PairTrial(**{**record, "side": Side(record["side"]), "result": PairResult(record["result"])})


def read_evidence(folder: Path) -> tuple[Selftest | None, str]:
    """The record in the folder of a run with what is wrong with it, in words; None where there is none."""
    file = folder / SELFTEST
    if not file.exists():
        return None, ""
    try:
        return read(file), ""
    except UsageError as wrong:
        return None, str(wrong)
