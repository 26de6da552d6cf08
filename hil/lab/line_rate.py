"""The rate of a module that answers at another one than that of its port (AT+IPR; V.250 6.2.10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from hil.bench import Bench
from hil.errors import PortError
from hil.lab.bench_file.form import BAUD_LOW
from hil.lab.pool.places import port_of
from hil.modem.leftovers import asked, heard, is_answer, said
from hil.modem.line_search import TRIES
from hil.modem.port import Port
from hil.spec.commands import RATES as OF_MODULE

RATES = tuple(
    sorted((rate for rate in OF_MODULE if rate >= BAUD_LOW), key=lambda rate: (rate != 9_600, -rate))
)
"""The rates of AT+IPR that a port can have: the usual other one, then the fast ones first."""

USUAL = (115_200, 9_600, 57_600, 38_400, 19_200)
"""The rates that a run tries."""


def has_rates(url: str) -> bool:
    """Whether the rate of the port can be chosen: a raw TCP connection has none."""
    return "://" not in url or url.lower().startswith("rfc2217:")


@contextmanager
def port_at(bench: Bench, rate: int) -> Iterator[Port]:
    """The port of the module at that rate."""
    port = Port.open(port_of(bench.dut_url), baudrate=rate, rts_cts=bench.module.has_rts_cts)
    try:
        yield port
    finally:
        port.close()


def rate_of(port: Port, *, rates: Sequence[int]) -> int | None:
    """The rate of these, that of the port aside, at which `AT` is answered; None if there is none.  Keeps the rate of the port."""
    own = port.rate
    try:
        return next((rate for rate in rates if rate != own and _is_answered_at(port, rate)), None)
    finally:
        port.set_rate(own)


def _is_answered_at(port: Port, rate: int) -> bool:
    try:
        port.set_rate(rate)
    except PortError:  # not each adapter has each rate
        return False
    return is_answer(asked_at(port))


def asked_at(port: Port) -> bytes:
    """What comes at a rate; one question is enough where nothing comes: a module that has a rate needs no training.

    What was asked at other rates may have begun a line, which is ended first.
    """
    port.write(b"\r")
    came = heard(port, BEGUN_S, until=bool) + asked(port, tries=1)
    return came if is_answer(came) or not came else came + asked(port, tries=TRIES - 1)


BEGUN_S = 0.05
"""For the end of a line that has begun: a module that reads no command meanwhile loses none."""


def put_right(port: Port, found: int) -> bool:
    """Tell a module that answers at `found` the rate of its port (AT+IPR); whether it answers there now."""
    own = port.rate
    try:
        port.set_rate(found)
        said(b"AT+IPR=%d\r" % own)(port)
    finally:
        port.set_rate(own)
    return is_answer(asked(port, tries=TRIES))


def mended_words(wanted: int, found: int) -> str:
    """What was put right, in words."""
    return f"its rate was set from {found} to {wanted} bit/s (AT+IPR): an earlier user had left another one behind"


def step(wanted: int, found: int) -> str:
    """The next step where the rate could not be set."""
    return f"set baud = {found} in the bench file (--baud {found}), or AT+IPR={wanted} and AT&W in the module"
