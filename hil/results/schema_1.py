"""Files of schema 1: there a measured value was one of the readings for people, recognised by its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from hil.results.case import CaseResult, Measurement, Value
from hil.spec.dialect import DialectKey


def upgraded(case: CaseResult) -> CaseResult:
    """The case with the measurements that its readings hold."""
    return replace(case, measured=tuple(_measurements(case)))


def _measurements(case: CaseResult) -> Iterator[Measurement]:
    for name, text in case.observed:
        if name in _KEYS:
            key, convert = _KEYS[name]
            with suppress(ValueError):  # a DUT that did not answer with a number
                yield Measurement(key.value, convert(text))
        elif name.startswith(_COLON) and name.endswith(":"):
            yield Measurement(DialectKey.COMPACT_REPLIES.value, text == "no", name[len(_COLON) : -1])
        elif name.startswith(_WORDS):
            yield Measurement(DialectKey.CME_TEXTS.value, text, name[len(_WORDS) :])


_COLON = "blank behind +"
_WORDS = "words of "


def _is(word: str) -> Callable[[str], Value]:
    return lambda text: text == word


def _lines(text: str) -> Value:
    return () if text == "none" else tuple(text.split(" | "))


_yes = _is("yes")

_KEYS: Mapping[str, tuple[DialectKey, Callable[[str], Value]]] = {
    "AT+GMI": (DialectKey.MANUFACTURER, _lines),
    "AT+GMM": (DialectKey.MODEL, _lines),
    "AT+GMR": (DialectKey.REVISION, lambda text: text.removeprefix("Revision:").strip()),
    "ATI": (DialectKey.ATI, _lines),
    "AT+QCCID names itself": (DialectKey.QCCID_PREFIX, _yes),
    "lines after a start at a fixed rate": (DialectKey.BOOT_URCS, _lines),
    "lines after a start without a fixed rate": (DialectKey.BOOT_URCS_WHEN_AUTOBAUDING, _lines),
    "AT+CMEE after AT&F": (DialectKey.CMEE_DEFAULT, int),
    "a command line that ends in LF is taken": (DialectKey.LF_ENDS_LINE, _yes),
    "AT+QIDEACT while nothing is registered": (DialectKey.DEACT_IN_INITIAL, _is("DEACT OK")),
    "URC of the loss": (DialectKey.PDP_LOST_URC, str),
    "OK behind +QFTPGET": (DialectKey.GET_TRAILING_OK, _yes),
    "OK behind +QFTPPUT": (DialectKey.PUT_TRAILING_OK, _yes),
    "OK behind the query of AT+QFTPCFG": (DialectKey.QFTPCFG_QUERY_OK, _yes),
    "quotation marks around the place of type 4": (DialectKey.QFTPCFG_QUOTES_PLACE, _yes),
    "value of type 1 after a start": (DialectKey.QFTPCFG_DEFAULT_1, int),
    "value of type 2 after a start": (DialectKey.QFTPCFG_DEFAULT_2, int),
    "value of type 5 after a start": (DialectKey.QFTPCFG_DEFAULT_5, int),
    "value of type 6 after a start": (DialectKey.QFTPCFG_DEFAULT_6, int),
    "read forms of the FTP commands": (DialectKey.FTP_READ_FORMS, _yes),
    "test forms of the FTP commands": (DialectKey.FTP_TEST_FORMS, _yes),
    "busy is told by": (DialectKey.FTP_BUSY_IS_ERROR, _is("ERROR")),
    "closing without a session is told by": (DialectKey.CLOSE_WITHOUT_SESSION, str),
    "AT+QSECREAD tells the sum of": (
        DialectKey.QSECREAD_CHECKSUM,
        lambda text: "written" if text == "the upload" else "stored",
    ),
}
"""By the name of a reading in schema 1: the key, and how the words are read."""
