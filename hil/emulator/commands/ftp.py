"""The FTP(S) commands (note 2.2 and 4.2; document [2]): OK first, the result line when the job is done.

A value out of its range is -10 in the result line, a malformed command or one
outside a session is ERROR.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.emulator.at.outcome import ERROR, OK, Call, Command, Outcome, Refused, told
from hil.emulator.commands import ftp_transfer
from hil.emulator.commands.ftp_reporting import (
    illegal,
    in_session,
    later,
    read,
    refuse_when_busy,
    result,
    tested,
)
from hil.emulator.commands.ftp_transfer import PLACE
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.service import ServiceState
from hil.spec.codes import ErrorCode

CREDENTIAL_MAX = 30  # characters, sibling series' API
PATH_MAX = 100
RESUME_MAX = 0x7FFFFFFF
_SWITCHES = frozenset({1, 2, 5, 6, 7})


# --- settings --------------------------------------------------------------------------------------------------


def _configure(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    kind = call.arguments.number(0, 1, 7)
    if len(call.arguments) == 1:
        return _show(call, kind)
    try:
        value = _setting(call, kind)
    except Refused:
        return illegal(call)
    call.module.ftp.configuration.settings[kind] = value
    if f"ftpcfg-{kind}-result-before-ok" in call.module.defects:
        return told("+QFTPCFG: 0")
    return result(call, 0)


def _show(call: Call, kind: int) -> Outcome:
    value = call.module.ftp.configuration.settings[kind]
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
    if PLACE.fullmatch(place) is None:
        raise call.arguments.refused()
    return place


def _user(call: Call) -> Outcome:
    call.module.ftp.configuration.user = _credential(call)
    return OK


def _password(call: Call) -> Outcome:
    call.module.ftp.configuration.password = _credential(call)
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
    refuse_when_busy(call)
    if not host or not 1 <= int(port_text) <= 65535:
        return illegal(call)
    if not call.module.packet_service.bring_up(call.terminal.channel):
        return result(call, ErrorCode.NETWORK)
    port = int(port_text)
    if "open-result-before-ok" in call.module.defects:
        return Outcome(final=None, then=lambda: call.module.ftp.open(call.terminal, host, port))
    return later(call, lambda ftp: ftp.open(call.terminal, host, port))


def _status(call: Call) -> Outcome:
    state = call.module.ftp.state
    word = state.value
    if state is ServiceState.OPENED and "stat-word-wrong" in call.module.defects:
        word = "OPEN"
    return told(f"+QFTPSTAT{call.module.personality.colon('QFTPSTAT')}{word}")


def _length(call: Call) -> Outcome:
    return told(call.module.ftp.result_line("QFTPLEN", call.module.ftp.length))


def _close(call: Call) -> Outcome:
    if not call.module.ftp.opened and call.module.personality.close_without_session == "+QFTPCLOSE":
        return result(call, 0)
    if "close-result-before-ok" in call.module.defects and call.module.ftp.opened:
        return Outcome(final=None, then=lambda: call.module.ftp.close(call.terminal))
    return in_session(call, lambda ftp: ftp.close(call.terminal))


def _path(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    directory = call.arguments.string(0)
    if not 0 < len(directory) <= PATH_MAX:
        return illegal(call) if call.module.ftp.opened else ERROR
    return in_session(call, lambda ftp: ftp.path(call.terminal, directory))


def _on_server(parameter: str, work: Callable[[FtpClient, str], int | None]) -> Command:
    """A command with one name that a job on the control connection carries out."""

    def handle(call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        name = call.arguments.string(0)
        if not name:
            return illegal(call) if call.module.ftp.opened else ERROR
        return in_session(
            call, lambda ftp: ftp.dialogue(call.terminal, call.name, lambda client: work(client, name))
        )

    return Command(write=handle, test=lambda call: tested(f'+{call.name}: "{parameter}"')(call))


def _rename(call: Call) -> Outcome:
    call.arguments.expect(2, 2)
    old, new = call.arguments.string(0), call.arguments.string(1)
    if not (old and new):
        return illegal(call) if call.module.ftp.opened else ERROR
    return in_session(
        call, lambda ftp: ftp.dialogue(call.terminal, call.name, lambda client: client.rename(old, new))
    )


COMMANDS: Mapping[str, Command] = {
    "+QFTPCFG": Command(write=_configure, test=tested("+QFTPCFG: (1-7),<value>")),
    "+QFTPUSER": Command(
        write=_user,
        read=read(lambda call: f'+QFTPUSER: "{call.module.ftp.configuration.user}"'),
        test=tested('+QFTPUSER: "USERNAME"'),
    ),
    "+QFTPPASS": Command(
        write=_password,
        read=read(lambda call: f'+QFTPPASS: "{"*" * len(call.module.ftp.configuration.password)}"'),
        test=tested('+QFTPPASS: "PASSWORD"'),
    ),
    "+QFTPOPEN": Command(
        write=_open,
        read=read(lambda call: f'+QFTPOPEN: "{call.module.ftp.host}",{call.module.ftp.port}'),
        test=tested('+QFTPOPEN: "HOSTNAME",(1-65535)'),
    ),
    "+QFTPCLOSE": Command(execute=_close, test=tested("+QFTPCLOSE")),
    "+QFTPSTAT": Command(execute=_status, test=tested("+QFTPSTAT")),
    "+QFTPLEN": Command(execute=_length, test=tested("+QFTPLEN")),
    "+QFTPPATH": Command(
        write=_path,
        read=read(lambda call: f'+QFTPPATH: "{call.module.ftp.directory}"'),
        test=tested('+QFTPPATH: "PATHNAME"'),
    ),
    "+QFTPSIZE": _on_server("FILENAME", lambda client, name: client.size(name)),
    "+QFTPDELETE": _on_server("FILENAME", lambda client, name: client.delete(name)),
    "+QFTPMKDIR": _on_server("DIRNAME", lambda client, name: client.make_directory(name)),
    "+QFTPRMDIR": _on_server("DIRNAME", lambda client, name: client.remove_directory(name)),
    "+QFTPRENAME": Command(write=_rename, test=tested('+QFTPRENAME: "OLDNAME","NEWNAME"')),
    **ftp_transfer.COMMANDS,
}
