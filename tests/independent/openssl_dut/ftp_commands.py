"""The AT+QFTP commands (note 2.2 and 4.2, facts 1.3)."""

from __future__ import annotations

from collections.abc import Callable

from .answers import OK, Answer, Refusal, lines
from .commands import Command, Form, Parameter
from .ftp_service import BUSY, ILLEGAL, FtpService
from .ftp_settings import HIGHEST, PLACE
from .module import Module

LONGEST_ACCOUNT, LONGEST_PATH = 30, 100  # facts 1.3
LARGEST_PUT = 10485760
PUT_TIMEOUT_S = 90


class FtpCommands:
    """Handlers that use one FTP service."""

    def __init__(self, module: Module, service: FtpService) -> None:
        self._module, self._service = module, service

    def handlers(self) -> dict[str, Callable[[Module, Command], Answer]]:
        """The table of commands."""
        return {
            "+QFTPCFG": self._configure,
            "+QFTPUSER": self._account("user"),
            "+QFTPPASS": self._account("password"),
            "+QFTPOPEN": self._open,
            "+QFTPCLOSE": self._close,
            "+QFTPSTAT": self._state,
            "+QFTPPATH": self._path,
            "+QFTPPUT": self._put,
            "+QFTPGET": self._get,
            "+QFTPSIZE": self._size,
            "+QFTPLEN": lambda module, command: lines(f"+QFTPLEN: {self._service.moved}"),
            "+QFTPDELETE": self._simple("DELE", 250),
            "+QFTPMKDIR": self._simple("MKD", 257),
            "+QFTPRMDIR": self._simple("RMD", 250),
            "+QFTPRENAME": self._rename,
        }

    def _refuse(self, name: str, code: int) -> Answer:
        """The two forms: at once, or OK and the result line."""
        if self._module.readings.refused_at_once:
            raise Refusal(code)
        return Answer(then=lambda: self._service.tell(name, code))

    def _checked(
        self, command: Command, low: int, high: int, start: Callable[[list[Parameter]], Callable[[], int]]
    ) -> Answer:
        """Start the job of a command with legal parameters."""
        if command.form is Form.TEST:
            return OK
        if command.form is not Form.WRITE:
            raise Refusal(ILLEGAL)
        try:
            job = start(command.parameters(low, high))
        except Refusal:
            return self._refuse(command.name, ILLEGAL)
        if self._service.busy:
            return self._refuse(command.name, BUSY)
        return Answer(then=lambda: self._service.start(command.name, job))

    def _needs_session(self, name: str) -> None:
        if self._service.session is None and not self._service.busy and self._module.readings.refused_at_once:
            raise Refusal(3)

    def _configure(self, module: Module, command: Command) -> Answer:
        if command.form is Form.TEST:
            return lines(f"+QFTPCFG{module.readings.colon}(1-7),<value>")
        if command.form is not Form.WRITE:
            raise Refusal
        try:
            found = command.parameters(1, 2)
            kind = found[0].number(1, 7)
            if len(found) == 1:
                return self._queried(kind)
            self._set(kind, found[1])
        except Refusal:
            if not module.readings.cfg_refusal_line:
                raise
            return Answer((f"+QFTPCFG{module.readings.colon}{ILLEGAL}",), None)
        return Answer(then=lambda: self._service.tell("+QFTPCFG", 0))

    def _queried(self, kind: int) -> Answer:
        readings, settings = self._module.readings, self._service.settings
        place = f'"{settings.place}"' if readings.quoted_settings else settings.place
        value = place if kind == 4 else str(settings.numbers[kind])
        return Answer((f"+QFTPCFG{readings.colon}{value}",), "OK" if readings.query_ok else None)

    def _set(self, kind: int, value: Parameter) -> None:
        if kind == 4:
            place = value.string(80)
            if PLACE.fullmatch(place) is None:
                raise Refusal
            self._service.settings.place = place
        else:
            self._service.settings.numbers[kind] = value.number(0, HIGHEST[kind])

    def _account(self, name: str) -> Callable[[Module, Command], Answer]:
        def handler(module: Module, command: Command) -> Answer:
            if command.form is Form.TEST:
                return OK
            if command.form is not Form.WRITE:
                raise Refusal(ILLEGAL)
            text = command.parameters(1, 1, code=ILLEGAL)[0].string(LONGEST_ACCOUNT, code=ILLEGAL)
            setattr(self._service.settings, name, text)
            return OK

        return handler

    def _open(self, module: Module, command: Command) -> Answer:
        if command.form is Form.READ:
            host, port = self._service.target
            return lines(f'+QFTPOPEN{module.readings.colon}"{host}",{port}')

        def start(found: list[Parameter]) -> Callable[[], int]:
            host = found[0].string(100)
            port = found[1].number(1, 65535, quoted_too=True)
            no_context = module.ssl.switches["ftps"] and module.ssl.switches["ftpsctxi"] < 0
            if not host or no_context:
                raise Refusal
            if not self._service.busy and self._service.session is None:
                self._service.target = (host, port)
            return self._service.open

        if self._service.session is not None and command.form is Form.WRITE:
            self._checked(command, 2, 2, start)  # what is illegal is told first
            return self._refuse(command.name, BUSY)
        return self._checked(command, 2, 2, start)

    def _close(self, module: Module, command: Command) -> Answer:
        if command.form is Form.TEST:
            return OK
        if command.form is not Form.EXECUTE:
            raise Refusal(ILLEGAL)
        if self._service.busy:
            return self._refuse(command.name, BUSY)
        if self._service.session is None:
            if module.readings.close_unopened is None:
                raise Refusal(3)
            return Answer(then=lambda: self._service.tell(command.name, 0))
        return Answer(then=lambda: self._service.start(command.name, self._service.close))

    def _state(self, module: Module, command: Command) -> Answer:
        return (
            OK
            if command.form is Form.TEST
            else lines(f"+QFTPSTAT{module.readings.colon}{self._service.state}")
        )

    def _path(self, module: Module, command: Command) -> Answer:
        if command.form is Form.READ:
            return lines(f'+QFTPPATH{module.readings.colon}"{self._service.path}"')
        self._needs_session(command.name)

        def start(found: list[Parameter]) -> Callable[[], int]:
            path = found[0].string(LONGEST_PATH)
            if not path:
                raise Refusal
            return lambda: self._change(path)

        return self._checked(command, 1, 1, start)

    def _change(self, path: str) -> int:
        result = self._service.simple(f"CWD {path}", 250, 200)
        self._service.path = path
        return result

    def _put(self, module: Module, command: Command) -> Answer:
        self._needs_session(command.name)

        def start(found: list[Parameter]) -> Callable[[], int]:
            name = _file_name(found[0])
            serial = self._service.settings.storage()[0] == "COM"
            size = found[1].number(int(serial), LARGEST_PUT) if len(found) > 1 else None
            timeout_s = found[2].number(1, 65535) if len(found) > 2 else PUT_TIMEOUT_S
            if serial:
                return lambda: self._service.put_serial(name, size, timeout_s)
            return lambda: self._service.put_local(name, size or 0)

        return self._checked(command, 1, 3, start)

    def _get(self, module: Module, command: Command) -> Answer:
        self._needs_session(command.name)

        def start(found: list[Parameter]) -> Callable[[], int]:
            name = _file_name(found[0])
            size = found[1].number(1, 4294967295) if len(found) > 1 else None
            return lambda: self._service.get(name, size)

        return self._checked(command, 1, 2, start)

    def _size(self, module: Module, command: Command) -> Answer:
        self._needs_session(command.name)

        def start(found: list[Parameter]) -> Callable[[], int]:
            name = _file_name(found[0])
            return lambda: self._service.size(name)

        return self._checked(command, 1, 1, start)

    def _simple(self, verb: str, *wanted: int) -> Callable[[Module, Command], Answer]:
        def handler(module: Module, command: Command) -> Answer:
            self._needs_session(command.name)

            def start(found: list[Parameter]) -> Callable[[], int]:
                name = _file_name(found[0])
                return lambda: self._service.simple(f"{verb} {name}", *wanted)

            return self._checked(command, 1, 1, start)

        return handler

    def _rename(self, module: Module, command: Command) -> Answer:
        self._needs_session(command.name)

        def start(found: list[Parameter]) -> Callable[[], int]:
            old, new = _file_name(found[0]), _file_name(found[1])

            def job() -> int:
                self._service.simple(f"RNFR {old}", 350)
                return self._service.simple(f"RNTO {new}", 250)

            return job

        return self._checked(command, 2, 2, start)


def _file_name(parameter: Parameter) -> str:
    name = parameter.string(LONGEST_PATH)
    if not name:
        raise Refusal
    return name
