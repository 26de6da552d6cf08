"""Targets that are steps of parts: what a method or property gives, and what it is given.

A step is a member of a part with a requirements comment above it, or above its class.
The kind of its value comes from its annotations.
"""

from __future__ import annotations

import collections.abc
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from hil.emulator.at.outcome import Arguments, Outcome
from hil.emulator.ftp.data import ActiveOpening, DataConnection, PassiveOpening
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.local_transfer import LocalDownload
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.ftp.transfers import Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload
from hil.emulator.mutants.bend import Bend, Target
from hil.emulator.mutants.mechanisms import ROOT, Mechanism, mechanisms
from hil.emulator.mutants.operators import Kind
from hil.emulator.mutants.triggers import Trait
from hil.emulator.tls.chain_check import SENT_MAX, ChainChecker
from hil.emulator.tls.client import TlsClient
from hil.emulator.tls.connection import ClientConnection
from hil.spec.files import RAM_MAX
from hil.spec.ftp import PORTS, FtpSetting
from hil.spec.tls import CONTEXTS, SSLVERSION

_TRANSFERS = (
    *(DataConnection, PassiveOpening, ActiveOpening, Transfers, UartUpload, UartDownload, LocalDownload),
)
_PER_HANDSHAKE = frozenset(
    {"offered_suites", "offered_versions", "handshake_settings", "former_session", "connect"}
)
_STREAMED = frozenset({"receive_block", "deliver", "receive", "sink", "content"})
"""Steps whose bytes are parts of a stream."""

_FIXED: Mapping[type, frozenset[str]] = {
    PassiveOpening: frozenset({"data"}),
    ActiveOpening: frozenset({"data"}),
    UartUpload: frozenset({"direction"}),
    UartDownload: frozenset({"direction"}),
    LocalDownload: frozenset({"direction"}),
}
_FIXED_STEPS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("put", "store", "send", "get", "fetch", "receive", "receive_block"), frozenset({"direction"})
    ),
    **dict.fromkeys(
        ("authenticate_by_tls", "end_without_tls", "protect_data_connections"), frozenset({"mode"})
    ),
}
"""What never changes where a step is carried out."""

_SCALARS: Mapping[Any, Kind] = {
    bool: Kind.SWITCH,
    int: Kind.NUMBER,
    str: Kind.TEXT,
    bytes: Kind.BYTES,
    float: Kind.SPAN,
    Outcome: Kind.OUTCOME,
    type(None): Kind.ACTION,
}
_CODE_NAMES = frozenset({"value", "outcome", "code"})
_LIMIT_NAMES = frozenset({"timeout_s"})
"""Times that are the most that the module waits (EX422-07): less is sound."""
_PEM_NAMES = frozenset({"pem", "certificate", "key"})
_PEM_STEPS = frozenset({"ca", "file"})
_WORD_NAMES = frozenset({"verb", "keyword", "attribute"})
_WORD_STEPS = frozenset({"ResultLines.line.name", "FtpService.free_client.name", "FtpCommands.state_word"})
_SIZES: Mapping[str, int] = {
    **dict.fromkeys(("index", "context_index"), CONTEXTS[-1]),
    "kind": max(FtpSetting),
    "level": 2,
    "sslversion": max(SSLVERSION),
    "intermediates": SENT_MAX,
    "high": CONTEXTS[-1],
    "port": PORTS[-1],
    **dict.fromkeys(("total", "digits", "add"), 0xFFFF),
    **dict.fromkeys(("room", "reported_size"), RAM_MAX),  # note 2.4: of a security file
    "checksum_text": 4,  # note 2.4, 4.1: the hexadecimal digits of 16 bits
}
"""The greatest number of an argument or a result of that name; of a text, the most characters."""
_UNORDERED = frozenset({"suites", "configured", "offered_suites", "versions", "load_anchors"})
"""Lists whose order the note leaves open (SSLCFG-CIPHER-15), or has no meaning."""
_RESTS = frozenset({"receive", "take", "deliver"})
"""Steps whose result is what they leave to others, beside their work."""
_NO_TARGETS = frozenset({"reset", "_receive"})
"""What a reboot resets is a setting, and a target of `settings`; a step that
is repeated until it has an effect would never end without it.
"""
_COUNTING = frozenset({"room"})
"""Steps that only count the bytes that they are given."""
_WITH_EFFECT = frozenset({"is_granted"})
"""Questions that change what the next one answers."""
_AT_THE_START = frozenset({"load_anchors", "make_checker"})
"""Steps of the TLS part that are carried out once, before any handshake."""
_HINTS = frozenset({"FtpTransferCommands._get_local.size"})
"""Arguments of which the note names no use."""
_OF_TLS = frozenset({"tls", "context", "context_index", "versions", "suites", "ca", "file", "checks_dates"})
"""Steps of the settings of a session that one in clear does not have."""
_LAWFUL: Mapping[str, frozenset[Trait]] = {
    # RFC 5246 7.4.1.1: a HelloRequest amid a handshake "will be ignored", which is no MUST (TLS-09)
    "ClientConnection.is_ignored": frozenset({Trait.MAY_BE_NO}),
    # AUTH-12: the server refuses the proof by a foreign key, so the module may leave the comparison to it
    "CredentialReader.belong_together": frozenset({Trait.MAY_BE_YES}),
    # AUTH-15: the note leaves the length of a chain open, so fewer CAs may be allowed, or looked at
    "ChainChecker.issuing_problem.intermediates": frozenset({Trait.MAY_BE_MORE}),
    "ChainChecker.check.chain": frozenset({Trait.MAY_END_EARLY}),
    # note 2.3: a file has one CA certificate
    "ChainChecker.load_anchors": frozenset({Trait.IS_ONE}),
    # TLS-03: one extension too many is enough; RFC 6101 knows no extensions
    "ClientConnection.unrequested_extensions": frozenset({Trait.ANY_COUNTS, Trait.FROM_TLS10}),
    "ClientConnection.unrequested_extensions.extensions": frozenset({Trait.FROM_TLS10}),
    # note 4.2.1: ERROR, which has nothing more to be lost
    "FtpAnswers.outside_session": frozenset({Trait.REFUSAL}),
    # note 4.1: 618 and 4d40, without capital letters
    "SecurityFileCommands.checksum_text": frozenset({Trait.LOWER_CASE}),
    # note chapter 3: +QFTPERROR has an <err> of Table 4
    "FtpService.report_loss.code": frozenset({Trait.NEGATIVE}),
}
"""What the note or a standard leaves open at a step or an argument, or says of its value."""
_FILE_ARGUMENTS = frozenset({"name", "_name"})


def part_names() -> frozenset[str]:
    """The classes that the emulator makes by `Parts.of`, so that another class can replace them."""
    sources = (ROOT / "hil/emulator").rglob("*.py")
    return frozenset(
        name for path in sources for name in re.findall(r"\.of\((\w+)\)", path.read_text(encoding="utf-8"))
    )


@cache
def targets() -> tuple[Target, ...]:
    """All steps that can be bent, with their arguments, in the order of the sources."""
    parts = part_names()
    classes = {m.name: m.requirements for m in mechanisms() if "." not in m.name}
    return tuple(
        target
        for mechanism in mechanisms()
        if mechanism.name.partition(".")[0] in parts and "." in mechanism.name
        for target in _of_mechanism(mechanism, classes)
    )


def _of_mechanism(mechanism: Mechanism, classes: Mapping[str, tuple[str, ...]]) -> Iterator[Target]:
    class_name, _, name = mechanism.name.partition(".")
    part = getattr(import_module(mechanism.module), class_name)
    requirements = mechanism.requirements or classes.get(class_name, ())
    member = inspect.getattr_static(part, name)
    function = member.fget if isinstance(member, property) else member
    if not requirements or not inspect.isfunction(function) or inspect.isgeneratorfunction(function):
        return
    if name in _NO_TARGETS:
        return
    hints = typing.get_type_hints(function)
    traits = _traits(part, name, hints)
    fixed = _FIXED.get(part, frozenset()) | _FIXED_STEPS.get(name, frozenset())
    for found, where, suffix in _bendable(function, hints):
        step = f"{mechanism.name}{suffix}"
        if step in _HINTS:
            continue
        kinds = _special(found, step, where or name)
        yield Target(
            name=step,
            kinds=kinds,
            requirements=requirements,
            make=_maker(part, name, where),
            traits=traits
            | _LAWFUL.get(step, frozenset())
            | (
                {Trait.FILE_NAME}
                if where in _FILE_ARGUMENTS and Trait.NAMES_A_FILE in traits and name != "is_legal"
                else frozenset()
            )
            | ({Trait.MOVES_BYTES} if Kind.BYTES in kinds and name in _STREAMED else frozenset()),
            fixed=fixed,
            size=_SIZES.get(where or name),
        )


def _special(kinds: frozenset[Kind], step: str, name: str) -> frozenset[Kind]:
    """The kinds, where the name tells more than the annotation."""
    if step in _WORD_STEPS:
        return kinds - {Kind.TEXT} | {Kind.WORD}
    if name in _UNORDERED and Kind.LIST in kinds:
        return kinds - {Kind.LIST} | {Kind.SET}
    return kinds


def _bendable(
    function: Callable[..., Any], hints: Mapping[str, Any]
) -> Iterator[tuple[frozenset[Kind], str | None, str]]:
    """The kinds of the result and of each argument, with the name of the argument."""
    result = _kinds(hints.get("return", type(None)))
    if Kind.BYTES in result and function.__name__ in _PEM_STEPS:
        result = result - {Kind.BYTES} | {Kind.PEM}
    if result == {Kind.ACTION} and "raise" in (function.__doc__ or "").lower():
        result = frozenset({Kind.CHECK})
    if Kind.OUTCOME in result:
        result |= _of_outcome(function)
    if result and function.__name__ not in _RESTS and not _is_constant(function):
        yield result, None, ""
    if typing.get_origin(hints.get("return")) is collections.abc.Callable:
        return  # it makes a handler once, at the start
    for name in list(inspect.signature(function).parameters)[1:]:
        kinds = _argument_kinds(name, hints.get(name, Any))
        if Kind.SET in result and Kind.LIST in kinds:
            kinds = kinds - {Kind.LIST} | {Kind.SET}  # the order has no meaning where the result has none
        if Kind.SWITCH in result:
            kinds &= {Kind.TEXT}  # of a question, only how a name is compared is more than its answer
        if kinds and not name.startswith("_") and function.__name__ not in _COUNTING:
            yield kinds, name, f".{name}"


def _of_outcome(function: Callable[..., Any]) -> frozenset[Kind]:
    """What more a response has, by what the step writes into it."""
    names = function.__code__.co_names
    constants = function.__code__.co_consts
    lines = {Kind.LINES} if "answer" in names else frozenset()
    ends = (
        {Kind.END} if any("then" in names for names in constants if isinstance(names, tuple)) else frozenset()
    )
    return frozenset({*lines, *ends})


def _is_constant(function: Callable[..., Any]) -> bool:
    """Whether the step gives the same value each time, so that only an argument can be wrong."""
    return not function.__code__.co_names and len(function.__code__.co_consts) <= 2


def _argument_kinds(name: str, annotation: Any) -> frozenset[Kind]:
    kinds = _kinds(annotation) - {Kind.ACTION, Kind.OUTCOME}
    for names, plain, special in (
        (_CODE_NAMES, Kind.NUMBER, Kind.CODE),
        (_LIMIT_NAMES, Kind.NUMBER, Kind.LIMIT),
        (_WORD_NAMES, Kind.TEXT, Kind.WORD),
        (_PEM_NAMES, Kind.BYTES, Kind.PEM),
    ):
        if name in names and plain in kinds:
            return kinds - {plain} | {special}
    return kinds


def _kinds(annotation: Any) -> frozenset[Kind]:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in {typing.Union, types.UnionType}:
        others = [kind for kind in inner if kind is not type(None)]
        some = frozenset(kind for other in others for kind in _kinds(other))
        return some | {Kind.OPTION} if len(others) < len(inner) else frozenset()
    if origin in {set, frozenset}:
        return frozenset({Kind.SET})
    if origin in {tuple, list, collections.abc.Sequence}:
        return frozenset({Kind.LIST})
    if origin is typing.Literal:
        return frozenset({Kind.WORD})
    return frozenset({_SCALARS[annotation]}) if annotation in _SCALARS else frozenset()


def _traits(part: type, name: str, hints: Mapping[str, Any]) -> frozenset[Trait]:
    traits: set[Trait] = set()
    room = part.__module__.split(".")[2]
    if room in {"ftp", "tls"}:
        traits.add(Trait.IN_SESSION)
    if room == "tls" and part.__name__ != "SslConfiguration":
        traits.add(Trait.ONLY_TLS)
        if name not in _AT_THE_START and (
            part in {ClientConnection, ChainChecker} or (part is TlsClient and name in _PER_HANDSHAKE)
        ):
            traits.add(Trait.PER_HANDSHAKE)
    if part is SessionSettings and name in _OF_TLS:
        traits.add(Trait.ONLY_TLS)
    if part is ClientConnection or (part is TlsClient and name in _PER_HANDSHAKE):
        traits.add(Trait.KNOWS_VERSION)
    if part is DataConnection and name != "start":
        traits |= {Trait.KNOWS_VERSION, Trait.KNOWS_SUITE}
    if part in _TRANSFERS or (part is FtpsClient and name in {"put", "get", "_transfer", "_set_type"}):
        traits.add(Trait.IN_TRANSFER)
    if room in {"storage", "commands"} and (_FILE_ARGUMENTS & set(hints) or "stored" in hints):
        traits |= (
            {Trait.NAMES_A_FILE} if "security" in part.__module__ and _FILE_ARGUMENTS & set(hints) else set()
        )
    if "index" in hints:
        traits.add(Trait.NAMES_A_CONTEXT)
    return frozenset(traits)


# --- replacements ----------------------------------------------------------------------------------------------


def _maker(part: type, name: str, argument: str | None) -> Callable[[Bend], tuple[type, ...]]:
    return lambda bend: (_replacement(part, name, argument, bend),)


def _replacement(part: Any, name: str, argument: str | None, bend: Bend) -> type:
    """The part with that member bent: its result, or one of its arguments."""
    member = inspect.getattr_static(part, name)
    replaced = type(part.__name__, (part,), {"__module__": __name__})
    if isinstance(member, property):
        bent: Any = property(lambda self: bend.value(getattr(super(replaced, self), name)))
    elif argument is not None:
        bent = _with_bent_argument(replaced, name, argument, bend)
    elif bend.operator.conduct is not None:
        bent = _conducted(replaced, name, bend)
    else:
        bent = _with_bent_result(replaced, name, bend)
    setattr(replaced, name, bent)
    return replaced


def _with_bent_argument(replaced: type, name: str, argument: str, bend: Bend) -> Callable[..., Any]:
    function = getattr(replaced, name)
    signature = inspect.signature(function)
    pure = typing.get_type_hints(function).get("return") is bool and name not in _WITH_EFFECT
    counts = function.__name__ == "receive" and typing.get_type_hints(function).get("return") is int

    def bent(self: Any, *arguments: Any, **options: Any) -> Any:
        bound = signature.bind(self, *arguments, **options)
        given = bound.arguments

        right = given[argument]

        def evaluate(value: Any) -> Any:
            given[argument] = value
            result = getattr(super(replaced, self), name)(*bound.args[1:], **bound.kwargs)
            if counts and len(value) != len(right):  # the bytes that are lost have been taken, too
                return min(len(right), result + max(0, len(right) - len(value)))
            return result

        return bend.argument(right, evaluate, _facts(given), pure=pure)

    return bent


def _with_bent_result(replaced: type, name: str, bend: Bend) -> Callable[..., Any]:
    signature = inspect.signature(getattr(replaced, name))

    def bent(self: Any, *arguments: Any, **options: Any) -> Any:
        right = getattr(super(replaced, self), name)(*arguments, **options)
        return bend.value(right, _facts(signature.bind(self, *arguments, **options).arguments))

    return bent


def _conducted(replaced: type, name: str, bend: Bend) -> Callable[..., Any]:
    signature = inspect.signature(getattr(replaced, name))

    def bent(self: Any, *arguments: Any, **options: Any) -> Any:
        def evaluate() -> Any:
            return getattr(super(replaced, self), name)(*arguments, **options)

        return bend.conduct(evaluate, _facts(signature.bind(self, *arguments, **options).arguments))

    return bent


def _facts(given: Mapping[str, Any]) -> Mapping[str, object]:
    """The facts of one call: the file and the context that its arguments name."""
    facts: dict[str, object] = {}
    for name, value in given.items():
        if name in _FILE_ARGUMENTS:
            facts["file"] = value
        elif name == "index":
            facts["context"] = value
        elif isinstance(value, Arguments):
            facts["arguments"] = value
    return facts
