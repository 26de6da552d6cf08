"""Switches of restarts: the answer to AT+CFUN=1,1, what RAM keeps without a loss of power, attachment after a start."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import CommandRefused, Outcome
from hil.emulator.commands.network import NetworkCommands
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.network.radio import Radio
from hil.emulator.variants.model import Switch, replacing, unchanged
from hil.emulator.variants.wrapping import with_write

_CFUN = ("AT+CFUN",)


class _RebootsOtherwise(NetworkCommands):
    """Another answer to AT+CFUN=1,1; it has no value of its own."""

    def commands(self) -> Mapping[str, Command]:
        """The commands; `reboot_answer` is the answer to a reset."""
        return with_write(super().commands(), "+CFUN", self._reset)

    def _reset(self, call: Call, former: Handler) -> Outcome:
        items = call.arguments.items
        return self.reboot_answer() if len(items) == 2 and items[1].text == "1" else former(call)

    def reboot_answer(self) -> Outcome:
        """OK, then the reboot."""
        return Outcome(then=self._reboot)


# clause: 27.007 8.2
class RebootRefused(_RebootsOtherwise):
    """ERROR: the parameter <rst> is not supported, and the supply is the way to a reboot"""

    def reboot_answer(self) -> Outcome:
        """A refusal."""
        raise CommandRefused


# clause: note 5.1, 27.007 8.2
class RebootTellsFirst(_RebootsOtherwise):
    """+CPIN: NOT READY, then OK"""

    def reboot_answer(self) -> Outcome:
        """The SIM loses its power before the reboot."""
        return Outcome(("+CPIN: NOT READY",), then=self._reboot)


# clause: note 5.1, doc [1] AT+QPOWD
class RebootPowersDown(_RebootsOtherwise):
    """NORMAL POWER DOWN in place of OK"""

    def reboot_answer(self) -> Outcome:
        """The line of a module that switches itself off."""
        return Outcome(("NORMAL POWER DOWN",), None, self._reboot)


# clause: note 5.1, 27.007 8.2
class RebootsSilently(_RebootsOtherwise):
    """none: the module restarts before it answers"""

    def reboot_answer(self) -> Outcome:
        """The reboot alone."""
        return Outcome(final=None, then=self._reboot)


# clause: note 5.1, 27.007 10.1.9
class AttachesOnDemand(PacketService):
    """by AT+CGATT=1, AT+QIACT or AT+QFTPOPEN"""

    def __init__(self, *, network: PacketNetwork, radio: Radio) -> None:
        super().__init__(network=network, radio=radio)
        network.attached = False

    def reset(self) -> None:
        """A start: not attached."""
        super().reset()
        self._network.attached = False

    @property
    def can_activate(self) -> bool:
        """Whether another context can be activated; an activation attaches first."""
        if self._radio.registered and not self._network.attached:
            self.attach()
        return super().can_activate


SWITCHES = (
    Switch(
        "reboot-command",
        "note 5.1, 27.007 8.2",
        '5.1 says "reboot" and names no command; 27.007 leaves <rst> to the maker, and no document gives the lines',
        _CFUN,
        (
            unchanged("ok", "OK"),
            replacing("refused", RebootRefused),
            replacing("told", RebootTellsFirst),
            replacing("power-down", RebootPowersDown),
            replacing("silent", RebootsSilently),
        ),
    ),
    Switch(
        "attachment",
        "note 5.1, 27.007 10.1.9",
        "5.1 has the host attach a module that is not attached; nothing says that it attaches itself after a start",
        ("AT+CGATT", "AT+CGREG", "AT+CFUN", "AT+QIACT"),
        (unchanged("at-start", "by itself after a start"), replacing("on-demand", AttachesOnDemand)),
    ),
)
