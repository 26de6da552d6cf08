"""PDP contexts and TCP/IP stack (note 1.2 and 4.2.1; document [1]); some responses have irregular forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import ERROR, OK, Cme, FinalResultCode, Outcome, answer
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import BearerSettings, PacketNetwork, PdpState, WrongState
from hil.spec.cme import CmeCode
from hil.spec.codes import ResultCode
from hil.spec.network import CONTEXT_IDS, FOREGROUND_CONTEXTS, NO_ADDRESS, SOCKETS, BearerType

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_UNOWNED = 255
_SOCKET_ROWS = tuple(f'{index},"","",""' for index in range(SOCKETS))
"""The connections of AT+QIOPEN, which the emulated module never opens."""
_BEARERS = (
    "+QICSGP: 0-CSD,DIALED NUMBER,USER NAME,PASSWORD,RATE",
    "+QICSGP: 1-GPRS,APN,USER NAME,PASSWORD",
)


# clause: note 1.2
class PdpCommands:
    """The commands of the contexts."""

    # clause: note 4.2.1
    # requirements: EX421-20
    deactivated: FinalResultCode = ResultCode.DEACT_OK  # note 4.2.1

    def __init__(self, *, network: PacketNetwork, service: PacketService) -> None:
        self._network, self._service = network, service

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+QIFGCNT": Command(
                write=self._foreground_write, read=self._foreground_read, test=listing("+QIFGCNT: (0,1)")
            ),
            "+QICSGP": Command(write=self._bearer_write, read=self._bearer_read, test=listing(*_BEARERS)),
            "+QIREGAPP": Command(
                execute=self._register,
                write=self._register,
                read=self._register_read,
                test=listing('+QIREGAPP: "APN","USER","PWD"'),
            ),
            "+QIACT": Command(execute=self._activate, test=accepted),
            "+QILOCIP": Command(execute=self._local_address, test=accepted),
            "+QIDEACT": Command(execute=self._deactivate, test=accepted),
            "+QISTAT": Command(execute=self._state, test=accepted),
            "+QISTATE": Command(execute=self._state_of_all, test=accepted),
            "+QIMUX": Command(
                write=self._multiplexing_write, read=self._multiplexing_read, test=listing("+QIMUX: (0,1)")
            ),
            "+CGDCONT": Command(
                write=self._define,
                read=self._define_read,
                test=listing('+CGDCONT: (1,2),"IP",,,(0),(0)'),
                refusal=_INVALID,
            ),
            "+CGPADDR": Command(
                self._addresses, write=self._addresses, test=listing("+CGPADDR: (1,2)"), refusal=_INVALID
            ),
            "+CGACT": Command(
                write=self._cgact_write,
                read=self._cgact_read,
                test=listing("+CGACT: (0,1)"),
                refusal=_INVALID,
            ),
        }

    # --- the foreground context ------------------------------------------------------------------------------

    # clause: note 4.2.1
    # requirements: EX421-01
    def _foreground_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        wanted = call.arguments.number(0, FOREGROUND_CONTEXTS[0], FOREGROUND_CONTEXTS[-1])
        if self._network.contexts[wanted].owner not in {None, call.terminal.channel}:
            return ERROR
        self._network.foreground = wanted
        return OK

    def _foreground_read(self, _call: Call) -> Outcome:
        owner = self._network.context.owner
        return answer(f"+QIFGCNT: {self._network.foreground},{_UNOWNED if owner is None else owner}")

    # clause: note 1.2, note 4.2.1, note 5.1
    # requirements: PROC-05, EX421-02
    def _bearer_write(self, call: Call) -> Outcome:
        arguments = call.arguments
        arguments.expect(1, 5)
        mode = arguments.number(0, min(BearerType), max(BearerType))
        self._network.context.bearer = BearerSettings(
            mode, arguments.text(1, ""), arguments.text(2, ""), arguments.text(3, "")
        )
        return OK

    # clause: note 5.1
    # requirements: PDPERR-04
    def _bearer_read(self, _call: Call) -> Outcome:
        return answer(f"+QICSGP: {self._network.context.bearer.mode}")

    # clause: note 1.2, note 4.2.1
    # requirements: PROC-06, EX421-03
    def _register(self, call: Call) -> Outcome:
        context, arguments = self._network.context, call.arguments
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

    # clause: note 5.1
    # requirements: PDPERR-04
    def _register_read(self, _call: Call) -> Outcome:
        bearer = self._network.context.bearer
        return answer(f'+QIREGAPP: "{bearer.apn}","{bearer.user}","{bearer.password}"')

    # clause: note 1.2, note 2.1, note 4.2.1
    # requirements: PROC-07, SYN-04, EX421-04
    def _activate(self, _call: Call) -> Outcome:
        return OK if self._service.activate() else ERROR

    # clause: note 1.2, note 2.1, note 4.2.1
    # requirements: PROC-08, SYN-04, EX421-05
    def _local_address(self, _call: Call) -> Outcome:
        """The address without an OK."""
        try:
            return Outcome((self.local_address(),), None)
        except WrongState:
            return ERROR

    # clause: note 1.2, note 4.2.1
    # requirements: PROC-08, EX421-05
    def local_address(self) -> str:
        """The address of the foreground context; raises `WrongState` if it has none."""
        return self._network.context.local_address()

    # clause: note 2.1, note 4.2.1
    # requirements: SYN-04, EX421-20
    def _deactivate(self, _call: Call) -> Outcome:
        try:
            self._service.deactivate()
        except WrongState:
            return self.deactivate_initial()
        return Outcome(final=self.deactivated, then=self._service.end_sessions)

    # clause: doc [1] AT+QIDEACT
    def deactivate_initial(self) -> Outcome:
        """The response of AT+QIDEACT in IP INITIAL."""
        return Outcome(final=self.deactivated)

    # --- states ----------------------------------------------------------------------------------------------

    def _state(self, call: Call) -> Outcome:
        if self._network.multiplexing:
            return answer(*(f"+QISTAT: {row}" for row in _SOCKET_ROWS))
        state, terminal = self._network.context.state, call.terminal
        word = f"STATE: {state.title}" if terminal.profile.verbose else state.digit
        return Outcome(then=lambda: terminal.information(word))

    def _state_of_all(self, call: Call) -> Outcome:
        """With AT+QIMUX=1: OK, the state, the connections, and a second OK."""
        if not self._network.multiplexing:
            return self._state(call)
        state, terminal = self._network.context.state, call.terminal
        word = "IP PROCESSING" if self._network.context.active else state.title

        def follow() -> None:
            terminal.information(f"STATE: {word}")
            terminal.information(*(f"+QISTATE: {row},INITIAL" for row in _SOCKET_ROWS))
            terminal.result(ResultCode.OK)

        return Outcome(then=follow)

    def _multiplexing_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        wanted = call.arguments.number(0, 0, 1)
        if self._network.context.state is not PdpState.INITIAL:
            return ERROR
        self._network.multiplexing = wanted
        return OK

    def _multiplexing_read(self, _call: Call) -> Outcome:
        return answer(f"+QIMUX: {self._network.multiplexing}")

    # --- the contexts of 27.007 ------------------------------------------------------------------------------

    # clause: 27.007 10.1.1
    def _define(self, call: Call) -> Outcome:
        """The network assigns the address, whatever the host asks for; no compression of data or headers."""
        call.arguments.expect(1, 6)
        cid = call.arguments.number(0, CONTEXT_IDS[0], CONTEXT_IDS[-1])
        if call.arguments.text(1, "IP").upper() != "IP":
            raise call.arguments.refused()
        for compression in (4, 5):
            call.arguments.number(compression, 0, 0, default=0)
        self._network.definitions[cid] = call.arguments.text(2, "")
        return OK

    def _define_read(self, _call: Call) -> Outcome:
        definitions = sorted(self._network.definitions.items())
        return answer(*(f'+CGDCONT: {cid},"IP","{apn}","",0,0' for cid, apn in definitions))

    # clause: 27.007 10.1.10
    def _cgact_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        wanted, cid = (
            call.arguments.number(0, 0, 1),
            call.arguments.number(1, CONTEXT_IDS[0], CONTEXT_IDS[-1], default=CONTEXT_IDS[0]),
        )
        if not wanted:
            self._service.deactivate_definition(cid)
            return Outcome(final=ResultCode.NO_CARRIER)
        return OK if self._service.activate_definition(cid) else ERROR

    # clause: note 5.1
    # requirements: PDPERR-05
    def _cgact_read(self, _call: Call) -> Outcome:
        return answer(*(f"+CGACT: {cid},{cid in self._network.plain_active:d}" for cid in CONTEXT_IDS))

    # clause: 27.007 10.1.14
    def _addresses(self, call: Call) -> Outcome:
        call.arguments.expect(0, 2)
        network = self._network
        wanted = [
            call.arguments.number(index, CONTEXT_IDS[0], CONTEXT_IDS[-1])
            for index in range(len(call.arguments))
        ]
        rows = (
            (cid, network.address_of(cid) if cid in network.plain_active else NO_ADDRESS)
            for cid in wanted or CONTEXT_IDS
        )
        return answer(*(f'+CGPADDR: {cid},"{address}"' for cid, address in rows))
