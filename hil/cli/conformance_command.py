"""The frame of `hil conformance`: what takes signals, from the first check on, and what is said when one comes before a case."""

from __future__ import annotations

import sys
from typing import Any

import click

from hil.results.conclusion import OF_SIGNAL
from hil.stopping import StoppedBySignal, Stopping


class ConformanceCommand(click.Command):
    """A command that SIGINT, SIGTERM and SIGHUP stop in order; after the first case its report tells so."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; returns its exit code."""
        with Stopping():
            try:
                return super().invoke(ctx)
            except StoppedBySignal as stopped:
                print(
                    f"hil: stopped by {stopped.signal} before the first case; nothing is recorded",
                    file=sys.stderr,
                )
                return int(OF_SIGNAL[stopped.signal])
