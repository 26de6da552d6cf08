"""The blocks of a pcapng file that a capture of TLS sessions needs (draft-ietf-opsawg-pcapng, 3 and 4)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

_SECTION_HEADER = 0x0A0D0D0A
_INTERFACE_DESCRIPTION = 1
_INTERFACE_STATISTICS = 5
_ENHANCED_PACKET = 6
_DECRYPTION_SECRETS = 10

_BYTE_ORDER_MAGIC = 0x1A2B3C4D
_LENGTH_UNKNOWN = -1
_TLS_KEY_LOG = 0x544C534B

_COMMENT = 1
_APPLICATION = 4  # shb_userappl
_INTERFACE_NAME = 2  # if_name
_TIME_RESOLUTION = 9  # if_tsresol
_RECEIVED, _DROPPED = 4, 5  # isb_ifrecv, isb_ifdrop

_NANOSECONDS = b"\x09"  # ten to the minus ninth


_PACKET = struct.Struct("<7I")  # block type and length, interface, time, kept and original length


def section_header(*, application: str, comment: str = "") -> bytes:
    """The beginning of a file without a length, so that blocks can be appended at any time."""
    body = struct.pack("<IHHq", _BYTE_ORDER_MAGIC, 1, 0, _LENGTH_UNKNOWN)
    return _block(_SECTION_HEADER, body, _texts({_APPLICATION: application, _COMMENT: comment}))


def interface(link_type: int, *, name: str) -> bytes:
    """The one interface of a section, with time stamps in nanoseconds and whole packets."""
    options = [*_texts({_INTERFACE_NAME: name}), (_TIME_RESOLUTION, _NANOSECONDS)]
    return _block(_INTERFACE_DESCRIPTION, struct.pack("<HHI", link_type, 0, 0), options)


def packet(data: bytes, t_ns: int, *, original_length: int | None = None, comment: str = "") -> bytes:
    """A packet as seen `t_ns` nanoseconds after the epoch; `original_length` may exceed the length of the kept bytes."""
    length = len(data) if original_length is None else original_length
    if not comment:
        padding = b"\x00" * (-len(data) % 4)
        total = _PACKET.size + len(data) + len(padding) + 4
        head = _PACKET.pack(_ENHANCED_PACKET, total, 0, t_ns >> 32, t_ns & 0xFFFFFFFF, len(data), length)
        return head + data + padding + total.to_bytes(4, "little")
    body = struct.pack("<IIIII", 0, t_ns >> 32, t_ns & 0xFFFFFFFF, len(data), length) + data
    return _block(_ENHANCED_PACKET, body, _texts({_COMMENT: comment}))


SECRETS_OFFSET = 16
"""Where in a secrets block its text begins: after block type and length, type and length of the secrets."""


def secrets(key_log: bytes, *, size: int) -> bytes:
    """TLS secrets in NSS key log format, filled up to `size` bytes with empty lines, which readers skip."""
    body = struct.pack("<II", _TLS_KEY_LOG, size) + key_log.ljust(size, b"\n")
    return _block(_DECRYPTION_SECRETS, body)


def statistics(t_ns: int, *, received: int, dropped: int, comment: str = "") -> bytes:
    """The number of packets, and the number of those that are not in the file."""
    body = struct.pack("<III", 0, t_ns >> 32, t_ns & 0xFFFFFFFF)
    options = [
        (_RECEIVED, struct.pack("<Q", received)),
        (_DROPPED, struct.pack("<Q", dropped)),
        *_texts({_COMMENT: comment}),
    ]
    return _block(_INTERFACE_STATISTICS, body, options)


def _texts(texts: Mapping[int, str]) -> list[tuple[int, bytes]]:
    return [(code, text.encode()) for code, text in texts.items() if text]


def _block(kind: int, body: bytes, options: Iterable[tuple[int, bytes]] = ()) -> bytes:
    content = _padded(body) + b"".join(map(_option, options))
    if len(content) > len(body) + 3:
        content += b"\x00\x00\x00\x00"  # opt_endofopt
    length = struct.pack("<I", 12 + len(content))
    return struct.pack("<I", kind) + length + content + length


def _option(option: tuple[int, bytes]) -> bytes:
    code, value = option
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _padded(data: bytes) -> bytes:
    return data + b"\x00" * (-len(data) % 4)
