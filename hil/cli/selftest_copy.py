"""The record of a selftest that `hil report --selftest` adds to the evidence of runs."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from hil.errors import UsageError
from hil.results.folder import command_line
from hil.results.lock import take
from hil.results.records import read
from hil.results.selftest_file import SELFTEST
from hil.results.selftest_file import read as read_selftest
from hil.results.whole_file import write_file
from hil.seal.chain import read as chain_of
from hil.seal.state import Role, state_of
from hil.seal.writing import add_rendering


def add_selftest(places: Sequence[Path], selftest: Path) -> None:
    """Copy the record into the folder of each run, and add it to its chain; raises `UsageError`."""
    read_selftest(selftest)
    for place in places:
        run = read(place).header.run_id
        try:
            _refuse_another(place, selftest)
            with take(place, command_line()):
                write_file(place / SELFTEST, selftest.read_bytes())
                add_rendering(place, run, [place / SELFTEST])
        except OSError as error:
            raise UsageError(
                f"cannot copy the selftest into {place}: {error.strerror}; make the folder of the run writable"
            ) from error


def _refuse_another(place: Path, selftest: Path) -> None:
    """Raise `UsageError` where the run was sealed with the record of another selftest: that is its evidence."""
    sealed = state_of(chain_of(place).links).get(SELFTEST)
    if sealed is None or sealed.role is not Role.SEALED:
        return
    if sha256(selftest.read_bytes()).hexdigest() != sealed.digest.sha256:
        raise UsageError(
            f"the run in {place} was sealed with the record of another selftest ({sealed.digest}), which is its "
            f"evidence; expected no --selftest, or that record; came {selftest}"
        )
