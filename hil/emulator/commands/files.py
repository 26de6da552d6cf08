"""The commands on files in UFS:, RAM: and SD: (series' manual and field code; open details are our reading).

Errors are +CME ERROR: 4008 to 4013, as for the security files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from hil.emulator.at.command import Call, Command, listing
from hil.emulator.at.outcome import OK, Arguments, Cme, CommandRefused, Outcome, answer
from hil.emulator.at.terminal import Terminal
from hil.emulator.commands.file_upload import FileUpload
from hil.emulator.device.timing import Timing
from hil.emulator.storage.file_store import PLACES, FileStore, OpenFile, full_name
from hil.emulator.storage.security_store import StoreRefusal, checksum
from hil.spec.codes import ErrorCode, ResultCode

UPLOAD_SIZE_DEFAULT = 10240  # sibling series
UPLOAD_TIMEOUT_DEFAULT_S, UPLOAD_TIMEOUT_MAX_S = 5, 65535
SIZE_MAX = 1 << 30
READ_MAX = 1 << 20
_MODE_EMPTY, _MODE_READ = 1, 2  # AT+QFOPEN; 0 creates a missing file
_INVALID = Cme(ErrorCode.INVALID_PARAMETER)
_NOT_FOUND = Cme(ErrorCode.FILE_NOT_FOUND)


class FileCommands:
    """The commands on the files of one module."""

    refuses_existing = True  # AT+QFUPL of a file that exists

    def __init__(self, *, files: FileStore, timing: Timing) -> None:
        self._files, self._timing = files, timing

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+QFLDS": Command(write=self._space, test=listing('+QFLDS: "UFS","RAM","SD"'), refusal=_INVALID),
            "+QFLST": Command(self._list, write=self._list, refusal=_INVALID),
            "+QFDEL": Command(write=self._delete, test=listing("+QFDEL: <filename>"), refusal=_INVALID),
            "+QFUPL": Command(
                write=self._upload,
                test=listing("+QFUPL: <filename>[,<filesize>[,<timeout>[,<ackmode>]]]"),
                refusal=_INVALID,
            ),
            "+QFDWL": Command(write=self._download, test=listing("+QFDWL: <filename>"), refusal=_INVALID),
            "+QFOPEN": Command(
                write=self._open, test=listing("+QFOPEN: <filename>[,(0-2)]"), refusal=_INVALID
            ),
            "+QFREAD": Command(
                write=self._read, test=listing("+QFREAD: <filehandle>[,<length>]"), refusal=_INVALID
            ),
            "+QFWRITE": Command(
                write=self._write,
                test=listing("+QFWRITE: <filehandle>[,<length>[,<timeout>]]"),
                refusal=_INVALID,
            ),
            "+QFSEEK": Command(
                write=self._seek, test=listing("+QFSEEK: <filehandle>,<offset>[,(0-2)]"), refusal=_INVALID
            ),
            "+QFPOSITION": Command(
                write=self._position, test=listing("+QFPOSITION: <filehandle>"), refusal=_INVALID
            ),
            "+QFTUCAT": Command(
                write=self._truncate, test=listing("+QFTUCAT: <filehandle>"), refusal=_INVALID
            ),
            "+QFCLOSE": Command(write=self._close, test=listing("+QFCLOSE: <filehandle>"), refusal=_INVALID),
        }

    # --- storages and names ----------------------------------------------------------------------------------

    def _space(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        place = call.arguments.string(0).upper()
        if place not in PLACES or not self._files.present(place):
            raise call.arguments.refused()
        return answer(f"+QFLDS: {self._files.free(place)},{self._files.total(place)}")

    def _list(self, call: Call) -> Outcome:
        call.arguments.expect(0, 1)
        return answer(
            *(
                f'+QFLST: "{name.removeprefix("UFS:")}",{len(self._files.find(name) or b"")}'
                for name in self._matching(call.arguments.string(0, "*"))
            )
        )

    def _delete(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        text = call.arguments.string(0)
        names = self._matching(text) if "*" in text else (_name(call.arguments),)
        with _refusing():
            for name in names:
                self._files.delete(name)
        return OK

    def _matching(self, pattern: str) -> Sequence[str]:
        place, colon, rest = pattern.partition(":")
        return tuple(self._files.names(f"{place.upper()}:{rest}" if colon else f"UFS:{pattern}"))

    def _reachable(self, name: str) -> str:
        """The name, if its storage exists."""
        if not self._files.present(name.partition(":")[0]):
            raise CommandRefused(_NOT_FOUND)
        return name

    def _content(self, name: str) -> bytes:
        data = self._files.find(self._reachable(name))
        if data is None:
            raise CommandRefused(_NOT_FOUND)
        return data

    # --- whole files over the UART ---------------------------------------------------------------------------

    def _upload(self, call: Call) -> Outcome:
        arguments, files = call.arguments, self._files
        arguments.expect(1, 4)
        name = self._reachable(_name(arguments))
        size = arguments.number(1, 1, SIZE_MAX, UPLOAD_SIZE_DEFAULT)
        timeout_s = arguments.number(2, 1, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_DEFAULT_S)
        acknowledging = arguments.number(3, 0, 1, 0) == 1
        if self.refuses_existing and files.find(name) is not None:
            raise CommandRefused(Cme(ErrorCode.FILE_EXISTS))
        if not files.has_room(name, size if arguments.has(1) else 1):
            raise CommandRefused(Cme(ErrorCode.NO_SPACE))

        def keep(data: bytes) -> Outcome:
            if not files.has_room(name, len(data)):
                return Outcome(final=Cme(ErrorCode.NO_SPACE))
            files.add(name, data)
            return answer(f"+QFUPL: {len(data)},{checksum(data):x}")

        upload = FileUpload(
            call.terminal,
            timing=self._timing,
            size=size,
            timeout_s=timeout_s,
            keep=keep,
            acknowledging=acknowledging,
        )
        return Outcome(final=ResultCode.CONNECT, then=upload.begin)

    def _download(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        return download(call.terminal, self._content(_name(call.arguments)))

    # --- handles ---------------------------------------------------------------------------------------------

    def _open(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        files = self._files
        name, mode = self._reachable(_name(call.arguments)), call.arguments.number(1, 0, 2, 0)
        if files.locked(name):
            raise CommandRefused(_INVALID)
        if mode == _MODE_READ:
            self._content(name)
        elif mode == _MODE_EMPTY or files.find(name) is None:
            if not files.has_room(name, 0):
                raise CommandRefused(Cme(ErrorCode.NO_SPACE))
            files.add(name, b"")
        with _refusing():
            handle = files.open(name, writable=mode != _MODE_READ)
        return answer(f"+QFOPEN: {handle}")

    def _handle(self, call: Call) -> OpenFile:
        handle = self._files.handles.get(call.arguments.integer(0))
        if handle is None:
            raise call.arguments.refused()
        return handle

    def _read(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        handle = self._handle(call)
        content = self._files.find(handle.name) or b""
        limit = call.arguments.number(1, 1, READ_MAX, READ_MAX)
        data = content[handle.position : handle.position + limit]
        handle.position += len(data)

        def send() -> None:
            call.terminal.information(f"CONNECT {len(data)}")
            call.terminal.carry(data)
            call.terminal.result(ResultCode.OK)

        return Outcome(final=None, then=send)

    def _write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 3)
        handle, files = self._handle(call), self._files
        size = call.arguments.number(1, 1, SIZE_MAX, UPLOAD_SIZE_DEFAULT)
        timeout_s = call.arguments.number(2, 1, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_DEFAULT_S)
        if not handle.writable:
            raise call.arguments.refused()

        def keep(data: bytes) -> Outcome:
            written = files.write(handle, data)
            if written < len(data):
                return Outcome(final=Cme(ErrorCode.NO_SPACE))
            return answer(f"+QFWRITE: {written},{len(files.find(handle.name) or b'')}")

        upload = FileUpload(call.terminal, timing=self._timing, size=size, timeout_s=timeout_s, keep=keep)
        return Outcome(final=ResultCode.CONNECT, then=upload.begin)

    def _seek(self, call: Call) -> Outcome:
        call.arguments.expect(2, 3)
        handle = self._handle(call)
        size = len(self._files.find(handle.name) or b"")
        origin = (0, handle.position, size)[call.arguments.number(2, 0, 2, 0)]
        position = origin + call.arguments.integer(1)
        if not 0 <= position <= size:
            raise call.arguments.refused()
        handle.position = position
        return OK

    def _position(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        return answer(f"+QFPOSITION: {self._handle(call).position}")

    def _truncate(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        handle = self._handle(call)
        if not handle.writable:
            raise call.arguments.refused()
        self._files.add(handle.name, (self._files.find(handle.name) or b"")[: handle.position])
        return OK

    def _close(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        self._handle(call)
        del self._files.handles[call.arguments.integer(0)]
        return OK


def download(terminal: Terminal, data: bytes) -> Outcome:
    """The response of AT+QFDWL: CONNECT, the bytes, their number and checksum, OK."""

    def send() -> None:
        terminal.result(ResultCode.CONNECT)
        terminal.carry(data)
        terminal.information(f"+QFDWL: {len(data)},{checksum(data):x}")
        terminal.result(ResultCode.OK)

    return Outcome(final=None, then=send)


def _name(arguments: Arguments) -> str:
    name = full_name(arguments.string(0))
    if name is None:
        raise arguments.refused()
    return name


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse the command with the code of the store's refusal."""
    try:
        yield
    except StoreRefusal as refusal:
        raise CommandRefused(Cme(refusal.code)) from None
