"""The file commands over UFS:, RAM: and SD: (series' manual and field code; what they leave open is this reading).

Errors are +CME ERROR: 4008 to 4013, as for the security files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from hil.emulator.at.outcome import OK, Arguments, Call, Cme, Command, Outcome, Refused, listing, told
from hil.emulator.commands.file_upload import FileUpload
from hil.emulator.storage.file_store import PLACES, FileStore, OpenFile, full_name
from hil.emulator.storage.security_store import StoreRefusal, checksum
from hil.spec.codes import ErrorCode, ResultCode

UPLOAD_SIZE_DEFAULT = 10240  # sibling series
UPLOAD_TIMEOUT_DEFAULT_S, UPLOAD_TIMEOUT_MAX_S = 5, 65535
READ_MAX = 1 << 20
_MODE_CREATE, _MODE_EMPTY, _MODE_READ = 0, 1, 2
_INVALID = Cme(ErrorCode.INVALID_PARAMETER)
_NOT_FOUND = Cme(ErrorCode.FILE_NOT_FOUND)


def _name(arguments: Arguments, index: int = 0) -> str:
    name = full_name(arguments.string(index))
    if name is None:
        raise arguments.refused()
    return name


def _reachable(files: FileStore, name: str) -> str:
    """The name, if its place is there."""
    if not files.present(name.partition(":")[0]):
        raise Refused(_NOT_FOUND)
    return name


def _content(files: FileStore, name: str) -> bytes:
    data = files.find(_reachable(files, name))
    if data is None:
        raise Refused(_NOT_FOUND)
    return data


def _refusing(act: Callable[[], None]) -> None:
    try:
        act()
    except StoreRefusal as refusal:
        raise Refused(Cme(refusal.code)) from None


def _space(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    place = call.arguments.string(0).upper()
    if place not in PLACES or not call.module.files.present(place):
        raise call.arguments.refused()
    return told(f"+QFLDS: {call.module.files.free(place)},{call.module.files.total(place)}")


def _list(call: Call) -> Outcome:
    call.arguments.expect(0, 1)
    files = call.module.files
    return told(
        *(
            f'+QFLST: "{name.removeprefix("UFS:")}",{len(files.find(name) or b"")}'
            for name in _matching(files, call.arguments.string(0, "*"))
        )
    )


def _matching(files: FileStore, pattern: str) -> Iterable[str]:
    place, colon, rest = pattern.partition(":")
    if colon:
        return tuple(files.names(f"{place.upper()}:{rest}"))
    return tuple(files.names(f"UFS:{pattern}"))


def _delete(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    files, text = call.module.files, call.arguments.string(0)
    if "*" in text:
        for name in _matching(files, text):
            _refusing(lambda name=name: files.delete(name))  # type: ignore[misc]  # binds the loop's name
        return OK
    name = _name(call.arguments)
    _refusing(lambda: files.delete(name))
    return OK


# --- whole files over the UART ---------------------------------------------------------------------------------


def _upload(call: Call) -> Outcome:
    arguments, files, terminal = call.arguments, call.module.files, call.terminal
    arguments.expect(1, 4)
    name = _reachable(files, _name(arguments))
    size = arguments.number(1, 1, 1 << 30, UPLOAD_SIZE_DEFAULT)
    timeout_s = arguments.number(2, 1, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_DEFAULT_S)
    acknowledging = arguments.number(3, 0, 1, 0) == 1
    if files.find(name) is not None:
        raise Refused(Cme(ErrorCode.FILE_EXISTS))
    if not files.has_room(name, size if arguments.has(1) else 1):
        raise Refused(Cme(ErrorCode.NO_SPACE))

    def keep(data: bytes) -> Outcome:
        if not files.has_room(name, len(data)):
            return Outcome(final=Cme(ErrorCode.NO_SPACE))
        files.add(name, data)
        return told(f"+QFUPL: {len(data)},{checksum(data):x}")

    upload = FileUpload(terminal, size=size, timeout_s=timeout_s, keep=keep, acknowledging=acknowledging)
    return Outcome(final=ResultCode.CONNECT, then=upload.begin)


def _download(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    name, module = _name(call.arguments), call.module
    secret = module.security.find(name) if "security-file-can-be-downloaded" in module.defects else None
    data = _content(module.files, name) if secret is None else secret.data

    def send() -> None:
        call.terminal.result(ResultCode.CONNECT)
        call.terminal.carry(data)
        call.terminal.information(f"+QFDWL: {len(data)},{checksum(data):x}")
        call.terminal.result(ResultCode.OK)

    return Outcome(final=None, then=send)


# --- handles ---------------------------------------------------------------------------------------------------


def _open(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    files = call.module.files
    name, mode = _reachable(files, _name(call.arguments)), call.arguments.number(1, 0, 2, 0)
    if files.locked(name):
        raise Refused(_INVALID)
    if mode == _MODE_READ:
        _content(files, name)
    elif mode == _MODE_EMPTY or files.find(name) is None:
        if not files.has_room(name, 0):
            raise Refused(Cme(ErrorCode.NO_SPACE))
        files.add(name, b"")
    try:
        handle = files.open(name, writable=mode != _MODE_READ)
    except StoreRefusal as refusal:
        raise Refused(Cme(refusal.code)) from None
    return told(f"+QFOPEN: {handle}")


def _handle(call: Call) -> OpenFile:
    handle = call.module.files.handles.get(call.arguments.integer(0))
    if handle is None:
        raise call.arguments.refused()
    return handle


def _read(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    handle = _handle(call)
    content = call.module.files.find(handle.name) or b""
    limit = call.arguments.number(1, 1, READ_MAX, READ_MAX)
    data = content[handle.position : handle.position + limit]
    handle.position += len(data)

    def send() -> None:
        call.terminal.information(f"CONNECT {len(data)}")
        call.terminal.carry(data)
        call.terminal.result(ResultCode.OK)

    return Outcome(final=None, then=send)


def _write(call: Call) -> Outcome:
    call.arguments.expect(1, 3)
    handle, files = _handle(call), call.module.files
    size = call.arguments.number(1, 1, 1 << 30, UPLOAD_SIZE_DEFAULT)
    timeout_s = call.arguments.number(2, 1, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_DEFAULT_S)
    if not handle.writable:
        raise call.arguments.refused()

    def keep(data: bytes) -> Outcome:
        written = files.write(handle, data)
        if written < len(data):
            return Outcome(final=Cme(ErrorCode.NO_SPACE))
        return told(f"+QFWRITE: {written},{len(files.find(handle.name) or b'')}")

    upload = FileUpload(call.terminal, size=size, timeout_s=timeout_s, keep=keep)
    return Outcome(final=ResultCode.CONNECT, then=upload.begin)


def _seek(call: Call) -> Outcome:
    call.arguments.expect(2, 3)
    handle = _handle(call)
    size = len(call.module.files.find(handle.name) or b"")
    origin = (0, handle.position, size)[call.arguments.number(2, 0, 2, 0)]
    position = origin + call.arguments.integer(1)
    if not 0 <= position <= size:
        raise call.arguments.refused()
    handle.position = position
    return OK


def _position(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    return told(f"+QFPOSITION: {_handle(call).position}")


def _truncate(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    handle, files = _handle(call), call.module.files
    if not handle.writable:
        raise call.arguments.refused()
    files.add(handle.name, (files.find(handle.name) or b"")[: handle.position])
    return OK


def _close(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    _handle(call)
    del call.module.files.handles[call.arguments.integer(0)]
    return OK


COMMANDS: Mapping[str, Command] = {
    "+QFLDS": Command(write=_space, test=listing('+QFLDS: "UFS","RAM","SD"'), refusal=_INVALID),
    "+QFLST": Command(_list, write=_list, refusal=_INVALID),
    "+QFDEL": Command(write=_delete, test=listing("+QFDEL: <filename>"), refusal=_INVALID),
    "+QFUPL": Command(
        write=_upload,
        test=listing("+QFUPL: <filename>[,<filesize>[,<timeout>[,<ackmode>]]]"),
        refusal=_INVALID,
    ),
    "+QFDWL": Command(write=_download, test=listing("+QFDWL: <filename>"), refusal=_INVALID),
    "+QFOPEN": Command(write=_open, test=listing("+QFOPEN: <filename>[,(0-2)]"), refusal=_INVALID),
    "+QFREAD": Command(write=_read, test=listing("+QFREAD: <filehandle>[,<length>]"), refusal=_INVALID),
    "+QFWRITE": Command(
        write=_write, test=listing("+QFWRITE: <filehandle>[,<length>[,<timeout>]]"), refusal=_INVALID
    ),
    "+QFSEEK": Command(write=_seek, test=listing("+QFSEEK: <filehandle>,<offset>[,(0-2)]"), refusal=_INVALID),
    "+QFPOSITION": Command(write=_position, test=listing("+QFPOSITION: <filehandle>"), refusal=_INVALID),
    "+QFTUCAT": Command(write=_truncate, test=listing("+QFTUCAT: <filehandle>"), refusal=_INVALID),
    "+QFCLOSE": Command(write=_close, test=listing("+QFCLOSE: <filehandle>"), refusal=_INVALID),
}
