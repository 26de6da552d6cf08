"""AT+QSECWRITE, AT+QSECREAD, AT+QSECDEL (note 2.4 to 2.6); errors are +CME ERROR: 4008 to 4013."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Arguments, Cme, CommandRefused, Outcome, answer
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.device.timing import Timing
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.storage.security_store import (
    SecurityStore,
    StoredFile,
    StoreRefusal,
    is_legal_name,
)
from hil.spec.codes import ErrorCode, ResultCode
from hil.spec.files import UPLOAD_TIMEOUT_DEFAULT_S, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_MIN_S

# clause: note Table 4
# requirements: ERR-CME-4013
_INVALID = Cme(ErrorCode.INVALID_PARAMETER)


# clause: note 1.2, note 2.4, note 4.2.1
# requirements: PROC-01, PROC-02, PROC-03, PROC-13, SECWRITE-19
class SecurityFileCommands:
    """The commands of the security files."""

    def __init__(self, *, store: SecurityStore, timing: Timing, parts: Parts = STANDARD) -> None:
        self._store, self._timing, self._parts = store, timing, parts

    # clause: note 2.1, note 2.4, note 2.5, note 2.6
    # requirements: SYN-01, SYN-02, SECWRITE-01, SECWRITE-02, SECWRITE-23, SECREAD-01, SECREAD-02, SECREAD-14
    # requirements: SECDEL-01, SECDEL-02, SECDEL-11
    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+QSECWRITE": Command(
                write=self._write,
                read=accepted,
                test=listing(
                    f"+QSECWRITE: <filename>,<filesize>[,({UPLOAD_TIMEOUT_MIN_S}-{UPLOAD_TIMEOUT_MAX_S})]"
                ),
                refusal=_INVALID,
            ),
            "+QSECREAD": Command(
                write=self._read, read=accepted, test=listing("+QSECREAD: <filename>"), refusal=_INVALID
            ),
            "+QSECDEL": Command(
                write=self._delete, read=accepted, test=listing("+QSECDEL: <filename>"), refusal=_INVALID
            ),
        }

    # --- AT+QSECWRITE ----------------------------------------------------------------------------------------

    # clause: note 2.4, note 4.1.1, note 4.1.2, note 4.2.1
    # requirements: SECWRITE-SIZE-RAM-02, SECWRITE-SIZE-NVRAM-02, SECWRITE-SIZE-01, SECWRITE-SIZE-02
    # requirements: SECWRITE-TMO-01, SECWRITE-TMO-02, SECWRITE-TMO-03, SECWRITE-TMO-04, SECWRITE-TMO-05
    # requirements: SECWRITE-TMO-10, SYN-10, EX411-01, EX411-02, EX411-03, EX412-01, EX412-02, EX412-03, EX421-06
    def _write(self, call: Call) -> Outcome:
        arguments = call.arguments
        arguments.expect(2, 3)
        name, size = self._file_name(arguments), arguments.integer(1)
        timeout_s = arguments.number(2, UPLOAD_TIMEOUT_MIN_S, UPLOAD_TIMEOUT_MAX_S, UPLOAD_TIMEOUT_DEFAULT_S)
        if size < 1:
            raise arguments.refused()
        try:
            self._store.check_upload(name, size)
        except StoreRefusal as refusal:
            raise CommandRefused(Cme(refusal.code)) from None
        upload = self._parts.of(SecurityUpload)(
            call.terminal,
            timing=self._timing,
            size=size,
            timeout_s=timeout_s,
            keep=lambda data: self._keep(name, data),
        )
        return self.begin(upload)

    # clause: note 2.4, note 4.1.1, note 4.1.2
    # requirements: SECWRITE-03, EX411-01, EX411-02, EX411-03, EX412-01, EX412-02, EX412-03
    def begin(self, upload: SecurityUpload) -> Outcome:
        """CONNECT, then data mode."""
        return Outcome(final=ResultCode.CONNECT, then=upload.begin)

    # clause: note 2.4
    # requirements: SECWRITE-25
    def _keep(self, name: str, data: bytes) -> str:
        total = self._store.add(name, data) if data else 0
        return self.checksum_text(name, total)

    # clause: note 2.4, note 2.5, note 4.1.1, note 4.1.2
    # requirements: SECWRITE-09, SECREAD-06, EX412-05
    def checksum_text(self, _name: str, total: int) -> str:
        """The printed checksum of the file with that name."""
        return self.digits(total)

    # clause: note 2.4, note 4.1.1
    # requirements: SECWRITE-08, SECWRITE-28
    def digits(self, total: int) -> str:
        """Lower-case hexadecimal without leading zeros (the 618 of note 4.1)."""
        return f"{total:x}"

    # --- AT+QSECREAD -----------------------------------------------------------------------------------------

    # clause: note 2.5
    def _read(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        return self.describe(self._file_name(call.arguments))

    # clause: note 2.5
    # requirements: SECREAD-03
    def describe(self, name: str) -> Outcome:
        """The response with the good flag and the checksum."""
        return answer(self.description(name, self.stored_file(name)))

    # clause: note 2.5
    # requirements: SECREAD-03, SECREAD-12
    def description(self, name: str, stored: StoredFile) -> str:
        """The information text about a file."""
        return f"+QSECREAD: {self.is_good(stored):d},{self.checksum_text(name, self.total(stored))}"

    # clause: note 2.5, note 2.6
    # requirements: SECREAD-09, SECDEL-05
    def stored_file(self, name: str) -> StoredFile:
        """The file with that name; raises `CommandRefused` if there is none."""
        try:
            return self._store.get(name)
        except StoreRefusal as refusal:
            raise CommandRefused(Cme(refusal.code)) from None

    # clause: note 1.2, note 2.5
    # requirements: PROC-03, SECREAD-04, SECREAD-05
    def is_good(self, stored: StoredFile) -> bool:
        """Whether the data still has the checksum of the upload."""
        return self._store.is_good(stored)

    # clause: note 2.5
    # requirements: SECREAD-06, SECREAD-07, SECREAD-11
    def total(self, stored: StoredFile) -> int:
        """The checksum of the present data."""
        return self._store.total(stored.data)

    # --- AT+QSECDEL ------------------------------------------------------------------------------------------

    # clause: note 2.6
    # requirements: SECDEL-03, SECDEL-04, SECDEL-06
    def _delete(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        try:
            self._store.delete(self._file_name(call.arguments))
        except StoreRefusal as refusal:
            raise CommandRefused(Cme(refusal.code)) from None
        return OK

    # clause: note 2.5, note 2.6, note Table 4
    # requirements: SECREAD-10, SECDEL-07, ERR-CME-4013
    def _file_name(self, arguments: Arguments) -> str:
        name = arguments.string(0)
        if not self.is_legal(name):
            raise arguments.refused()
        return name

    # clause: note Table 3
    def is_legal(self, name: str) -> bool:
        """Whether Table 3 allows the name."""
        return is_legal_name(name)
