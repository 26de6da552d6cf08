"""The FTPS server of the lower tester."""

from __future__ import annotations

from hil.libraries import tolerate_broken

tolerate_broken()
