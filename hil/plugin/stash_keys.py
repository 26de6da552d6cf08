"""The stash keys by which fixtures and hooks of one process share values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hil.transcript import Transcript

if TYPE_CHECKING:  # every pytest run of an environment imports this file; the values are for runs of ours
    from hil.bench import Bench
    from hil.campaign.deviations import Deviation
    from hil.campaign.pics import Pics
    from hil.deadline import Limit
    from hil.lab.authorities import Authorities
    from hil.lab.loss import LossWatch
    from hil.results.case import CaseResult, Value
    from hil.results.model import DutIdentity, PreflightLine, RunReport
    from hil.results.recovery import Recovery
    from hil.results.reduction import Reduction
    from hil.results.static import Probe
    from hil.spec.catalogue import Requirement

TRANSCRIPT: pytest.StashKey[Transcript] = pytest.StashKey()
"""In the config: the recorder of this process; the entries of a case are taken from it when the case ends."""

DUT: pytest.StashKey[DutIdentity] = pytest.StashKey()
"""In the config: set by the fixture that attached the DUT."""

SILENT: pytest.StashKey[bool] = pytest.StashKey()
"""On a test item: the DUT left a command of the case unanswered, and answers AT."""

CASE_LIMIT: pytest.StashKey[Limit] = pytest.StashKey()
"""On a test item: the time that the attempt under way may take."""

DUTS: pytest.StashKey[list[Any]] = pytest.StashKey()
"""On a test item, after its tear-down: the DUTs that it used."""

FIRST_ATTEMPT: pytest.StashKey[CaseResult | None] = pytest.StashKey()
"""On a test item: the result of its first attempt while the second one runs, else None."""

LOST_ATTEMPT: pytest.StashKey[CaseResult | None] = pytest.StashKey()
"""On a test item: the result of the attempt in which the port was lost, once it has returned, else None."""

GONE: pytest.StashKey[str] = pytest.StashKey()
"""In the config, when the DUT went away for good: why."""

OTHER_MODULE: pytest.StashKey[str] = pytest.StashKey()
"""In the config of a worker of a pool: what to do when another module answers at the port of its module."""

PORT_NOTES: pytest.StashKey[list[str]] = pytest.StashKey()
"""In the config: losses of ports that returned, and what ports cannot do, for the warnings of the run."""

RECOVERIES: pytest.StashKey[list[Recovery]] = pytest.StashKey()
"""In the config: what was climbed of the recovery ladder since the last case ended."""

TELL: pytest.StashKey[Callable[[str], None]] = pytest.StashKey()
"""In the config: tells the user something while the run goes on; set by the display of `hil conformance`."""

SHOW: pytest.StashKey[Callable[[str], None]] = pytest.StashKey()
"""In the config: shows in a few words how far the present case is; set by the display of `hil conformance`."""

PICS: pytest.StashKey[Pics] = pytest.StashKey()
"""In the config: what the DUT claims; set before the collection."""

BENCH: pytest.StashKey[Bench] = pytest.StashKey()
"""In the config: the bench of this run, as PICS and options say."""

AUTHORITIES: pytest.StashKey[Authorities] = pytest.StashKey()
"""In the config: the certificate authorities of this run."""

PREFLIGHT: pytest.StashKey[tuple[PreflightLine, ...]] = pytest.StashKey()
"""In the config: what the preflight found; set once it is passed."""

LOSS_WATCH: pytest.StashKey[LossWatch] = pytest.StashKey()
"""In the config: the evidence about the DUT of this process, that its preconditions still hold."""

DEVIATIONS: pytest.StashKey[tuple[Deviation, ...]] = pytest.StashKey()
"""In the config: the entries of the deviations file; set before the collection."""

OWN_REQUIREMENTS: pytest.StashKey[tuple[Requirement, ...]] = pytest.StashKey()
"""In the config: the requirements of the file of `--hil-requirements`; set before the collection."""

EXCLUSIONS: pytest.StashKey[tuple[Probe, ...]] = pytest.StashKey()
"""In the config: what the DUT answered to commands of features that it does not claim."""

UNREADABLE: pytest.StashKey[int] = pytest.StashKey()
"""In the config: how many files or classes pytest could not read; there may be cases in them."""

REFUSED: pytest.StashKey[str] = pytest.StashKey()
"""In the config of a worker of xdist: why it runs no case."""

RESUMED: pytest.StashKey[RunReport] = pytest.StashKey()
"""In the config: the run that this one goes on with, as it was recorded."""

SELECTION: pytest.StashKey[tuple[str, ...]] = pytest.StashKey()
"""In the config: the ids of all recorded cases of the selection of which this run has one shard."""

REDUCTIONS: pytest.StashKey[tuple[Reduction, ...]] = pytest.StashKey()
"""In the config: what the campaign kept of products of axes."""

STRICT: pytest.StashKey[dict[str, tuple[str, str, bool]]] = pytest.StashKey()
"""On a test item, by name: what a strict reading demands, what came, and whether it held."""

OBSERVED: pytest.StashKey[dict[str, str]] = pytest.StashKey()
"""On a test item, by name: what was observed and not judged (`SNI`: `not sent`)."""

MEASURED: pytest.StashKey[dict[tuple[str, str], Value]] = pytest.StashKey()
"""On a test item, by key and item: measured values of a personality (`hil.spec.dialect`)."""
