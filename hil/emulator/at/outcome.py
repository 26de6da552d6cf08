"""The arguments and the outcome of a command handler: values, so that only the terminal writes to the UART."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hil.at.parse import Argument
from hil.spec.cme import CME_TEXTS, CmsCode
from hil.spec.codes import ResultCode


# clause: note Table 4, 27.007 9.2
# requirements: ERR-GEN-02
@dataclass(frozen=True, slots=True)
class Cme:
    """The final result code +CME ERROR."""

    code: int

    def words(self) -> str:
        """Its text under AT+CMEE=2."""
        return CME_TEXTS.get(self.code, str(self.code))


@dataclass(frozen=True, slots=True)
class Cms:
    """The final result code +CMS ERROR of the commands of messages."""

    code: CmsCode


FinalResultCode = ResultCode | Cme | Cms


@dataclass(frozen=True, slots=True)
class Outcome:
    """Information text, the result code (None: no result code), and an action after the result code."""

    lines: tuple[str, ...] = ()
    final: FinalResultCode | None = ResultCode.OK
    then: Callable[[], None] | None = None
    ends_line: bool = False  # the rest of the line is ignored


OK = Outcome()
ERROR = Outcome(final=ResultCode.ERROR)


def answer(*lines: str) -> Outcome:
    """Information text and OK."""
    return Outcome(lines)


class CommandRefused(Exception):
    """The command is not carried out; its response is `final`."""

    def __init__(self, final: FinalResultCode = ResultCode.ERROR) -> None:
        super().__init__(str(final))
        self.final = final


@dataclass(frozen=True, slots=True)
class Arguments:
    """The subparameters of one command; an invalid one raises `CommandRefused` with `refusal`."""

    items: tuple[Argument, ...]
    refusal: FinalResultCode = ResultCode.ERROR

    def __len__(self) -> int:
        return len(self.items)

    def refused(self) -> CommandRefused:
        """The exception for an invalid value."""
        return CommandRefused(self.refusal)

    def expect(self, least: int, most: int) -> None:
        """Require a number of arguments."""
        if not least <= len(self.items) <= most:
            raise self.refused()

    def has(self, index: int) -> bool:
        """Whether that argument is present and not empty."""
        return index < len(self.items) and not self.items[index].omitted

    def integer(self, index: int, default: int | None = None) -> int:
        """A decimal number, possibly negative; `default` if it is absent."""
        if not self.has(index):
            if default is None:
                raise self.refused()
            return default
        item = self.items[index]
        digits = item.text.removeprefix("-")
        if item.quoted or not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
            raise self.refused()
        return int(item.text)

    def number(self, index: int, low: int, high: int, default: int | None = None) -> int:
        """A decimal number within bounds."""
        value = self.integer(index, default)
        if not low <= value <= high:
            raise self.refused()
        return value

    def string(self, index: int, default: str | None = None) -> str:
        """A string constant; `default` if it is absent."""
        if not self.has(index):
            if default is None:
                raise self.refused()
            return default
        if not self.items[index].quoted:
            raise self.refused()
        return self.items[index].text

    def text(self, index: int, default: str | None = None) -> str:
        """A string constant or an unquoted word; the series accepts both, for example for an APN."""
        if not self.has(index):
            if default is None:
                raise self.refused()
            return default
        return self.items[index].text
