"""Switches of the dialogue with the server: letters of the verbs, steps of a path, order of command and connection."""

from __future__ import annotations

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.control import ControlConnection
from hil.emulator.ftp.data import PassiveOpening
from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.reply import ServerReply
from hil.emulator.network.link import Signal, TcpConnection
from hil.emulator.variants.model import ANY, Switch, replacing, unchanged


# clause: RFC 959 5.3
class VerbsInSmallLetters(ControlConnection):
    """the commands in small letters"""

    def _send(self, line: str, deadline: Deadline) -> None:
        verb, space, argument = line.partition(" ")
        super()._send(verb.lower() + space + argument, deadline)


# clause: note 4.2.2, RFC 959 4.1.1
class PathInSteps(FtpsClient):
    """CWD to the root, then to one directory after the other"""

    def command(
        self, verb: str, argument: str | None = None, *, kinds: tuple[int, ...] = (2,)
    ) -> ServerReply:
        """Change the directory step by step; a refusal ends it where it is."""
        steps = [step for step in (argument or "").split("/") if step]
        if verb != "CWD" or not steps:
            return super().command(verb, argument, kinds=kinds)
        if str(argument).startswith("/"):
            super().command(verb, "/", kinds=kinds)
        *directories, last = steps
        for step in directories:
            super().command(verb, step, kinds=kinds)
        return super().command(verb, last, kinds=kinds)


# clause: RFC 959 3.2, RFC 959 5.1
class DialsAfterCommand(PassiveOpening):
    """the connection to the server's port after the 1yz reply to the transfer command"""

    def __init__(self, control: ControlConnection, settings: ClientSettings, abort: Signal) -> None:
        host, port = self.address(control)
        self._address = (control.stream.peer_address if settings.ignore_passive_address else host, port)
        self._control, self._settings, self._abort = control, settings, abort
        self._dialled: TcpConnection | None = None

    def complete(self) -> TcpConnection:
        """Connect; after a failure the server's reply to the command is read."""
        try:
            self._dialled = TcpConnection.connect(
                self._address, self._abort, Deadline.after(self._settings.timeouts.connect_s)
            )
        except OSError as error:
            self._control.failure_reply()
            was_open = isinstance(
                error, ConnectionResetError
            )  # a refusal is RST in answer to SYN: ECONNREFUSED
            cause = Cause.DATA_CLOSED if was_open else Cause.DATA_REFUSED
            raise FtpFailure.of(cause, f"data connection: {error}") from error
        return self._dialled

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._dialled is not None:
            self._dialled.close()


SWITCHES = (
    Switch(
        "verb-letters",
        "RFC 959 5.3",
        "upper and lower case of a command are the same to a server",
        (ANY,),
        (unchanged("capital", "the commands in capital letters"), replacing("small", VerbsInSmallLetters)),
    ),
    Switch(
        "path-steps",
        "note 4.2.2 (silent), RFC 959 4.1.1",
        "the note does not say by how many commands a path is set; curl uses one for each directory",
        ("FTP CWD", "AT+QFTPPATH"),
        (unchanged("one", "one CWD"), replacing("each", PathInSteps)),
    ),
    Switch(
        "passive-dial",
        "RFC 959 3.2, RFC 959 5.1",
        "the server listens from its reply to PASV on, and waits for the connection",
        ("FTP PASV", "FTP EPSV", "FTP data", "AT+QFTPPUT", "AT+QFTPGET"),
        (
            unchanged("before", "the connection to the server's port before the transfer command"),
            replacing("after", DialsAfterCommand),
        ),
    ),
)
