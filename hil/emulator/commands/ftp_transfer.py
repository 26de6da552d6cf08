"""AT+QFTPPUT, AT+QFTPGET, AT+QFTPLIST and AT+QFTPNLST (note 4.2.2, 4.2.3; document [2])."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.transfers import Transfers
from hil.emulator.storage.file_store import FileStore
from hil.spec.codes import ErrorCode
from hil.spec.ftp import LOCAL_POSITIONS, PUT_TIMEOUT_DEFAULT_S

PLACE = re.compile(rf"/({'|'.join(LOCAL_POSITIONS)})/([^/\\]*)")
"""A value of AT+QFTPCFG type 4."""


class FtpTransferCommands:
    """The commands that transfer files and listings, over the UART or from and to `files`."""

    # clause: note Table 4
    # requirements: ERR-LOCAL-12
    absent_storage = ErrorCode.LOCAL_FILE_FAILED  # of an upload from a storage that does not exist

    def __init__(
        self, *, service: FtpService, transfers: Transfers, answers: FtpAnswers, files: FileStore
    ) -> None:
        self._service, self._transfers = service, transfers
        self._answers, self._files = answers, files

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        test = self._answers.test
        listing, names = self._listing(names_only=False), self._listing(names_only=True)
        return {
            "+QFTPPUT": Command(write=self._put, test=test('+QFTPPUT: "FILENAME"[,<FILESIZE>[,<TIMEOUT>]]')),
            "+QFTPGET": Command(write=self._get, test=test('+QFTPGET: "FILENAME"[,<FILESIZE>]')),
            "+QFTPLIST": Command(listing, write=listing, test=test('+QFTPLIST: ["PATHNAME"]')),
            "+QFTPNLST": Command(names, write=names, test=test('+QFTPNLST: ["PATHNAME"]')),
        }

    # --- the local file --------------------------------------------------------------------------------------

    # clause: note 2.2, note 4.2.2, doc [2] AT+QFTPCFG
    # requirements: FTPCFG-T4-03, EX422-09
    def local_name(self, remote: str) -> str | None:
        """The local file of a transfer as `RAM:x`, None for the UART."""
        match = PLACE.fullmatch(self._service.configuration.local_position)
        if match is None or match[1] == "COM":
            return None
        name = self.file_name(match[2], remote)
        # field drivers also put the storage into the file name
        return f"{match[1]}:{name.removeprefix(match[1] + ':')}"

    # clause: note 2.2
    # requirements: FTPCFG-T4-03
    def file_name(self, configured: str, remote: str) -> str:
        """The local file name: that of type 4, or else that of the remote file."""
        return configured or remote.rpartition("/")[2]

    # --- AT+QFTPPUT ------------------------------------------------------------------------------------------

    # clause: note 4.2.2, doc [2] AT+QFTPPUT
    # requirements: EX422-07
    def _put(self, call: Call) -> Outcome:
        arguments = call.arguments
        arguments.expect(1, 3)
        name, size, timeout_s = (
            arguments.string(0),
            arguments.integer(1, -1),
            arguments.integer(2, PUT_TIMEOUT_DEFAULT_S),
        )
        if not self._service.opened:
            return self._answers.outside_session(call)
        self._answers.refuse_when_busy()
        if not name or (arguments.has(1) and size < 0) or timeout_s < 1:
            return self._answers.illegal(call)
        local = self.local_name(name)
        if local is not None:
            return self._put_local(call, name, local, max(0, size))
        wanted = size if arguments.has(1) else None
        return self.put_from_uart(call, name, size=wanted, timeout_s=timeout_s)

    # clause: note 4.2.2
    # requirements: EX422-02, EX422-04, EX422-10
    def put_from_uart(self, call: Call, name: str, *, size: int | None, timeout_s: int) -> Outcome:
        """OK; CONNECT follows when the data connection is open."""
        return self._answers.in_session(
            call, lambda: self._transfers.put(call.terminal, name, size=size, timeout_s=timeout_s)
        )

    # clause: note 4.2.2, note Table 4
    # requirements: ERR-LOCAL-11, ERR-LOCAL-12, EX422-09
    def _put_local(self, call: Call, name: str, local: str, size: int) -> Outcome:
        files, place = self._files, local.partition(":")[0]
        if not files.present(place):
            return self._answers.result(call, self.absent_storage)
        if files.find(local) is None:
            return self._answers.result(call, ErrorCode.LOCAL_FILE_NOT_FOUND)
        if files.locked(local):
            return self._answers.result(call, ErrorCode.LOCAL_FILE_FAILED)
        data = files.find(local) or b""
        return self._answers.in_session(
            call, lambda: self._transfers.put_file(call.terminal, name.removeprefix(place + ":"), data, size)
        )

    # --- AT+QFTPGET ------------------------------------------------------------------------------------------

    # clause: note 4.2.3, doc [2] AT+QFTPGET
    def _get(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        name, size = call.arguments.string(0), call.arguments.integer(1, 0)
        if not self._service.opened:
            return self._answers.outside_session(call)
        self._answers.refuse_when_busy()
        if not name or size < 0:
            return self._answers.illegal(call)
        local = self.local_name(name)
        if local is None:
            return self.get_to_uart(call, name)
        return self._get_local(call, name, local, size)

    # clause: note 4.2.3
    # requirements: EX423-02, EX423-05, EX423-10
    def get_to_uart(self, call: Call, name: str) -> Outcome:
        """OK; CONNECT follows when the data connection is open."""
        return self._answers.in_session(call, lambda: self._transfers.get(call.terminal, name))

    # clause: note 2.2, note Table 4
    # requirements: FTPCFG-T4-03, ERR-LOCAL-12, ERR-LOCAL-13
    def _get_local(self, call: Call, name: str, local: str, size: int) -> Outcome:
        if self._files.locked(local):
            return self._answers.result(call, ErrorCode.LOCAL_FILE_FAILED)
        # field drivers announce the size, so that it can be reserved
        if not self._files.has_room(local, size):
            return self._answers.result(call, ErrorCode.NO_MEMORY)
        return self._answers.in_session(call, lambda: self._transfers.get_file(call.terminal, name, local))

    # --- listings --------------------------------------------------------------------------------------------

    # clause: doc [2] AT+QFTPLIST, doc [2] AT+QFTPNLST
    def _listing(self, *, names_only: bool) -> Handler:
        """A listing always goes over the UART, because it has no file name for type 4."""

        def handle(call: Call) -> Outcome:
            call.arguments.expect(0, 1)
            path = call.arguments.string(0, "") or None
            return self._answers.in_session(
                call, lambda: self._transfers.list(call.terminal, path, names_only=names_only)
            )

        return handle
