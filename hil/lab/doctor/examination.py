"""Examines one bench: the host once, then each module from its port to its way to the lower tester."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from hil.bench import Bench, with_options
from hil.errors import HilError, LineError, OtherModem
from hil.lab.attach import attached, timed
from hil.lab.doctor.finding import Finding, Outcome, not_examined, of_error, warning
from hil.lab.doctor.line import CHECK as LINE
from hil.lab.doctor.line import examine_line
from hil.lab.doctor.module import OF_NETWORK, examine_module
from hil.lab.doctor.port import CHECK as PORT
from hil.lab.doctor.port import examine_port
from hil.lab.mending import mended_editing
from hil.lab.peers import Peers
from hil.lab.place import asks_lower_tester
from hil.lab.pool.locks import of_port
from hil.lab.reach import Claims
from hil.modem import claims as driver
from hil.modem.line_search import STORED
from hil.modem.line_state import LineState
from hil.pki.authority import Authority
from hil.transcript import Transcript

IDENTITY = "identity"

_BEHIND = (IDENTITY, "IMEI", "SIM", *OF_NETWORK)
"""What needs a module that answers."""


def examine(bench: Bench, *, claims: Claims) -> Iterator[Finding]:
    """The findings about the module of a bench, each as soon as it is known; `claims` are those of its PICS."""
    with ExitStack() as stack:
        try:
            stack.enter_context(of_port(bench.dut_url, wait_s=bench.module.lock_wait_s))
            port = examine_port(bench)
        except HilError as held:
            port = of_error(PORT, held, "wait for its end")
        yield port
        if port.outcome is Outcome.TROUBLE:
            yield from (not_examined(check, PORT) for check in (LINE, *_BEHIND))
            return
        yield from _behind_the_port(bench, claims)


def _behind_the_port(bench: Bench, claims: Claims) -> Iterator[Finding]:
    url, clock_rate = timed(bench.dut_url)
    here = replace(bench, dut_url=url, clock_rate=clock_rate)
    line = examine_line(here)
    yield line
    if line.outcome is Outcome.TROUBLE:
        yield from (not_examined(check, LINE) for check in _BEHIND)
        return
    yield from _behind_the_line(here, bench.dut_url, claims)


def _behind_the_line(bench: Bench, named: str, claims: Claims) -> Iterator[Finding]:
    """A trouble that ends the examination is a finding, too: the check after the last one that was well."""
    transcript = Transcript()
    with ExitStack() as stack:
        try:
            peers = Peers(bench, Authority(), transcript)
            if asks_lower_tester(bench.dut_url) and bench.host_name:
                names = stack.enter_context(peers.name_server(bench.host_name))
                host, port = names.address
                bench = replace(bench, dut_url=with_options(bench.dut_url, dns=f"{host}:{port}"))
            modem, identity = stack.enter_context(
                attached(bench, named=named, transcript=transcript, claims=driver.Claims.of(claims))
            )
            modem.mended = modem.mended or mended_editing(modem)
            if modem.mended:
                yield warning(
                    "settings of the line", f"the module was read wrongly until {modem.mended}", STORED
                )
            yield from examine_module(modem, identity, bench, peers, claims=claims)
        except HilError as error:
            told = of_error(
                "module", error, "see which device answers at this port, and switch the module off and on"
            )
            yield replace(told, state=_state_of(error))


def _state_of(error: HilError) -> str:
    """The word of the line for an error that has one."""
    if isinstance(error, LineError):
        return error.state
    return LineState.OTHER_MODEM if isinstance(error, OtherModem) else ""
