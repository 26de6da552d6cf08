"""A command of the module: its forms and their handlers (note 2.1, Table 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from hil.emulator.at.outcome import OK, Arguments, FinalResultCode, Outcome, answer
from hil.emulator.at.terminal import Terminal
from hil.spec.codes import ResultCode
from hil.spec.commands import Form


@dataclass(frozen=True, slots=True)
class Call:
    """One received command and its terminal."""

    terminal: Terminal
    name: str
    arguments: Arguments


Handler = Callable[[Call], Outcome]


# clause: note 2.1, note Table 2
# requirements: SYN-01, SYN-02, SYN-03, SYN-04, SYN-05, SYN-11
@dataclass(frozen=True, slots=True)
class Command:
    """The forms of a command; a form without a handler answers ERROR.

    `refusal` is the response to a wrong parameter.
    """

    execute: Handler | None = None
    write: Handler | None = None
    read: Handler | None = None
    test: Handler | None = None
    refusal: FinalResultCode = field(default=ResultCode.ERROR)

    def handler(self, form: Form) -> Handler | None:
        """The handler of that form."""
        return {
            Form.EXECUTE: self.execute,
            Form.WRITE: self.write,
            Form.READ: self.read,
            Form.TEST: self.test,
        }[form]


@lru_cache(maxsize=256)  # shared by all modules
def listing(*lines: str) -> Handler:
    """A form that always prints the same text."""
    outcome = answer(*lines)
    return lambda _call: outcome


def accepted(_call: Call) -> Outcome:
    """A form that answers OK and has no effect."""
    return OK
