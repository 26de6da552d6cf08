"""The FTP(S) commands (note 2.2 and 4.2; document [2]): OK first, the result line when the job is done.

A value out of its range is -10 in the result line, a malformed command or one
outside a session is ERROR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hil.emulator.ftp_client import FtpClient
from hil.emulator.ftp_service import UPLOAD_TIMEOUT_S, FtpService, ServiceState
from hil.emulator.outcome import ERROR, OK, Call, Command, Outcome, Refused, told
from hil.spec.codes import ErrorCode

CREDENTIAL_MAX = 30  # characters, sibling series' API
PATH_MAX = 100
RESUME_MAX = 0x7FFFFFFF
_PLACE = re.compile(r"/(COM|UFS|RAM|SD)/([^/\\]*)")
_SWITCHES = frozenset({1, 2, 5, 6, 7})


def _later(call: Call, act: Callable[[FtpService], None]) -> Outcome:
    """OK, then what the service does."""
    return Outcome(then=lambda: act(call.module.ftp))


def _result(call: Call, value: int) -> Outcome:
    """OK, then the result line at once."""
    return _later(call, lambda ftp: ftp.report(call.terminal, call.name, value))


def _illegal(call: Call) -> Outcome:
    return _result(call, ErrorCode.ILLEGAL_PARAMETER)


# --- settings --------------------------------------------------------------------------------------------------


def _configure(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    kind = call.arguments.number(0, 1, 7)
    if len(call.arguments) == 1:
        return _show(call, kind)
    try:
        value = _setting(call, kind)
    except Refused:
        return _illegal(call)
    call.module.ftp.settings[kind] = value
    return _result(call, 0)


def _show(call: Call, kind: int) -> Outcome:
    value = call.module.ftp.settings[kind]
    personality = call.module.personality
    quoted = isinstance(value, str) and personality.qftpcfg_quotes_place
    line = f"+QFTPCFG{personality.colon('QFTPCFG')}" + (f'"{value}"' if quoted else str(value))
    return told(line) if personality.qftpcfg_query_ok else Outcome((line,), None)


def _setting(call: Call, kind: int) -> int | str:
    if kind in _SWITCHES:
        return call.arguments.number(1, 0, 1)
    if kind == 3:
        return call.arguments.number(1, 0, RESUME_MAX)
    place = call.arguments.string(1)
    if _PLACE.fullmatch(place) is None:
        raise call.arguments.refused()
    return place


def _user(call: Call) -> Outcome:
    call.module.ftp.user = _credential(call)
    return OK


def _password(call: Call) -> Outcome:
    call.module.ftp.password = _credential(call)
    return OK


def _credential(call: Call) -> str:
    call.arguments.expect(1, 1)
    text = call.arguments.string(0)
    if len(text) > CREDENTIAL_MAX:
        raise call.arguments.refused()
    return text


# --- session ---------------------------------------------------------------------------------------------------


def _open(call: Call) -> Outcome:
    call.arguments.expect(2, 2)
    host, port_text = call.arguments.string(0), call.arguments.text(1)  # the port may be quoted
    if not (port_text.isascii() and port_text.isdigit()):
        return ERROR
    if not host or not 1 <= int(port_text) <= 65535:
        return _illegal(call)
    if not call.module.bring_up_context():
        return _result(call, ErrorCode.NETWORK)
    port = int(port_text)
    if "open-result-before-ok" in call.module.defects:
        return Outcome(
            final=None, then=lambda: call.module.ftp.open(call.terminal, host, port, ok_after=True)
        )
    return _later(call, lambda ftp: ftp.open(call.terminal, host, port))


def _open_read(call: Call) -> Outcome:
    return told(f'+QFTPOPEN: "{call.module.ftp.host}",{call.module.ftp.port}')


def _status(call: Call) -> Outcome:
    state = call.module.ftp.state
    word = state.value
    if state is ServiceState.OPENED and "stat-word-wrong" in call.module.defects:
        word = "OPEN"
    return told(f"+QFTPSTAT{call.module.personality.colon('QFTPSTAT')}{word}")


def _length(call: Call) -> Outcome:
    return told(call.module.ftp.result_line("QFTPLEN", call.module.ftp.length))


def _in_session(call: Call, act: Callable[[FtpService], None]) -> Outcome:
    """OK and the job, or ERROR when no session is open."""
    return _later(call, act) if call.module.ftp.opened else ERROR


def _close(call: Call) -> Outcome:
    return _in_session(call, lambda ftp: ftp.close(call.terminal))


def _path(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    directory = call.arguments.string(0)
    if not 0 < len(directory) <= PATH_MAX:
        return _illegal(call) if call.module.ftp.opened else ERROR
    return _in_session(call, lambda ftp: ftp.path(call.terminal, directory))


def _on_server(work: Callable[[FtpClient, str], int | None]) -> Callable[[Call], Outcome]:
    """A command with one name that a job on the control connection carries out."""

    def handle(call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        name = call.arguments.string(0)
        if not name:
            return _illegal(call) if call.module.ftp.opened else ERROR
        return _in_session(
            call, lambda ftp: ftp.dialogue(call.terminal, call.name, lambda client: work(client, name))
        )

    return handle


def _rename(call: Call) -> Outcome:
    call.arguments.expect(2, 2)
    old, new = call.arguments.string(0), call.arguments.string(1)
    if not (old and new):
        return _illegal(call) if call.module.ftp.opened else ERROR
    return _in_session(
        call, lambda ftp: ftp.dialogue(call.terminal, call.name, lambda client: client.rename(old, new))
    )


# --- transfers -------------------------------------------------------------------------------------------------


def _local_name(call: Call, remote: str) -> str | None:
    """The local file as `RAM:x`, None for the UART; without a name in type 4 it is the remote one's."""
    match = _PLACE.fullmatch(str(call.module.ftp.settings[4]))
    if match is None or match[1] == "COM":
        return None
    return f"{match[1]}:{match[2] or remote.rpartition('/')[2]}"


def _put(call: Call) -> Outcome:
    arguments = call.arguments
    arguments.expect(1, 3)
    name, size, timeout_s = (
        arguments.string(0),
        arguments.integer(1, -1),
        arguments.integer(2, UPLOAD_TIMEOUT_S),
    )
    if not call.module.ftp.opened:
        return ERROR
    if not name or (arguments.has(1) and size < 0) or timeout_s < 1:
        return _illegal(call)
    local = _local_name(call, name)
    if local is None:
        wanted = size if arguments.has(1) else None
        return _later(call, lambda ftp: ftp.put(call.terminal, name, size=wanted, timeout_s=timeout_s))
    data = call.module.files.find(local)
    if data is None:
        return _result(call, ErrorCode.LOCAL_FILE_NOT_FOUND)
    return _later(call, lambda ftp: ftp.put_file(call.terminal, name, data))


def _get(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    name, size = call.arguments.string(0), call.arguments.integer(1, 0)
    if not call.module.ftp.opened:
        return ERROR
    if not name or size < 0:
        return _illegal(call)
    local = _local_name(call, name)
    if local is None:
        return _later(call, lambda ftp: ftp.get(call.terminal, name))
    return _later(call, lambda ftp: ftp.get_file(call.terminal, name, local))


COMMANDS: Mapping[str, Command] = {
    "+QFTPCFG": Command(write=_configure),
    "+QFTPUSER": Command(write=_user),
    "+QFTPPASS": Command(write=_password),
    "+QFTPOPEN": Command(write=_open, read=_open_read),
    "+QFTPCLOSE": Command(execute=_close),
    "+QFTPSTAT": Command(execute=_status),
    "+QFTPLEN": Command(execute=_length),
    "+QFTPPATH": Command(write=_path),
    "+QFTPSIZE": Command(write=_on_server(lambda client, name: client.size(name))),
    "+QFTPDELETE": Command(write=_on_server(lambda client, name: client.delete(name))),
    "+QFTPMKDIR": Command(write=_on_server(lambda client, name: client.make_directory(name))),
    "+QFTPRMDIR": Command(write=_on_server(lambda client, name: client.remove_directory(name))),
    "+QFTPRENAME": Command(write=_rename),
    "+QFTPPUT": Command(write=_put),
    "+QFTPGET": Command(write=_get),
}
