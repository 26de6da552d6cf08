"""Expectations about TLS as the lower tester saw it: ClientHello, handshake, alerts (note 1.1, Table 1, 2.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from hil.expect.expectation import Expectation
from hil.expect.wording import listed, suite_name, version_name
from hil.tls.observation import ClientHello, Handshake
from hil.verdict import Cause, Inconclusive


class HelloExpectation(Expectation[ClientHello]):
    """What a ClientHello of the DUT has to offer."""

    def offered_version(self, *versions: int) -> Self:
        """The highest version that is offered is this one, or one of several."""
        __tracebackhide__ = True
        return self._offered(
            self._subject.client_version in versions,
            listed([version_name(version) for version in versions]),
            version_name(self._subject.client_version),
        )

    def offered_suites(self, suites: Collection[int]) -> Self:
        """The suites that are offered are these; order and signalling values are not judged."""
        __tracebackhide__ = True
        wanted = {int(suite) for suite in suites}
        return self._offered(self._subject.offered == wanted, _suites(wanted), _suites(self._subject.offered))

    def offered_no_other_than(self, suites: Collection[int]) -> Self:
        """No suite beside these is offered."""
        __tracebackhide__ = True
        wanted = {int(suite) for suite in suites}
        return self._offered(
            self._subject.offered <= wanted,
            f"no suite but {_suites(wanted)}",
            _suites(self._subject.offered),
        )

    def _offered(self, held: bool, expected: str, actual: str) -> Self:
        __tracebackhide__ = True
        prefix = f"{self._what}: " if self._what else ""
        return self._demand(
            held,
            expected=expected,
            actual=actual,
            sentence=f"{prefix}expected: {expected}; the DUT offered {actual}",
        )


class HandshakeExpectation(Expectation[Handshake]):
    """How a handshake has to end."""

    @property
    def name(self) -> str:
        """The name of the handshake."""
        return self._what or "the TLS handshake"

    def negotiated(self, *, version: int | Collection[int] | None = None, suite: int | None = None) -> Self:
        """The handshake finished with this version, or one of several, and with this suite."""
        __tracebackhide__ = True
        self.finished()
        if version is not None:
            allowed = [version] if isinstance(version, int) else list(version)
            self._demand(
                self._subject.version in allowed,
                expected=listed([version_name(each) for each in allowed]),
                actual=version_name(self._subject.version),
            )
        if suite is not None:
            self._demand(
                self._subject.suite == suite,
                expected=suite_name(suite),
                actual=suite_name(self._subject.suite),
            )
        return self

    def finished(self) -> Self:
        """The handshake finished."""
        __tracebackhide__ = True
        return self._demand(
            self._subject.finished, expected="a finished handshake", actual=outcome(self._subject)
        )

    def did_not_finish(self) -> Self:
        """The handshake did not finish; without a ClientHello there was no attempt, and the case is inconclusive."""
        __tracebackhide__ = True
        if self._subject.hello is None:
            raise Inconclusive(f"{self.name}: the DUT sent no ClientHello", Cause.NO_STIMULUS)
        return self._demand(
            not self._subject.finished, expected="no finished handshake", actual=outcome(self._subject)
        )

    def resumed(self) -> Self:
        """The handshake resumed an earlier TLS session."""
        __tracebackhide__ = True
        return self._demand(self._subject.resumed, expected="a resumed TLS session", otherwise="a new one")

    def proved_the_client(self) -> Self:
        """The DUT sent its certificate and proved to have the key."""
        __tracebackhide__ = True
        return self._demand(
            self._subject.client_verified is True,
            expected="a client certificate with a good proof of its key",
            actual=_client(self._subject),
        )

    def showed_no_client(self) -> Self:
        """The DUT sent no client certificate."""
        __tracebackhide__ = True
        return self._demand(
            not self._subject.client_chain, expected="no client certificate", actual=_client(self._subject)
        )


def outcome(handshake: Handshake | None) -> str:
    """How a handshake ended, in words."""
    if handshake is None:
        return "no TLS"
    if handshake.finished:
        return f"{version_name(handshake.version)} with {suite_name(handshake.suite)}"
    return handshake.failure or "a handshake that did not end"


def _client(handshake: Handshake) -> str:
    if not handshake.client_chain:
        asked = handshake.client_certificate_requested
        return "no certificate" if asked else "no certificate; the server asked for none"
    return "a certificate with " + ("a good proof" if handshake.client_verified else "no good proof")


def _suites(numbers: Collection[int]) -> str:
    return ", ".join(suite_name(number) for number in sorted(numbers)) or "no suite"
