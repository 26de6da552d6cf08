"""The emulated M95: a DCE with an FTPS client of its own."""

from __future__ import annotations

from hil.libraries import tolerate_broken

tolerate_broken()
