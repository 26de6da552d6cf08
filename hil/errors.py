"""The errors of the framework, one tree.

    HilError
    ├── UsageError (ValueError)          the user, or our own code, asked for something impossible
    │   └── OtherModem                   the module at a port is no M95
    ├── InfrastructureError              the bench failed: there is no verdict about the DUT
    │   ├── PortError                    a port that is missing, busy or forbidden
    │   ├── LineError                    no module answers at a line, or another program uses it
    │   ├── ServerError                  the lower tester failed
    │   ├── CaseTimeOver                 a case took longer than it may
    │   ├── ModuleLost                   the DUT is silent, and the recovery ladder ends
    │   └── MissingPrecondition          what a run takes for granted: SIM, network, a path to the lower tester
    ├── UnexpectedResult                 the DUT did not report success where only success is useful
    └── ChannelError                     the AT channel of the DUT
        ├── ChannelTimeout (TimeoutError)    no response within the documented maximum
        ├── ChannelLost                      the port was lost while in use
        │   └── ChannelHeld                      flow control lets no byte pass
        └── MalformedResponse                the DUT violated V.250

A final result code other than OK is not an exception: it is a value that tests
examine.  A message says what was expected, what came and where; where the user
can act, it says the next step.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import Self


class HilError(Exception):
    """The base of all exceptions of this framework; `expected` and `actual` are empty if there are no two sides."""

    expected: str = ""
    actual: str = ""

    @classmethod
    def mismatch(cls, *, expected: str, actual: str, message: str = "") -> Self:
        """An error with two sides; `message` replaces `expected ...; came ...`."""
        error = cls(message or f"expected {expected}; came {actual}")
        error.expected, error.actual = expected, actual
        return error


class UsageError(HilError, ValueError):
    """A request that cannot be executed as given; the command line exits with 2."""


class OtherModem(UsageError):
    """The module at a port is no M95."""


class InfrastructureError(HilError):
    """The bench failed, not the DUT; the command line exits with 3."""


class PortError(InfrastructureError):
    """A port that is missing, busy or forbidden; `is_absent` tells of one that a cut supply may have taken away."""

    def __init__(self, message: str, *, is_absent: bool = False) -> None:
        super().__init__(message)
        self.is_absent: bool = is_absent


class LineError(InfrastructureError):
    """No module answers at a line, or another program uses it; `state` is the stable word of `hil.modem.line_state`."""

    def __init__(self, message: str, *, state: str) -> None:
        super().__init__(message)
        self.state: str = state


class ServerError(InfrastructureError):
    """The lower tester failed."""


class CaseTimeOver(InfrastructureError):
    """A case took longer than it may (`--case-time`)."""


class ModuleLost(InfrastructureError):
    """No rung of the recovery ladder brings the DUT back: this run, or this worker of it, has none any more."""


class MissingPrecondition(InfrastructureError):
    """A run takes for granted what is not there: a SIM, a network, a path to the lower tester."""


class UnexpectedResult(HilError):
    """A response without success, in `Exchange.check` or `Exchange.values`."""


class ChannelError(HilError):
    """An error of the AT channel."""


class ChannelTimeout(ChannelError, TimeoutError):
    """The DUT sent no response within the documented maximum of a command."""


class ChannelLost(ChannelError):
    """The port was lost while it was in use."""


class ChannelHeld(ChannelLost):
    """Flow control lets no byte pass: CTS is OFF, or a port server takes nothing."""


class MalformedResponse(ChannelError):
    """Bytes that violate V.250."""


def absent(path: object) -> FileNotFoundError:
    """What the system says of a path where nothing is: the cause of an error about a missing file or folder."""
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


LIKENESS = 0.6
"""How similar a known word is, at least, to be the nearest one of a wrong word."""

FEW = 12
LIKENESS_OF_FEW = 0.5
"""The same for so many known words at most: of few words none is similar by chance."""

SHORTEST = 3
"""So many characters a word has, at least, that is similar to those that begin with it."""


def nearest(word: object, words: Iterable[object]) -> str:
    """The known word that is most similar to `word`, letter case aside; empty if none is similar."""
    from difflib import get_close_matches  # noqa: PLC0415 - needed for an error only

    asked = str(word).lower()
    lower = {str(known).lower(): str(known) for known in words}
    likeness = LIKENESS if len(lower) > FEW else LIKENESS_OF_FEW
    near = get_close_matches(asked, lower, n=1, cutoff=likeness)
    begins = [known for known in lower if len(asked) >= SHORTEST and known.startswith(asked)]
    return lower[(near or begins)[0]] if near or begins else ""


def hint(word: object, words: Iterable[object], *, otherwise: str = "") -> str:
    """`; the nearest is 'known'`, for the end of an error; where none is similar, `otherwise`."""
    near = nearest(word, words)
    told = f"the nearest is {near!r}" if near else otherwise
    return f"; {told}" if told else ""
