"""The part of the note's lists that a DUT claims: the rest is a static deviation, and no case fails for it again."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from hil.modem.modem import Modem


def claimed_suites(modem: Modem, codes: AbstractSet[str]) -> frozenset[str]:
    """Of the codes of Table 1, such as `0X0035`, those that the PICS claims."""
    return frozenset(codes) & {suite.code for suite in modem.claims.suites}


def security_file(modem: Modem) -> str:
    """A name of Table 3 in a storage that the PICS claims; one in RAM if both are."""
    return "RAM:client_key.pem" if modem.claims.has("ram-files") else "NVRAM:CK0"
