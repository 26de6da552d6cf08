"""AT+QSECWRITE, AT+QSECREAD, AT+QSECDEL (note 2.4 to 2.6); errors are +CME ERROR: 4008 to 4013."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.outcome import (
    OK,
    Arguments,
    Call,
    Cme,
    Command,
    Outcome,
    Refused,
    accepted,
    listing,
    told,
)
from hil.emulator.at.terminal import Terminal
from hil.emulator.bent import bent
from hil.emulator.device.clock import Timer
from hil.emulator.storage.security_store import StoreRefusal, encrypted, is_legal_name
from hil.spec.codes import ErrorCode, ResultCode
from hil.spec.files import UPLOAD_TIMEOUT_DEFAULT_S, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_MIN_S

_INVALID = Cme(ErrorCode.INVALID_PARAMETER)


_TIME_FACTORS = {"upload-time-halved": 0.5, "upload-time-doubled": 2.0}
_GOOD = {"secread-always-wrong": False, "secread-always-good": True}
_FORMATS = {"checksum-zero-padded": "04x", "checksum-in-decimal": "d"}


class SecurityUpload:
    """Data mode of AT+QSECWRITE: ends at the declared size, at a guarded `+++`, or after `timeout_s` in all.

    What came by then is stored; only an upload of nothing at all fails with the time-out.
    """

    def __init__(self, terminal: Terminal, name: str, *, size: int, timeout_s: int) -> None:
        self._terminal, self._module = terminal, terminal.module
        self._name, self._size = name, size
        self._timeout_s = timeout_s * bent(self._module.defects, _TIME_FACTORS, 1.0)
        self._data = bytearray()
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Enter data mode."""
        self._terminal.enter_data_mode(self)
        self._timer = self._module.timers.after(self._timeout_s, self._time_out)

    def receive(self, data: bytes) -> int:
        """Take what still fits."""
        surplus_fits = "upload-keeps-surplus" in self._module.defects
        room = len(data) if surplus_fits else min(len(data), self._size - len(self._data))
        self._data += data[:room]
        if self._timer is not None and "first-byte-stops-the-clock" in self._module.defects:
            self._timer.cancel()
        if len(self._data) >= self._size:
            self._end()
        return room

    def escape(self) -> None:
        """A guarded `+++`: keep what came and say so."""
        if "plus-signs-end-no-upload" in self._module.defects:
            return
        if "plus-signs-are-data" in self._module.defects:
            self._data += b"+++"
        self._end()

    def _end(self) -> None:
        total = 0
        if self._data:
            total = self._module.security.add(self._name, bytes(self._data))
        declared = "upload-size-is-the-declared-one" in self._module.defects
        size = self._size if declared else len(self._data)
        self._finish(f"+QSECWRITE: {size},{_printed(self._terminal, self._name, total)}", ResultCode.OK)

    def _time_out(self) -> None:
        if self._data:
            self._end()
        elif "data-mode-outlasts-time-out" in self._module.defects:
            self._terminal.result(Cme(ErrorCode.FILE_TIMEOUT))
        else:
            self._finish(None, Cme(ErrorCode.FILE_TIMEOUT))

    def _finish(self, line: str | None, final: ResultCode | Cme) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._terminal.leave_data_mode()
        told_late = "upload-ok-before-result" in self._module.defects
        if line is not None and not told_late:
            self._terminal.information(line)
        self._terminal.result(final)
        if line is not None and told_late:
            self._terminal.information(line)
        self._terminal.drain()


def _printed(terminal: Terminal, name: str, total: int) -> str:
    """A checksum as it is printed: lower-case hexadecimal without leading zeros (the 618 of note 4.1)."""
    defects = terminal.module.defects
    if "nvram-checksum-differs" in defects and name.startswith("NVRAM:"):
        total ^= 0x0101
    return format(total, bent(defects, _FORMATS, "x"))


def _file_name(arguments: Arguments) -> str:
    name = arguments.string(0)
    if not is_legal_name(name):
        raise arguments.refused()
    return name


def _write(call: Call) -> Outcome:
    arguments = call.arguments
    arguments.expect(2, 3)
    name, size = _file_name(arguments), arguments.integer(1)
    timeout_s = arguments.number(2, UPLOAD_TIMEOUT_MIN_S, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_DEFAULT_S)
    if size < 1:
        raise arguments.refused()
    try:
        call.module.security.check_upload(name, size)
    except StoreRefusal as refusal:
        raise Refused(Cme(refusal.code)) from None
    upload = SecurityUpload(call.terminal, name, size=size, timeout_s=timeout_s)
    before = ("OK",) if "upload-ok-before-connect" in call.module.defects else ()
    return Outcome(before, final=ResultCode.CONNECT, then=upload.begin)


def _read(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    name, security, defects = _file_name(call.arguments), call.module.security, call.module.defects
    try:
        stored = security.get(name)
    except StoreRefusal as refusal:
        if "secread-of-nothing-answers" in defects:
            return told("+QSECREAD: 0,0")
        raise Refused(Cme(refusal.code)) from None
    if "secread-deletes" in defects:
        security.delete(name)
    good = bent(defects, _GOOD, security.is_good(stored))
    total = security.total(
        encrypted(stored.data) if call.module.personality.qsecread_checksum == "stored" else stored.data
    )
    if "secread-repeats-the-noted-sum" in defects:
        total = stored.noted_checksum
    disclosed = f",{stored.data[:32].hex()}" if "secread-discloses-content" in defects else ""
    return told(f"+QSECREAD: {good:d},{_printed(call.terminal, name, total)}{disclosed}")


def _delete(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    try:
        call.module.security.delete(_file_name(call.arguments))
    except StoreRefusal as refusal:
        raise Refused(Cme(refusal.code)) from None
    return OK


COMMANDS: Mapping[str, Command] = {
    "+QSECWRITE": Command(
        write=_write,
        read=accepted,
        test=listing("+QSECWRITE: <filename>,<filesize>[,(3-200)]"),
        refusal=_INVALID,
    ),
    "+QSECREAD": Command(write=_read, read=accepted, test=listing("+QSECREAD: <filename>"), refusal=_INVALID),
    "+QSECDEL": Command(write=_delete, read=accepted, test=listing("+QSECDEL: <filename>"), refusal=_INVALID),
}
