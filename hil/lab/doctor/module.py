"""The module behind a port that answers: who it is, its SIM and its network, and whether it reaches the lower tester."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hil.bench import Bench, ModuleSetup
from hil.errors import UnexpectedResult
from hil.evidence.redaction import masked_imei
from hil.ftps.session import Listener
from hil.lab.advice import path_step
from hil.lab.doctor.finding import Finding, Outcome, not_examined, trouble, warning, well
from hil.lab.peers import Peers
from hil.lab.preconditions import ATTACHMENT, CONTEXT, REGISTRATION, SIM, Precondition, Reading, clock
from hil.lab.preflight import settled
from hil.lab.reach import Claims, Dialled, dial, dial_by
from hil.modem.modem import Identity, Modem
from hil.modem.packet_service import REGISTERED_S
from hil.modem.sim_lock import SIM_READY_S

FLOW_CONTROL = "flow control"
SIGNAL = "signal"
LOWER_TESTER, DATA_PORTS, NAME = "way to the lower tester", "way to the data ports", "name at the module"
OF_NETWORK = (SIGNAL, REGISTRATION.name, ATTACHMENT.name, CONTEXT.name, "clock", LOWER_TESTER, DATA_PORTS)

_WEAK = 10
"""<rssi> of AT+CSQ below which transfers suffer: -93 dBm (27.007 8.5)."""

_UNKNOWN_SIGNAL = 99


def examine_module(
    modem: Modem, identity: Identity, bench: Bench, peers: Peers, *, claims: Claims
) -> Iterator[Finding]:
    """The findings about an attached module, each as soon as it is known."""
    yield well("identity", f"{identity.manufacturer} {identity.model}, firmware {identity.revision}")
    yield _imei(bench.module, identity)
    yield _flow_control(modem, bench.module)
    sim = _of_precondition(SIM, settled(modem, SIM, SIM_READY_S))
    yield sim
    if sim.step:
        yield from (not_examined(check, SIM.name) for check in OF_NETWORK)
        return
    yield _signal(modem)
    network = [
        _of_precondition(REGISTRATION, settled(modem, REGISTRATION, REGISTERED_S)),
        _of_precondition(ATTACHMENT, ATTACHMENT.read(modem)),
        _of_precondition(CONTEXT, CONTEXT.read(modem)),
    ]
    ways = list(_ways(modem, bench, peers, claims, network))
    is_seen = ways[0].outcome is Outcome.WELL
    yield from map(_of_its_word, network) if is_seen else network
    yield _clock(modem)
    yield from ways


def _of_its_word(finding: Finding) -> Finding:
    """A connection was seen, so the module has a network, whatever it says."""
    if finding.outcome is not Outcome.TROUBLE:
        return finding
    return warning(
        finding.check, f"{finding.detail}, though the lower tester was reached", "the cases judge it"
    )


def _imei(setup: ModuleSetup, found: Identity) -> Finding:
    shown = masked_imei(found.imei)
    if setup.imei:
        return well("IMEI", f"{shown}, as in the bench file")
    if setup.name:
        step = f'imei = "{found.imei}" in the bench file lets a run notice a change of modules'
        return warning("IMEI", f"{shown}; the bench file names none", step)
    return well("IMEI", shown)


def _flow_control(modem: Modem, setup: ModuleSetup) -> Finding:
    try:
        told = modem.send("AT+IFC?").fields("IFC")
    except UnexpectedResult as refusal:
        return well(FLOW_CONTROL, f"AT+IFC? tells none: {refusal}")
    if setup.has_rts_cts or "2" not in told:
        words = "RTS and CTS at both ends" if setup.has_rts_cts else "none at both ends"
        return well(FLOW_CONTROL, words)
    return warning(
        FLOW_CONTROL,
        f"the module uses RTS and CTS (AT+IFC: {','.join(told)}), and the port does not",
        'flow_control = "rts-cts" in the bench file, or AT+IFC=0,0 in the module',
    )


def _of_precondition(precondition: Precondition, reading: Reading) -> Finding:
    if reading.trouble:
        return trouble(precondition.name, reading.trouble, reading.step or "look at the module")
    return well(precondition.name, reading.said)


def _signal(modem: Modem) -> Finding:
    """AT+CSQ (27.007 8.5)."""
    try:
        strength = int(modem.send("AT+CSQ").fields("CSQ")[0])
    except (UnexpectedResult, ValueError, IndexError) as problem:
        return warning(SIGNAL, f"AT+CSQ tells none: {problem}", "look at the antenna")
    if strength == _UNKNOWN_SIGNAL:
        return warning(SIGNAL, "AT+CSQ: 99, not known", "check the antenna and its connector")
    detail = f"{2 * strength - 113} dBm (AT+CSQ: {strength})"
    if strength < _WEAK:
        return warning(
            SIGNAL, f"{detail}, weak: transfers may break off", "move the antenna, or use another one"
        )
    return well(SIGNAL, detail)


def _clock(modem: Modem) -> Finding:
    reading = clock(modem)
    if reading.trouble:
        step = "at.clock = false in the PICS, if the firmware has no AT+CCLK"
        return warning("clock", reading.trouble, step)
    return well("clock", reading.said)


# --- the way to the lower tester ----------------------------------------------------------------------------


def _ways(
    modem: Modem, bench: Bench, peers: Peers, claims: Claims, network: Sequence[Finding]
) -> Iterator[Finding]:
    with peers.ftps_server() as server:
        attempts = dial(modem, server, claims=claims)
        last = attempts[-1]
        missing = next((each.check for each in network if each.outcome is Outcome.TROUBLE), "")
        if not last.is_seen:
            seen = trouble(LOWER_TESTER, _unseen(last), path_step(last.host, modem.channel.url))
            yield not_examined(LOWER_TESTER, missing) if missing else seen
            yield not_examined(DATA_PORTS, LOWER_TESTER)
            return
        yield well(LOWER_TESTER, f"{last.host}:{last.port} was reached ({last.how})")
        yield _data_ports(modem, peers)
        if bench.host_name:
            yield _name(dial_by(modem, server, last.listener, host=bench.host_name))


def _data_ports(modem: Modem, peers: Peers) -> Finding:
    with peers.server_on_last_port() as server:
        if server is None:
            return well(DATA_PORTS, "any port may be used")
        dialled = dial_by(modem, server, Listener.PLAIN)
    if dialled.is_seen:
        return well(DATA_PORTS, f"{dialled.host}:{dialled.port} was reached")
    step = "let all of the ports pass firewall and router, or name fewer (--ports)"
    return trouble(DATA_PORTS, _unseen(dialled), step)


def _name(dialled: Dialled) -> Finding:
    if dialled.is_seen:
        return well(NAME, f"the module found the lower tester by its name {dialled.host}")
    return trouble(
        NAME,
        _unseen(dialled),
        "correct host_name or dns of [lower_tester] (empty: no name), or the entry in the DNS of its network",
    )


def _unseen(dialled: Dialled) -> str:
    where = f"{dialled.host}:{dialled.port}"
    return f"no connection of the module came to {where}, for which it said {dialled.outcome}"
