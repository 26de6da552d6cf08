"""A case without stimulus is judged by what the DUT did instead, if a requirement forbids it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

import pytest

from hil.breaches import Dial
from hil.ftps.server import FtpsServer
from hil.ftps.session import FtpCommand, Listener, Session
from hil.judgement import Breach, judged_instead
from hil.modem.ssl import Offer
from hil.tls.observation import Handshake
from hil.verdict import Cause, Ground, Inconclusive
from tests.expect.samples import CONTROL, HANDSHAKE, HELLO, MUST, SESSION, case

TLS12, TLS13 = 0x0303, 0x0304
OFFER = Offer(versions=frozenset({TLS12}), suites=frozenset({0x002F, 0x0035}))
MISSING = Inconclusive("the stimulus did not come about: suite-not-offered on the data connection")


class Seen:
    """A server that saw these sessions."""

    def __init__(self, *sessions: Session) -> None:
        self._sessions = sessions

    def sessions_after(self, number: int) -> tuple[Session, ...]:
        """Those behind that number."""
        return tuple(session for session in self._sessions if session.number > number)


def broken(session: Session, offer: Offer = OFFER, now: Offer | None = OFFER) -> list[str]:
    """The requirements that the DUT broke in a session after it was allowed to offer that."""
    dial = Dial(cast("FtpsServer", Seen(session)), 0, offer, lambda: now)
    return [breach.requirement for breach in dial.breaches()]


def with_hello(**changes: object) -> Session:
    """A session whose data connection has another ClientHello."""
    hello = replace(HELLO, **changes)  # type: ignore[arg-type]
    return replace(SESSION, data=(replace(CONTROL, handshake=replace(HANDSHAKE, hello=hello)),))


def commands(*verbs: tuple[str, str], protected: bool = True) -> tuple[FtpCommand, ...]:
    return tuple(FtpCommand(0.1, verb, argument, protected, ()) for verb, argument in verbs)


def in_session(listener: Listener, sent: Iterable[FtpCommand]) -> Session:
    return replace(SESSION, listener=listener, commands=tuple(sent))


IN_CLEAR = replace(CONTROL, handshake=None, first_bytes=b"abc", received=3)


@pytest.mark.parametrize(
    ("session", "requirements"),
    [
        (SESSION, []),
        (with_hello(suites=(0x002F, 0x0005)), ["SSLCFG-CIPHER-13"]),
        (with_hello(suites=(0x002F,)), []),
        (with_hello(client_version=TLS13), ["VER-06"]),
        (in_session(Listener.IMPLICIT, commands(("USER", "m95"), protected=False)), ["GEN-02"]),
        (in_session(Listener.EXPLICIT, commands(("AUTH", "TLS"), protected=False)), []),
        (replace(SESSION, data=(IN_CLEAR,)), ["GEN-03"]),
        (replace(SESSION, data=(replace(IN_CLEAR, first_bytes=b"\x16\x03"),)), []),
        (replace(SESSION, data=(replace(IN_CLEAR, first_bytes=b""),)), []),
        (replace(SESSION, data=(replace(IN_CLEAR, handshake=Handshake(hello=None)),)), ["GEN-03"]),
        (in_session(Listener.EXPLICIT, commands(("STOR", "a"))), ["GEN-08"]),
        (in_session(Listener.IMPLICIT, commands(("STOR", "a"))), []),
        (in_session(Listener.EXPLICIT, commands(("PROT", "P"), ("STOR", "a"))), []),
        (in_session(Listener.IMPLICIT, commands(("PROT", "C"), ("RETR", "a"))), ["GEN-03"]),
    ],
)
def test_what_a_session_breaks(session: Session, requirements: list[str]) -> None:
    assert broken(session) == requirements


def test_data_connections_are_not_judged_by_settings_that_changed_meanwhile() -> None:
    assert broken(with_hello(suites=(0x0005,)), now=None) == []


def test_sessions_before_the_dial_are_not_judged() -> None:
    session = with_hello(suites=(0x0005,))
    dial = Dial(cast("FtpsServer", Seen(session)), session.number, OFFER, lambda: OFFER)

    assert list(dial.breaches()) == []


def test_the_breach_is_the_fail_with_its_requirement_and_ground() -> None:
    with case(MUST) as under_way:
        under_way.observed.append(lambda: [Breach("VER-06", "no higher version", "0x0304")])

        fail = judged_instead(under_way, MISSING)

        assert fail is not None
        (check,) = fail.checks
        assert under_way.failed == [check]
    assert (check.requirements, check.ground) == (("VER-06",), Ground.NOTE)
    assert check.sentence.startswith("expected no higher version, the server saw 0x0304; so the stimulus")


@pytest.mark.parametrize(
    ("missing", "breaches"),
    [(MISSING, []), (Inconclusive("open", Cause.LEFT_OPEN), [Breach("VER-06", "a", "b")])],
    ids=["nothing-broken", "left-open"],
)
def test_the_case_stays_inconclusive(missing: Inconclusive, breaches: list[Breach]) -> None:
    with case(MUST) as under_way:
        under_way.observed.append(lambda: breaches)

        assert judged_instead(under_way, missing) is None
        assert under_way.failed == []
