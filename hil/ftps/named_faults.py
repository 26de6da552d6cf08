"""FTP faults by name, for `hil serve --fault NAME` and for other users of names.

Besides the table there are forms with parameters (`FORMS`), such as
`reply:RETR:550` and `stall:greeting`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.errors import UsageError, hint
from hil.ftps.faults import (
    Action,
    Alert,
    CloseNotify,
    Corrupt,
    Delay,
    Drip,
    EarlyCompletion,
    Fault,
    Fin,
    Point,
    RefuseData,
    Reply,
    Reset,
    Side,
    Silence,
    Stall,
    WrongAddress,
)
from hil.ftps.shaping import UNREACHABLE
from hil.spec.codes import ErrorCode

_RFC959 = "RFC 959"
_TABLE4 = "note, Table 4"
_TLS = "RFC 5246, 7.2.1"


@dataclass(frozen=True, slots=True)
class NamedFault:
    """One row; `clause` is the clause or code that it concerns."""

    name: str
    about: str
    clause: str
    faults: tuple[Fault, ...]


def _row(name: str, about: str, clause: str, *faults: Fault) -> NamedFault:
    return NamedFault(name, about, clause, faults)


def _reply(verb: str, code: int, text: str) -> NamedFault:
    clause = f"{_TABLE4}: -{code}" if -code in set(ErrorCode) else "note, Table 4 has no such code"
    fault = Fault(Point.REPLY, Reply(code, text), verb=verb)
    return _row(f"reply-{code}-{verb.lower()}", f"{verb} is answered by {code}", clause, fault)


_CLOSING = "Service not available, closing control connection."

_REPLIES = (
    _row("greeting-421", "421 instead of 220, then the end", f"{_TABLE4}: -421",
         Fault(Point.GREETING, Reply(421, _CLOSING, then=CloseNotify()))),
    _reply("AUTH", 502, "Command not implemented."),
    _reply("AUTH", 534, "Request denied for policy reasons."),
    _reply("USER", 332, "Need account for login."),
    _reply("PASS", 530, "Not logged in."),
    _reply("PBSZ", 503, "Bad sequence of commands."),
    _reply("PROT", 534, "Request denied for policy reasons."),
    _reply("CWD", 550, "No such directory."),
    _reply("TYPE", 500, "Syntax error, command unrecognized."),
    _reply("PASV", 502, "Command not implemented."),
    _reply("REST", 502, "Command not implemented."),
    _reply("STOR", 425, "Can't open data connection."),
    _reply("STOR", 452, "Insufficient storage space in system."),
    _reply("STOR", 553, "File name not allowed."),
    _reply("RETR", 425, "Can't open data connection."),
    _reply("RETR", 450, "File busy."),
    _reply("RETR", 550, "No such file."),
    _row("transfer-426", "the data connection ends after 100 bytes, and 426 says so", f"{_TABLE4}: -426",
         Fault(Point.DATA, CloseNotify(then=Reply(426, "Connection closed; transfer aborted.")), after=100)),
    _row("completion-451", "451 instead of 226", f"{_RFC959}, 5.4",
         Fault(Point.COMPLETION, Reply(451, "Local error in processing."))),
    _row("completion-552", "552 instead of 226", f"{_TABLE4}: -552",
         Fault(Point.COMPLETION, Reply(552, "Exceeded storage allocation."))),
    _row("idle-421", "421 when nothing has been asked, then the end", f"{_RFC959}, 4.2.2",
         Fault(Point.IDLE, Reply(421, _CLOSING, then=CloseNotify()))),
)  # fmt: skip

_FORMS_OF_REPLIES = (
    _row("multi-line-greeting", "a greeting of three lines, of which one looks like a code", f"{_RFC959}, 4.2",
         Fault(Point.GREETING, Reply(220, "Welcome.\n530 is a number of our street.\nReady."))),
    _row("malformed-reply-cwd", "CWD is answered by XYZ, without a code", f"{_RFC959}, 4.2",
         Fault(Point.REPLY, Reply(raw=b"XYZ\r\n"), verb="CWD")),
    _row("two-digit-reply-cwd", "CWD is answered by a code of two digits", f"{_RFC959}, 4.2",
         Fault(Point.REPLY, Reply(raw=b"25 Done.\r\n"), verb="CWD")),
    _row("endless-line-cwd", "CWD is answered by a line of 100 kB", f"{_RFC959}, 4.2",
         Fault(Point.REPLY, Reply(raw=b"250 " + b"x" * 100_000 + b"\r\n"), verb="CWD")),
    _row("unfinished-reply-cwd", "CWD is answered by the first lines of a reply whose last one never comes",
         f"{_RFC959}, 4.2", Fault(Point.REPLY, Reply(raw=b"250-Done.\r\nMore to come.\r\n"), verb="CWD")),
    _row("double-reply-cwd", "CWD is answered twice", f"{_RFC959}, 5.4",
         Fault(Point.REPLY, Reply(250, "Done.", copies=2), verb="CWD")),
    _row("late-reply-cwd", "CWD is answered 3 s late", f"{_TABLE4}: -9",
         Fault(Point.REPLY, Delay(3.0), verb="CWD")),
    _row("cut-greeting", "the greeting breaks off after 10 bytes, and the connection with it",
         f"{_RFC959}, 4.2", Fault(Point.CONTROL, Fin(), after=10)),
)  # fmt: skip

_SILENCES = (
    *(
        _row(f"stall-before-{what}", f"nothing comes instead of {due}", f"{_TABLE4}: -9", Fault(point, Stall(), verb=verb))
        for what, due, point, verb in (
            ("server-hello", "the ServerHello of the control connection", Point.HANDSHAKE, None),
            ("greeting", "220", Point.GREETING, None),
            ("reply-pass", "the reply to PASS", Point.REPLY, "PASS"),
            ("reply-cwd", "the reply to CWD", Point.REPLY, "CWD"),
            ("reply-pasv", "the reply to PASV", Point.REPLY, "PASV"),
            ("150", "150", Point.PRELIMINARY, None),
            ("data-server-hello", "the ServerHello of the data connection", Point.DATA_HANDSHAKE, None),
            ("226", "226", Point.COMPLETION, None),
        )
    ),
    _row("stall-mid-data", "after 100 bytes of data none is moved any more", f"{_TABLE4}: -9",
         Fault(Point.DATA, Stall(), after=100)),
    _row("missing-226", "226 is left out; later commands are answered", f"{_TABLE4}: -9",
         Fault(Point.COMPLETION, Silence())),
    _row("slow-drip", "a byte of data every 10 ms", f"{_TABLE4}: -9", Fault(Point.DATA, Drip())),
)  # fmt: skip

_ENDINGS = (
    *(
        _row(f"{name}-{what}", f"{how} {when}", clause, Fault(point, action, verb=verb, after=after))
        for name, how, clause, action in (
            ("fin", "FIN without close_notify", _TLS, Fin()),
            ("reset", "RST", f"{_TABLE4}: -6, -7", Reset()),
            ("close-notify", "close_notify and FIN", f"{_TABLE4}: -6, -7", CloseNotify()),
            ("alert", "alert internal_error and FIN", "RFC 5246, 7.2.2", Alert()),
        )
        for what, when, point, verb, after in (
            ("before-greeting", "instead of 220", Point.GREETING, None, 0),
            ("at-user", "instead of the reply to USER", Point.REPLY, "USER", 0),
            ("at-cwd", "instead of the reply to CWD", Point.REPLY, "CWD", 0),
            ("mid-data", "on the data connection after 100 bytes, and nothing is said", Point.DATA, None, 100),
            ("before-226", "on the control connection instead of 226", Point.COMPLETION, None, 0),
            ("when-idle", "on the control connection when nothing goes on", Point.IDLE, None, 0),
        )
    ),
    _row("reset-before-server-hello", "RST instead of the ServerHello", f"{_TABLE4}: -5",
         Fault(Point.HANDSHAKE, Reset())),
    _row("reset-both-mid-data", "RST on both connections after 100 bytes of data", f"{_TABLE4}: -6, -7",
         Fault(Point.DATA, Reset(side=Side.BOTH), after=100)),
)  # fmt: skip

_DATA = (
    _row("wrong-227-host", f"227 names {UNREACHABLE}, where nobody is", f"{_RFC959}, 4.1.2",
         Fault(Point.REPLY, WrongAddress(host=UNREACHABLE), verb="PASV")),
    _row("wrong-227-port", "227 names port 1", f"{_RFC959}, 4.1.2",
         Fault(Point.REPLY, WrongAddress(port=1), verb="PASV")),
    _row("wrong-229-port", "229 names port 1", "RFC 2428, 3",
         Fault(Point.REPLY, WrongAddress(port=1), verb="EPSV")),
    _row("refuse-data-pasv", "the port of the 227 reply refuses", f"{_TABLE4}: -5, -425",
         Fault(Point.REPLY, RefuseData(), verb="PASV")),
    _row("refuse-data-port", "PORT is accepted, and the server never connects", f"{_TABLE4}: -5, -425",
         Fault(Point.REPLY, RefuseData(), verb="PORT")),
    _row("early-226", "226 after 100 bytes, while the others still go", f"{_RFC959}, 5.4",
         Fault(Point.DATA, EarlyCompletion(), after=100)),
    _row("truncated-data", "the data end in good order after 100 bytes, and 226 says that all is well",
         "RFC 4217, 12.5", Fault(Point.DATA, CloseNotify(then=Reply(226, "Transfer complete.")), after=100)),
    _row("truncated-data-without-close-notify", "the same without close_notify, as an attacker can do it",
         "RFC 4217, 12.5", Fault(Point.DATA, Fin(then=Reply(226, "Transfer complete.")), after=100)),
    _row("corrupted-data", "the byte after 100 others is another one", f"{_RFC959}, 3.5",
         Fault(Point.DATA, Corrupt(), after=100)),
)  # fmt: skip

SUBJECTS: Mapping[str, tuple[NamedFault, ...]] = MappingProxyType(
    {
        "Replies that say no": _REPLIES,
        "Replies in other forms": _FORMS_OF_REPLIES,
        "Silence": _SILENCES,
        "Endings": _ENDINGS,
        "Data": _DATA,
    }
)
"""The rows by subject, in the order in which they are listed."""

NAMED_FTP_FAULTS: Mapping[str, NamedFault] = MappingProxyType(
    {row.name: row for rows in SUBJECTS.values() for row in rows}
)
"""Every row by its name."""

COLUMNS = ("fault", "what goes wrong", "clause")

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "reply:VERB:CODE": "the next command of that verb gets that reply and is not carried out",
        "stall:POINT": "nothing more is sent from there on",
        "silence:POINT": "the normal reply there is left out",
        "delay:POINT:SECONDS": "the normal reply there is late",
        "fin:POINT": "FIN without close_notify there",
        "reset:POINT": "RST there",
        "close-notify:POINT": "close_notify and FIN there",
        "alert:POINT": "alert internal_error and FIN there",
    }
)
"""Forms with parameters, and what they do."""

FORMS_NOTE = (
    "a POINT is handshake, greeting, a verb such as RETR, preliminary, data-handshake, data@BYTES, "
    "completion, control@BYTES or idle"
)
"""What goes for POINT in a form."""

_ACTIONS: Mapping[str, Callable[[], Action]] = MappingProxyType(
    {
        "stall": Stall,
        "silence": Silence,
        "fin": Fin,
        "reset": Reset,
        "close-notify": CloseNotify,
        "alert": Alert,
    }
)


def describe() -> tuple[tuple[str, str, str], ...]:
    """One row for each named fault, in the order of `COLUMNS`."""
    return tuple((row.name, row.about, row.clause) for row in NAMED_FTP_FAULTS.values())


def ftp_faults(text: str) -> tuple[Fault, ...]:
    """The faults of a name or of a form with parameters; raises `UsageError`, naming the nearest match."""
    if text in NAMED_FTP_FAULTS:
        return NAMED_FTP_FAULTS[text].faults
    kind, *arguments = text.split(":")
    match kind, arguments:
        case "reply", [verb, code] if len(code) == 3 and code.isascii() and code.isdigit():
            return (Fault(Point.REPLY, Reply(int(code)), verb=_verb(verb)),)
        case "delay", [point, seconds]:
            return (_at(point, Delay(_seconds(seconds))),)
        case _, [point] if kind in _ACTIONS:
            return (_at(point, _ACTIONS[kind]()),)
    if ":" in text:
        raise UsageError(f"no form of a fault fits {text!r}; there are {', '.join(FORMS)}")
    near = hint(text, NAMED_FTP_FAULTS, otherwise="hil serve --list-faults names all")
    raise UsageError(f"no FTP fault is called {text!r}{near}")


_POINTS: Mapping[str, Point] = MappingProxyType({point.value: point for point in Point})


def _at(text: str, action: Action) -> Fault:
    name, at, count = text.partition("@")
    point = _POINTS.get(name)
    if point in {Point.DATA, Point.CONTROL} and count.isascii() and count.isdigit():
        return Fault(point, action, after=int(count))
    if point in {None, Point.REPLY} and not at:
        return Fault(Point.REPLY, action, verb=_verb(name))
    if point is None or at or point in {Point.DATA, Point.CONTROL}:
        raise UsageError(f"no point of a session is called {text!r}; {FORMS_NOTE}")
    return Fault(point, action)


def _verb(text: str) -> str:
    if not (text.isascii() and text.isalpha() and text.isupper() and 3 <= len(text) <= 4):
        raise UsageError(f"{text!r} is no FTP command in capital letters; {FORMS_NOTE}")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= 3600.0:
        raise UsageError(f"a delay is a number of seconds from 0 to 3600, not {text!r}")
    return seconds
