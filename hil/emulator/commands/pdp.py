"""PDP contexts and TCP/IP stack (note 1.2 and 4.2.1; document [1]), oddities of their responses included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hil.emulator.at.outcome import ERROR, OK, Call, Cme, Command, Outcome, accepted, listing, told
from hil.emulator.network.pdp import Bearer, PdpState, WrongState
from hil.spec.codes import ResultCode
from hil.spec.files import NAMES

_INVALID = Cme(3518)
_UNOWNED = 255
SOCKETS = 6  # connections of AT+QIOPEN
_BEARERS = (
    "+QICSGP: 0-CSD,DIALED NUMBER,USER NAME,PASSWORD,RATE",
    "+QICSGP: 1-GPRS,APN,USER NAME,PASSWORD",
)


def _foreground_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    network, wanted = call.module.network, call.arguments.number(0, 0, 1)
    if network.contexts[wanted].owner not in {None, call.terminal.channel}:
        return ERROR
    network.foreground = wanted
    return OK


def _foreground_read(call: Call) -> Outcome:
    network = call.module.network
    owner = network.context.owner
    return told(f"+QIFGCNT: {network.foreground},{_UNOWNED if owner is None else owner}")


def _bearer_write(call: Call) -> Outcome:
    arguments = call.arguments
    arguments.expect(1, 5)
    mode = arguments.number(0, 0, 1)
    call.module.network.context.bearer = Bearer(
        mode, arguments.text(1, ""), arguments.text(2, ""), arguments.text(3, "")
    )
    return OK


def _bearer_read(call: Call) -> Outcome:
    return told(f"+QICSGP: {call.module.network.context.bearer.mode}")


def _bearer_test(_call: Call) -> Outcome:
    return told(*_BEARERS)


def _register(call: Call) -> Outcome:
    context, arguments = call.module.network.context, call.arguments
    arguments.expect(0, 4)
    try:
        context.register()
    except WrongState:
        return ERROR
    context.owned_by = call.terminal.channel
    if arguments:
        context.bearer = replace(
            context.bearer,
            apn=arguments.text(0, ""),
            user=arguments.text(1, ""),
            password=arguments.text(2, ""),
        )
    return OK


def _register_read(call: Call) -> Outcome:
    bearer = call.module.network.context.bearer
    return told(f'+QIREGAPP: "{bearer.apn}","{bearer.user}","{bearer.password}"')


def _activate(call: Call) -> Outcome:
    if not call.module.packet_service.activate():
        return ERROR
    if "activation-clears-security-files" in call.module.defects:
        for name in NAMES:
            if call.module.security.find(name) is not None:
                call.module.security.delete(name)
    return OK


def _local_address(call: Call) -> Outcome:
    try:
        address = call.module.network.context.local_address()
    except WrongState:
        return ERROR
    if "locip-without-address" in call.module.defects:
        address = "0.0.0.0"
    return Outcome((address,), None)


def _deactivate(call: Call) -> Outcome:
    final = ResultCode.OK if "deact-answers-ok" in call.module.defects else ResultCode.DEACT_OK
    try:
        call.module.packet_service.deactivate()
    except WrongState:
        return Outcome(final=final) if call.module.personality.deact_in_initial else ERROR
    return Outcome(final=final, then=call.module.packet_service.end_sessions)


def _state(call: Call) -> Outcome:
    if call.module.network.multiplexing:
        return told(*(f"+QISTAT: {row}" for row in _sockets(call)))
    state, terminal = call.module.network.context.state, call.terminal
    word = f"STATE: {state.title}" if terminal.profile.verbose else state.digit
    return Outcome(then=lambda: terminal.information(word))


def _multiplexing_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    wanted = call.arguments.number(0, 0, 1)
    if call.module.network.context.state is not PdpState.INITIAL:
        return ERROR
    call.module.network.multiplexing = wanted
    return OK


def _multiplexing_read(call: Call) -> Outcome:
    return told(f"+QIMUX: {call.module.network.multiplexing}")


def _sockets(_call: Call) -> tuple[str, ...]:
    """The connections of AT+QIOPEN, which the emulated module never opens."""
    return tuple(f'{index},"","",""' for index in range(SOCKETS))


def _state_of_all(call: Call) -> Outcome:
    """OK, the state, the connections, and one more OK, while AT+QIMUX is 1."""
    if not call.module.network.multiplexing:
        return _state(call)
    state, terminal = call.module.network.context.state, call.terminal
    word = "IP PROCESSING" if call.module.network.context.active else state.title

    def follow() -> None:
        terminal.information(f"STATE: {word}")
        terminal.information(*(f"+QISTATE: {row},INITIAL" for row in _sockets(call)))
        terminal.result(ResultCode.OK)

    return Outcome(then=follow)


def _define(call: Call) -> Outcome:
    call.arguments.expect(1, 3)
    cid = call.arguments.number(0, 1, 2)
    if call.arguments.string(1, "IP").upper() != "IP":
        raise call.arguments.refused()
    call.module.network.definitions[cid] = call.arguments.string(2, "")
    return OK


def _define_read(call: Call) -> Outcome:
    definitions = call.module.network.definitions
    return told(*(f'+CGDCONT: {cid},"IP","{apn}","",0,0' for cid, apn in sorted(definitions.items())))


def _cgact_write(call: Call) -> Outcome:
    call.arguments.expect(2, 2)
    wanted, cid = call.arguments.number(0, 0, 1), call.arguments.number(1, 1, 2)
    if not wanted:
        call.module.packet_service.deactivate_definition(cid)
        return Outcome(final=ResultCode.NO_CARRIER)
    return OK if call.module.packet_service.activate_definition(cid) else ERROR


def _cgact_read(call: Call) -> Outcome:
    network = call.module.network
    return told(*(f"+CGACT: {cid},{cid in network.plain_active:d}" for cid in (1, 2)))


def _addresses(call: Call) -> Outcome:
    call.arguments.expect(0, 2)
    network = call.module.network
    wanted = [call.arguments.number(index, 1, 2) for index in range(len(call.arguments))]
    rows = (
        (cid, network.address_of(cid) if cid in network.plain_active else "0.0.0.0")
        for cid in wanted or (1, 2)
    )
    return told(*(f'+CGPADDR: {cid},"{address}"' for cid, address in rows))


COMMANDS: Mapping[str, Command] = {
    "+QIFGCNT": Command(write=_foreground_write, read=_foreground_read, test=listing("+QIFGCNT: (0,1)")),
    "+QICSGP": Command(write=_bearer_write, read=_bearer_read, test=_bearer_test),
    "+QIREGAPP": Command(
        execute=_register, write=_register, read=_register_read, test=listing('+QIREGAPP: "APN","USER","PWD"')
    ),
    "+QIACT": Command(execute=_activate, test=accepted),
    "+QILOCIP": Command(execute=_local_address, test=accepted),
    "+QIDEACT": Command(execute=_deactivate, test=accepted),
    "+QISTAT": Command(execute=_state, test=accepted),
    "+QISTATE": Command(execute=_state_of_all, test=accepted),
    "+QIMUX": Command(write=_multiplexing_write, read=_multiplexing_read, test=listing("+QIMUX: (0,1)")),
    "+CGDCONT": Command(
        write=_define, read=_define_read, test=listing('+CGDCONT: (1,2),"IP",,,(0),(0)'), refusal=_INVALID
    ),
    "+CGPADDR": Command(_addresses, write=_addresses, test=listing("+CGPADDR: (1,2)"), refusal=_INVALID),
    "+CGACT": Command(write=_cgact_write, read=_cgact_read, test=listing("+CGACT: (0,1)"), refusal=_INVALID),
}
