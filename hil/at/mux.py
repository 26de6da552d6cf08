"""Frames and control messages of the GSM 07.10 multiplexer, basic option (3GPP 27.010 5.2 and 5.4.6).

Sans-IO: bytes go in, in pieces of any size, and frames come out; nothing here
knows which side is the DTE.  Bytes that are no frame are skipped: the reader
searches for the next flag.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum, IntFlag

from hil.errors import UsageError

FLAG = 0xF9  # 5.2.6.1: opens and closes a frame
DLCI_MAX = 61  # 5.2.1.2, 5.6: 62 and 63 are reserved; an address of 62 would look like a flag
N1_MAX = 32768

_EXTENDED = 0x01  # the bit EA: this octet is the last of its field
_CR = 0x02
_PF = 0x10


class FrameType(IntEnum):
    """The control field without its poll/final bit (table 2)."""

    SABM = 0x2F
    UA = 0x63
    DM = 0x0F
    DISC = 0x43
    UIH = 0xEF
    UI = 0x03


_TYPES = {kind.value: kind for kind in FrameType}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `cr` is the C/R bit as it stands in the address field (table 1), `pf` the poll/final bit."""

    dlci: int
    type: FrameType
    cr: bool
    pf: bool = False
    payload: bytes = b""

    def encode(self) -> bytes:
        """The octets on the line, both flags included."""
        if not 0 <= self.dlci <= DLCI_MAX or len(self.payload) > N1_MAX:
            raise UsageError(f"no frame holds {len(self.payload)} octets for DLCI {self.dlci}")
        head = bytes((self.dlci << 2 | self.cr * _CR | _EXTENDED, self.type | self.pf * _PF))
        head += encode_length(len(self.payload))
        check = fcs(head + self.payload if self.type is FrameType.UI else head)
        return bytes((FLAG,)) + head + self.payload + bytes((check, FLAG))


def encode_length(length: int) -> bytes:
    """A length field: one octet up to 127, two beyond (5.2.1.5)."""
    if length <= 0x7F:
        return bytes((length << 1 | _EXTENDED,))
    return bytes((length << 1 & 0xFE, length >> 7))


def _fcs_row(octet: int) -> int:
    for _ in range(8):
        octet = octet >> 1 ^ (0xE0 if octet & 1 else 0)  # x^8 + x^2 + x + 1, bits reversed (5.2.1.6)
    return octet


_FCS_TABLE = tuple(_fcs_row(octet) for octet in range(256))


def fcs(data: bytes | bytearray) -> int:
    """The frame check sequence over address, control and length, and over the information of UI (5.2.1.6)."""
    register = 0xFF
    for octet in data:
        register = _FCS_TABLE[register ^ octet]
    return 0xFF - register


class FrameReader:
    """Finds frames; `limit` is the largest number of information octets in a frame.

    With a low limit a damaged length field hides few good frames.
    """

    def __init__(self, *, limit: int = N1_MAX) -> None:
        self.limit = limit
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take octets; yields the frames that they complete, each when the caller asks for it."""
        self._buffer += data
        while (frame := self._next()) is not None:
            yield frame

    @property
    def pending(self) -> bytes:
        """The octets received that are no complete frame; after the end of multiplexing they belong to no frame."""
        return bytes(self._buffer)

    def _next(self) -> Frame | None:
        while True:
            self._find_flag()
            found = self._frame_at_flag()
            if found is None or isinstance(found, Frame):
                return found
            self._skip(1)

    def _find_flag(self) -> None:
        at = self._buffer.find(FLAG)
        self._skip(len(self._buffer) if at < 0 else at)
        while self._buffer[1:2] == b"\xf9":  # flags may fill the time between frames
            del self._buffer[0]

    def _skip(self, count: int) -> None:
        del self._buffer[:count]

    def _frame_at_flag(self) -> Frame | _NoFrame | None:
        """The frame that starts at the first octet; None while it is incomplete."""
        buffer = self._buffer
        if len(buffer) < 4:
            plausible = len(buffer) < 3 or (buffer[1] & _EXTENDED and buffer[2] & ~_PF in _TYPES)
            return None if plausible else _NO_FRAME
        address, control, low = buffer[1:4]
        kind = _TYPES.get(control & ~_PF)
        if not address & _EXTENDED or kind is None:
            return _NO_FRAME
        begin = 4 if low & _EXTENDED else 5
        if len(buffer) < begin:
            return None
        length = low >> 1 | (0 if low & _EXTENDED else buffer[4] << 7)
        if length > self.limit:
            return _NO_FRAME
        end = begin + length
        if len(buffer) < end + 2:
            return None
        covered = buffer[1 : end if kind is FrameType.UI else begin]
        if buffer[end] != fcs(covered) or buffer[end + 1] != FLAG:
            return _NO_FRAME
        payload = bytes(buffer[begin:end])
        del buffer[: end + 1]  # its closing flag may be the opening flag of the next frame
        return Frame(address >> 2, kind, bool(address & _CR), bool(control & _PF), payload)


class _NoFrame(Enum):
    NO_FRAME = "no frame starts at the flag"


_NO_FRAME = _NoFrame.NO_FRAME


# --- the control channel, DLCI 0 -----------------------------------------------------------------------------


class ControlType(IntEnum):
    """The type octet of a control message with EA set and C/R clear (5.4.6.3)."""

    NSC = 0x11
    TEST = 0x21
    PSC = 0x41
    RLS = 0x51
    FCOFF = 0x61
    PN = 0x81
    RPN = 0x91
    FCON = 0xA1
    CLD = 0xC1
    SNC = 0xD1
    MSC = 0xE1


@dataclass(frozen=True, slots=True)
class ControlMessage:
    """A message on DLCI 0; `type` is a `ControlType`, or the octet of a type that this table does not have."""

    type: int
    is_command: bool
    value: bytes = b""

    def encode(self) -> bytes:
        """The octets inside a UIH frame."""
        return bytes((self.type | self.is_command * _CR,)) + encode_length(len(self.value)) + self.value


def control_messages(payload: bytes) -> Iterator[ControlMessage]:
    """The messages of one frame; an incomplete message is ignored."""
    while len(payload) >= 2:
        kind, low = payload[:2]
        begin = 2 if low & _EXTENDED else 3
        if len(payload) < begin:
            return
        end = begin + (low >> 1 | (0 if low & _EXTENDED else payload[2] << 7))
        if len(payload) < end:
            return
        yield ControlMessage(kind & ~_CR, bool(kind & _CR), payload[begin:end])
        payload = payload[end:]


class V24(IntFlag):
    """The signals octet of MSC (5.4.6.3.7), without EA."""

    FC = 0x02  # the sender cannot accept frames
    RTC = 0x04  # DTR, or DSR
    RTR = 0x08  # RTS, or CTS
    IC = 0x40  # RI
    DV = 0x80  # DCD


READY = V24.RTC | V24.RTR | V24.DV


def modem_status(dlci: int, signals: V24) -> bytes:
    """The value of an MSC message."""
    return bytes((dlci << 2 | _CR | _EXTENDED, signals | _EXTENDED))


def parse_modem_status(value: bytes) -> tuple[int, V24] | None:
    """DLCI and signals of an MSC message; None if it is too short."""
    if len(value) < 2:
        return None
    return value[0] >> 2, V24(value[1] & ~_EXTENDED & 0xFF)
