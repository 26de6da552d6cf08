"""The pyserial URL `emulator://m95[?option=value&...]`: a port with an emulated M95 of its own behind it.

Opening switches a new module on, closing switches it off.  There is no thread
on this side: `write` runs the module, `read` waits for bytes of the module and
fires its timers meanwhile.  Options:

    defect=NAME        a defect; may be repeated or be a list with commas
    mutant=ID          a mutant; may be repeated or be a list with commas
    clock_rate=FLOAT   module seconds per second
    chunk=N            a read brings at most N bytes
    imei=DIGITS        15 digits
    mishap=NAME[:N]    a mishap of the bench; may be repeated or be a list with commas
    seed=NUMBER        of the mishaps, 0 without it
    personality=NAME   the wording of the module; or the path of a file, with a / in it
    variant=NAME:VALUE a sound behaviour other than the first; may be repeated or be a list with commas

and those of `hil.emulator.device.hardware_options`: the hardware of the module and its surroundings.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from serial.serialutil import PortNotOpenError, SerialBase, SerialException

from hil.emulator.at.terminal import Terminal
from hil.emulator.defects import parts_with, require_known
from hil.emulator.device import hardware_options
from hil.emulator.device.hardware_options import STANDARD_HARDWARE, HardwareOptions
from hil.emulator.device.personality import NOTE, Personality
from hil.emulator.device.personality_file import personality
from hil.emulator.mishaps.catalogue import Planned, planned, seed
from hil.emulator.mishaps.flaky_line import disturb
from hil.emulator.module import IMEI, Module
from hil.emulator.network.packet_service import MobileNetwork
from hil.emulator.parts import Parts
from hil.emulator.variants.choice import NO_CHOICE, Choice
from hil.errors import UsageError, hint

MODULES = ("m95",)
_OPTIONS = (
    "defect",
    "mutant",
    "clock_rate",
    "chunk",
    "imei",
    "personality",
    "mishap",
    "seed",
    "variant",
    *hardware_options.OPTIONS,
)


_LISTS = frozenset({"defect", "mutant", "mishap", "variant"})
"""The options that may be repeated, or be a list with commas."""


@dataclass(frozen=True, slots=True)
class EmulatorUrl:
    """The content of an emulator URL."""

    defects: frozenset[str] = field(default_factory=frozenset)
    mutants: tuple[str, ...] = ()
    clock_rate: float = 1.0
    chunk: int | None = None
    imei: str = IMEI
    personality: Personality = NOTE
    hardware: HardwareOptions = STANDARD_HARDWARE
    variants: Choice = NO_CHOICE
    mishaps: tuple[Planned, ...] = ()
    seed: int = 0

    @classmethod
    def parse(cls, url: str) -> EmulatorUrl:
        """Read a URL; raises `UsageError` for unknown names, with the nearest one."""
        parts = urlsplit(url)
        if parts.scheme.lower() != "emulator":
            raise UsageError(f"expected a URL like emulator://m95, not {url!r}")
        if parts.netloc.lower() not in MODULES or parts.path not in {"", "/"}:
            raise UsageError(
                f"no emulated module is called {parts.netloc + parts.path!r}; use emulator://m95"
            )
        options = parse_qs(parts.query, keep_blank_values=True)
        for option in options:
            _known("option of emulator://m95", option, _OPTIONS)
        _require_values(parts.fragment, options)
        words = personality(options["personality"][-1]) if "personality" in options else NOTE
        return cls(
            defects=_defects(options.get("defect", [])),
            mutants=_mutants(options.get("mutant", [])),
            clock_rate=_clock_rate(options),
            chunk=_chunk(options),
            imei=_imei(options),
            personality=words,
            hardware=hardware_options.parse(options),
            variants=Choice.of(words, options.get("variant", [])),
            mishaps=planned(options.get("mishap", [])),
            seed=seed(_last(options, "seed", "0")),
        )


def _known(what: str, word: str, words: Iterable[str]) -> str:
    known = list(words)
    if word not in known:
        every = f"there are {', '.join(known)}"
        raise UsageError(f"no {what} is called {word!r}{hint(word, known, otherwise=every)}")
    return word


def _require_values(fragment: str, options: Mapping[str, list[str]]) -> None:
    """Refuse what would have no effect: an empty value, one that a later one replaces, what stands behind #."""
    if fragment:
        raise UsageError(f"emulator://m95 has no place for '#{fragment}'; write %23 for a # in a value")
    for option, values in options.items():
        if option not in _LISTS and len(values) > 1:
            raise UsageError(f"the option {option} of emulator://m95 has {len(values)} values; give it one")
        if option in _LISTS and not all(word.strip() for value in values for word in value.split(",")):
            raise UsageError(f"the option {option} of emulator://m95: expected a name; got an empty one")


def _last(options: Mapping[str, list[str]], name: str, default: str) -> str:
    return options.get(name, [default])[-1]


def _defects(values: list[str]) -> frozenset[str]:
    names = frozenset(name for value in values for name in value.split(",") if name)
    require_known(names)
    return names


def _mutants(values: list[str]) -> tuple[str, ...]:
    names = tuple(name for value in values for name in value.split(",") if name)
    for name in names:
        _mutant_parts(name)
    return names


def _mutant_parts(name: str) -> tuple[type, ...]:
    """The replaced parts of a mutant, for one module."""
    from hil.emulator.mutants.catalogue import mutant  # noqa: PLC0415 - read by the few modules with a mutant

    return mutant(name).replacements()


def _clock_rate(options: Mapping[str, list[str]]) -> float:
    text = _last(options, "clock_rate", "1")
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0.001 <= rate <= 1e6:
        raise UsageError(f"clock_rate={text} is no number from 0.001 to 1000000")
    return rate


def _chunk(options: Mapping[str, list[str]]) -> int | None:
    if "chunk" not in options:
        return None
    text = options["chunk"][-1]
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise UsageError(f"chunk={text} is no number of bytes above 0")
    return int(text)


def _imei(options: Mapping[str, list[str]]) -> str:
    text = _last(options, "imei", IMEI)
    if not (text.isascii() and text.isdigit() and len(text) == 15):
        raise UsageError(f"imei={text} has not 15 digits")
    return text


_RETURNS_AT: dict[str, float] = {}
"""Ports that vanished, and the moment of the monotonic clock at which they are there again."""


class EmulatedSupply:
    """The supply of an emulated module, like the relay of a bench for a real one (`hil.bench.Supply`)."""

    def __init__(self, module: Module) -> None:
        self._module = module

    def cut(self) -> None:
        """Switch off at once, without any output."""
        self._module.cut_power()

    def restore(self) -> None:
        """Switch on again."""
        self._module.restore_power()


class Serial(SerialBase):  # type: ignore[misc,unused-ignore]  # pyserial's stubs leave the base untyped in places
    """A serial port of an emulated module."""

    BAUDRATES = (1200, 2400, 4800, 9600, 14400, 19200, 28800, 38400, 57600, 115200, 230400, 460800, 921600)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._module: Module | None = None
        self._terminal: Terminal | None = None
        self._received = bytearray()
        self._chunk: int | None = None
        self._cancelled = False
        self._vanished = False
        super().__init__(*args, **kwargs)

    @property
    def module(self) -> Module:
        """The module of the port, for tests of the emulator itself."""
        if self._module is None:
            raise PortNotOpenError
        return self._module

    @property
    def supply(self) -> EmulatedSupply:
        """The supply of the module."""
        return EmulatedSupply(self.module)

    def open(self) -> None:
        """Switch a new module on."""
        if self.port is None:
            raise SerialException("Port must be configured before it can be used.")
        if self.is_open:
            raise SerialException("Port is already open.")
        asked = EmulatorUrl.parse(self.port)
        if _RETURNS_AT.get(self.port, 0.0) > time.monotonic():
            raise SerialException(errno.ENOENT, f"could not open port {self.port}: it has vanished")
        _RETURNS_AT.pop(self.port, None)
        self._vanished = False
        self._chunk = asked.chunk
        self._received.clear()
        mutations = Parts(part for name in asked.mutants for part in _mutant_parts(name))
        module = Module(
            clock_rate=asked.clock_rate,
            parts=asked.variants.parts(mutations.over(parts_with(asked.defects).replacements)),
            imei=asked.imei,
            personality=asked.variants.personality(asked.personality),
            hardware=asked.variants.hardware(asked.hardware),
        )
        self._module = module
        self._terminal = module.terminal(self._arrive)
        disturb(self._terminal, asked.mishaps, module=module, seed=str(asked.seed), vanish=self._vanish)
        self.is_open = True

    def close(self) -> None:
        """Switch the module off; its thread and its sockets have ended on return."""
        module = self._module
        if not self.is_open or module is None:
            return
        self.is_open = False
        module.power_off()
        self._module = self._terminal = None

    @property
    def network(self) -> MobileNetwork:
        """The mobile network of this module, controlled like a network tester."""
        return self.module.mobile_network

    @property
    def worked_s(self) -> float:
        """The module seconds that the jobs of this module have taken, whatever the host does beside them."""
        return self.module.timing.worked_s

    def pass_time(self, module_seconds: float) -> None:
        """Let that much module time pass at once: the RTC moves and timers fire."""
        module = self.module
        with module.lock:
            module.clock.advance(module_seconds)
            module.timers.run_due()
            module.changed.notify_all()

    def _vanish(self, module_seconds: float) -> None:
        """The mishap of that name; the next opening finds the port again, with a module that has just started."""
        self._vanished = True
        _RETURNS_AT[str(self.port)] = time.monotonic() + self.module.clock.wall_seconds(module_seconds)
        self.module.changed.notify_all()

    def _require_port(self) -> None:
        if self._vanished:
            raise SerialException(f"{self.port} has vanished")

    def _arrive(self, data: bytes) -> None:
        self._received += data
        self.module.changed.notify_all()

    @property
    def _readable(self) -> int:
        """The received bytes, unless the DTE has stopped the module by DC3."""
        stopped = self._terminal is not None and self._terminal.stopped
        return 0 if stopped else len(self._received)

    @property
    def in_waiting(self) -> int:
        """The number of bytes that can be read at once."""
        module = self.module
        with module.lock:
            module.timers.run_due()
            self._require_port()
            return self._readable

    def read(self, size: int = 1, /) -> bytes:
        """Up to `size` bytes; fewer when the timeout ends, at `cancel_read`, or by the option chunk."""
        module = self.module
        wanted = size if self._chunk is None else min(size, self._chunk)
        end = None if self.timeout is None else time.monotonic() + self.timeout
        with module.lock:
            module.timers.run_due()
            while self._readable < wanted and self.is_open and not self._cancelled:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    break
                self._require_port()
                module.wait(left)
            self._cancelled = False
            data = bytes(self._received[: min(wanted, self._readable)])
            del self._received[: len(data)]
            return data

    def write(self, data: Any, /) -> int:
        """Pass bytes to the module, which has processed them on return."""
        if self._terminal is None:
            raise PortNotOpenError
        sent = bytes(memoryview(data))
        self._require_port()
        self._terminal.receive(sent)
        self._require_port()
        return len(sent)

    def flush(self) -> None:
        """Do nothing: `write` has delivered the bytes."""

    def cancel_read(self) -> None:
        """End a `read` in another thread now."""
        module = self.module
        with module.lock:
            self._cancelled = True
            module.changed.notify_all()

    def cancel_write(self) -> None:
        """Do nothing: `write` never waits."""

    def reset_input_buffer(self) -> None:
        """Discard the bytes that the module has sent so far."""
        module = self.module
        with module.lock:
            module.timers.run_due()
            self._received.clear()

    def reset_output_buffer(self) -> None:
        """Do nothing: `write` has delivered the bytes."""

    @property
    def out_waiting(self) -> int:
        """Always 0: `write` has delivered."""
        return 0

    @property
    def cts(self) -> bool:
        """True: the module is always ready."""
        return True

    @property
    def dsr(self) -> bool:
        """True: the module is connected."""
        return True

    @property
    def ri(self) -> bool:
        """False: there are no incoming calls."""
        return False

    @property
    def cd(self) -> bool:
        """False: there is no carrier."""
        return False

    def _reconfigure_port(self, *, force_update: bool = False) -> None:
        """Do nothing: the line is in memory."""

    def _update_rts_state(self) -> None:
        """Do nothing: the line is in memory."""

    def _update_dtr_state(self) -> None:
        """Apply AT&D when DTR goes off."""
        if self._terminal is not None and not self.dtr:
            with self.module.lock:
                self._terminal.drop_dtr()

    def _update_break_state(self) -> None:
        """Do nothing: the line is in memory."""
