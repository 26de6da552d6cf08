"""A serial port by URL: exclusive, read without delay, with clear messages for its errors.

The only module that uses pyserial.  It sets time limits once, at opening: setting
them again renegotiates an RFC 2217 port, 150 ms each time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import time
import warnings
from difflib import get_close_matches
from typing import Any, NoReturn
from urllib.parse import urlsplit

import serial

from hil.bench import Network, Supply, url_options
from hil.errors import ChannelHeld, ChannelLost, HilError, PortError, UsageError
from hil.evidence.wire.writer import LineRecord, WireRecord
from hil.modem.gateway import SocketPort, open_rfc2217, open_socket

try:
    import fcntl
    import termios
except ImportError:  # not a POSIX system: pyserial opens ports exclusively there
    fcntl = termios = None  # type: ignore[assignment]

TICK_S = 0.05  # the time limit of one read without a file descriptor to wait on
POLL_S = 0.002  # the rest of a wait that is shorter than such a read
WRITE_S = 10.0  # for one piece of WRITE_PIECE bytes; 4.3 s at 9600 baud
WRITE_PIECE = 4096
READ_PIECE = 65536

SCHEMES = ("emulator", "socket", "rfc2217", "loop", "spy", "alt", "hwgrep", "cp2110")

_NEXT_STEP = {
    errno.ENOENT: (
        "does not exist",
        "check the cable and the name; python -m serial.tools.list_ports lists ports",
    ),
    errno.ENODEV: ("is not connected", "check the cable"),
    errno.ENXIO: ("is not connected", "check the cable"),
    errno.EACCES: (
        "may not be opened",
        "join the group that owns it (often dialout), or ask for its udev rule",
    ),
    errno.EPERM: (
        "may not be opened",
        "join the group that owns it (often dialout), or ask for its udev rule",
    ),
    errno.EBUSY: ("is in use", "end the program that holds it (fuser -v names it)"),
    errno.EAGAIN: ("is in use", "end the program that holds it (fuser -v names it)"),
    errno.EISDIR: ("is a directory", "name a serial port or a URL such as emulator://m95"),
    errno.ENOTTY: ("is not a serial port", "name a serial port or a URL such as emulator://m95"),
    errno.ECONNREFUSED: ("refused the connection", "start the port server, or check host and port"),
    errno.EHOSTUNREACH: ("cannot be reached", "check the network and the host"),
    errno.ENETUNREACH: ("cannot be reached", "check the network and the host"),
    errno.ETIMEDOUT: ("does not answer", "check host, port and firewall"),
}


_ABSENT = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ECONNREFUSED})
"""Of a port that may have gone with the supply of its module."""

_UNSET = (OSError, ValueError) if termios is None else (OSError, ValueError, termios.error)
"""What a port raises that has not the setting; `termios.error` is no `OSError`."""

_LINES_STEP = "use a port with control lines: a local one, or one by RFC 2217 whose server sets them"


class Port:
    """An open port; `url` is the one that the user gave."""

    def __init__(self, url: str, device: Any, *, note: str = "", early: bytes = b"") -> None:
        self.url = url
        self.note: str = note
        """What a user has to know of the port; empty if there is nothing."""
        self._early = early
        self.lost: str = ""
        """How the port was lost while it was in use; empty if it was not."""
        self.tap: LineRecord | None = None
        """What keeps the bytes of the port, in a recorded run."""
        self.lines: dict[str, bool] = {}
        """The control lines that were set, `dtr` or `rts`."""
        self._device = device
        plain = type(device) in {serial.Serial, SocketPort}
        self._fd: int | None = device.fileno() if plain and os.name == "posix" else None

    @classmethod
    def open(cls, url: str, *, baudrate: int, rts_cts: bool = False) -> Port:
        """Open a device path or a pyserial URL; raises `UsageError` or `PortError`, one line with the next step.

        `rts_cts`: RTS and CTS hold up the bytes (V.250 6.2.12).
        """
        require_sense(url)
        native = "://" not in url
        if url.lower().startswith("emulator:"):
            from hil.urlhandler import register  # noqa: PLC0415 - a bench with a real module does without

            register()
        options: dict[str, Any] = {"exclusive": True} if native else {}
        if not url.lower().startswith("rfc2217:"):  # the RFC 2217 port of pyserial refuses one
            options["write_timeout"] = WRITE_S
        try:
            with warnings.catch_warnings():  # that port starts its thread in a deprecated way
                warnings.simplefilter("ignore", DeprecationWarning)
                device, note, early = _opened(
                    url, baudrate=baudrate, timeout=TICK_S, rtscts=rts_cts, **options
                )
        except HilError:
            raise
        except OSError as trouble:  # SerialException is an OSError
            _refuse(url, trouble)
        except ValueError as trouble:
            raise UsageError(f"cannot open {url}: {trouble}") from trouble
        if native:
            _keep_others_out(device, exclusively=True)
        return cls(url, device, note=note, early=early)

    def keep_bytes(self, wire: WireRecord | None, baudrate: int, clock_rate: float) -> None:
        """Record all bytes of the port from now on, if there is a record; `clock_rate` is that of the DUT."""
        if wire is not None:
            self.tap = wire.line(self.url, baudrate=baudrate, clock_rate=clock_rate)

    @property
    def supply(self) -> Supply | None:
        """The supply of the DUT, if the port has one: that of an emulated module."""
        supply: Supply | None = getattr(self._device, "supply", None)
        return supply

    def set_line(self, name: str, *, is_on: bool) -> None:
        """Set the control line `dtr` or `rts`; raises `PortError` where the port cannot set it."""
        if type(self._device) is SocketPort or "ign_set_control" in url_options(str(self._device.port)):
            raise PortError(f"{self.url} cannot set {name.upper()}; {_LINES_STEP}")
        try:
            _keep_lines_at_close(self._device)
            setattr(self._device, name, is_on)
        except (OSError, ValueError) as trouble:
            raise PortError(f"{self.url} cannot set {name.upper()}: {trouble}; {_LINES_STEP}") from trouble
        self.lines[name] = is_on

    def follow(self, earlier: object) -> None:
        """Set the control lines as they were at the port that this one replaces; an opening sets them ON."""
        if isinstance(earlier, Port):
            for name, is_on in earlier.lines.items():
                self.set_line(name, is_on=is_on)

    def close(self) -> None:
        """Release the port; may be called again."""
        if self._device.is_open and self._fd is not None and type(self._device) is serial.Serial:
            _keep_others_out(self._device, exclusively=False)
        self._device.close()
        self._fd = None

    def read(self, wait_s: float) -> bytes:
        """The bytes that have arrived, after a wait of at most about `wait_s` seconds; may be empty.  Raises `ChannelLost`."""
        if self._early:
            data, self._early = self._early, b""
        else:
            data = self._read_now(wait_s)
        if data and self.tap is not None:
            self.tap.received(data)
        return data

    def _read_now(self, wait_s: float) -> bytes:
        try:
            if self._fd is not None:
                return self._read_descriptor(self._fd, wait_s)
            return self._read_device(wait_s)
        except (
            OSError,
            TypeError,
            ValueError,
        ) as trouble:  # pyserial raises the latter two from a closed port
            raise self._lost("reading", trouble) from trouble

    def write(self, data: bytes) -> None:
        """Send all of `data`; raises `ChannelLost` if the port is gone or accepts nothing for `WRITE_S`."""
        if self.tap is not None:
            self.tap.sent(data)
        try:
            for start in range(0, len(data), WRITE_PIECE):
                self._device.write(data[start : start + WRITE_PIECE])
        except serial.SerialTimeoutException as trouble:
            self.lost = (
                f"{self.url} took no bytes for {WRITE_S:.0f} s; check the flow control lines (RTS, CTS)"
            )
            raise ChannelHeld(self.lost) from trouble
        except OSError as trouble:
            raise self._lost("writing", trouble) from trouble

    @property
    def rate(self) -> int:
        """The bit/s of the port."""
        return int(self._device.baudrate)

    def set_rate(self, rate: int) -> None:
        """Change the rate of the open port, whose control lines stay as they are; raises `PortError` if it has not that rate."""
        try:
            self._device.baudrate = rate
        except _UNSET as trouble:
            raise PortError(
                f"{self.url} does not run at {rate} bit/s: {trouble}; choose another rate"
            ) from trouble

    def set_parity(self, letter: str) -> None:
        """Change the parity of the open port: `N`, `E` or `O`; raises `PortError` if it has not that parity."""
        try:
            self._device.parity = letter
        except _UNSET as trouble:
            raise PortError(
                f"{self.url} does not run with parity {letter}: {trouble}; choose N at the module (AT+ICF=3,3)"
            ) from trouble

    @property
    def byte_s(self) -> float:
        """The seconds that a byte of ten bits takes at the rate of the port."""
        return 10 / self.rate

    def pass_time(self, module_seconds: float) -> bool:
        """Let that much module time pass at once, if the port controls the clock of its DUT; else False."""
        pass_time = getattr(self._device, "pass_time", None)
        if pass_time is None:
            return False
        pass_time(module_seconds)
        return True

    @property
    def worked_s(self) -> float | None:
        """The module seconds that the jobs of the DUT have taken by its own account; None if the port knows none."""
        worked_s: float | None = getattr(self._device, "worked_s", None)
        return worked_s

    @property
    def network(self) -> Network | None:
        """The mobile network of the DUT, if the port can control it."""
        network: Network | None = getattr(self._device, "network", None)
        return network

    def _lost(self, doing: str, trouble: Exception) -> ChannelLost:
        step = "check cable and supply"
        if _is_remote(self.url):
            step = "check that its server runs and that no other program holds it"
        self.lost = f"lost {self.url} while {doing}: {trouble}; {step}"
        return ChannelLost(self.lost)

    def _read_descriptor(self, descriptor: int, wait_s: float) -> bytes:
        if not select.select([descriptor], [], [], wait_s)[0]:
            return b""
        data = os.read(descriptor, READ_PIECE)
        if not data:
            raise ConnectionResetError("the other end closed it")
        return data

    def _read_device(self, wait_s: float) -> bytes:
        """Read a port that waits in steps of the time limit of its opening."""
        device = self._device
        end = time.monotonic() + wait_s
        while True:
            waiting = device.in_waiting
            data: bytes = b""
            if waiting:
                data = device.read(min(waiting, READ_PIECE))
            elif end - time.monotonic() >= TICK_S:
                data = device.read(1)
            elif (left := end - time.monotonic()) > 0:  # a read would last a whole step, past the end
                time.sleep(min(left, POLL_S))  # the time of an emulated DUT passes while it is asked
                continue
            if data or time.monotonic() >= end:
                return data


def _opened(url: str, **options: Any) -> tuple[Any, str, bytes]:
    """The open port of pyserial, what has to be told of it, and what came from it at once."""
    match urlsplit(url).scheme:
        case "rfc2217":
            return *open_rfc2217(url, **options), b""
        case "socket":
            device, early = open_socket(url, **options)
            return device, "", early
        case _:
            return serial.serial_for_url(url, **options), "", b""


def require_sense(url: str) -> None:
    """Refuse an impossible name of a port before anything is opened; raises `UsageError`."""
    if not url.strip():
        raise UsageError("no port given; name a serial port or a URL such as emulator://m95")
    if "://" not in url:
        return
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        near = get_close_matches(parts.scheme, SCHEMES, n=1)
        hint = (
            f"; did you mean {near[0]}://" if near else f"; known are {', '.join(SCHEMES)} and device paths"
        )
        raise UsageError(f"unknown kind of port {parts.scheme}:// in {url}{hint}")
    if _is_remote(url):
        _require_host_and_port(url)


def _is_remote(url: str) -> bool:
    return url.lower().startswith(("socket:", "rfc2217:"))


def _require_host_and_port(url: str) -> None:
    parts = urlsplit(url)
    try:
        complete = bool(parts.hostname) and parts.port is not None
    except ValueError as trouble:  # not a number, or out of range
        raise UsageError(f"{url}: {trouble}; write {parts.scheme}://HOST:PORT") from trouble
    if not complete:
        raise UsageError(f"{url} lacks host or port; write {parts.scheme}://HOST:PORT")


def _refuse(url: str, trouble: OSError) -> NoReturn:
    number = _errno(trouble)
    if number in _NEXT_STEP:
        what, step = _NEXT_STEP[number]
        raise PortError(f"{url} {what}; {step}", is_absent=number in _ABSENT) from trouble
    raise PortError(f"cannot open {url}: {trouble}") from trouble


def _errno(trouble: BaseException | None) -> int | None:
    """The error number of the system, which pyserial often keeps in the chained exception."""
    while trouble is not None:
        number = getattr(trouble, "errno", None)
        if isinstance(number, int):
            return number
        if termios is not None and isinstance(trouble, termios.error):
            return int(trouble.args[0])
        trouble = trouble.__cause__ or trouble.__context__
    return None


def _keep_others_out(device: Any, *, exclusively: bool) -> None:
    """Refuse later openings by programs that ignore locks; best effort, so a failure is ignored."""
    if fcntl is not None and termios is not None:
        with contextlib.suppress(OSError):
            fcntl.ioctl(device.fileno(), termios.TIOCEXCL if exclusively else termios.TIOCNXCL)


def _keep_lines_at_close(device: Any) -> None:
    """Let the control lines of a local port stay as they are when it is closed; best effort, so a failure is ignored."""
    if termios is not None and type(device) is serial.Serial:
        with contextlib.suppress(OSError, termios.error):
            state = termios.tcgetattr(device.fileno())
            state[2] &= ~termios.HUPCL
            termios.tcsetattr(device.fileno(), termios.TCSANOW, state)
