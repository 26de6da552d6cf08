"""AT+QFTPPUT, AT+QFTPGET, AT+QFTPLIST and AT+QFTPNLST (note 4.2.2, 4.2.3; document [2])."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.outcome import Call, Command, Outcome
from hil.emulator.commands.ftp_reporting import (
    illegal,
    in_session,
    outside_session,
    refuse_when_busy,
    result,
    tested,
)
from hil.emulator.ftp.transfers import UPLOAD_TIMEOUT_S
from hil.spec.codes import ErrorCode

PLACE = re.compile(r"/(COM|UFS|RAM|SD)/([^/\\]*)")
"""A value of AT+QFTPCFG type 4."""


def _local_name(call: Call, remote: str) -> str | None:
    """The local file as `RAM:x`, None for the UART; without a name in type 4 it is the remote one's."""
    match = PLACE.fullmatch(call.module.ftp.configuration.local_position)
    if match is None or match[1] == "COM" or "local-place-ignored" in call.module.defects:
        return None
    own = match[2] if "local-name-ignored" not in call.module.defects else ""
    name = own or remote.rpartition("/")[2]
    return (
        f"{match[1]}:{name.removeprefix(match[1] + ':')}"  # field code names the place in the file name too
    )


def _put(call: Call) -> Outcome:
    arguments = call.arguments
    arguments.expect(1, 3)
    name, size, timeout_s = (
        arguments.string(0),
        arguments.integer(1, -1),
        arguments.integer(2, UPLOAD_TIMEOUT_S),
    )
    if not call.module.ftp.opened:
        return outside_session(call)
    refuse_when_busy(call)
    if not name or (arguments.has(1) and size < 0) or timeout_s < 1:
        return illegal(call)
    local = _local_name(call, name)
    if local is not None:
        return _put_local(call, name, local, max(0, size))
    wanted = size if arguments.has(1) else None
    outcome = in_session(
        call, lambda _: call.module.transfers.put(call.terminal, name, size=wanted, timeout_s=timeout_s)
    )
    return outcome if "put-ok-last" not in call.module.defects else replace(outcome, final=None)


def _put_local(call: Call, name: str, local: str, size: int) -> Outcome:
    files = call.module.files
    if files.present(local.partition(":")[0]) and files.find(local) is None:
        return result(call, ErrorCode.LOCAL_FILE_NOT_FOUND)
    if files.locked(local):
        return result(call, ErrorCode.LOCAL_FILE_FAILED)
    data = files.find(local) or b""
    return in_session(
        call,
        lambda _: call.module.transfers.put_file(
            call.terminal, name.removeprefix(local.partition(":")[0] + ":"), data, size
        ),
    )


def _get(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    name, size = call.arguments.string(0), call.arguments.integer(1, 0)
    if not call.module.ftp.opened:
        return outside_session(call)
    refuse_when_busy(call)
    if not name or size < 0:
        return illegal(call)
    local = _local_name(call, name)
    if local is None:
        outcome = in_session(call, lambda _: call.module.transfers.get(call.terminal, name))
        return outcome if "get-ok-last" not in call.module.defects else replace(outcome, final=None)
    if call.module.files.locked(local):
        return result(call, ErrorCode.LOCAL_FILE_FAILED)
    if not call.module.files.has_room(
        local, size
    ):  # field code tells the size first, so that it can be reserved
        return result(call, ErrorCode.NO_MEMORY)
    return in_session(call, lambda _: call.module.transfers.get_file(call.terminal, name, local))


def _listing(*, names_only: bool) -> Callable[[Call], Outcome]:
    """Over the UART whatever type 4 says: a list has no name that a file could have."""

    def handle(call: Call) -> Outcome:
        call.arguments.expect(0, 1)
        path = call.arguments.string(0, "") or None
        return in_session(
            call, lambda _: call.module.transfers.list(call.terminal, path, names_only=names_only)
        )

    return handle


_LIST, _NLST = _listing(names_only=False), _listing(names_only=True)

COMMANDS: Mapping[str, Command] = {
    "+QFTPPUT": Command(write=_put, test=tested('+QFTPPUT: "FILENAME"[,<FILESIZE>[,<TIMEOUT>]]')),
    "+QFTPGET": Command(write=_get, test=tested('+QFTPGET: "FILENAME"[,<FILESIZE>]')),
    "+QFTPLIST": Command(_LIST, write=_LIST, test=tested('+QFTPLIST: ["PATHNAME"]')),
    "+QFTPNLST": Command(_NLST, write=_NLST, test=tested('+QFTPNLST: ["PATHNAME"]')),
}
