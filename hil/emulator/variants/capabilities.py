"""Switches that withdraw a capability; each such value names the entries of the PICS that say so."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.calendar import CalendarCommands
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.multiplexer import MultiplexerCommands
from hil.emulator.device.personality import Personality
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.variants.model import Switch, Value, replacing, unchanged
from hil.emulator.variants.wrapping import with_write
from hil.spec.codes import ErrorCode
from hil.spec.ftp import DataConnectionMode, FtpSetting, TransferType

_UART, _RAM, _UFS = "UART", "RAM", "UFS"


# clause: 27.010 5.1
class NoMultiplexer(MultiplexerCommands):
    """AT+CMUX is unknown"""

    def commands(self) -> Mapping[str, Command]:
        """None."""
        return {}


# clause: note 5.1
class OneContext(PacketNetwork):
    """one"""

    active_max = 1


# clause: note 2.2, doc [2] AT+QFTPCFG
def refusing_setting(kind: int, is_refused: Callable[[str], bool]) -> type[FtpCommands]:
    """FTP commands in which some values of a type of AT+QFTPCFG are illegal."""

    class RefusesSetting(FtpCommands):
        def commands(self) -> Mapping[str, Command]:
            def permitted(call: Call, former: Handler) -> Outcome:
                items = call.arguments.items
                if len(items) == 2 and items[0].text == str(int(kind)) and is_refused(items[1].text):
                    return self._answers.illegal(call)
                return former(call)

            return with_write(super().commands(), "+QFTPCFG", permitted)

    return RefusesSetting


# clause: note 2.2, doc [2] AT+QFTPCFG
def starting_with(kind: int, value: int) -> type[FtpConfiguration]:
    """A configuration with that value of a type after power-on, whatever the personality says."""

    class StartsWith(FtpConfiguration):
        def defaults(self, personality: Personality) -> Mapping[int, int | str]:
            return {**super().defaults(personality), kind: value}

    return StartsWith


def _without(
    name: str, meaning: str, kind: int, *values: str, pics: Mapping[str, object], also: tuple[type, ...] = ()
) -> Value:
    refusing = refusing_setting(kind, lambda text: text.upper().startswith(values))
    return Value(name, meaning, (refusing, *also), pics=pics)


# clause: note 4.2.4
class AddressesOnly(FtpCommands):
    """-4 to every name"""

    def open_session(self, call: Call, host: str, port: int) -> Outcome:
        """Open a session with an address."""
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            return self._answers.result(call, ErrorCode.DNS_FAILED)
        return super().open_session(call, host, port)


# clause: doc [1] AT+CCLK
class ClockOfTheNetwork(CalendarCommands):
    """AT+CCLK can be read only"""

    def commands(self) -> Mapping[str, Command]:
        """The commands; the clock has no write form."""
        commands = super().commands()
        return {**commands, "+CCLK": replace(commands["+CCLK"], write=None)}


SWITCHES = (
    Switch(
        "multiplexer",
        "27.010 5.1",
        "the note only mentions other virtual UARTs; the multiplexer belongs to document [4]",
        ("AT+CMUX",),
        (unchanged("present", "AT+CMUX"), replacing("absent", NoMultiplexer, pics={"at.multiplexer": False})),
    ),
    Switch(
        "contexts",
        "note 5.1",
        "a firmware may support one context; 5.1 names the number as a limit",
        ("AT+QIACT", "AT+CGACT"),
        (unchanged("two", "two"), replacing("one", OneContext, pics={"network.contexts": 1})),
    ),
    Switch(
        "card",
        "note 3",
        "a slot can be empty; Table 4 names SD as a position among others",
        ("AT+QFLDS", "AT+QFTPPUT", "AT+QFTPGET", "AT+QFUPL"),
        (
            unchanged("present", "an SD card"),
            Value("absent", "an empty slot", hardware={"sd": 0}, pics={"ftp.storages": (_UART, _RAM, _UFS)}),
        ),
    ),
    Switch(
        "local-storages",
        "note 2.2, doc [2] AT+QFTPCFG",
        "the note leaves the values of type 4 to document [2]; its examples use the UART only",
        ("AT+QFTPCFG", "AT+QFTPPUT", "AT+QFTPGET"),
        (
            unchanged("all", "/COM/, /RAM/, /UFS/, /SD/"),
            _without(
                "uart",
                "/COM/ only",
                FtpSetting.LOCAL_POSITION,
                "/RAM/",
                "/UFS/",
                "/SD/",
                pics={"ftp.storages": (_UART,)},
            ),
        ),
    ),
    Switch(
        "active-mode",
        "note 2.2, doc [2] AT+QFTPCFG",
        "the note leaves the values of type 1 to document [2]; behind the NAT of an operator only passive mode works",
        ("AT+QFTPCFG", "FTP PORT"),
        (
            unchanged("present", "AT+QFTPCFG=1,0"),
            _without(
                "absent",
                "AT+QFTPCFG=1,0 is refused",
                FtpSetting.DATA_CONNECTION,
                "0",
                pics={"ftp.data_connections": ("passive",)},
                also=(starting_with(FtpSetting.DATA_CONNECTION, DataConnectionMode.PASSIVE),),
            ),
        ),
    ),
    Switch(
        "ascii-type",
        "note 2.2, doc [2] AT+QFTPCFG",
        "the note leaves the values of type 2 to document [2]",
        ("AT+QFTPCFG", "FTP TYPE"),
        (
            unchanged("present", "AT+QFTPCFG=2,1"),
            _without(
                "absent",
                "AT+QFTPCFG=2,1 is refused",
                FtpSetting.TRANSFER_TYPE,
                "1",
                pics={"ftp.types": ("binary",)},
                also=(starting_with(FtpSetting.TRANSFER_TYPE, TransferType.BINARY),),
            ),
        ),
    ),
    Switch(
        "resuming",
        "note 2.2, doc [2] AT+QFTPCFG",
        "the note leaves the values of type 3 to document [2]",
        ("AT+QFTPCFG", "FTP REST"),
        (
            unchanged("present", "AT+QFTPCFG=3,100"),
            _without(
                "absent",
                "AT+QFTPCFG=3 takes 0 only",
                FtpSetting.RESUMING_POINT,
                *"123456789",
                pics={"ftp.resume": False},
            ),
        ),
    ),
    Switch(
        "host-names",
        "note 3, note 4.2.4",
        "Table 4 has -4 for a name without an address; the examples of FTPS use an address",
        ("AT+QFTPOPEN", "DNS"),
        (
            unchanged("present", "a server by its name"),
            replacing("absent", AddressesOnly, pics={"network.host_names": False}),
        ),
    ),
    Switch(
        "clock",
        "doc [1] AT+CCLK",
        "the note needs an RTC and does not say who sets it",
        ("AT+CCLK",),
        (
            unchanged("settable", "AT+CCLK sets the RTC"),
            replacing("read-only", ClockOfTheNetwork, pics={"at.clock": False}),
        ),
    ),
)
