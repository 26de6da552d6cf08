"""The command table of a module, composed from the command families."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.emulator.at.command import Command, accepted
from hil.emulator.at.outcome import Outcome, answer
from hil.emulator.at.profile import ProfileStore
from hil.emulator.commands.calendar import CalendarCommands
from hil.emulator.commands.calls import CallCommands
from hil.emulator.commands.card_files import CardFileCommands
from hil.emulator.commands.files import FileCommands
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.emulator.commands.identity import IdentityCommands
from hil.emulator.commands.internet import InternetCommands
from hil.emulator.commands.messages import MessageCommands
from hil.emulator.commands.multiplexer import MultiplexerCommands
from hil.emulator.commands.network import NetworkCommands
from hil.emulator.commands.pdp import PdpCommands
from hil.emulator.commands.phone_books import PhoneBookCommands
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.settings import SettingCommands
from hil.emulator.commands.sim import SimCommands
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.commands.status import StatusCommands
from hil.emulator.commands.v250 import BasicCommands
from hil.emulator.device.clock import Calendar
from hil.emulator.device.personality import Personality
from hil.emulator.device.sim import Sim
from hil.emulator.device.timing import Timing
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.transfers import Transfers
from hil.emulator.network.ip_jobs import IpJobs
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.network.radio import Radio
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.storage.file_store import FileStore
from hil.emulator.storage.message_store import MessageStore
from hil.emulator.storage.phone_book import PhoneBook
from hil.emulator.storage.security_store import SecurityStore
from hil.emulator.tls.ssl_contexts import SslConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """The parts of the module on which its commands act."""

    timing: Timing
    personality: Personality
    imei: str
    icmp: bool
    profiles: ProfileStore
    settings: MutableMapping[str, str]
    messages: Mapping[str, MessageStore]
    phone_books: Mapping[str, PhoneBook]
    sim: Sim
    radio: Radio
    packet_network: PacketNetwork
    packet_service: PacketService
    ip_jobs: IpJobs
    calendar: Calendar
    ssl: SslConfiguration
    security: SecurityStore
    files: FileStore
    ftp: FtpService
    transfers: Transfers
    reboot: Callable[[], None]
    switch_off: Callable[[], None]


# clause: note 1.2, note 2.1, note 4.2.1
# requirements: EX421-21
class CommandTable:
    """The commands of a module; each family receives the parts that it uses."""

    def __init__(self, equipment: Equipment, *, parts: Parts = STANDARD) -> None:
        self._equipment, self._parts = equipment, parts

    # clause: note 2.4
    # requirements: SECWRITE-16
    def commands(self) -> Mapping[str, Command]:
        """The commands by name in upper case, including `+`."""
        table = {
            **self._of_the_channel(),
            **self._of_the_network(),
            **self._of_the_handset(),
            **self._of_the_stack(),
            **self._of_files(),
            **self._of_ftp(),
        }
        table["+CLAC"] = Command(lambda _call: _names(table), test=accepted)
        return MappingProxyType(table)

    def _of_the_channel(self) -> Mapping[str, Command]:
        has = self._equipment
        return {
            **self._parts.of(BasicCommands)(has.profiles).commands(),
            **self._parts.of(MultiplexerCommands)().commands(),
            **self._parts.of(IdentityCommands)(personality=has.personality, imei=has.imei).commands(),
            **self._parts.of(SettingCommands)(settings=has.settings).commands(),
        }

    def _of_the_network(self) -> Mapping[str, Command]:
        has = self._equipment
        network = self._parts.of(NetworkCommands)(
            sim=has.sim,
            radio=has.radio,
            packet_network=has.packet_network,
            packet_service=has.packet_service,
            reboot=has.reboot,
            switch_off=has.switch_off,
        )
        sim = self._parts.of(SimCommands)(sim=has.sim, radio=has.radio, personality=has.personality)
        return {**network.commands(), **sim.commands()}

    def _of_the_handset(self) -> Mapping[str, Command]:
        has = self._equipment
        messages = self._parts.of(MessageCommands)(
            settings=has.settings, stores=has.messages, sim=has.sim, radio=has.radio
        )
        status = self._parts.of(StatusCommands)(settings=has.settings, sim=has.sim, radio=has.radio)
        calls, card = self._parts.of(CallCommands)(sim=has.sim), self._parts.of(CardFileCommands)(sim=has.sim)
        books = self._parts.of(PhoneBookCommands)(settings=has.settings, books=has.phone_books, sim=has.sim)
        families = (messages, status, calls, card, books)
        return {name: command for family in families for name, command in family.commands().items()}

    def _of_the_stack(self) -> Mapping[str, Command]:
        has = self._equipment
        pdp = self._parts.of(PdpCommands)(
            network=has.packet_network,
            service=has.packet_service,
        )
        internet = self._parts.of(InternetCommands)(
            clock=has.timing.clock,
            network=has.packet_network,
            service=has.packet_service,
            ip_jobs=has.ip_jobs,
            icmp=has.icmp,
        )
        calendar = self._parts.of(CalendarCommands)(
            clock=has.timing.clock,
            calendar=has.calendar,
            network=has.packet_network,
            service=has.packet_service,
            ip_jobs=has.ip_jobs,
        )
        return {**pdp.commands(), **internet.commands(), **calendar.commands()}

    def _of_files(self) -> Mapping[str, Command]:
        has = self._equipment
        security = self._parts.of(SecurityFileCommands)(
            store=has.security,
            timing=has.timing,
            parts=self._parts,
        )
        files = self._parts.of(FileCommands)(files=has.files, timing=has.timing)
        ssl = self._parts.of(SslConfigCommands)(has.ssl)
        return {**security.commands(), **files.commands(), **ssl.commands()}

    def _of_ftp(self) -> Mapping[str, Command]:
        has = self._equipment
        answers = self._parts.of(FtpAnswers)(service=has.ftp)
        session = self._parts.of(FtpCommands)(
            service=has.ftp,
            answers=answers,
            packet_service=has.packet_service,
            personality=has.personality,
        )
        transfer = self._parts.of(FtpTransferCommands)(
            service=has.ftp, transfers=has.transfers, answers=answers, files=has.files
        )
        return {**session.commands(), **transfer.commands()}


def _names(table: Mapping[str, Command]) -> Outcome:
    return answer(*sorted(name for name in table if name.startswith("+")))
