"""One emulated M95: its state, its time, its lock, and what a reboot does to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.profile import Profile
from hil.emulator.at.responses import Responses
from hil.emulator.at.terminal import Environment, Terminal
from hil.emulator.bent import bent
from hil.emulator.commands.table import COMMANDS
from hil.emulator.defects import parts_with
from hil.emulator.device.calendar import Calendar
from hil.emulator.device.clock import ModuleClock
from hil.emulator.device.hardware_options import NOTHING_SPECIAL, Fitting
from hil.emulator.device.personality import NOTE, Personality
from hil.emulator.device.sim import Sim, SimState
from hil.emulator.device.timing import Timing
from hil.emulator.device.worker import Worker
from hil.emulator.ftp.client import Connect
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.injected_failures import with_injected_failures
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.ftp.transfers import Transfers
from hil.emulator.network.ip_jobs import IpJobs
from hil.emulator.network.pdp import ACTIVE_MAX, Network
from hil.emulator.network.registration import DEREGISTERED, status
from hil.emulator.storage.file_store import FileStore
from hil.emulator.storage.security_store import SecurityStore
from hil.emulator.tls.ssl_contexts import SslConfiguration

IMEI = "866425030000006"  # made up, with a valid check digit
ADDRESSES = (
    "10.1.83.188",
    "10.1.83.189",
)  # what the GPRS network would assign; the first is that of note 4.2.1


class Module:
    """A module that has been switched on.

    `timing` holds its lock, which guards everything, its clock and its timers.
    `clock_rate` is how many module seconds pass in one second.  `connect` makes the network client of a session, by default the FTPS client.
    `keep` is called under the lock after each change of what survives a loss of power.
    """

    def __init__(
        self,
        *,
        clock_rate: float = 1.0,
        defects: frozenset[str] = frozenset(),
        imei: str = IMEI,
        personality: Personality = NOTE,
        addresses: tuple[str, str] = ADDRESSES,
        connect: Connect | None = None,
        fitting: Fitting = NOTHING_SPECIAL,
    ) -> None:
        self.parts = parts_with(defects)
        self.defects = defects
        self.imei = imei
        self.personality = personality
        self.fitting = fitting
        self.commands = COMMANDS
        self.timing = Timing(ModuleClock(clock_rate, rtc=personality.boot_rtc))
        self.lock, self.changed = self.timing.lock, self.timing.changed
        self.clock, self.timers = self.timing.clock, self.timing.timers
        self.wait = self.timing.wait
        self.keep: Callable[[], None] = _keep_nothing
        self.security = SecurityStore(defects, kept_changed=self._kept_changed, decaying=fitting.decays)
        self.files = FileStore(fitting, kept_changed=self._kept_changed)
        self.network = Network(addresses, fitting.dns)
        self.sim = Sim(fitting)
        self.worker = Worker(f"m95-{imei}")
        self.ip_jobs = IpJobs(f"m95-{imei}-ip", self.timing)
        self.result_lines = self.parts.of(ResultLines)(personality)
        connect = connect or partial(self.parts.of(FtpsClient), parts=self.parts)
        self.ftp: FtpService = self.parts.of(FtpService)(
            with_injected_failures(connect, fitting.unknown_error),
            settings=self._session_settings,
            result_lines=self.result_lines,
            timing=self.timing,
            worker=self.worker,
        )
        self.transfers = self.parts.of(Transfers)(
            self.ftp,
            files=self.files,
            personality=personality,
            result_lines=self.result_lines,
            timing=self.timing,
            parts=self.parts,
        )
        self.powered = True
        self._stored_profile = self.factory_profile()
        self.terminals: list[Terminal] = []
        self._environment = Environment(
            module=self,
            timing=self.timing,
            personality=personality,
            responses=self.parts.of(Responses)(personality.cme_texts),
            run_line=self.parts.of(Interpreter)(self.commands).run_line,
            stored_profile=self.stored_profile,
            boot_lines=self.boot_lines,
            is_powered=lambda: self.powered,
            break_off=self.ftp.break_off,
            terminals=self.terminals,
            released=self.network.release,
            parts=self.parts,
        )
        self.boots = 0  # reboots since the module was switched on
        self._set_defaults()

    def terminal(self, transmit: Callable[[bytes], None]) -> Terminal:
        """Open an AT channel; `transmit` gets what goes to the DTE, under the lock."""
        with self.lock:
            terminal = Terminal(self._environment, transmit)
            self.terminals.append(terminal)
            return terminal

    def _session_settings(self) -> SessionSettings:
        return self.parts.of(SessionSettings)(
            self.parts.of(FtpConfiguration)(self.personality),
            ssl=lambda: self.ssl,
            security=self.security,
            network=self.network,
            clock=self.clock,
            defects=self.defects,
        )

    def _set_defaults(self) -> None:
        self.ssl = SslConfiguration.after_boot(self.defects)
        self.functionality = 1  # AT+CFUN
        self.calendar = Calendar()
        self.operator_mode = self.operator_format = 0  # AT+COPS
        self.settings: dict[str, str] = {}  # of commands that only keep what they are told
        self._registration = self._registration_now()

    def factory_profile(self) -> Profile:
        """What AT&F sets."""
        return Profile(cmee=self.personality.cmee_default)

    def stored_profile(self) -> Profile:
        """What ATZ and power-on set."""
        return self._stored_profile.copy()

    def store_profile(self, profile: Profile) -> None:
        """AT&W; survives a reboot."""
        self._stored_profile = profile.copy()
        self.keep()

    def _kept_changed(self) -> None:
        self.keep()

    def reboot(self) -> None:
        """AT+CFUN=1,1: volatile settings and RAM: are lost; NVRAM:, the stored profile and the RTC stay."""
        with self.lock:
            self.ftp.reset()
            self.ip_jobs.cut()
            self.timers.clear()
            self.security.lose_ram()
            self.files.lose_ram()
            self.network.reset()
            self.sim.reset()
            self._set_defaults()
            self.boots += 1
            for terminal in tuple(self.terminals):  # those of the multiplexer end with it
                terminal.restart()

    def lose_pdp(self) -> None:
        """The network deactivates the foreground context."""
        with self.lock:
            was_active = self.network.context.active
            self.network.context.lose()
            if was_active:
                for terminal in self.terminals:
                    terminal.urc(self.personality.pdp_lost_urc)
                self.tell_packet_event(f" NW DEACT {self.network.named(self.network.foreground + 1)}")
                self.ftp.context_lost(by_network=True)

    def tell_packet_event(self, event: str) -> None:
        """+CGEV, if AT+CGEREP asks for it (27.007 10.1.19); with a blank or without, as in the series' manual."""
        if self.settings.get("+CGEREP", "0")[0] != "0":
            for terminal in self.terminals:
                terminal.urc(f"+CGEV:{event}")

    def bring_up_context(self, channel: int) -> bool:
        """What AT+QFTPOPEN does by itself; False when no context can come up."""
        if not self.network.context.active:
            if not self.may_activate or not self.network.grants(self.network.context.bearer.apn):
                return False
            self.network.context.bring_up()
            self.network.context.owned_by = channel
            self.network.take_assigned_name_servers()
        return True

    @property
    def registered(self) -> bool:
        """Whether the network has let the module in."""
        return (
            self.functionality == 1
            and self.sim.state is SimState.READY
            and self.operator_mode != DEREGISTERED
        )

    @property
    def may_activate(self) -> bool:
        """Whether one more context can come up."""
        return self.registered and self.network.may_activate(
            bent(self.defects, _CONTEXTS_AT_ONCE, ACTIVE_MAX)
        )

    def set_functionality(self, level: int) -> None:
        """AT+CFUN: 0 switches SIM and radio off, 4 the radio."""
        if level != 1 and self.functionality == 1:
            self._leave_network()
        if level == 0:
            self.sim.powered = False
        elif self.functionality == 0:
            self.sim.reset()
        self.functionality = level
        self.register()

    def select_operator(self, mode: int) -> None:
        """AT+COPS: with 2 the module leaves the network, with 0, 1 and 4 it is let in."""
        if mode == DEREGISTERED and self.registered:
            self._leave_network()
        self.operator_mode = mode
        self.register()

    def _leave_network(self) -> None:
        self.network.lose_all()
        self.ftp.context_lost()
        self.ip_jobs.cut()

    def register(self) -> None:
        """The network lets the module in, if it may, and tells it the time (NITZ)."""
        was_in, _ = self._registration
        self.tell_registration()
        if self.registered and not was_in:
            self.calendar.told_by_network(self)

    def _registration_now(self) -> tuple[bool, bool]:
        return self.registered, self.registered and self.network.attached

    def tell_registration(self) -> None:
        """+CREG and +CGREG, where they are asked for, of what has changed (27.007 7.2, 10.1.20)."""
        before, now = self._registration, self._registration_now()
        self._registration = now
        for terminal in self.terminals:
            modes = (("+CREG", terminal.profile.creg), ("+CGREG", terminal.profile.cgreg))
            for (name, mode), was, is_in in zip(modes, before, now, strict=True):
                if mode and was != is_in:
                    terminal.urc(f"{name}: {status(mode=mode, is_in=is_in)}")

    def boot_lines(self, lines: Sequence[str]) -> Sequence[str]:
        """The boot URCs with what the SIM makes of them."""
        state = self.sim.state
        if state is SimState.READY:
            return lines
        kept = (line for line in lines if not line.endswith(" Ready"))
        return [re.sub(r"^(\+CPIN: ?)READY$", rf"\g<1>{state.words}", line) for line in kept]

    def cut_power(self) -> None:
        """Be off from here on: sessions are cut and nothing is answered any more."""
        with self.lock:
            self.powered = False
            self.ftp.reset()
            self.ip_jobs.cut()
            self.timers.clear()
            self.changed.notify_all()

    def restore_power(self) -> None:
        """Be on again after `cut_power`: what a reboot loses is lost, and the RTC stands where it began."""
        with self.lock:
            self.powered = True
            self.security.restore(self.security.kept)
            self.clock.set_rtc(self.personality.boot_rtc)
            self.reboot()

    def power_off(self) -> None:
        """Switch off and wait for the worker to end; call it without the lock."""
        self.cut_power()
        self.worker.close()
        self.ip_jobs.close()


_CONTEXTS_AT_ONCE = {"three-contexts-at-once": 3, "one-context-at-once": 1}


def _keep_nothing() -> None:
    """A module without a state folder forgets."""
