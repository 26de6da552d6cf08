"""How a value is written in a sentence: in the words of the field, never as a Python expression."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum

from hil.evidence.redaction import redact_places
from hil.modem.exchange import Exchange
from hil.spec.codes import ErrorCode, describe
from hil.spec.tls import CipherSuite, Version

LONGEST = 300
"""Characters of a value in a sentence."""

AROUND = 8
"""Bytes that are shown around the first difference."""

_BLOCK = 4096
_SUITES = {int(suite): suite for suite in CipherSuite}
_VERSIONS = {int(version): version for version in Version}


def shown(value: object) -> str:
    """The value as a reader of a report knows it."""
    text = redact_places(_words(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _words(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Version():
            return value.title
        case CipherSuite():
            return suite_name(value)
        case ErrorCode():
            return describe(value)
        case Enum():
            return str(value.value)
        case str():
            return _text(value)
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case bytes() | bytearray() | memoryview():
            return _size(len(value))
        case Exchange():
            return value.outcome
        case _:
            return _composed(value)


def _composed(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_words(key)}: {_words(each)}" for key, each in value.items()) or "nothing"
    if isinstance(value, AbstractSet):
        return ", ".join(sorted(map(_words, value))) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value)) or "nothing"
    if type(value).__str__ is not object.__str__ and type(value).__str__ is not getattr(
        type(value), "__repr__", None
    ):
        return _text(str(value))
    if is_dataclass(value):
        parts = ((field.name.replace("_", " "), getattr(value, field.name)) for field in fields(value))
        return ", ".join(f"{name} {_words(each)}" for name, each in parts)
    return f"a value of the kind {type(value).__name__}"


def _text(text: str) -> str:
    escaped = text.encode("unicode_escape").decode().replace("\\\\", "\\")
    return escaped if escaped.strip() == escaped != "" else f'"{escaped}"'


def both_sides(expected: object, actual: object) -> tuple[str, str]:
    """Both sides of a comparison; of two values with fields or keys only those that differ."""
    left, right = _parts(expected), _parts(actual)
    if left is None or right is None or type(expected) is not type(actual):
        return shown(expected), shown(actual)
    names = [name for name in {**left, **right} if left.get(name, _ABSENT) != right.get(name, _ABSENT)]
    return _chosen(left, names), _chosen(right, names)


_ABSENT = object()


def _parts(value: object) -> dict[str, object] | None:
    """The fields or the keys of a value, by name; None if it has none."""
    if isinstance(value, Mapping):
        return {_words(key): each for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type | Exchange):
        return {field.name.replace("_", " "): getattr(value, field.name) for field in fields(value)}
    return None


def _chosen(parts: dict[str, object], names: list[str]) -> str:
    return ", ".join(f"{name} {shown(parts[name]) if name in parts else 'missing'}" for name in names)


def number_or(value: int | None, otherwise: str) -> str:
    """A result number with its description; negative ones are codes of Table 4."""
    if value is None:
        return otherwise
    return describe(value) if value < 0 or value in _FILE_CODES else str(value)


_FILE_CODES = frozenset(code for code in ErrorCode if code > 0)


def suite_name(number: int | None) -> str:
    """A cipher suite with its code, as the note writes it."""
    if number is None:
        return "none"
    suite = _SUITES.get(int(number))
    return f"0X{number:04X} ({suite.name if suite is not None else 'not in Table 1'})"


def version_name(number: int | None) -> str:
    """A version in the spelling of the note: `TLS1.2`."""
    if number is None:
        return "none"
    known = _VERSIONS.get(int(number))
    return known.title if known is not None else f"version 0x{number:04X}"


def listed(words: object) -> str:
    """Alternatives: `-6 or -7`."""
    parts = list(words) if isinstance(words, list | tuple) else [words]
    return " or ".join(map(str, parts))


def size_and_difference(expected: bytes, actual: bytes) -> tuple[str, str]:
    """Both sides of a comparison of bytes: sizes, the first difference with its offset, and the bytes around it."""
    offset = first_difference(expected, actual)
    where = f"; first difference at offset {offset}"
    return (
        f"{_size(len(expected))}{where}: {_around(expected, offset)}",
        f"{_size(len(actual))}: {_around(actual, offset)}",
    )


def first_difference(left: bytes, right: bytes) -> int:
    """The offset of the first byte that differs; the shorter length if one is the beginning of the other."""
    end = min(len(left), len(right))
    blocks = range(0, end, _BLOCK)  # whole blocks are compared far faster than bytes
    start = next((at for at in blocks if left[at : at + _BLOCK] != right[at : at + _BLOCK]), end)
    pairs = zip(left[start:end], right[start:end], strict=True)
    return next((place for place, (a, b) in enumerate(pairs, start) if a != b), end)


def _around(data: bytes, offset: int) -> str:
    start = max(0, offset - AROUND // 2)
    piece = data[start : start + AROUND]
    if not piece:
        return "the end"
    return f"{piece.hex(' ')}{' (the end)' if start + len(piece) == len(data) else ''}"


def _size(count: int) -> str:
    return f"{count} byte{'' if count == 1 else 's'}"
