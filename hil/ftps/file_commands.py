"""The commands about files: their names as octets, listings as clients ask for them (RFC 959, 4.1.3; RFC 3659)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.handlers.ftp.producers import BufferedIteratorProducer
from pyftpdlib.utils import strerror

from hil.ftps.file_system import ConfinedFileSystem, Followed
from hil.ftps.listing import Request, from_home
from hil.ftps.listing_lines import Files, lines, long_lines, paths
from hil.ftps.names import in_reply, printable, text_of

_LISTINGS = frozenset({"LIST", "NLST", "STAT"})
_OF_FILES = frozenset({"STOR", "APPE", "RETR", "SIZE", "MDTM", "DELE"})
_OF_FOLDERS = frozenset({"CWD", "XCWD", "MKD", "XMKD", "RMD", "XRMD", "MLSD", "MLST"})
WITH_PATH = _LISTINGS | _OF_FILES | _OF_FOLDERS | {"RNFR", "RNTO", "MFMT"}
"""The commands whose argument is the name of a file or folder."""
_CHANGES_OF_FOLDER = frozenset({"CWD", "XCWD"})
_NO_NAMES = frozenset({"", ".", ".."})
STATUS_LINES = 1000
"""Entries that STAT lists at most: the control connection is not for more."""

MORE_COMMANDS = {
    "CLNT": {
        "perm": None,
        "auth": False,
        "arg": True,
        "help": "Syntax: CLNT <SP> name (name of the client).",
    },
    "HOST": {
        "perm": None,
        "auth": False,
        "arg": True,
        "help": "Syntax: HOST <SP> name (RFC 7151; one host only).",
    },
}
"""Commands that clients send and pyftpdlib does not know."""


class FileCommands(FTPHandler):  # type: ignore[misc]  # pyftpdlib has no types
    """The part of a control connection that deals with files."""

    fs: ConfinedFileSystem
    abstracted_fs = ConfinedFileSystem
    unicode_errors = "surrogateescape"

    def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
        """As in pyftpdlib; what a listing is asked for is read here, and what cannot be the name of a file is refused."""
        refusal = self._refusal(cmd, arg) if self.authenticated else None
        if refusal is not None:
            self._restart_position = 0
            self.respond(f"550 {refusal}.")
        elif self.authenticated and cmd in _LISTINGS and (arg or cmd != "STAT"):
            self.process_command(cmd, arg)
        elif self.authenticated and cmd in _CHANGES_OF_FOLDER:
            super().pre_process_command(line, cmd, from_home(arg, self.fs))
        else:
            super().pre_process_command(line, cmd, arg)

    def _refusal(self, cmd: str, arg: str) -> str | None:
        """Why the argument cannot be what the command is about."""
        if cmd in WITH_PATH and "\0" in arg:
            return "A name has no NUL"
        if arg.rpartition("/")[2] not in _NO_NAMES or not arg:
            return None
        if cmd in _OF_FILES or (cmd == "RNFR" and not self.fs.isdir(self.fs.ftpnorm(arg))):
            return "That is the name of a folder"
        if cmd == "RNTO" and self._rnfr and not self.fs.isdir(self._rnfr):
            return "That is the name of a folder"
        return None

    def respond(self, resp: str, *args: Any, **kwargs: Any) -> None:
        """As in pyftpdlib; where a name is not for the client, it stands as people can read it."""
        super().respond(resp if resp.startswith("257 ") else _shown(resp), *args, **kwargs)

    # Names

    def ftp_PWD(self, _: str) -> None:  # noqa: N802 - pyftpdlib finds it by name
        """PWD (RFC 959, 4.1.3)."""
        self.respond(f'257 "{in_reply(self.fs.cwd)}" is the current directory.')

    def ftp_MKD(self, path: str) -> None:  # noqa: N802
        """MKD (RFC 959, 4.1.3)."""
        self._change(lambda: self.fs.mkdir(path), f'257 "{in_reply(path)}" directory created.')

    def ftp_CWD(self, path: str) -> None:  # noqa: N802
        """CWD (RFC 959, 4.1.1)."""
        self._change(lambda: self.fs.chdir(path), f'250 "{path}" is the current directory.')

    def ftp_RNFR(self, path: str) -> None:  # noqa: N802
        """RNFR (RFC 959, 4.1.3)."""
        is_there = self._change(lambda: self.fs.require_renamable(path), "350 Ready for destination name.")
        self._rnfr = path if is_there else None

    def _change(self, act: Callable[[], object], reply: str) -> bool:
        try:
            act()
        except (OSError, FilesystemError) as error:
            self.respond(f"550 {strerror(error)}.")
            return False
        self.respond(reply)
        return True

    # Listings

    def ftp_LIST(self, argument: str) -> None:  # noqa: N802
        """LIST with options, a path or a pattern."""
        self._list(argument, "LIST", lines)

    def ftp_NLST(self, argument: str) -> None:  # noqa: N802
        """NLST with options, a path or a pattern; with -l it lists as LIST does."""
        self._list(argument, "NLST", paths)

    def _list(self, argument: str, cmd: str, form: Callable[[Request, Files], Iterator[bytes]]) -> None:
        try:
            request = Request.of(argument, self.fs)
            listed = form(request, self._files_for(request))
        except (OSError, FilesystemError) as error:
            self.respond(f"550 {strerror(error)}.")
            return
        self.push_dtp_data(BufferedIteratorProducer(listed), isproducer=True, cmd=cmd)

    def _files_for(self, request: Request) -> ConfinedFileSystem:
        if "L" not in request.options:
            return self.fs
        followed = Followed(self.fs.root, self)
        followed.cwd = self.fs.cwd
        return followed

    def ftp_STAT(self, argument: str) -> None:  # noqa: N802
        """STAT; with an argument it lists on the control connection, `STATUS_LINES` entries at most."""
        if not argument:
            super().ftp_STAT("")
            return
        try:
            request = Request.of(argument, self.fs)
            listed = list(islice(long_lines(request, self._files_for(request)), STATUS_LINES + 1))
        except (OSError, FilesystemError) as error:
            self.respond(f"550 {strerror(error)}.")
            return
        if len(listed) > STATUS_LINES:
            self.respond(f"450 More than {STATUS_LINES} entries; use LIST.")
            return
        self.push(f'213-Status of "{_shown(argument)}":\r\n')
        for line in listed:
            self.push(f"{_shown(text_of(line[:-2]))}\r\n")
        self.respond("213 End of status.")

    def ftp_MLSD(self, path: str) -> None:  # noqa: N802
        """MLSD (RFC 3659, 7); pyftpdlib answers 501 for what is no folder, and would do so for what is not there."""
        try:
            self.fs.stat(path)
        except (OSError, FilesystemError) as error:
            self.respond(f"550 {strerror(error)}.")
        else:
            super().ftp_MLSD(path)

    def ftp_MLST(self, path: str) -> None:  # noqa: N802
        """MLST (RFC 3659, 7); the path in it is a whole one."""
        perms = self.authorizer.get_perms(self.username)
        folder, _, name = path.rpartition("/")
        try:
            (line,) = self.fs.format_mlsx(folder or "/", [name], perms, self._current_facts, ignore_err=False)
        except (OSError, FilesystemError) as error:
            self.respond(f"550 {strerror(error)}.")
            return
        facts = text_of(line).partition(" ")[0]
        self.push(f'250-Listing "{_shown(path)}":\r\n')
        self.push(f" {facts} {path}".replace("\r", "\r\0") + "\r\n")
        self.respond("250 End MLST.")

    # What clients say beside

    def ftp_TYPE(self, line: str) -> None:  # noqa: N802
        """As in pyftpdlib; `A N` is `A` (RFC 959, 3.1.1.5.1)."""
        super().ftp_TYPE("A" if line.upper() == "A N" else line)

    def ftp_CLNT(self, _: str) -> None:  # noqa: N802
        """CLNT: the name of the client, which changes nothing."""
        self.respond("200 Noted.")

    def ftp_HOST(self, _: str) -> None:  # noqa: N802
        """HOST (RFC 7151): any name is that of this server, before the login."""
        self.respond("503 HOST comes before the login." if self.authenticated else "220 Host accepted.")


def _shown(text: str) -> str:
    """A text on the control connection: one line, whatever names are in it."""
    return text if text.isprintable() else printable(text)
