"""Defects of the PDP contexts and of their commands (note 4.2.1, 5.1)."""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import OK, Outcome
from hil.emulator.commands.pdp import PdpCommands
from hil.emulator.ftp.service import FtpService
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork, PdpState
from hil.spec.codes import ResultCode


def contexts_at_once(most: int) -> type[PacketNetwork]:
    """A packet service with another number of active contexts."""

    class Limited(PacketNetwork):
        active_max = most

    return Limited


class RefusedAgainAfterReboot(PacketService):
    """AT+QIACT still fails three times after a refused activation and a reboot."""

    _rebooted = False
    _has_refused = False  # since the last AT+QIACT that succeeded
    _refused_again = 0

    def reset(self) -> None:
        """Reset, and keep the failures."""
        super().reset()
        self._rebooted = True

    def is_granted(self, apn: str) -> bool:
        """Count the refusals of the network."""
        granted = super().is_granted(apn)
        self._has_refused = self._has_refused or not granted
        return granted

    def activate(self) -> bool:
        """Refuse without a request to the network."""
        if self.can_start and self._rebooted and self._has_refused and self._refused_again < 3:
            self._refused_again += 1
            return False
        activated = super().activate()
        if activated:
            self._has_refused, self._refused_again = False, 0
        return activated


class NoLocalAddress(PdpCommands):
    """AT+QILOCIP does not print the address."""

    def local_address(self) -> str:
        """0.0.0.0 instead of the address."""
        super().local_address()
        return "0.0.0.0"


class DeactivatedWithOk(PdpCommands):
    """AT+QIDEACT answers OK."""

    deactivated = ResultCode.OK


# --- access points ---------------------------------------------------------------------------------------------


class OneApnForBothContexts(PdpCommands):
    """AT+QICSGP sets the APN of both contexts."""

    def _bearer_write(self, call: Call) -> Outcome:
        answered = super()._bearer_write(call)
        for context in self._network.contexts:
            context.bearer = self._network.context.bearer
        return answered


class AccountKeptWithoutOne(PdpCommands):
    """AT+QICSGP with the APN alone leaves the user name and the password of the one before."""

    def _bearer_write(self, call: Call) -> Outcome:
        former = self._network.context.bearer
        answered = super()._bearer_write(call)
        context = self._network.context
        if not context.bearer.user:
            context.bearer = replace(context.bearer, user=former.user, password=former.password)
        return answered


def apn_kept(most: int) -> type[PdpCommands]:
    """AT+QICSGP keeps that many characters of a longer APN, and answers OK."""

    class KeepsBeginning(PdpCommands):
        def _bearer_write(self, call: Call) -> Outcome:
            answered = super()._bearer_write(call)
            context = self._network.context
            context.bearer = replace(context.bearer, apn=context.bearer.apn[:most])
            return answered

    return KeepsBeginning


def apn_requested(most: int) -> type[PacketService]:
    """An activation requests that many characters of the APN."""

    class RequestsBeginning(PacketService):
        def is_granted(self, apn: str) -> bool:
            return super().is_granted(apn[:most])

    return RequestsBeginning


class FirstApnRequestedAgain(PacketService):
    """Each activation requests the APN of the first one."""

    _first = ""

    def is_granted(self, apn: str) -> bool:
        """Request the first APN."""
        self._first = self._first or apn
        return super().is_granted(self._first)


class FormerApnRequested(PacketService):
    """An activation with another APN than before requests the APN of before."""

    _former = ""

    def is_granted(self, apn: str) -> bool:
        """Request the APN of before, and note this one."""
        former, self._former = self._former or apn, apn
        return super().is_granted(former)


class ApnOfFirstContextRequested(PacketService):
    """The second context requests the APN of the first one."""

    def is_granted(self, apn: str) -> bool:
        """Request the APN of context 0."""
        if self._network.foreground:
            apn = self._network.contexts[0].bearer.apn
        return super().is_granted(apn)


class UserTakenForApn(PdpCommands):
    """With an account, AT+QICSGP takes the user name for the APN."""

    def _bearer_write(self, call: Call) -> Outcome:
        answered = super()._bearer_write(call)
        if call.arguments.has(2):
            context = self._network.context
            context.bearer = replace(context.bearer, apn=call.arguments.text(2))
        return answered


class ApnLostAtAttach(PacketService):
    """AT+CGATT=1 clears the APNs."""

    def attach(self) -> None:
        """Attach, and forget the bearers."""
        super().attach()
        for context in self._network.contexts:
            context.bearer = replace(context.bearer, apn="")


# --- two contexts at once --------------------------------------------------------------------------------------


class SecondActivationEndsFirst(PacketService):
    """AT+QIACT of a context deactivates the other one."""

    def activate(self) -> bool:
        """Activate, and deactivate the other context."""
        for context in self._network.contexts:
            if context is not self._network.context:
                context.lose()
        return super().activate()


class DeactivationEndsBoth(PacketService):
    """AT+QIDEACT deactivates both contexts."""

    def deactivate(self) -> None:
        """Deactivate the foreground context and the other one."""
        super().deactivate()
        for context in self._network.contexts:
            context.lose()


class ContextsOutlastAttachment(PacketService):
    """AT+CGATT=0 leaves contexts active."""

    def detach(self) -> None:
        """Detach, and put the states of the contexts back."""
        states = [context.state for context in self._network.contexts]
        super().detach()
        for context, state in zip(self._network.contexts, states, strict=True):
            context.state = state


class ActivatesNothingUnregistered(PdpCommands):
    """AT+QIACT in IP INITIAL answers OK and does nothing."""

    def _activate(self, call: Call) -> Outcome:
        is_initial = self._network.context.state is PdpState.INITIAL
        answered = super()._activate(call)
        return OK if is_initial else answered


# --- what an AT+QIDEACT leaves ---------------------------------------------------------------------------------


def session_kept(*modes: str) -> type[FtpService]:
    """A session in such a mode, in which nothing happens, outlasts AT+QIDEACT."""

    class KeepsSession(FtpService):
        def context_lost(self, *, by_network: bool = False) -> None:
            client = self._client
            if self._jobs.current or by_network or client is None or client.settings.mode not in modes:
                super().context_lost(by_network=by_network)

    return KeepsSession


class AddressLostAtTenthQuestion(PdpCommands):
    """Each tenth AT+QILOCIP loses the context."""

    _asked = 0

    def local_address(self) -> str:
        """The address; the context is lost after each tenth question."""
        address = super().local_address()
        self._asked += 1
        if self._asked % 10 == 0:
            self._network.context.lose()
        return address


class FirstAddressForBoth(PdpCommands):
    """AT+QILOCIP tells the address of context 0 for both."""

    def local_address(self) -> str:
        """The address of context 0."""
        super().local_address()
        return self._network.address_of(1)
