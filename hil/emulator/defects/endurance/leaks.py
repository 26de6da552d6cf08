"""Modules that keep something of what was ended: a session, a handle, the space of a file, a PDP context.

What they keep lasts until the next start, except in a storage that keeps its files.
"""

from __future__ import annotations

from hil.emulator.at.terminal import Terminal
from hil.emulator.device.hardware_options import STANDARD_HARDWARE, HardwareOptions
from hil.emulator.ftp.service import FtpService
from hil.emulator.network.packet_service import PacketService
from hil.emulator.storage.file_store import FileStore
from hil.emulator.storage.security_store import SecurityStore, StoredFile, StoreRefusal
from hil.spec.codes import ErrorCode


def keeping_sessions(most: int) -> type[FtpService]:
    """After `most` sessions AT+QFTPOPEN ends with -13, without a connection."""

    class KeepsSessions(FtpService):
        _kept = 0

        def open(self, terminal: Terminal, host: str, port: int) -> None:
            if self._kept >= most and not self.busy and not self.opened:
                self.report(terminal, "QFTPOPEN", ErrorCode.NO_MEMORY)
            else:
                super().open(terminal, host, port)

        def report_end(self, terminal: Terminal, name: str, value: int) -> None:
            self._kept += name == "QFTPOPEN" and value == 0
            super().report_end(terminal, name, value)

        def reset(self) -> None:
            super().reset()
            self._kept = 0

    return KeepsSessions


def keeping_sockets(most: int) -> type[FtpService]:
    """After `most` sessions AT+QFTPOPEN ends with -5, as if the network were away."""

    class KeepsSockets(keeping_sessions(most)):  # type: ignore[misc]  # the base is made by a call
        def report(self, terminal: Terminal, name: str, value: int) -> None:
            super().report(terminal, name, ErrorCode.NETWORK if value == ErrorCode.NO_MEMORY else value)

    return KeepsSockets


def keeping_handles(most: int) -> type[FileStore]:
    """After `most` handles AT+QFOPEN is refused by 4008."""

    class KeepsHandles(FileStore):
        _kept = 0

        def open(self, name: str, *, writable: bool) -> int:
            if self._kept >= most:
                raise StoreRefusal(ErrorCode.NO_SPACE)
            self._kept += 1
            return super().open(name, writable=writable)

        def lose_ram(self) -> None:
            super().lose_ram()
            self._kept = 0

    return KeepsHandles


class KeepsSpaceOfFiles(FileStore):
    """The space of a deleted file of UFS: stays in use."""

    def __init__(self, hardware: HardwareOptions = STANDARD_HARDWARE) -> None:
        super().__init__(hardware)
        self._kept = 0

    def free(self, place: str) -> int:
        return super().free(place) - (self._kept if place == "UFS" else 0)

    def delete(self, name: str) -> None:
        size = len(self.find(name) or b"")
        super().delete(name)
        self._kept += size if name.startswith("UFS:") else 0


def keeping_security_files(most: int) -> type[SecurityStore]:
    """After `most` deletions an upload of a security file is refused by 4008."""

    class KeepsSecurityFiles(SecurityStore):
        _kept = 0

        def check_upload(self, name: str, size: int) -> None:
            super().check_upload(name, size)
            if self._kept >= most:
                raise StoreRefusal(ErrorCode.NO_SPACE)

        def remove(self, name: str) -> StoredFile:
            self._kept += 1
            return super().remove(name)

        def lose_ram(self) -> None:
            super().lose_ram()
            self._kept = 0

    return KeepsSecurityFiles


def keeping_contexts(most: int) -> type[PacketService]:
    """After `most` activations AT+QIACT is refused."""

    class KeepsContexts(PacketService):
        _kept = 0

        def activate(self) -> bool:
            if self._kept >= most:
                return False
            self._kept += 1
            return super().activate()

        def reset(self) -> None:
            super().reset()
            self._kept = 0

    return KeepsContexts
