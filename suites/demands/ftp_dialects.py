"""The demand of each dialect of the lower tester (RFC 959, 4.2 and 5.4; RFC 1123, 4.1.2).

A client that does not go on in a dialect with *accept* fails; in one with *either* it
departs from the optional requirement.
"""

from __future__ import annotations

from collections.abc import Mapping

from .demand import Demand, accept, either

DIALECT_DEMANDS: Mapping[str, Demand] = {
    # Lines
    "two-lines": accept("REPLY-01"),
    "lines-without-code": accept("REPLY-01"),
    "lines-with-code": accept("REPLY-01"),
    "lines-with-numbers": accept("REPLY-01"),
    "many-lines": accept("REPLY-01"),
    "unpadded-numbers": either("ERR-GEN-07", optional="REPLY-05"),
    # Texts
    "long-lines": accept("REPLY-02"),
    "no-text": accept("REPLY-02"),
    "bare-code": either("ERR-GEN-07", optional="REPLY-05"),
    "small-letters": accept("REPLY-02"),
    "other-words": accept("REPLY-02"),
    "high-octets": either("ERR-GEN-07", optional="REPLY-05"),
    "octet-by-octet": accept("REPLY-02"),
    # Codes
    "other-successes": accept("REPLY-03"),
    "superfluous-password": accept("REPLY-03"),
    "no-password": accept("REPLY-03"),
    "unusual-successes": either("ERR-GEN-07", optional="REPLY-05"),
    # The address of the data connection
    "passive-without-brackets": accept("REPLY-04"),
    "passive-in-other-words": accept("REPLY-04"),
}
"""By the name of the dialect."""
