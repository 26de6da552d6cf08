"""The TLS sessions that a server remembers: by their ids, and by the keys of its tickets (RFC 5246, 7.3; RFC 5077).

A test changes policy and chain from session to session and needs the effect of
each.  So a TLS session can be resumed only with the terms and the version of its
first handshake, which tlslite does not check.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

SESSIONS_KEPT = 1000


class SessionMemory:
    """The latest `SESSIONS_KEPT` TLS sessions of one server; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: OrderedDict[bytes, tuple[Hashable, Any]] = OrderedDict()
        self._secret = secrets.token_bytes(32)

    def keep(self, session_id: bytes, terms: Hashable, session: Any) -> None:
        """Keep a session of tlslite under its id; the oldest one is dropped."""
        with self._lock:
            self._sessions[session_id] = terms, session
            while len(self._sessions) > SESSIONS_KEPT:
                self._sessions.popitem(last=False)

    def find(self, session_id: bytes, terms: Hashable) -> Any:
        """The session of that id, if it has these terms and no fatal alert has ended it, else None."""
        with self._lock:
            made_under, session = self._sessions.get(session_id, (None, None))
        return session if session is not None and made_under == terms and session.resumable else None

    def ticket_key(self, terms: Hashable) -> bytes:
        """The key (32 bytes) of tickets with these terms."""
        return hmac.digest(self._secret, hashlib.sha256(repr(terms).encode()).digest(), "sha256")


class Resumable:
    """The sessions that one connection may resume, in the form of a session cache of tlslite.  The ClientHello decides `version`."""

    def __init__(self, memory: SessionMemory, terms: Hashable) -> None:
        self._memory = memory
        self._terms = terms
        self.version: int | None = None

    def __getitem__(self, session_id: bytes) -> Any:
        session = self._memory.find(bytes(session_id), self._all_terms)
        if session is None:
            raise KeyError(bytes(session_id).hex())
        return session

    def __setitem__(self, session_id: bytes, session: Any) -> None:
        self._memory.keep(bytes(session_id), self._all_terms, session)

    @property
    def ticket_key(self) -> bytes:
        """The key of the tickets of this connection."""
        return self._memory.ticket_key(self._all_terms)

    @property
    def _all_terms(self) -> Hashable:
        return self.version, self._terms
