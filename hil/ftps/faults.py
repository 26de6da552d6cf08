"""The faults of the FTP side of a server: point, action and number of times; all frozen.

`Fault(Point.REPLY, Reply(550), verb="RETR")` goes into `ServerProfile.ftp`.  Each
control connection follows a `FaultPlan` of its own; faults that fired are listed in
`Session.fired`.  Nothing here touches a socket: `hil.ftps.dialogue` and
`hil.ftps.transfer` carry it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from hil.errors import UsageError

TRANSFERS = frozenset({"STOR", "APPE", "RETR", "LIST", "NLST", "MLSD"})
_PASSIVE, _ACTIVE = frozenset({"PASV", "EPSV"}), frozenset({"PORT", "EPRT"})
OTHER_FORMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "PASV": frozenset({"EPSV"}),  # RFC 2428, 3
        "PORT": frozenset({"EPRT"}),  # RFC 2428, 2
        "CWD": frozenset({"XCWD"}),  # RFC 1123, 4.1.3.1
        "CDUP": frozenset({"XCUP"}),
        "PWD": frozenset({"XPWD"}),
        "MKD": frozenset({"XMKD"}),
        "RMD": frozenset({"XRMD"}),
    }
)
"""The commands that a client may send in place of one of RFC 959: a fault at that one waits for them, too."""


class Point(Enum):
    """A place in a session where the server asks its plan what to do; the value is its name for users."""

    HANDSHAKE = "handshake"
    """The ClientHello of the control connection has come, the ServerHello is due."""
    GREETING = "greeting"
    """220 is due."""
    REPLY = "reply"
    """A command has come and has not been carried out: `Fault.verb`, or any."""
    PRELIMINARY = "preliminary"
    """150 is due: a transfer command (`Fault.verb`, or any) has come and has not been carried out."""
    DATA_HANDSHAKE = "data-handshake"
    """The ClientHello of a data connection has come, the ServerHello is due."""
    DATA = "data"
    """`Fault.after` bytes of one data connection have gone by, either way."""
    COMPLETION = "completion"
    """226 is due: the data are through."""
    CONTROL = "control"
    """`Fault.after` bytes of replies have gone out on the control connection."""
    IDLE = "idle"
    """Nothing came for `Fault.quiet_s` after the reply to `Fault.verb`, or after any reply since the login."""


class Side(Enum):
    """The connections that an ending applies to."""

    CONTROL = "control"
    DATA = "data"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Ending:
    """The server ends a connection; `side=None` is the connection of the point.

    After the end of a data connection the server sends `then` on the control
    connection, or nothing.
    """

    side: Side | None = None
    then: Reply | None = None


class Fin(Ending):
    """FIN, without close_notify where TLS is in use (RFC 5246, 7.2.1 demands one)."""

    __slots__ = ()


class Reset(Ending):
    """RST."""

    __slots__ = ()


class CloseNotify(Ending):
    """The correct end: close_notify where TLS is in use, then FIN."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Alert(Ending):
    """A TLS alert, then FIN; only the FIN on a connection in clear."""

    description: int = 80  # internal_error
    level: int = 2  # fatal


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in place of the normal one; at points without a reply, an additional one.  The command is not carried out.

    `text` may have several lines (RFC 959, 4.2); `raw` is sent as it is,
    in place of code and text.  With `copies=2` it is sent twice; with `then` the
    control connection ends after it.
    """

    code: int = 0
    text: str = "Said by the fault plan."
    raw: bytes | None = None
    copies: int = 1
    delay_s: float = 0.0
    then: Ending | None = None

    @property
    def octets(self) -> bytes:
        """The bytes of one copy."""
        if self.raw is not None:
            return self.raw
        *first, last = self.text.split("\n")
        lines = [f"{self.code}-{line}" for line in first] + [f"{self.code} {last}"]
        return "".join(f"{line}\r\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class Silence:
    """The reply is left out; the session goes on."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The normal reaction is late by so many seconds of real time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Stall:
    """The server sends nothing more on that connection until the peer ends it or the server closes."""


@dataclass(frozen=True, slots=True)
class WrongAddress:
    """227 and 229 name another port, and 227 another host; None keeps the correct value."""

    host: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True)
class RefuseData:
    """The port of the 227 or 229 reply refuses connections; after PORT or EPRT, which get 200, the server never connects."""


@dataclass(frozen=True, slots=True)
class EarlyCompletion:
    """226 is sent during the transfer; no second one follows."""


@dataclass(frozen=True, slots=True)
class Corrupt:
    """The byte at that place is changed, in the download or in the stored file."""

    mask: int = 0x01


@dataclass(frozen=True, slots=True)
class Drip:
    """From that place on `size` bytes are sent every `every_s` seconds of real time."""

    size: int = 1
    every_s: float = 0.01


@dataclass(frozen=True, slots=True)
class Inject:
    """The normal reply between other bytes, in one write; the command is carried out.

    Behind the 234 to AUTH they are in clear, and no part of what TLS protects.
    """

    before: bytes = b""
    after: bytes = b""


@dataclass(frozen=True, slots=True)
class Split:
    """The normal reply in two parts: `head`, with which it has to begin, and so many seconds later the rest."""

    head: bytes
    seconds: float


Action = (
    Reply
    | Silence
    | Delay
    | Stall
    | Ending
    | WrongAddress
    | RefuseData
    | EarlyCompletion
    | Corrupt
    | Drip
    | Inject
    | Split
)

_SPOKEN = (Reply, Silence, Delay, Stall, Ending)
ALLOWED: Mapping[Point, tuple[type, ...]] = MappingProxyType(
    {
        Point.HANDSHAKE: (Delay, Stall, Ending),
        Point.GREETING: _SPOKEN,
        Point.REPLY: (*_SPOKEN, WrongAddress, RefuseData, Inject, Split),
        Point.PRELIMINARY: _SPOKEN,
        Point.DATA_HANDSHAKE: (Delay, Stall, Ending),
        Point.DATA: (Reply, Stall, Ending, EarlyCompletion, Corrupt, Drip),
        Point.COMPLETION: _SPOKEN,
        Point.CONTROL: (Stall, Ending),
        Point.IDLE: (Reply, Stall, Ending),
    }
)
"""What can happen where; `Ending` stands for all of its kinds."""
_WITH_VERB = frozenset({Point.REPLY, Point.PRELIMINARY, Point.COMPLETION, Point.DATA, Point.IDLE})
_WITH_BYTES = frozenset({Point.DATA, Point.CONTROL})
_ON_DATA = frozenset({Point.DATA, Point.DATA_HANDSHAKE})


@dataclass(frozen=True, slots=True)
class Fault:
    """An action at a point, for the first `times` times that a session reaches it; None is every time.

    A verb of RFC 959 stands for the step of the session: `PASV` is EPSV as well, if the
    client sends that (`OTHER_FORMS`), unless the plan has a fault for EPSV, too.  A verb of an
    extension stands for itself.
    Raises `UsageError` for a combination that cannot occur.
    """

    point: Point
    action: Action
    verb: str | None = None
    after: int = 0
    quiet_s: float = 0.25
    times: int | None = 1

    def __post_init__(self) -> None:
        for holds, rule in (
            (isinstance(self.action, ALLOWED[self.point]), f"{self._action} cannot happen at it"),
            (self.verb is None or self.point in _WITH_VERB, "it is about no command"),
            (self.verb is None or self.verb == self.verb.upper(), "verbs are in capital letters"),
            (self.verb is None or self.point is not Point.PRELIMINARY or self.verb in TRANSFERS,
             f"{self.verb} moves no data"),
            (self.after == 0 or self.point in _WITH_BYTES, "bytes are counted at data and control"),
            (self.after >= 0, "bytes are counted from 0"),
            (self.times is None or self.times > 0, "it has to occur at least once"),
            (not isinstance(self.action, WrongAddress) or self.verb in _PASSIVE,
             "an address is in the replies to PASV and EPSV"),
            (not isinstance(self.action, RefuseData) or self.verb in _PASSIVE | _ACTIVE,
             "data are refused after PASV, EPSV, PORT and EPRT"),
        ):  # fmt: skip
            if not holds:
                raise UsageError(f"a fault at the point {self.point.value!r}: {rule}")

    def concerns(self, verb: str | None) -> bool:
        """Whether the fault is about that command: its own verb, or another form of the same step."""
        if self.verb in {None, verb}:
            return True
        if isinstance(self.action, WrongAddress) and self.action.port is None:
            return False  # 229 names no host
        return verb in OTHER_FORMS.get(self.verb or "", ())

    @property
    def side(self) -> Side:
        """The connections that an ending applies to at this point."""
        if isinstance(self.action, Ending) and self.action.side is not None:
            return self.action.side
        return Side.DATA if self.point in _ON_DATA else Side.CONTROL

    @property
    def title(self) -> str:
        """The fault in a few words: `Reply at reply to RETR`."""
        verb = f" to {self.verb}" if self.verb else ""
        after = f" after {self.after} bytes" if self.point in _WITH_BYTES else ""
        return f"{self._action} at {self.point.value}{verb}{after}"

    @property
    def _action(self) -> str:
        return type(self.action).__name__


class FaultPlan:
    """The faults of one session and how often each may still fire; for the server's thread only."""

    def __init__(self, faults: tuple[Fault, ...], fired: Callable[[Fault], None]) -> None:
        self._left: list[tuple[Fault, int | None]] = [(fault, fault.times) for fault in faults]
        self._named = frozenset((fault.point, fault.verb) for fault in faults)
        self._fired = fired

    def planned(self, *points: Point, verb: str | None = None) -> Fault | None:
        """The first remaining fault of these points for that verb; it does not count as fired."""
        return next(
            (
                fault
                for fault, left in self._left
                if left != 0 and fault.point in points and self._concerns(fault, verb)
            ),
            None,
        )

    def progress(self, point: Point, *, verb: str | None = None) -> FaultProgress:
        """The faults of a stream of bytes that begins now."""
        return FaultProgress(
            self,
            tuple(
                fault
                for fault, left in self._left
                if left != 0 and fault.point is point and self._concerns(fault, verb)
            ),
        )

    def _concerns(self, fault: Fault, verb: str | None) -> bool:
        """Whether it is about that command; another form for which the plan has a fault of its own is left to that one."""
        is_planned = verb is not None and (fault.point, verb) in self._named
        return fault.verb in {None, verb} if is_planned else fault.concerns(verb)

    def fire(self, fault: Fault) -> Fault:
        """Count the fault as fired."""
        for place, (other, left) in enumerate(self._left):
            if other is fault and left is not None:
                self._left[place] = fault, left - 1
        self._fired(fault)
        return fault


class FaultProgress:
    """The faults along one stream of bytes, each at most once on it."""

    def __init__(self, plan: FaultPlan, faults: tuple[Fault, ...]) -> None:
        self._plan = plan
        self._ahead = sorted(faults, key=lambda fault: fault.after)

    def room(self, moved: int) -> int | None:
        """How many bytes may still pass before the next fault; None when there is none."""
        return max(0, self._ahead[0].after - moved) if self._ahead else None

    def due(self, moved: int) -> Fault | None:
        """The fault at that number of bytes; it counts as fired."""
        if self.room(moved) != 0:
            return None
        return self._plan.fire(self._ahead.pop(0))
