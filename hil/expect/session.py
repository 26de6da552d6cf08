"""Expectations about FTP(S) sessions as the lower tester saw them (note 1, 2.2, 2.3; RFC 959, RFC 4217).

A refusal proves something only if the DUT tried: `Attempt` and `Pending` give
no verdict where the server saw no connection.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Self

from hil.expect.expectation import Expectation
from hil.expect.tls import outcome
from hil.expect.wording import listed, number_or, shown, suite_name, version_name
from hil.ftps.names import printable
from hil.ftps.session import Connection, Session
from hil.ftps.session_registry import Pending
from hil.judgement import owe
from hil.session import Attempt
from hil.spec.tls import TLS_HANDSHAKE_RECORD
from hil.verdict import Cause, Inconclusive

OPENING = "AT+QFTPOPEN=host"
"""The command by which a DUT connects; its parameters are not looked at."""


class SessionExpectation(Expectation[Session]):
    """What a session has to be, as the server saw it."""

    @property
    def name(self) -> str:
        """The session, by the listener that it came to."""
        return self._what or f"the session with the {self._subject.listener.value} server"

    # --- login ---------------------------------------------------------------------------------------------------

    def logged_in(self) -> Self:
        """The DUT logged in."""
        __tracebackhide__ = True
        return self._saw(self._subject.logged_in, "a login", otherwise="none")

    def did_not_log_in(self) -> Self:
        """The DUT did not log in; the server saw its connection."""
        __tracebackhide__ = True
        self._need_a_byte("no login")
        return self._saw(not self._subject.logged_in, "no login", otherwise="a login")

    def disclosed_nothing(self, *secrets: str | bytes, but: Collection[str] = ()) -> Self:
        """The server received no command except `but`, no login, no data connection and none of the secrets."""
        __tracebackhide__ = True
        self.sent_only(*but).did_not_log_in()
        first = self._subject.control.first_bytes
        leaked = [each for each in map(_bytes, secrets) if each in first]
        self._saw(
            not leaked, "no secret in clear", f"{len(leaked)} of {len(secrets)} secrets in the first bytes"
        )
        return self._saw(not self._subject.data, "no data connection", f"{len(self._subject.data)}")

    # --- commands ------------------------------------------------------------------------------------------------

    def sent(self, verb: str, *arguments: str) -> Self:
        """The DUT sent this command; with arguments: each time with these, in order."""
        __tracebackhide__ = True
        came = [command.argument for command in self._subject.sent(verb)]
        if not arguments:
            return self._saw(bool(came), verb, _verbs(self._subject))
        expected = ", ".join(f"{verb} {printable(argument)}" for argument in arguments)
        seen = ", ".join(f"{verb} {printable(argument)}" for argument in came) or f"no {verb}"
        return self._saw(came == list(arguments), expected, seen)

    def sent_none_of(self, *verbs: str) -> Self:
        """The DUT sent none of these commands."""
        __tracebackhide__ = True
        self._need_a_byte(f"no {listed(list(verbs))}")
        came = [command.verb for command in self._subject.commands if command.verb in verbs]
        return self._saw(not came, f"no {listed(list(verbs))}", otherwise=", ".join(came))

    def sent_one_of(self, *verbs: str) -> Self:
        """The DUT sent at least one of these commands."""
        __tracebackhide__ = True
        came = {command.verb for command in self._subject.commands} & set(verbs)
        return self._saw(bool(came), listed(list(verbs)), _verbs(self._subject))

    def sent_only(self, *verbs: str) -> Self:
        """The DUT sent no other command than these."""
        __tracebackhide__ = True
        self._need_a_byte("no other command")
        others = [command.verb for command in self._subject.commands if command.verb not in verbs]
        expected = f"no command but {listed(list(verbs))}" if verbs else "no command"
        return self._saw(not others, expected, otherwise=", ".join(others))

    def sent_in_order(self, *verbs: str) -> Self:
        """The DUT sent these commands in this order; others may stand between them."""
        __tracebackhide__ = True
        rest = iter(command.verb for command in self._subject.commands)
        held = all(verb in rest for verb in verbs)
        return self._saw(held, " before ".join(verbs), _verbs(self._subject))

    def sent_in_clear_only(self, *verbs: str) -> Self:
        """Every command outside TLS is one of these."""
        __tracebackhide__ = True
        clear = [command.verb for command in self._subject.commands if not command.protected]
        others = [verb for verb in clear if verb not in verbs]
        expected = f"in clear only {listed(list(verbs))}" if verbs else "no command in clear"
        return self._saw(not others, expected, otherwise=f"{', '.join(others)} in clear")

    # --- connections ---------------------------------------------------------------------------------------------

    def data_connections(self, number: int) -> Self:
        """The DUT opened that many data connections."""
        __tracebackhide__ = True
        came = len(self._subject.data)
        return self._saw(came == number, f"{number} data connections", f"{came}")

    def negotiated(
        self, *, version: int | Collection[int] | None = None, suite: int | None = None, data: bool = True
    ) -> Self:
        """Control connection and, unless `data` is false, each data connection have this version and suite."""
        __tracebackhide__ = True
        for place, connection in _connections(self._subject, with_data=data):
            held = _has(connection, version, suite)
            expected = " with ".join(filter(None, (_version(version), suite_name(suite) if suite else "")))
            actual = outcome(connection.handshake)
            sentence = f"{place}: expected {expected or 'TLS'}, the server saw {actual}"
            self._demand(held, expected=expected or "TLS", actual=actual, sentence=sentence)
        return self

    def is_protected(self) -> Self:
        """Every connection of the session finished a TLS handshake."""
        __tracebackhide__ = True
        return self.negotiated()

    def is_in_clear(self) -> Self:
        """The control connection has no TLS, and none was asked for."""
        __tracebackhide__ = True
        control = self._subject.control
        is_tls = control.handshake is not None or control.first_bytes[:1] == bytes([TLS_HANDSHAKE_RECORD])
        self._saw(not is_tls, "a control connection in clear", outcome(control.handshake))
        return self.sent_none_of("AUTH")

    def begins_with_tls(self) -> Self:
        """The first byte of the control connection begins a TLS handshake."""
        __tracebackhide__ = True
        first = self._subject.control.first_bytes[:1]
        seen = f"the byte {first.hex()}" if first else "nothing"
        return self._saw(first == bytes([TLS_HANDSHAKE_RECORD]), "a TLS handshake as first record", seen)

    def handshake_did_not_finish(self) -> Self:
        """The TLS handshake of the control connection began and did not finish.

        Without a ClientHello there was no attempt: the case is inconclusive.
        """
        __tracebackhide__ = True
        handshake = self._subject.control.handshake
        if handshake is None or handshake.hello is None:
            raise Inconclusive(f"{self.name}: the DUT sent no ClientHello", Cause.NO_STIMULUS)
        return self._saw(not handshake.finished, "no finished TLS handshake", outcome(handshake))

    def proved_the_client(self) -> Self:
        """The DUT sent its certificate on the control connection and proved to have the key."""
        __tracebackhide__ = True
        handshake = self._subject.control.handshake
        good = handshake is not None and handshake.client_verified is True
        return self._saw(good, "a client certificate with a good proof of its key", otherwise="none")

    def showed_no_client(self) -> Self:
        """The DUT sent no client certificate on the control connection."""
        __tracebackhide__ = True
        handshake = self._subject.control.handshake
        shown_ = handshake is not None and bool(handshake.client_chain)
        return self._saw(not shown_, "no client certificate", otherwise="a client certificate")

    def _need_a_byte(self, without: str) -> None:
        _need_a_byte(self._subject, f"{self.name} saw {without}")

    def _saw(self, held: bool, expected: str, seen: str = "", *, otherwise: str = "") -> Self:
        __tracebackhide__ = True
        sentence = f"{self.name}: expected {expected}, the server saw {seen or otherwise}"
        return self._demand(held, expected=expected, actual=seen, otherwise=otherwise, sentence=sentence)


class ConnectionExpectation(Expectation[Connection]):
    """What one connection has to be, as the server saw it."""

    @property
    def name(self) -> str:
        """The name of the connection."""
        return self._what or "the connection"

    def is_protected(self) -> Self:
        """The connection finished a TLS handshake."""
        __tracebackhide__ = True
        handshake = self._subject.handshake
        held = handshake is not None and handshake.finished
        return self._demand(held, expected="TLS", actual=outcome(handshake))

    def received_nothing(self) -> Self:
        """The server received no data of the application."""
        __tracebackhide__ = True
        came = self._subject.received
        return self._demand(came == 0, expected="no data at the server", actual=f"{came} bytes")

    def lacks_secret(self, secret: str | bytes, *, what: str) -> Self:
        """A secret, named by `what`, is not among the first bytes on the wire; the sentence does not show it."""
        __tracebackhide__ = True
        if not self._subject.first_bytes:
            raise Inconclusive(f"{self.name}: the DUT sent nothing that could hold {what}", Cause.NO_STIMULUS)
        held = _bytes(secret) not in self._subject.first_bytes
        return self._demand(held, expected=f"no {what} in clear", otherwise=f"{what} in clear")

    def was_alerted(self, *descriptions: int) -> Self:
        """The DUT sent an alert; with numbers: one of these."""
        __tracebackhide__ = True
        came = [alert for alert in self._subject.alerts if alert.sent_by_dut]
        held = any(not descriptions or alert.description in descriptions for alert in came)
        expected = f"alert {listed([str(number) for number in descriptions])}" if descriptions else "an alert"
        actual = ", ".join(f"alert {alert.description} ({alert.name})" for alert in came) or "no alert"
        return self._demand(held, expected=expected, actual=actual)


class AttemptExpectation(Expectation[Attempt]):
    """What an attempt to open a session has to come to, by the report of the DUT and at the server."""

    @property
    def name(self) -> str:
        """The attempt, by its command."""
        return self._what or "AT+QFTPOPEN"

    def opened(self) -> Self:
        """The DUT reports a session, and it logged in at the server."""
        __tracebackhide__ = True
        came = self._subject.opened
        actual = number_or(came.result, shown(came.outcome))
        self._demand(came.result == 0, expected="0", actual=actual, command=came.command)
        return self._demand(
            self._logged_in,
            expected="a login at the server",
            otherwise="no login",
            sentence=f"{self.name}: the DUT reports a session; expected a login, the server saw none",
        )

    def refused(self) -> Self:
        """The DUT tried, reports no session, and did not log in.

        The session is the server's observation of the attempt: where the DUT reports an
        error and the server saw no connection, the case is inconclusive.
        """
        __tracebackhide__ = True
        came = self._subject.opened
        actual = number_or(came.result, shown(came.outcome))
        self._demand(not came.ok, expected="an error", actual=actual, command=came.command)
        _need_a_byte(self._subject.session, f"{self.name} failed, and the server saw a connection")
        return self._demand(
            not self._subject.session.logged_in,
            expected="no login at the server",
            otherwise="a login",
            sentence=f"{self.name}: expected no login, the server saw one",
        )

    def is_told_truly(self) -> Self:
        """The DUT reports a session if the server saw a login, and an error if it saw none."""
        __tracebackhide__ = True
        came = self._subject.opened
        logged_in = self._logged_in if came.ok else self._subject.session.logged_in
        seen = "a login" if logged_in else "no login"
        return self._demand(
            came.ok is logged_in,
            expected="a session" if logged_in else "an error",
            actual=number_or(came.result, shown(came.outcome)),
            sentence=f"{self.name}: the server saw {seen}, the DUT reports {shown(came.outcome)}",
        )

    @property
    def _logged_in(self) -> bool:
        """Whether the server saw a login; a DUT that reports a session has to have connected for it."""
        seen = self._subject.seen
        return seen is not None and seen.logged_in


class PendingExpectation(Expectation[Pending]):
    """What the connections to a server have to come to, whatever their number."""

    @property
    def name(self) -> str:
        """The server."""
        return self._what or "the server"

    def saw_an_attempt(self) -> Self:
        """The DUT connected: without a connection a refusal proves nothing, and the case is inconclusive."""
        if not self._subject.sessions:
            raise Inconclusive(f"{self.name} saw no connection", Cause.NO_STIMULUS)
        return self

    def saw_no_login(self) -> Self:
        """No session logged in."""
        __tracebackhide__ = True
        sessions = self._subject.sessions
        number = sum(session.logged_in for session in sessions)
        if not sessions:
            owe(f"{self.name} saw no login", OPENING)
        return self._demand(number == 0, expected="no login", actual=_counted(number, "login"))

    def saw_no_connection(self) -> Self:
        """The DUT did not connect; only where the command itself had to be refused."""
        __tracebackhide__ = True
        number = len(self._subject.sessions)
        if not number:
            owe(f"{self.name} saw no connection", OPENING)
        return self._demand(number == 0, expected="no connection", actual=_counted(number, "connection"))


def _need_a_byte(session: Session, negative: str) -> None:
    """What the DUT did not do tells something if it sent anything, or met a fault before that."""
    if not session.control.first_bytes and not session.commands:
        owe(f"{negative} and no byte at all", OPENING)


def _connections(session: Session, *, with_data: bool) -> Iterable[tuple[str, Connection]]:
    yield "the control connection", session.control
    if with_data:
        for number, connection in enumerate(session.data, start=1):
            yield f"data connection {number}", connection


def _has(connection: Connection, version: int | Collection[int] | None, suite: int | None) -> bool:
    handshake = connection.handshake
    if handshake is None or not handshake.finished:
        return False
    allowed = {version} if isinstance(version, int) else set(version or ())
    return (not allowed or handshake.version in allowed) and suite in {None, handshake.suite}


def _version(version: int | Collection[int] | None) -> str:
    if version is None:
        return ""
    return listed([version_name(each) for each in ([version] if isinstance(version, int) else version)])


def _verbs(session: Session) -> str:
    return ", ".join(command.verb for command in session.commands) or "no command"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _bytes(secret: str | bytes) -> bytes:
    return secret.encode() if isinstance(secret, str) else secret
