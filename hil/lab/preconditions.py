"""What a DUT says of the preconditions of a run, as a table: SIM, registration, attachment, PDP context, clock.

Only what a requirement of the catalogue does not cover may end a run on the DUT's
word: the state of the SIM.  The other answers explain why no connection came.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hil.errors import ChannelError, UnexpectedResult
from hil.modem.exchange import CmeError, Exchange
from hil.modem.modem import Modem
from hil.spec.cme import CME_TEXTS
from hil.spec.network import REGISTERED


@dataclass(frozen=True, slots=True)
class Reading:
    """What the DUT says of one precondition: `trouble` is empty when it is met; `may_pass`: it can be met soon."""

    said: str = ""
    trouble: str = ""
    step: str = ""
    may_pass: bool = False


@dataclass(frozen=True, slots=True)
class Precondition:
    """A precondition, asked if `feature` is claimed.

    `lack` says that it is missing; it is empty where that explains no lost connection.
    """

    name: str
    read: Callable[[Modem], Reading]
    lack: str = ""
    feature: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """A state that is in the way, and what to do about it."""

    step: str
    may_pass: bool = False


_ENTER_PIN = _State(
    'enter the PIN by AT+CPIN="<pin>" or as pin of [module.sim] in a bench file, or switch it off for good by AT+CLCK="SC",0,"<pin>" (27.007 7.4, 8.3)'
)
_ENTER_PUK = _State("unblock the SIM with its PUK, in a telephone or by AT+CPIN=<puk>,<new pin>")
_LOCKED = _State("the module accepts another SIM or network only: use that one, or have the lock removed")
_INSERT = _State("insert a SIM, and check its contacts and its holder")
_BUSY = _State("check the SIM and its contacts; AT+CFUN=1 switches them on", may_pass=True)

_SIM_WORDS: Mapping[str, _State] = {
    "SIM PIN": _ENTER_PIN,
    "SIM PUK": _ENTER_PUK,
    "NOT INSERTED": _INSERT,
    "NOT READY": _BUSY,
}
"""The states of AT+CPIN? that keep a module from its network; those of PIN2 and PUK2 do not (27.007 8.3)."""

_SIM_CODES: Mapping[int, _State] = {
    **dict.fromkeys((5, 6, 7, 40, 41, 42, 43, 44, 45, 46, 47), _LOCKED),
    10: _INSERT,
    11: _ENTER_PIN,
    12: _ENTER_PUK,
    13: _BUSY,
    14: _BUSY,
    15: _INSERT,
}
"""The codes of +CME ERROR about the SIM (27.007 9.2.1)."""

_NOT_REGISTERED: Mapping[str, tuple[str, _State]] = {
    "0": (
        "not registered, not searching",
        _State("check the antenna; AT+COPS=0 selects a network", may_pass=True),
    ),
    "2": ("searching", _State("check the antenna, the band and the coverage", may_pass=True)),
    "3": ("registration denied", _State("ask the operator whether this SIM and this IMEI are admitted")),
    "4": ("unknown, out of coverage", _State("check the antenna, the band and the coverage", may_pass=True)),
}
"""<stat> of AT+CREG? (27.007 7.2)."""

_STAT = re.compile(r"\d\s*,\s*(\d)")


def asked(modem: Modem, line: str) -> Exchange | None:
    """The answer to a command; None if there is none in time.  The DUT then is attached anew."""
    try:
        return modem.send(line)
    except ChannelError:
        modem.forget()
        modem.attach()
        return None


def sim(modem: Modem) -> Reading:
    """AT+CPIN?"""
    exchange = asked(modem, "AT+CPIN?")
    if exchange is None:
        return Reading("no answer to AT+CPIN?")
    code = exchange.final.code if isinstance(exchange.final, CmeError) else None
    if code is not None and code in _SIM_CODES:
        return _in_the_way("AT+CPIN?", f"+CME ERROR: {code} ({CME_TEXTS[code]})", _SIM_CODES[code])
    word = _value(exchange, "CPIN").upper()
    state = _LOCKED if word.startswith("PH-") else _SIM_WORDS.get(word)
    if state is not None:
        return _in_the_way("AT+CPIN?", word, state)
    return Reading(word or exchange.outcome)


def registration(modem: Modem) -> Reading:
    """AT+CREG?"""
    exchange = asked(modem, "AT+CREG?")
    found = _STAT.match(_value(exchange, "CREG")) if exchange is not None else None
    if found is None or found[1] in REGISTERED:
        return Reading("registered" if found else "no state in the answer to AT+CREG?")
    words, state = _NOT_REGISTERED.get(found[1], (f"state {found[1]}", _State("check the network")))
    return _in_the_way("AT+CREG?", words, state)


def attachment(modem: Modem) -> Reading:
    """AT+CGATT?"""
    exchange = asked(modem, "AT+CGATT?")
    if exchange is None or _value(exchange, "CGATT") != "0":
        return Reading("attached" if exchange is not None and exchange.ok else "no answer to AT+CGATT?")
    step = "ask the operator whether this SIM has a packet service; AT+CGATT=1 attaches"
    return _in_the_way("AT+CGATT?", "not attached to the packet service", _State(step))


def context(modem: Modem) -> Reading:
    """The address of the PDP context, which is activated as in note 4.2.1 if it is down."""
    try:
        return Reading(modem.pdp.ensure_active())
    except UnexpectedResult as refusal:
        apn = modem.pdp.access_point.name
        step = f"check the APN that AT+QICSGP set, {apn!r}, and that this SIM has a packet service"
        return Reading(str(refusal), str(refusal), step)
    except ChannelError as silence:
        modem.forget()
        modem.attach()
        step = "check the coverage and that this SIM has a packet service"
        return Reading(str(silence), str(silence), step)


def clock(modem: Modem) -> Reading:
    """AT+CCLK?; cases that need a certain time set it."""
    try:
        return Reading(f"{modem.clock():%Y-%m-%d %H:%M:%S}")
    except UnexpectedResult as refusal:
        return Reading("", f"AT+CCLK? tells no time: {refusal}")
    except ChannelError as silence:
        modem.forget()
        modem.attach()
        return Reading("", f"AT+CCLK? tells no time: {silence}")


SIM = Precondition("SIM", sim, lack="the SIM is not ready")
REGISTRATION = Precondition("registration", registration, lack="the DUT is not registered")
ATTACHMENT = Precondition("attachment", attachment, lack="the DUT is not attached")
CONTEXT = Precondition("PDP context", context, lack="the PDP context is not active")

PRECONDITIONS = (
    SIM,
    REGISTRATION,
    ATTACHMENT,
    CONTEXT,
    Precondition("clock", clock, feature="clock"),
)
"""In the order in which one builds on the other."""


def _in_the_way(question: str, words: str, state: _State) -> Reading:
    return Reading(words, f"{question} says {words}", state.step, state.may_pass)


def _value(exchange: Exchange, name: str) -> str:
    try:
        return exchange.values(name).strip().strip('"')
    except UnexpectedResult:
        return ""
