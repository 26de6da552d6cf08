"""The behaviours of a personality that differ from the example of the note, as replacements of parts.

The parts themselves behave as the note shows it.  Words and values of a
personality (texts, defaults, separators) are no behaviour: the parts read them
from the personality.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hil.emulator.at.command import Call, Handler
from hil.emulator.at.outcome import ERROR, CommandRefused, Outcome
from hil.emulator.commands.ftp import FtpCommands
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.commands.pdp import PdpCommands
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.device.personality import Personality
from hil.emulator.ftp.transfers import Transfers
from hil.emulator.ftp.uart_transfer import UartDownload
from hil.emulator.storage.security_store import StoredFile, encrypted


# clause: note 4.2.2
class OkAfterUpload(Transfers):
    """OK follows +QFTPPUT, as 4.2.3 shows it for +QFTPGET."""

    def ends_with_ok(self, value: int) -> bool:
        """After success."""
        return value >= 0


# clause: note 4.2.3
class NoOkAfterDownload(UartDownload):
    """No OK follows +QFTPGET, as 4.2.2 shows it for +QFTPPUT."""

    def ends_with_ok(self, _outcome: int) -> bool:
        """Never."""
        return False


# clause: note 2.2
class QueryWithoutOk(FtpCommands):
    """No OK follows the value of AT+QFTPCFG=<type>; 2.2 shows none."""

    def query_response(self, line: str) -> Outcome:
        """The line alone."""
        return Outcome((line,), None)


# clause: doc [2] AT+QFTPCLOSE
class CloseWithoutSession(FtpCommands):
    """AT+QFTPCLOSE without a session answers OK and +QFTPCLOSE: 0; the note does not mention it."""

    def close_without_session(self, call: Call) -> Outcome:
        """Success."""
        return self._answers.result(call, 0)


# clause: note Table 4
class BusyIsError(FtpAnswers):
    """A command during a job answers ERROR; Table 4 has -3 for it, and a plain ERROR is a form of an error, too."""

    def refuse_when_busy(self) -> None:
        """Raise `CommandRefused` while a job is pending."""
        if self._service.busy:
            raise CommandRefused


# clause: doc [2] AT+QFTPUSER
class NoTestForms(FtpAnswers):
    """The test forms of the FTP(S) commands answer ERROR; Table 2 of the note has none of them."""

    def test(self, _text: str) -> Handler:
        """ERROR."""
        return lambda _call: ERROR


# clause: doc [2] AT+QFTPUSER
class NoReadForms(FtpAnswers):
    """The read forms of the FTP(S) commands answer ERROR; Table 2 of the note has none of them."""

    def read(self, _text: Callable[[], str]) -> Handler:
        """ERROR."""
        return lambda _call: ERROR


# clause: doc [1] AT+QIDEACT
class DeactivationNeedsContext(PdpCommands):
    """AT+QIDEACT in IP INITIAL answers ERROR."""

    def deactivate_initial(self) -> Outcome:
        """ERROR."""
        return ERROR


# clause: note 2.5
class ChecksumOfStoredBytes(SecurityFileCommands):
    """The checksum of AT+QSECREAD is that of the stored (encrypted) bytes; the note names no algorithm."""

    def total(self, stored: StoredFile) -> int:
        """The checksum of the encrypted data."""
        return self._store.total(encrypted(stored.data))


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A choice of a personality: where it applies the replacement stands in the place of its part."""

    applies: Callable[[Personality], bool]
    replacement: type


BEHAVIOURS = (
    Behaviour(lambda personality: personality.put_trailing_ok, OkAfterUpload),
    Behaviour(lambda personality: not personality.get_trailing_ok, NoOkAfterDownload),
    Behaviour(lambda personality: not personality.qftpcfg_query_ok, QueryWithoutOk),
    Behaviour(lambda personality: personality.close_without_session == "+QFTPCLOSE", CloseWithoutSession),
    Behaviour(lambda personality: personality.ftp_busy_is_error, BusyIsError),
    Behaviour(lambda personality: not personality.ftp_test_forms, NoTestForms),
    Behaviour(lambda personality: not personality.ftp_read_forms, NoReadForms),
    Behaviour(lambda personality: not personality.deact_in_initial, DeactivationNeedsContext),
    Behaviour(lambda personality: personality.qsecread_checksum == "stored", ChecksumOfStoredBytes),
)


def replacements(personality: Personality) -> tuple[type, ...]:
    """The replacements of that personality; none for the example of the note."""
    return tuple(row.replacement for row in BEHAVIOURS if row.applies(personality))
