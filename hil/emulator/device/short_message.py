"""Short messages as PDUs: what text mode writes and shows (3GPP 23.040 9.2, 23.038 4 and 6.2.1)."""

from __future__ import annotations

from dataclasses import dataclass

_ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, 23.038 6.2.1."""

_INTERNATIONAL = 145
_DELIVER, _SUBMIT = 0, 1  # TP-MTI
_HEADER, _VALIDITY = 0x40, 0x18  # TP-UDHI, TP-VPF
_RELATIVE = 0x10
_SEMI_OCTETS = "0123456789*#abc"


@dataclass(frozen=True, slots=True)
class TextParameters:
    """The values of AT+CSMP: TP first octet, validity, protocol identifier, data coding scheme."""

    first: int = 17
    validity: int = 167
    protocol: int = 0
    coding: int = 0


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """A message as text mode shows it; `time` is empty for one that was not received."""

    address: str
    type_of_address: int
    time: str
    text: str


def submit(address: str, type_of_address: int, text: str, parameters: TextParameters) -> str:
    """The PDU of a message to be sent, with an empty service centre address; raises `ValueError`."""
    number = address.removeprefix("+")
    kind = _INTERNATIONAL if address.startswith("+") else type_of_address
    head = bytes((0, parameters.first & 0xFF, 0)) + _address(number, kind)
    head += bytes((parameters.protocol, parameters.coding))
    if parameters.first & _VALIDITY == _RELATIVE:
        head += bytes((parameters.validity,))
    length, data = _encoded(text, parameters.coding)
    return (head + bytes((length,)) + data).hex().upper()


def decoded(pdu: str) -> ShortMessage:
    """The message of a PDU with its service centre address; raises `ValueError` for one that is none."""
    octets = _Octets(bytes.fromhex(pdu))
    octets.take(octets.one())
    first = octets.one()
    if first & 3 not in {_DELIVER, _SUBMIT}:
        raise ValueError("neither SMS-DELIVER nor SMS-SUBMIT")
    is_received = first & 3 == _DELIVER
    if not is_received:
        octets.one()  # the message reference
    digits = octets.one()
    kind = octets.one()
    number = _digits(octets.take((digits + 1) // 2))[:digits]
    octets.one()  # the protocol identifier
    coding = octets.one()
    time = ""
    if is_received:
        time = _time(octets.take(7))
    elif first & _VALIDITY:
        octets.take(1 if first & _VALIDITY == _RELATIVE else 7)
    text = _text(octets.one(), octets.rest(), coding, has_header=bool(first & _HEADER))
    return ShortMessage(("+" if kind == _INTERNATIONAL else "") + number, kind, time, text)


class _Octets:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise ValueError("the PDU is too short")
        self._at += count
        return taken

    def one(self) -> int:
        return self.take(1)[0]

    def rest(self) -> bytes:
        return self._data[self._at :]


def _address(number: str, kind: int) -> bytes:
    if not number or len(number) > 20 or any(digit not in _SEMI_OCTETS for digit in number):
        raise ValueError("not a number")
    values = [_SEMI_OCTETS.index(digit) for digit in number] + [0xF] * (len(number) % 2)
    pairs = zip(values[::2], values[1::2], strict=True)
    return bytes((len(number), kind & 0xFF)) + bytes(low | high << 4 for low, high in pairs)


def _digits(semi_octets: bytes) -> str:
    halves = (half for octet in semi_octets for half in (octet & 0xF, octet >> 4))
    return "".join(_SEMI_OCTETS[half] for half in halves if half < len(_SEMI_OCTETS))


def _time(stamp: bytes) -> str:
    year, month, day, hour, minute, second = (f"{(o & 0xF)}{o >> 4}" for o in stamp[:6])
    zone = stamp[6]
    quarters = (zone & 0x7) * 10 + (zone >> 4)
    sign = "-" if zone & 0x8 else "+"
    return f"{year}/{month}/{day},{hour}:{minute}:{second}{sign}{quarters:02d}"


def _alphabet(coding: int) -> str:
    """`7` bit, `8` bit or `u`cs2 (23.038 4)."""
    if coding & 0xC0 == 0:
        return "78u7"[coding >> 2 & 3]
    return "8" if coding & 0xF4 == 0xF4 else "7"


def _encoded(text: str, coding: int) -> tuple[int, bytes]:
    """TP-UDL and TP-UD; text that is not of the default alphabet is given in hexadecimal digits."""
    if _alphabet(coding) != "7":
        data = bytes.fromhex(text)
        if len(data) > 140:
            raise ValueError("too long")
        return len(data), data
    septets = [_ALPHABET.index(character if character in _ALPHABET else "?") for character in text]
    if len(septets) > 160:
        raise ValueError("too long")
    total = sum(septet << 7 * index for index, septet in enumerate(septets))
    return len(septets), total.to_bytes((len(septets) * 7 + 7) // 8, "little")


def _text(length: int, data: bytes, coding: int, *, has_header: bool) -> str:
    header = data[0] + 1 if has_header and data else 0
    alphabet = _alphabet(coding)
    if alphabet != "7":
        return data[header:length].hex().upper()
    total = int.from_bytes(data, "little")
    skipped = (header * 8 + 6) // 7
    return "".join(_ALPHABET[total >> 7 * index & 0x7F] for index in range(skipped, length))
