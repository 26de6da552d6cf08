"""The dialect of a DUT as a run shows it: what its probes measured; else the forms of the lines in its transcripts.

A transcript shows a value by the way: a result line has a space after its colon or not.
A value that a run shows in two ways has both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hil.compare.line_forms import Place, readings
from hil.results.case import CaseResult, Value
from hil.spec.dialect import DialectKey

MEANING: Mapping[str, str] = {
    DialectKey.MANUFACTURER: "lines of AT+GMI",
    DialectKey.MODEL: "lines of AT+GMM",
    DialectKey.REVISION: "text of AT+GMR",
    DialectKey.ATI: "lines of ATI",
    DialectKey.QCCID_PREFIX: "+QCCID: before the answer to AT+QCCID",
    DialectKey.BOOT_URCS: "lines after a start at a fixed rate",
    DialectKey.BOOT_URCS_WHEN_AUTOBAUDING: "lines after a start without a fixed rate",
    DialectKey.CMEE_DEFAULT: "AT+CMEE after AT&F",
    DialectKey.CME_TEXTS: "text of the error, AT+CMEE=2",
    DialectKey.LF_ENDS_LINE: "LF alone ends a command line",
    DialectKey.DEACT_IN_INITIAL: "AT+QIDEACT in IP INITIAL answers DEACT OK",
    DialectKey.PDP_LOST_URC: "URC when the PDP context is lost",
    DialectKey.COMPACT_REPLIES: "no space after the colon of the result line",
    DialectKey.GET_TRAILING_OK: "OK after +QFTPGET",
    DialectKey.PUT_TRAILING_OK: "OK after +QFTPPUT",
    DialectKey.QFTPCFG_QUERY_OK: "OK after the answer to AT+QFTPCFG=<type>",
    DialectKey.QFTPCFG_QUOTES_PLACE: "quotation marks around the place of type 4",
    DialectKey.QFTPCFG_DEFAULT_1: "type 1 of AT+QFTPCFG after a start",
    DialectKey.QFTPCFG_DEFAULT_2: "type 2 of AT+QFTPCFG after a start",
    DialectKey.QFTPCFG_DEFAULT_5: "type 5 of AT+QFTPCFG after a start",
    DialectKey.QFTPCFG_DEFAULT_6: "type 6 of AT+QFTPCFG after a start",
    DialectKey.FTP_READ_FORMS: "read forms of the FTP commands",
    DialectKey.FTP_TEST_FORMS: "test forms of the FTP commands",
    DialectKey.FTP_BUSY_IS_ERROR: "ERROR to a command during a job",
    DialectKey.CLOSE_WITHOUT_SESSION: "answer to AT+QFTPCLOSE without a session",
    DialectKey.QSECREAD_CHECKSUM: "checksum of AT+QSECREAD: that of the upload, or of the stored bytes",
}
"""What each key is about, for people."""


@dataclass(frozen=True, slots=True)
class DialectChange:
    """A value that differs; `probed` tells that probes measured it in both runs, else transcripts show it."""

    key: str
    item: str
    before: str
    after: str
    probed: bool

    @property
    def meaning(self) -> str:
        """What the key is about, for people."""
        return MEANING.get(self.key, self.key)

    @property
    def item_words(self) -> str:
        """The item for people: `+QFTPOPEN`, `4012`."""
        return f"+{self.item}" if self.key == DialectKey.COMPACT_REPLIES and self.item else self.item


def dialect_changes(before: Iterable[CaseResult], after: Iterable[CaseResult]) -> tuple[DialectChange, ...]:
    """The values that both runs show and that differ, in the order of `DialectKey`."""
    first, second = tuple(before), tuple(after)
    probed, probed_too = measured(first), measured(second)
    seen, seen_too = shown(first), shown(second)
    found = []
    for place in _places({**probed, **probed_too, **seen, **seen_too}):
        both = place in probed and place in probed_too
        one = probed.get(place) or seen.get(place, ())
        other = probed_too.get(place) or seen_too.get(place, ())
        if one and other and one != other:
            found.append(DialectChange(*place, words(one), words(other), both))
    return tuple(found)


def _places(found: Mapping[Place, object]) -> list[Place]:
    order = [key.value for key in DialectKey]
    return sorted(
        found, key=lambda place: (order.index(place[0]) if place[0] in order else len(order), place)
    )


Values = dict[Place, tuple[Value, ...]]
"""The values of each place: one, or more where cases disagree."""


def measured(cases: Iterable[CaseResult]) -> Values:
    """What the probes of a run measured."""
    return _gathered(((each.key, each.item), each.value) for case in cases for each in case.measured)


def shown(cases: Iterable[CaseResult]) -> Values:
    """What the transcripts of a run show by the way."""
    return _gathered(reading for case in cases for reading in readings(case.own_transcript))


def _gathered(seen: Iterable[tuple[Place, Value]]) -> Values:
    found: dict[Place, dict[Value, None]] = {}
    for place, value in seen:
        found.setdefault(place, {})[value] = None
    return {place: tuple(sorted(values, key=str)) for place, values in found.items()}


def words(values: Iterable[Value]) -> str:
    """Values for people: `yes`, `RDY | Call Ready`, `yes and no`."""
    return " and ".join(map(_word, values))


def _word(value: Value) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return " | ".join(value) or "none"
    return str(value)
