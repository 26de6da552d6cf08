"""The responses of the module: information text, result codes and +CME ERROR (V.250 5.7; 27.007 9.2)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.at.result import information, result_code
from hil.emulator.at.outcome import Cme, Cms, FinalResultCode
from hil.emulator.at.profile import Profile
from hil.spec.cme import CMS_TEXTS
from hil.spec.codes import ResultCode

NUMERIC, VERBOSE = 1, 2  # AT+CMEE


# clause: V.250 5.7.1, 27.007 9.2, note chapter 3
class Responses:
    """Writes responses in the form that ATV, ATQ, AT+CMEE and the S-registers of a profile set.

    `texts` are the texts of errors, by number, that differ from those of the series' manual.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def information(self, *lines: str, profile: Profile) -> bytes:
        """Information text of one or several lines."""
        return information(*lines, framing=profile.framing)

    def result(self, final: FinalResultCode, profile: Profile) -> bytes:
        """A final or intermediate result code; nothing with ATQ1."""
        if profile.quiet:
            return b""
        return result_code(self._written(final, profile.cmee), framing=profile.framing)

    def _written(self, final: FinalResultCode, level: int) -> ResultCode | str:
        match final:
            case Cme(code):
                return self.error(code, level)
            case Cms(code) if level in {NUMERIC, VERBOSE}:
                return f"+CMS ERROR: {code if level == NUMERIC else CMS_TEXTS[code]}"
            case Cms():
                return ResultCode.ERROR
        return final

    # clause: note 2.4, note 2.5, note 2.6, note chapter 3, 27.007 9.1
    # requirements: SECWRITE-23, SECREAD-14, SECDEL-11, ERR-GEN-02
    def error(self, code: int, level: int) -> ResultCode | str:
        """The result code of an error for a level of AT+CMEE: ERROR, with its number or with its text."""
        if level not in {NUMERIC, VERBOSE}:
            return ResultCode.ERROR
        text = self._texts.get(str(code)) or Cme(code).words()
        return f"+CME ERROR: {code if level == NUMERIC else text}"
