"""`hil selftest`: whether this installation notices defects, passes sound modules and understands foreign TLS."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from hil.errors import UsageError
from hil.results.conclusion import Exit
from hil.results.folder import run_id
from hil.results.selftest import Selftest
from hil.results.selftest_file import SELFTEST, encode
from hil.results.whole_file import write_file
from hil.selftest.sample import STANDARD_MINUTES, Size

PAGE = "selftest.md"

LEAST_MINUTES = 0.5
"""So long takes the smallest selftest about."""


@click.command(
    epilog="""\b
Examples:
  hil selftest
  hil selftest --minutes 30 --seed 7 --report-dir validation
  hil conformance --dut /dev/ttyUSB0 --selftest reports/.../selftest.json

\b
Exit codes:
  0    fit: each defect was noticed, no sound module failed, each TLS pair that a foreign program speaks agreed
  1    not fit; the reasons are printed
  2    the request is wrong
  3    not judged: no foreign TLS program is installed, or campaigns could not run
  130  stopped by Ctrl-C or SIGTERM; what was done until then is in the record"""
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=None, help="Draws the sample.  [default: a new one]"
)
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True, max=600),
    default=STANDARD_MINUTES,
    show_default=True,
    help="The size of the sample: about so long on two free processors.",
)
@click.option(
    "--defects",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="So many defects.  [default: as --minutes says]",
)
@click.option(
    "--variants",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="So many sound modules.  [default: as --minutes says]",
)
@click.option(
    "--without-peers", is_flag=True, help="Leave the TLS pairs with foreign programs out; the record says so."
)
@click.option(
    "--report-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help=f"Folder for {SELFTEST} and {PAGE}.  [default: reports/<time>-selftest]",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the record as JSON; progress goes to standard error."
)
def selftest(
    *,
    seed: int | None,
    minutes: float,
    defects: int | None,
    variants: int | None,
    without_peers: bool,
    report_dir: Path | None,
    as_json: bool,
) -> int:
    """Test this installation of m95-hil: a seeded sample of defects and of sound modules, and foreign TLS programs.

    The record is evidence that the method is fit (ISO/IEC 17025, 7.2.1.5 and 6.4); hil conformance --selftest
    takes it into a report.
    """
    from hil.selftest.markdown import rendered  # noqa: PLC0415
    from hil.selftest.run import Request, run  # noqa: PLC0415 - --help needs no suites

    shown = sys.stderr if as_json else sys.stdout

    def tell(words: str) -> None:
        print(words, file=shown, flush=True)

    folder = _folder(report_dir)
    drawn = secrets.randbelow(1_000_000) if seed is None else seed
    size = Size.of(minutes, defects=defects, variants=variants)
    tell(
        f"seed {drawn}: {size.defects} defects, {size.variants} sound modules"
        f"{'' if without_peers else ', TLS pairs'}; about {max(size.minutes, LEAST_MINUTES):g} minutes on two free processors"
    )
    found = run(Request(drawn, size, without_peers), tell=tell)
    content = encode(found)
    try:
        write_file(folder / SELFTEST, content)
        write_file(folder / PAGE, rendered(found))
    except OSError as error:
        raise _unwritable(folder, error) from error
    if as_json:
        print(json.dumps(json.loads(content)))
    _conclude(found, tell)
    tell(f"record: {folder / SELFTEST}")
    return int(exit_code(found))


def _folder(asked: Path | None) -> Path:
    """The folder, which is made before minutes are spent."""
    folder = asked or Path("reports") / run_id("selftest", datetime.now(UTC))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def _unwritable(folder: Path, error: OSError) -> UsageError:
    return UsageError(
        f"cannot write the record into {folder}: {error.strerror}; name a writable folder by --report-dir"
    )


def _conclude(found: Selftest, tell: Callable[[str], None]) -> None:
    tell("")
    for reason in found.reasons:
        tell(f"not fit: {reason}")
    if pairs := found.unjudged_pairs:
        tell(
            f"no foreign program here speaks {len(pairs)} of the TLS pairs: {', '.join(map(' '.join, pairs))}"
        )
    tell(f"{found.line} (exit {int(exit_code(found))})")


def exit_code(found: Selftest) -> Exit:
    """The exit code; what could not be judged speaks neither for nor against the installation."""
    if found.stopped:
        return Exit.INTERRUPTED
    if found.is_fit:
        return Exit.CONFORMS
    return Exit.DEVIATES if found.has_failed else Exit.INFRASTRUCTURE
