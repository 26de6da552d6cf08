"""The frame of `hil conformance`: signals from the first check on, and a run that goes on with its own options."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from hil.cli import resuming
from hil.cli.combinations import require_sense
from hil.cli.concluding import conclude
from hil.cli.questions import as_json
from hil.results.conclusion import OF_SIGNAL
from hil.results.folder import locked
from hil.results.records import read
from hil.results.resuming import require_plan
from hil.stopping import StoppedBySignal, Stopping


class ConformanceCommand(click.Command):
    """A command that SIGINT, SIGTERM and SIGHUP stop in order; after the first case its report tells so."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; returns its exit code."""
        with Stopping():
            try:
                require_sense(ctx)
                run = ctx.params["resume"]
                return super().invoke(ctx) if run is None else self._resume(ctx, run)
            except StoppedBySignal as stopped:
                print(
                    f"hil: stopped by {stopped.signal} before the first case; nothing is recorded",
                    file=sys.stderr,
                )
                return int(OF_SIGNAL[stopped.signal])

    def _resume(self, ctx: click.Context, run: Path) -> Any:
        """Go on with a run, which stays locked from before it is read; a complete one is told and left as it is."""
        read(run)  # before a lock is put there: the folder of a run it may not be
        folder = resuming.folder_of(run)
        with locked(folder):
            report = read(folder)
            if report.is_complete:
                click.echo(
                    f"the run in {folder} is complete; there is nothing to resume", err=ctx.params["as_json"]
                )
                tell = partial(conclude, report, folder)
                return int(as_json(tell, folder) if ctx.params["as_json"] else tell())
            require_plan(report, folder)
            ctx.params = resuming.options(ctx, report, folder)
            return super().invoke(ctx)
