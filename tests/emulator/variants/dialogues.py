"""Dialogues at the AT port that show the value of a switch; `hil.emulator.variants` has the switches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hil.emulator.device.hardware_options import STANDARD_HARDWARE, HardwareOptions
from tests.emulator.dte import Bench, Dte

Dialogue = Callable[[Bench], str]
FILE = bytes.fromhex("83a7")  # its checksum has letters


@dataclass(frozen=True)
class Row:
    """A dialogue and its outcome by the value of the switch."""

    dialogue: Dialogue
    outcomes: Mapping[str, str]
    hardware: HardwareOptions = field(default=STANDARD_HARDWARE)


def words(data: bytes) -> str:
    """The lines with blanks between."""
    return " ".join(data.decode("latin-1").split("\r\n")).strip()


def at(*lines: str) -> Dialogue:
    """Send the lines; the response to the last one."""
    return lambda bench: [bench.dte.at(line) for line in lines][-1]


def all_of(*lines: str) -> Dialogue:
    """Send the lines; the responses to all of them."""
    return lambda bench: " | ".join(bench.dte.at(line) for line in lines)


def raw(*lines: str) -> Dialogue:
    """Send the lines; the response to the last one with its line ends."""
    return lambda bench: [bench.dte.send(f"AT{line}\r".encode()) for line in lines][-1].decode()


def store(dte: Dte, name: str = "RAM:ca_cert.pem", data: bytes = FILE) -> bytes:
    """Upload a security file; what came."""
    said = dte.send(f'AT+QSECWRITE="{name}",{len(data)}\r'.encode())
    return said + dte.send(data)


def stored(*lines: str) -> Dialogue:
    """Upload a security file; its response, or that to the last of the lines."""

    def dialogue(bench: Bench) -> str:
        said = words(store(bench.dte))
        return at(*lines)(bench) if lines else said

    return dialogue


def stored_raw(bench: Bench) -> str:
    """The response to an upload with its line ends."""
    return store(bench.dte).decode()


def after(seconds: float, line: str) -> Dialogue:
    """The response at once, and that after module seconds."""

    def dialogue(bench: Bench) -> str:
        now = bench.dte.at(line)
        return f"{now} | {words(bench.dte.pass_time(seconds))}"

    return dialogue


def in_session(*lines: str) -> Dialogue:
    """Open a session, send the lines; all that came after the last one."""

    def dialogue(bench: Bench) -> str:
        dte = bench.opened()
        for line in lines:
            dte.settle()
            dte.take()
            said = dte.send(f"AT{line}\r".encode())
        dte.settle()
        return words(said + dte.take())

    return dialogue


def while_busy(line: str) -> Dialogue:
    """Send the line while a job is pending; all that came at once."""

    def dialogue(bench: Bench) -> str:
        bench.held = frozenset({"path"})
        dte = bench.opened()
        dte.send(b'AT+QFTPPATH="/"\r')
        said = words(dte.send(f"AT{line}\r".encode()))
        bench.client.hold.set()
        dte.settle()
        return said

    return dialogue


def rebooted(*before: str, then: str) -> Dialogue:
    """Send lines, reboot, send another one."""

    def dialogue(bench: Bench) -> str:
        for line in before:
            bench.dte.at(line)
        bench.dte.at("+CFUN=1,1")
        bench.dte.at("E0")
        return bench.dte.at(then)

    return dialogue


def boot(*before: str) -> Dialogue:
    """What a power-on prints, and what the first AT brings."""

    def dialogue(bench: Bench) -> str:
        for line in before:
            bench.dte.at(line)
        started = bench.dte.send(b"AT+CFUN=1,1\r")
        return f"{words(started)} | {words(bench.dte.send(b'AT' + bytes([13])))}"

    return dialogue


def date_after_power_loss(bench: Bench) -> str:
    """The date of the RTC after a loss of power."""
    bench.module.cut_power()
    bench.module.restore_power()
    bench.dte.at("E0")
    return bench.dte.at("+CCLK?").removeprefix('+CCLK: "')[:8]


def put(data: bytes = b"abc", size: int = 3) -> Dialogue:
    """Upload over the UART; what came after CONNECT."""

    def dialogue(bench: Bench) -> str:
        dte = bench.opened()
        dte.send(f'AT+QFTPPUT="a",{size}\r'.encode())
        dte.expect(b"CONNECT\r\n")
        said = dte.send(data)
        dte.settle()
        return words(said + dte.take())

    return dialogue


def get(bench: Bench) -> str:
    """Download over the UART; all that came."""
    bench.files["a"] = b"abc"
    dte = bench.opened()
    said = dte.send(b'AT+QFTPGET="a"\r')
    dte.settle()
    return words(said + dte.take())


def failed_get(bench: Bench) -> str:
    """A download that fails with -7; all that came."""
    bench.failures["get"] = -7
    return get(bench)
