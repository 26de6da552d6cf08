"""The preflight: what a run takes for granted is there, or the run ends before its first case.

It asks the bench before the DUT.  A TCP connection seen at the lower tester proves
the whole chain of SIM, network, PDP context and path, whatever the DUT says of it.
Without one the network witness decides, if the bench has one; else the answers of the DUT
explain what to look at.  On the word of the DUT alone nothing ends a run that a
requirement of the catalogue covers.
"""

from __future__ import annotations

from hil.bench import Network, NetworkWitness
from hil.deadline import Deadline
from hil.errors import MissingPrecondition
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab import advice
from hil.lab.peers import Peers
from hil.lab.preconditions import (
    ATTACHMENT,
    CONTEXT,
    PRECONDITIONS,
    REGISTRATION,
    SIM,
    Precondition,
    Reading,
    asked,
)
from hil.lab.reach import Claims, Dialled, dial, dial_by, network_reaches
from hil.modem.modem import Modem
from hil.modem.packet_service import POLL_S, REGISTERED_S
from hil.modem.sim_lock import SIM_READY_S
from hil.results.model import PreflightLine, PreflightOutcome

LOWER_TESTER, DATA_PORTS = "lower tester", "data ports"

Readings = dict[Precondition, Reading]


def preflight(
    modem: Modem,
    server: FtpsServer,
    *,
    named: str,
    claims: Claims,
    network: Network | None = None,
    peers: Peers | None = None,
) -> tuple[PreflightLine, ...]:
    """Check what a run takes for granted of an attached DUT, which dials that server.

    `named` is its URL as the user wrote it; `peers` are asked for the ports of data
    connections, where only some can be reached.

    Raises `MissingPrecondition`, one line with the next step, when the run cannot begin.
    """
    witness = network if isinstance(network, NetworkWitness) else None
    readings: Readings = {SIM: settled(modem, SIM, SIM_READY_S)}
    _require_sim(named, readings[SIM], witness)
    for precondition in PRECONDITIONS[1:]:
        if not precondition.feature or claims(precondition.feature):
            readings[precondition] = precondition.read(modem)
    attempts = dial(modem, server, claims=claims)
    if not attempts[-1].is_seen and _may_come(readings, witness):
        _join_network(modem, readings)
        attempts = dial(modem, server, claims=claims)
    reached = _reached(named, server, attempts, readings, witness)
    more = (_data_port(named, modem, peers, attempts[-1]),) if peers and _is_by_ftp(attempts[-1]) else ()
    found = (_finding(each, readings.get(each)) for each in PRECONDITIONS)
    return (*found, reached, *filter(None, more))


def _require_sim(url: str, reading: Reading, witness: NetworkWitness | None) -> None:
    """No requirement is about the SIM, so the word of the DUT counts, unless the network knows better."""
    if reading.trouble and not (witness is not None and witness.registered):
        raise MissingPrecondition(advice.told_by_dut(url, SIM, reading))


def _may_come(readings: Readings, witness: NetworkWitness | None) -> bool:
    """Whether a wait or an attachment can help: the DUT still searches, or is not attached."""
    if witness is not None and witness.registered:
        return False
    return readings[REGISTRATION].may_pass or bool(readings[ATTACHMENT].trouble)


def _join_network(modem: Modem, readings: Readings) -> None:
    """Wait for the registration, attach, and activate the context, as note 5.1 has it."""
    readings[REGISTRATION] = settled(modem, REGISTRATION, REGISTERED_S)
    if ATTACHMENT.read(modem).trouble:
        asked(modem, "AT+CGATT=1")
    readings[ATTACHMENT] = ATTACHMENT.read(modem)
    readings[CONTEXT] = CONTEXT.read(modem)


def settled(modem: Modem, precondition: Precondition, limit_s: float) -> Reading:
    """The reading, after a wait for as long as it can still come about."""
    rate = modem.channel.clock_rate
    deadline = Deadline.after(limit_s / rate)
    reading = precondition.read(modem)
    while reading.may_pass and not deadline.expired:
        modem.channel.wait_urc(_tells_of_sim_or_network, Deadline.after(POLL_S / rate))
        reading = precondition.read(modem)
    return reading


def _tells_of_sim_or_network(text: str) -> bool:
    return text.startswith(("+CPIN", "+CREG", "+CGREG"))


def _reached(
    url: str,
    server: FtpsServer,
    attempts: tuple[Dialled, ...],
    readings: Readings,
    witness: NetworkWitness | None,
) -> PreflightLine:
    """The finding about the lower tester; raises `MissingPrecondition` if something other than the DUT may be at fault."""
    last = attempts[-1]
    if last.is_seen:
        return PreflightLine(
            LOWER_TESTER, PreflightOutcome.MET, f"the DUT reached {last.host}:{last.port} ({last.how})"
        )
    if witness is None:
        raise MissingPrecondition(_without_witness(url, attempts, readings))
    if not witness.registered:
        raise MissingPrecondition(advice.told_by_network(url, REGISTRATION, readings[REGISTRATION]))
    if not witness.grants_contexts:
        raise MissingPrecondition(advice.told_by_network(url, CONTEXT, readings[CONTEXT]))
    if not network_reaches(witness, server, last):
        raise MissingPrecondition(advice.unreachable_from_network(url, last))
    return PreflightLine(
        LOWER_TESTER,
        PreflightOutcome.DOUBTED,
        f"the network reaches {last.host}:{last.port}, and the DUT did not: {last.outcome}",
    )


def _is_by_ftp(dialled: Dialled) -> bool:
    return dialled.is_seen and dialled.listener is Listener.PLAIN


def _data_port(url: str, modem: Modem, peers: Peers, before: Dialled) -> PreflightLine | None:
    """Whether the last port for data connections is reached as the control port was; raises `MissingPrecondition`.

    The DUT dials by the same command, so what differs is the path.
    """
    with peers.server_on_last_port() as server:
        if server is None:
            return None
        dialled = dial_by(modem, server, Listener.PLAIN)
    if not dialled.is_seen:
        raise MissingPrecondition(advice.port_unreached(url, dialled, before))
    return PreflightLine(DATA_PORTS, PreflightOutcome.MET, f"the DUT reached {dialled.host}:{dialled.port}")


def _without_witness(url: str, attempts: tuple[Dialled, ...], readings: Readings) -> str:
    """The message when only the DUT can be asked: the first trouble that explains it, else both causes."""
    for precondition, reading in readings.items():
        if reading.trouble and precondition.lack:
            return advice.told_by_dut(url, precondition, reading, attempts)
    return advice.unreached(url, attempts)


def _finding(precondition: Precondition, reading: Reading | None) -> PreflightLine:
    if reading is None:
        return PreflightLine(precondition.name, PreflightOutcome.NOT_ASKED, "not claimed")
    outcome = PreflightOutcome.DOUBTED if reading.trouble else PreflightOutcome.MET
    return PreflightLine(precondition.name, outcome, reading.trouble or reading.said)
