"""One emulated M95, composed of its parts; reboot, power loss and power-on (note 1.2, 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.profile import ProfileStore
from hil.emulator.at.responses import Responses
from hil.emulator.at.terminal import Environment, Terminal
from hil.emulator.at.unsolicited import UnsolicitedReports
from hil.emulator.commands.table import CommandTable, Equipment
from hil.emulator.device.clock import Calendar, ModuleClock
from hil.emulator.device.hardware_options import STANDARD_HARDWARE, HardwareOptions
from hil.emulator.device.personality import NOTE, Personality
from hil.emulator.device.sim import Sim
from hil.emulator.device.timing import Timing, Worker
from hil.emulator.ftp.client import Connect
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.injected_failures import with_injected_failures
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.ftp.transfers import Transfers
from hil.emulator.network.ip_jobs import IpJobs
from hil.emulator.network.packet_service import LossCause, MobileNetwork, PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.network.radio import Radio
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.storage.file_store import FileStore
from hil.emulator.storage.kept_state import PersistentStores
from hil.emulator.storage.message_store import MessageStore
from hil.emulator.storage.phone_book import BOOKS, PhoneBook
from hil.emulator.storage.security_store import SecurityStore
from hil.emulator.tls.ssl_contexts import SslConfiguration
from hil.emulator.variants.dialect import replacements

IMEI = "866425030000006"  # made up, with a valid check digit
ADDRESSES = (
    "10.1.83.188",
    "10.1.83.189",
)  # as the GPRS network assigns them; the first is that of note 4.2.1


class Module:
    """A module that has been switched on.

    `parts` chooses the classes of its parts.  `timing` has its lock, which guards all
    state, its clock and its timers; `clock_rate` is the number of module seconds in
    one second.  `connect` makes the network client of a session, by default the FTPS
    client.  `persistent` is the state that survives a power loss.
    """

    def __init__(
        self,
        *,
        clock_rate: float = 1.0,
        parts: Parts = STANDARD,
        imei: str = IMEI,
        personality: Personality = NOTE,
        addresses: tuple[str, str] = ADDRESSES,
        connect: Connect | None = None,
        hardware: HardwareOptions = STANDARD_HARDWARE,
    ) -> None:
        self.parts = parts.over(replacements(personality))
        self.imei, self.personality = imei, personality
        self.powered = True
        self.boots = 0  # reboots since the module was switched on
        self.timing = Timing(ModuleClock(clock_rate, rtc=personality.boot_rtc))
        self.lock, self.changed = self.timing.lock, self.timing.changed
        self.clock, self.timers = self.timing.clock, self.timing.timers
        self.wait = self.timing.wait
        self.terminals: list[Terminal] = []
        self.settings: dict[str, str] = {}  # of commands that only store their parameters
        self.reports = UnsolicitedReports(self.terminals, settings=self.settings)
        self._add_storage(hardware)
        self._add_network(hardware, addresses)
        self._add_ftp(hardware, connect or partial(self.parts.of(FtpsClient), parts=self.parts))
        self._add_commands(hardware)
        self._connect_listeners()

    # --- composition -----------------------------------------------------------------------------------------

    def _add_storage(self, hardware: HardwareOptions) -> None:
        self.security = self.parts.of(SecurityStore)(decaying=hardware.decays)
        self.files = self.parts.of(FileStore)(hardware)
        self.messages = {memory: MessageStore() for memory in ("SM", "ME")}
        self.phone_books = {book: PhoneBook() for book in BOOKS}
        self.profiles = self.parts.of(ProfileStore)(cmee=self.personality.cmee_default)
        self.persistent = PersistentStores(self.security, self.files, self.profiles)

    def _add_network(self, hardware: HardwareOptions, addresses: tuple[str, str]) -> None:
        self.sim = Sim(hardware)
        self.calendar = Calendar(self.clock, self.reports.write)
        self.network = self.parts.of(PacketNetwork)(
            addresses, hardware.dns, grants_contexts=hardware.network.grants_contexts
        )
        self.radio = Radio(
            sim=self.sim, packet_network=self.network, coverage=hardware.network, timers=self.timers
        )
        self.packet_service = self.parts.of(PacketService)(network=self.network, radio=self.radio)
        self.mobile_network = MobileNetwork(
            timing=self.timing,
            packet_network=self.network,
            packet_service=self.packet_service,
            radio=self.radio,
        )
        self.ip_jobs = IpJobs(f"m95-{self.imei}-ip", self.timing)

    def _add_ftp(self, hardware: HardwareOptions, connect: Connect) -> None:
        self.ssl = self.parts.of(SslConfiguration)()
        self.worker = Worker(f"m95-{self.imei}")
        result_lines = self.parts.of(ResultLines)(self.personality)
        self.ftp = self.parts.of(FtpService)(
            with_injected_failures(connect, hardware.unknown_error),
            settings=self._session_settings,
            result_lines=result_lines,
            timing=self.timing,
            worker=self.worker,
        )
        self.transfers = self.parts.of(Transfers)(
            self.ftp,
            files=self.files,
            personality=self.personality,
            result_lines=result_lines,
            timing=self.timing,
            parts=self.parts,
        )

    def _session_settings(self) -> SessionSettings:
        return self.parts.of(SessionSettings)(
            self.parts.of(FtpConfiguration)(self.personality),
            ssl=self.ssl,
            security=self.security,
            network=self.network,
            clock=self.clock,
        )

    def _add_commands(self, hardware: HardwareOptions) -> None:
        equipment = Equipment(
            timing=self.timing,
            personality=self.personality,
            imei=self.imei,
            icmp=hardware.icmp,
            profiles=self.profiles,
            settings=self.settings,
            messages=self.messages,
            phone_books=self.phone_books,
            sim=self.sim,
            radio=self.radio,
            packet_network=self.network,
            packet_service=self.packet_service,
            ip_jobs=self.ip_jobs,
            calendar=self.calendar,
            ssl=self.ssl,
            security=self.security,
            files=self.files,
            ftp=self.ftp,
            transfers=self.transfers,
            reboot=self.reboot,
            switch_off=self.cut_power,
        )
        self.commands = self.parts.of(CommandTable)(equipment, parts=self.parts).commands()
        self._environment = Environment(
            timing=self.timing,
            personality=self.personality,
            responses=self.parts.of(Responses)(self.personality.cme_texts),
            run_line=self.parts.of(Interpreter)(self.commands).run_line,
            stored_profile=self.profiles.stored,
            boot_lines=self.sim.boot_lines,
            is_powered=lambda: self.powered,
            break_off=self.ftp.break_off,
            terminals=self.terminals,
            released=self.network.release,
            parts=self.parts,
        )

    def _connect_listeners(self) -> None:
        self.radio.on_change.append(self.reports.registration)
        self.radio.on_registered.append(self.calendar.receive_network_time)
        self.radio.on_left.append(self.ip_jobs.cut)
        self.packet_service.on_deactivation.append(lambda: self.reports.write(self.personality.pdp_lost_urc))
        self.packet_service.on_event.append(self.reports.packet_event)
        self.packet_service.on_loss.append(
            lambda cause: self.ftp.context_lost(by_network=cause is LossCause.NETWORK)
        )

    def terminal(self, transmit: Callable[[bytes], None]) -> Terminal:
        """Open an AT channel; `transmit` sends bytes to the DTE, under the lock."""
        with self.lock:
            terminal = self.parts.of(Terminal)(self._environment, transmit)
            self.terminals.append(terminal)
            return terminal

    # --- lifecycle -------------------------------------------------------------------------------------------

    # clause: note 2.2, note 2.3, note 2.4, note 5.1, 27.007 8.2
    # requirements: FTPCFG-09, SSLCFG-GEN-11, PERSIST-01, PERSIST-02, PDPERR-08
    def reboot(self) -> None:
        """AT+CFUN=1,1: volatile settings and RAM: are lost; NVRAM:, the stored profile and the RTC stay."""
        with self.lock:
            self._end_jobs()
            self.security.lose_ram()
            self.files.lose_ram()
            self.packet_service.reset()
            self.sim.reset()
            self.radio.reset()
            self.calendar.reset()
            self.settings.clear()
            self.ssl.reset()
            self.boots += 1
            for terminal in tuple(self.terminals):  # those of the multiplexer end with it
                terminal.restart()

    def cut_power(self) -> None:
        """Lose power: sessions are aborted, and the module does not answer."""
        with self.lock:
            self.powered = False
            self._end_jobs()
            for terminal in self.terminals:
                terminal.switch_off()
            self.changed.notify_all()

    # clause: note 2.4
    # requirements: PERSIST-03
    def restore_power(self) -> None:
        """Power on after `cut_power`: the volatile state is lost, and the RTC has its initial value."""
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

    def _end_jobs(self) -> None:
        self.ftp.reset()
        self.ip_jobs.cut()
        self.timers.clear()
