"""The TLS side of the lower tester: what it offers, and what it observes of the peer."""

from __future__ import annotations

from hil.libraries import tolerate_broken

tolerate_broken()
