"""The errors of the framework, one tree.

    HilError
    ├── UsageError (ValueError)          we, or the user, asked for something impossible
    ├── InfrastructureError              the bench is at fault: no verdict about the DUT follows from it
    │   ├── PortError                    a port that is missing, busy or forbidden
    │   └── ServerError                  the lower tester could not do its part
    ├── UnexpectedResult                 the DUT said something else than success, where only success was of use
    └── ChannelError                     the AT channel of the DUT
        ├── ChannelTimeout (TimeoutError)    silence past a documented maximum
        ├── ChannelLost                      the port went away while in use
        └── MalformedResponse                the DUT broke the rules of V.250

An unwelcome final result code is no error: it is a value, and tests want it.
A message says what was expected, what came and where, and, where the user can
do something about it, what to do next.
"""

from __future__ import annotations

from typing import Self


class HilError(Exception):
    """Anything that this framework raises on purpose; `expected` and `actual` are empty if there are no two sides."""

    expected: str = ""
    actual: str = ""

    @classmethod
    def mismatch(cls, *, expected: str, actual: str, message: str = "") -> Self:
        """An error with two sides; `message` replaces `expected ...; came ...`."""
        error = cls(message or f"expected {expected}; came {actual}")
        error.expected, error.actual = expected, actual
        return error


class UsageError(HilError, ValueError):
    """A request that cannot be carried out as given; the command line exits with 2."""


class InfrastructureError(HilError):
    """The bench failed, not the DUT; the command line exits with 3."""


class PortError(InfrastructureError):
    """A port that is missing, busy or forbidden."""


class ServerError(InfrastructureError):
    """The lower tester could not do its part."""


class UnexpectedResult(HilError):
    """A response that says anything but success, met by `Exchange.check` or `Exchange.values`."""


class ChannelError(HilError):
    """Trouble on the AT channel."""


class ChannelTimeout(ChannelError, TimeoutError):
    """The DUT was silent past the documented maximum of a command."""


class ChannelLost(ChannelError):
    """The port went away while it was in use."""


class MalformedResponse(ChannelError):
    """Bytes that V.250 does not allow at their place."""
