"""What `hil conformance` answers without a run: `--list`, `--explain`, and `--last-failed` where nothing is left."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import click

from hil.campaign.pics_file import load as load_pics
from hil.cli.asking import Asking
from hil.cli.bench_options import BenchOptions
from hil.cli.last_failed import Unsettled
from hil.errors import InfrastructureError
from hil.results.conclusion import Exit
from hil.results.folder import SUMMARY


@dataclass(frozen=True, slots=True)
class Selection:
    """The options that choose cases, as the user gave them."""

    campaign: str
    expression: str
    requirements: tuple[str, ...]
    shard: str

    def options(self, pics: Path | None) -> tuple[str, ...]:
        """The same as options of `hil conformance`."""
        return (
            *("--campaign", self.campaign),
            *(("-k", self.expression) if self.expression else ()),
            *(part for identifier in self.requirements for part in ("--requirement", identifier)),
            *(("--pics", str(pics)) if pics else ()),
            *(("--shard", self.shard) if self.shard else ()),
        )

    def arguments(self, pics: Path | None) -> list[str]:
        """The same as arguments of pytest."""
        from hil.cli.conformance_run import selecting  # noqa: PLC0415 - a run is far away yet

        return selecting(self.campaign, self.expression, self.requirements, pics, self.shard)


EVERYTHING = Selection("full", "", (), "")


def answer(
    asking: Asking,
    selection: Selection,
    where: BenchOptions,
    pics: Path | None,
    last_failed: Unsettled | None,
) -> Exit | None:
    """Answer what is asked without a run; None if a run is wanted."""
    if asking.explained is not None:
        from hil.cli.case_explained import explain  # noqa: PLC0415 - a run does not need it

        explain(asking.explained, EVERYTHING.arguments(None), as_json=asking.as_json)
        return Exit.CONFORMS
    if asking.only_list:
        claims = pics or (where.choice.pics if where.choice else None)
        _list(selection, claims, last_failed, as_json=asking.as_json)
        return Exit.CONFORMS
    if last_failed is not None and not last_failed.cases:
        click.echo(
            f"--last-failed: all cases of the run {last_failed.run_id} passed; there is nothing to repeat",
            err=asking.as_json,
        )
        return Exit.CONFORMS
    return None


def _list(selection: Selection, pics: Path | None, last_failed: Unsettled | None, *, as_json: bool) -> None:
    from hil.cli.case_files import FilesOf  # noqa: PLC0415 - a run does not need it
    from hil.cli.case_list import collect, none_fits, show  # noqa: PLC0415 - a run does not need it
    from hil.plugin.collected import suites_home  # noqa: PLC0415
    from hil.plugin.last_failed import LastFailed  # noqa: PLC0415

    if pics is not None:
        load_pics(pics)  # pytest would tell each trouble of it as a wrong request
    plugins: list[object] = [FilesOf(suites_home(), selection.requirements)] if selection.requirements else []
    if last_failed is not None:
        plugins.append(LastFailed(last_failed.run_id, last_failed.cases))
    cases = collect(selection.arguments(pics), *plugins).cases
    if not cases and last_failed is None:
        raise InfrastructureError(none_fits(selection.campaign, selection.requirements, selection.expression))
    show(cases, campaign=selection.campaign, as_json=as_json)


def as_json(run: Callable[[], Exit], folder: Path) -> Exit:
    """Run with all that is told on standard error, and print `summary.json` of the folder of the run."""
    output = sys.stdout
    with redirect_stdout(sys.stderr):
        code = run()
    output.write((folder / SUMMARY).read_text(encoding="utf-8"))
    return code
