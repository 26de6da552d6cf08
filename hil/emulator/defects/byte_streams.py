"""Defects of the bytes of some transfers: of a size, a mode, a number in the session (note 4.2.2, 4.2.3).

A rule says in which transfers the bytes, or the reported count, are changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.transfers import Sink, Source, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload

Change = Callable[[bytes], bytes]
Count = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One transfer: the settings that it has, its number in the session, and that of the session; from 1 on."""

    settings: ClientSettings
    number: int
    session: int


Rule = Callable[[Occasion], bool]


def always(_occasion: Occasion) -> bool:
    """Each transfer."""
    return True


def in_mode(mode: str, *, passive: bool | None = None) -> Rule:
    """The transfers of sessions in that mode, over passive or active data connections if said."""
    return lambda occasion: occasion.settings.mode == mode and passive in {None, occasion.settings.passive}


class _Numbered(Transfers):
    """Numbers the transfers of each session, and the sessions with a transfer; base of the defects below."""

    _of: FtpClient | None = None
    _number = 0
    _session = 0

    def occasion(self, client: FtpClient) -> Occasion:
        """The next transfer of the session of that client."""
        if client is not self._of:
            self._of, self._number, self._session = client, 0, self._session + 1
        self._number += 1
        return Occasion(client.settings, self._number, self._session)


def receiving(change: Change, when: Rule = always, *, local: bool = False) -> type[Transfers]:
    """Transfers in which downloads that the rule names deliver other bytes; of the UART, or of local files."""

    class ReceivesChanged(_Numbered):
        def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
            if not when(self.occasion(client)) or local is not (download is None):
                return super().fetch(client, name, sink, download)
            whole = bytearray()
            count = super().fetch(client, name, whole.extend, download)
            sink(change(bytes(whole)))
            return count

    return ReceivesChanged


def sending(change: Change, when: Rule = always, *, local: bool = False) -> type[Transfers]:
    """Transfers in which uploads that the rule names send other bytes; of the UART, or of local files."""

    class SendsChanged(_Numbered):
        def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
            if not when(self.occasion(client)) or local is not (upload is None):
                return super().store(client, name, source, upload)
            taken = 0
            rest: bytes | None = None

            def changed(limit: int) -> bytes:
                nonlocal rest, taken
                if rest is None:
                    whole = b"".join(iter(lambda: source(limit), b""))
                    taken, rest = len(whole), change(whole)
                block, rest = rest[:limit], rest[limit:]
                return block

            super().store(client, name, changed, upload)
            return taken

    return SendsChanged


def counting(count: Count, when: Rule = always) -> type[Transfers]:
    """Transfers in which the rule names those that report another number of bytes."""

    class CountsOtherwise(_Numbered):
        def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
            occasion = self.occasion(client)
            number = super().store(client, name, source, upload)
            return count(number) if when(occasion) else number

        def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
            occasion = self.occasion(client)
            number = super().fetch(client, name, sink, download)
            return count(number) if when(occasion) else number

    return CountsOtherwise


class KeepsFilesOfEarlierSessions(_Numbered):
    """A file that an earlier session has downloaded is delivered again as it was."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # the arguments of the part
        self._kept: dict[str, tuple[int, bytes]] = {}

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        """Deliver the bytes that an earlier session has got under that name."""
        occasion = self.occasion(client)
        whole = bytearray()
        super().fetch(client, name, whole.extend, download)
        session, data = self._kept.setdefault(name, (occasion.session, bytes(whole)))
        if session == occasion.session:
            data = bytes(whole)
            self._kept[name] = session, data
        sink(data)
        return len(data)


# --- what is changed -------------------------------------------------------------------------------------------


def up_to(size: int) -> Change:
    """Only the first bytes."""
    return lambda data: data[:size]


def without_last_of(multiple: int) -> Change:
    """A file whose size is a multiple lacks its last byte."""
    return lambda data: data[:-1] if data and len(data) % multiple == 0 else data


def empty_at(size: int) -> Change:
    """A file of exactly that size is empty."""
    return lambda data: b"" if len(data) == size else data


def without(part: bytes) -> Change:
    """Each occurrence of these bytes is left out."""
    return lambda data: data.replace(part, b"")


def up_to_part(part: bytes) -> Change:
    """The file ends before these bytes."""
    return lambda data: data.partition(part)[0]


def without_first_line_end(data: bytes) -> bytes:
    """A line end at the beginning is left out."""
    return data.removeprefix(b"\r\n")


def without_last_line_ends(data: bytes) -> bytes:
    """The line ends at the end are left out."""
    return data.rstrip(b"\r\n")


def ended_lines(data: bytes) -> bytes:
    """A last line that has no end is left out."""
    return data[: data.rfind(b"\n") + 1]


def signed_16_bit(number: int) -> int:
    """The number as a signed number of 16 bits, where it has no more than 16."""
    return number - 0x10000 if 0x8000 <= number < 0x10000 else number


def first_8_bits(number: int) -> int:
    """The number without its higher bits, where it has no more than 9."""
    return number & 0xFF if number < 0x200 else number


class LonePlusSignsLost(UartUpload):
    """One or two plus signs between silences are taken for a broken escape sequence."""

    def receive(self, data: bytes) -> int:
        return len(data) if data in {b"+", b"++"} else super().receive(data)
