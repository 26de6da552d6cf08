"""The commands that are kept only as a setting: a host sets and reads them, and nothing else depends on them.

One row a command: what its read form prints after power-on, and what each of its
parameters may be.  The ranges are those of the series' manual and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Text:
    """A parameter that may be any text, quoted or not."""

    longest: int = 64


Allowed = range | tuple[int, ...] | tuple[str, ...] | Text
"""The values of one parameter: numbers, words in quotation marks, or a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSetting:
    """One command; the parameters after those of `default` are checked and forgotten.

    `is_in_profile`: AT&F, AT&W and ATZ include it.  `is_indexed`: the first
    parameter is the position of the value that the second one sets.  `is_named`:
    the first one is a name with a setting of its own, which no read form prints.
    """

    default: tuple[str, ...]
    allowed: tuple[Allowed, ...]
    meaning: str
    is_in_profile: bool = False
    is_indexed: bool = False
    is_named: bool = False


def _row(
    default: str,
    *allowed: Allowed,
    of: str,
    profile: bool = False,
    indexed: bool = False,
    named: bool = False,
) -> KeptSetting:
    return KeptSetting(
        default=tuple(default.split(",")) if default else (),
        allowed=allowed,
        meaning=of,
        is_in_profile=profile,
        is_indexed=indexed,
        is_named=named,
    )


_SWITCH = range(2)
_OCTET = range(256)
_BANDS = (
    "EGSM_MODE",
    "DCS_MODE",
    "PCS_MODE",
    "EGSM_DCS_MODE",
    "GSM850_PCS_MODE",
    "GSM850_EGSM_DCS_PCS_MODE",
)
_INDICATIONS = ("SQ", "FN", "MW", "UR", "BC", "BM", "SM", "CC", "CN")
_BEARERS = (0, 4, 5, 6, 7, 12, 14, 64, 65, 66, 68, 70, 71, 75)

SETTINGS: Mapping[str, KeptSetting] = MappingProxyType(
    {
        # --- the terminal
        "+CSCS": _row(
            '"GSM"', ("GSM", "IRA", "HEX", "UCS2", "PCCP936", "8859-1"), of="character set", profile=True
        ),
        "+ILRR": _row("0", _SWITCH, of="report of the line rate", profile=True),
        "+QIURC": _row("1", _SWITCH, of="`Call Ready` after power-on", profile=True),
        "+FCLASS": _row("0", _SWITCH, of="class of service: data or fax"),
        "+DR": _row("0", _SWITCH, of="report of the compression"),
        "+DS": _row(
            "0,0,512,6", range(4), _SWITCH, range(512, 2049), range(6, 33), of="compression (V.42 bis)"
        ),
        # --- messages
        "+CMGF": _row("0", _SWITCH, of="PDU mode or text mode", profile=True),
        "+CNMI": _row(
            "2,1,0,0,0",
            range(4),
            range(4),
            range(4),
            range(3),
            _SWITCH,
            of="indication of new messages",
            profile=True,
        ),
        "+CSDH": _row("0", _SWITCH, of="headers in text mode"),
        "+CSMP": _row("17,167,0,0", _OCTET, _OCTET, _OCTET, _OCTET, of="parameters of text mode"),
        "+CSCA": _row('"+15550100",145', Text(), _OCTET, of="address of the service centre"),
        "+CSCB": _row('0,"",""', _SWITCH, Text(), Text(), of="cell broadcast"),
        "+QCLASS0": _row("0", range(3), of="storage of class 0 messages"),
        "+QMGHEX": _row("0", _SWITCH, of="messages in hexadecimal digits"),
        "+QSMSCODE": _row("1", _SWITCH, of="code of special characters in messages"),
        # --- calls and supplementary services
        "+CLIP": _row("0,1", _SWITCH, of="number of the caller"),
        "+CLIR": _row("0,1", range(3), of="suppression of the own number"),
        "+COLP": _row("0,1", _SWITCH, of="number of the called party"),
        "+CRC": _row("0", _SWITCH, of="extended RING"),
        "+CR": _row("0", _SWITCH, of="report of the service of a call"),
        "+CSTA": _row("129", (129, 145), of="type of a dialled address"),
        "+CBST": _row("7,0,1", _BEARERS, range(1), range(4), of="bearer service of data calls"),
        "+CRLP": _row(
            "61,61,128,6,0,3",
            range(62),
            range(62),
            range(39, 256),
            range(1, 256),
            range(3),
            range(3, 256),
            of="radio link protocol",
        ),
        "+CSNS": _row("0", range(8), of="single numbering scheme"),
        "+CMOD": _row("0", range(1), of="alternating calls"),
        "+CSSN": _row("0,0", _SWITCH, _SWITCH, of="report of supplementary services"),
        "+CCUG": _row("0,0,0", _SWITCH, range(11), range(4), of="closed user group"),
        "+CCWA": _row("0", _SWITCH, range(3), _OCTET, of="call waiting"),
        "+CUSD": _row("0", range(3), Text(182), _OCTET, of="USSD; no network answers"),
        "+QCLIP": _row("0", _SWITCH, of="name of the caller"),
        "+QMOSTAT": _row("0", _SWITCH, of="state of an own call"),
        "+QREFUSECS": _row("0,0", _SWITCH, _SWITCH, of="refusal of messages and calls"),
        "+QSFR": _row("0", range(8), of="preferred speech coding"),
        "+QSPCH": _row("0", _SWITCH, of="report of the speech channel"),
        # --- network and GPRS
        "+CGEREP": _row("0,0", range(3), _SWITCH, of="packet events; +CGEV follows it"),
        "+CGQREQ": _row(
            "1,0,0,0,0,0",
            range(1, 3),
            range(4),
            range(5),
            range(6),
            range(10),
            range(32),
            of="requested quality of service",
        ),
        "+CGQMIN": _row(
            "1,0,0,0,0,0",
            range(1, 3),
            range(4),
            range(5),
            range(6),
            range(10),
            range(32),
            of="least quality of service",
        ),
        "+CGCLASS": _row('"B"', ("B", "CG", "CC"), of="GPRS class"),
        "+CGSMS": _row("1", range(4), of="service for messages"),
        "+CTZR": _row("0", _SWITCH, of="report of the time zone"),
        "+QGPCLASS": _row("12", range(1, 13), of="multi-slot class"),
        "+QCGTIND": _row("0", _SWITCH, of="report of the end of a call or context"),
        "+QBAND": _row('"EGSM_DCS_MODE"', _BANDS, of="bands"),
        "+QLOCKF": _row(
            "0", range(3), range(3), range(1024), range(1024), range(1024), of="locked frequency"
        ),
        "+QEXTUNSOL": _row("", _INDICATIONS, _SWITCH, of="indications by name", named=True),
        # --- TCP/IP, which has no connections here
        "+QIMODE": _row("0", _SWITCH, of="transparent mode"),
        "+QIHEAD": _row("0", _SWITCH, of="header of received data"),
        "+QISHOWRA": _row("0", _SWITCH, of="remote address of received data"),
        "+QISHOWPT": _row("0", _SWITCH, of="protocol of received data"),
        "+QISHOWLA": _row("0", _SWITCH, of="local address of received data"),
        "+QISDE": _row("1", _SWITCH, of="echo of sent data"),
        "+QIPROMPT": _row("1", range(4), of="prompt and SEND OK"),
        "+QINDI": _row("0", range(3), of="indication of received data"),
        "+QISRVC": _row("1", range(1, 3), of="client or server"),
        "+QITCFG": _row(
            "3,2,512,1",
            range(9),
            range(1, 21),
            range(1, 1461),
            _SWITCH,
            of="transparent mode: repetitions, wait, portion, escape",
        ),
        # --- audio
        "+CALM": _row("0", range(3), of="alert sound"),
        "+CRSL": _row("80", range(101), of="loudness of the ringer"),
        "+CLVL": _row("60", range(101), of="loudness of the speaker"),
        "+CMUT": _row("0", _SWITCH, of="muted microphone"),
        "+VTD": _row("1", range(1, 256), of="length of DTMF tones"),
        "+QAUDCH": _row("0", range(3), of="audio channel"),
        "+QAUDLOOP": _row("0,0", _SWITCH, range(3), of="audio loop"),
        "+QMIC": _row("4,9,8", range(3), range(16), of="gain of each microphone", indexed=True),
        "+QSIDET": _row("80", _OCTET, of="side tone"),
        "+QECHO": _row(
            "253,96,16388,57351,0",
            _OCTET,
            _OCTET,
            range(32768),
            range(65536),
            range(3),
            of="echo cancellation",
        ),
        "+QTONEDET": _row("0", _SWITCH, of="detection of DTMF"),
        "+QTDMOD": _row("0", range(3), of="mode of the detection of DTMF"),
        # --- hardware
        "+QSCLK": _row("0", range(3), of="slow clock"),
        "+QLEDMODE": _row("0", range(2), of="network light"),
        "+QRIMODE": _row("0", range(3), of="behaviour of RI"),
        "+QINDRI": _row("0", _SWITCH, of="RI at a URC"),
        "+QSIMDET": _row("0,0", _SWITCH, _SWITCH, of="detection of the SIM"),
    }
)
