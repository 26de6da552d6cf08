"""The FTP(S) commands (note 2.2 and 4.2; document [2]): OK first, the result line when the job is done.

A value out of its range gives -10 in the result line; a malformed command, or one
outside a session, gives ERROR.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.emulator.at.command import Call, Command
from hil.emulator.at.outcome import ERROR, OK, CommandRefused, Outcome, answer
from hil.emulator.commands.ftp_answers import FtpAnswers
from hil.emulator.commands.ftp_transfer import PLACE
from hil.emulator.device.personality import Personality
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.service import FtpService
from hil.emulator.network.packet_service import PacketService
from hil.spec.codes import ErrorCode
from hil.spec.ftp import (
    CREDENTIAL_MAX,
    FTP_SWITCHES,
    PATH_MAX,
    PORTS,
    RESUMING_POINT_MAX,
    FtpSetting,
    ServiceState,
)


# clause: note 1.2, note 4.2
# requirements: PROC-12
class FtpCommands:
    """The commands of the settings, the session, and the files on the server."""

    credential_max, path_max = CREDENTIAL_MAX, PATH_MAX

    def __init__(
        self,
        *,
        service: FtpService,
        answers: FtpAnswers,
        packet_service: PacketService,
        personality: Personality,
    ) -> None:
        self._service, self._answers = service, answers
        self._packet_service, self._personality = packet_service, personality

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        test, read, service = self._answers.test, self._answers.read, self._service
        return {
            "+QFTPCFG": Command(
                write=self._configure, test=test(f"+QFTPCFG: ({min(FtpSetting)}-{max(FtpSetting)}),<value>")
            ),
            "+QFTPUSER": Command(
                write=self._user,
                read=read(lambda: f'+QFTPUSER: "{service.configuration.user}"'),
                test=test('+QFTPUSER: "USERNAME"'),
            ),
            "+QFTPPASS": Command(
                write=self._password,
                read=read(lambda: f'+QFTPPASS: "{"*" * len(service.configuration.password)}"'),
                test=test('+QFTPPASS: "PASSWORD"'),
            ),
            "+QFTPOPEN": Command(
                write=self._open,
                read=read(lambda: f'+QFTPOPEN: "{service.host}",{service.port}'),
                test=test(f'+QFTPOPEN: "HOSTNAME",({PORTS[0]}-{PORTS[-1]})'),
            ),
            "+QFTPCLOSE": Command(execute=self._close, test=test("+QFTPCLOSE")),
            "+QFTPSTAT": Command(execute=self._status, test=test("+QFTPSTAT")),
            "+QFTPLEN": Command(execute=self._length, test=test("+QFTPLEN")),
            "+QFTPPATH": Command(
                write=self._path,
                read=read(lambda: f'+QFTPPATH: "{service.directory}"'),
                test=test('+QFTPPATH: "PATHNAME"'),
            ),
            "+QFTPSIZE": self._on_server("+QFTPSIZE", "FILENAME", lambda client, name: client.size(name)),
            "+QFTPDELETE": self._on_server(
                "+QFTPDELETE", "FILENAME", lambda client, name: client.delete(name)
            ),
            "+QFTPMKDIR": self._on_server(
                "+QFTPMKDIR", "DIRNAME", lambda client, name: client.make_directory(name)
            ),
            "+QFTPRMDIR": self._on_server(
                "+QFTPRMDIR", "DIRNAME", lambda client, name: client.remove_directory(name)
            ),
            "+QFTPRENAME": Command(write=self._rename, test=test('+QFTPRENAME: "OLDNAME","NEWNAME"')),
        }

    # --- settings --------------------------------------------------------------------------------------------

    # clause: note 2.2, doc [2] AT+QFTPCFG
    # requirements: FTPCFG-01, FTPCFG-03, FTPCFG-T1-01, FTPCFG-T2-01, FTPCFG-T3-01, FTPCFG-T4-01, FTPCFG-T5-01
    # requirements: FTPCFG-T6-01, FTPCFG-T7-01, FTPCFG-T7-07, FTPCFG-04, FTPCFG-05, FTPCFG-06, FTPCFG-07
    # requirements: FTPCFG-10, SYN-10
    def _configure(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        kind = call.arguments.number(0, min(FtpSetting), max(FtpSetting))
        if len(call.arguments) == 1:
            return self._show(kind)
        try:
            value = _setting(call, kind)
        except CommandRefused:
            return self._answers.illegal(call)
        self._service.configuration.settings[kind] = value
        return self.confirm(call, kind)

    # clause: note 2.2
    # requirements: FTPCFG-01
    def confirm(self, call: Call, _kind: int) -> Outcome:
        """The response after a value of that type was set: OK, then the result line."""
        return self._answers.result(call, 0)

    # clause: note 2.2, note 5.2
    # requirements: FTPCFG-02, FTPCFG-T1-02, FTPCFG-T2-02, FTPCFG-T3-02, FTPCFG-T4-02, FTPCFG-T5-02
    # requirements: FTPCFG-T6-02, FTPCFG-T7-02, FTPSERR-01
    def _show(self, kind: int) -> Outcome:
        value, personality = self._service.configuration.settings[kind], self._personality
        quoted = isinstance(value, str) and personality.qftpcfg_quotes_place
        line = f"+QFTPCFG{personality.colon('QFTPCFG')}" + (f'"{value}"' if quoted else str(value))
        return self.query_response(line)

    # clause: note 2.2
    # requirements: FTPCFG-02
    def query_response(self, line: str) -> Outcome:
        """The response with the value of a type: the line, then OK."""
        return answer(line)

    # clause: note 4.2.1, note 4.2.4, doc [2] AT+QFTPUSER
    # requirements: EX421-15, EX424-02
    def _user(self, call: Call) -> Outcome:
        self._service.configuration.user = self._credential(call)
        return OK

    # clause: note 4.2.1, note 4.2.4, doc [2] AT+QFTPPASS
    # requirements: EX421-16, EX424-03
    def _password(self, call: Call) -> Outcome:
        self._service.configuration.password = self._credential(call)
        return OK

    def _credential(self, call: Call) -> str:
        call.arguments.expect(1, 1)
        text = call.arguments.string(0)
        if len(text) > self.credential_max:
            raise call.arguments.refused()
        return text

    # --- session ---------------------------------------------------------------------------------------------

    # clause: note 4.2.1, note 4.2.4, note Table 4, doc [2] AT+QFTPOPEN
    # requirements: ERR-LOCAL-05, ERR-LOCAL-10, EX421-17, EX424-04
    def _open(self, call: Call) -> Outcome:
        call.arguments.expect(2, 2)
        host, port_text = call.arguments.string(0), call.arguments.text(1)  # the port may be quoted
        if not (port_text.isascii() and port_text.isdigit()):
            return ERROR
        self._answers.refuse_when_busy()
        if not host or int(port_text) not in PORTS:
            return self._answers.illegal(call)
        if not self._packet_service.bring_up(call.terminal.channel):
            return self._answers.result(call, ErrorCode.NETWORK)
        return self.open_session(call, host, int(port_text))

    # clause: note 4.2.1
    # requirements: EX421-17, EX421-22
    def open_session(self, call: Call, host: str, port: int) -> Outcome:
        """OK; the result line follows when the session is open."""
        return self._answers.later(lambda: self._service.open(call.terminal, host, port))

    # clause: note 4.2.1, doc [2] AT+QFTPSTAT
    # requirements: EX421-18, EX421-24
    def _status(self, _call: Call) -> Outcome:
        colon = self._personality.colon("QFTPSTAT")
        return answer(f"+QFTPSTAT{colon}{self.state_word(self._service.state)}")

    # clause: note 4.2.1
    # requirements: EX421-18, EX421-24, EX421-25
    def state_word(self, state: ServiceState) -> str:
        """The word for a state."""
        return state.value

    # clause: doc [2] AT+QFTPLEN
    def _length(self, _call: Call) -> Outcome:
        return answer(self._service.result_line("QFTPLEN", self._service.length))

    # clause: note 4.2.1, doc [2] AT+QFTPCLOSE
    # requirements: EX421-19
    def _close(self, call: Call) -> Outcome:
        return self.close_session(call) if self._service.opened else self.close_without_session(call)

    # clause: doc [2] AT+QFTPCLOSE
    def close_without_session(self, call: Call) -> Outcome:
        """The response of AT+QFTPCLOSE when no session is open."""
        return self.close_session(call)

    # clause: note 4.2.1
    # requirements: EX421-19, EX421-23
    def close_session(self, call: Call) -> Outcome:
        """OK; the result line follows when the session has ended."""
        return self._answers.in_session(call, lambda: self._service.close(call.terminal))

    # --- files on the server ---------------------------------------------------------------------------------

    # clause: note 4.2.2, note 4.2.3, doc [2] AT+QFTPPATH
    # requirements: EX422-01, EX423-01
    def _path(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        directory = call.arguments.string(0)
        if not 0 < len(directory) <= self.path_max:
            return self._answers.illegal_in_session(call)
        return self._answers.in_session(call, lambda: self._service.path(call.terminal, directory))

    def _on_server(
        self, command: str, parameter: str, work: Callable[[FtpClient, str], int | None]
    ) -> Command:
        """A command with one name that a job on the control connection carries out."""

        def handle(call: Call) -> Outcome:
            call.arguments.expect(1, 1)
            name = call.arguments.string(0)
            if not name:
                return self._answers.illegal_in_session(call)
            return self._dialogue(call, lambda client: work(client, name))

        return Command(write=handle, test=self._answers.test(f'{command}: "{parameter}"'))

    def _rename(self, call: Call) -> Outcome:
        call.arguments.expect(2, 2)
        old, new = call.arguments.string(0), call.arguments.string(1)
        if not (old and new):
            return self._answers.illegal_in_session(call)
        return self._dialogue(call, lambda client: client.rename(old, new))

    def _dialogue(self, call: Call, work: Callable[[FtpClient], int | None]) -> Outcome:
        return self._answers.in_session(call, lambda: self._service.dialogue(call.terminal, call.name, work))


# clause: note 2.2
# requirements: FTPCFG-T7-05, FTPCFG-T7-06
def _setting(call: Call, kind: int) -> int | str:
    if kind in FTP_SWITCHES:
        return call.arguments.number(1, 0, 1)
    if kind == FtpSetting.RESUMING_POINT:
        return call.arguments.number(1, 0, RESUMING_POINT_MAX)
    place = call.arguments.string(1)
    if PLACE.fullmatch(place) is None:
        raise call.arguments.refused()
    return place
