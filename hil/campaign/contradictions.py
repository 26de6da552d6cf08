"""Claims of a PICS file that cannot all be true: found before anything runs.

A key that the file does not have follows those that it has: a file that claims
TLS1.0 alone does not claim the suites that need TLS1.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hil.config.lines import line_of
from hil.spec.files import UPLOAD_TIMEOUT_DEFAULT_S
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, is_legal_pair

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two keys that contradict one another, and why."""

    key: str
    other: str
    why: str


def following(values: Values, written: frozenset[str]) -> dict[str, Any]:
    """The values, with those of keys that the file does not have made to fit the written ones."""
    adapted = dict(values)
    if "tls.suites" not in written and values["tls.versions"]:
        adapted["tls.suites"] = tuple(code for code in _list(values, "tls.suites") if _carriers(values, code))
    if "ftp.resume" not in written and "binary" not in _list(values, "ftp.types"):
        adapted["ftp.resume"] = False
    return adapted


def find(values: Values, written: frozenset[str]) -> Contradiction | None:
    """The first contradiction; None if all claims can be true."""
    for rule in _RULES:
        for found in rule(values, written):
            return found
    return None


def told(path: object, text: str, values: Values, found: Contradiction) -> str:
    """The contradiction in one line, with the file and the line of each key."""
    places = " and ".join(_place(path, text, values, key) for key in (found.key, found.other))
    return f"contradictory claims: {places}: {found.why}"


def _place(path: object, text: str, values: Values, key: str) -> str:
    number = line_of(text, key)
    value = values[key]
    shown = list(value) if isinstance(value, tuple) else value
    where = f"{path}:{number}" if number else f"{path}, not written"
    return f"{key} = {str(shown).lower() if isinstance(value, bool) else shown} ({where})"


def _list(values: Values, key: str) -> tuple[object, ...]:
    value = values[key]
    return value if isinstance(value, tuple) else ()


def _carriers(values: Values, code: object) -> list[str]:
    """The claimed versions that can carry a suite."""
    claimed = _list(values, "tls.versions")
    (suite,) = (suite for suite in ALL_SUITES if suite.code == code)
    return [
        version.title
        for version in ALL_VERSIONS
        if version.title in claimed and is_legal_pair(version, suite)
    ]


_NEEDED: tuple[tuple[str, str, str], ...] = (
    ("tls.versions", "tls.suites", "FTPS needs at least one version (note 1.1)"),
    ("tls.suites", "tls.versions", "FTPS needs at least one cipher suite (note Table 1)"),
    ("tls.seclevels", "tls.versions", "every SSL context has a seclevel (note 2.3)"),
    ("ftp.modes", "tls.versions", "an FTPS session is implicit or explicit (note 2.2)"),
    ("ftp.data_connections", "ftp.storages", "a transfer needs a data connection (document [2])"),
    ("ftp.storages", "ftp.data_connections", "a transfer needs a local position (document [2])"),
    ("ftp.types", "ftp.storages", "a transfer has a type (document [2])"),
)
"""Lists that hold at least one value, the key that needs it, and why."""


def _empty(values: Values, _written: frozenset[str]) -> Iterator[Contradiction]:
    yield from (Contradiction(key, other, why) for key, other, why in _NEEDED if not values[key])


def _suites(values: Values, _written: frozenset[str]) -> Iterator[Contradiction]:
    for code in _list(values, "tls.suites"):
        if not _carriers(values, code):
            yield Contradiction(
                "tls.suites", "tls.versions", f"{code} needs TLS1.2 (RFC 5246, A.5), which is not claimed"
            )


def _versions(values: Values, _written: frozenset[str]) -> Iterator[Contradiction]:
    carried = {title for code in _list(values, "tls.suites") for title in _carriers(values, code)}
    for title in _list(values, "tls.versions"):
        if title not in carried:
            yield Contradiction(
                "tls.versions", "tls.suites", f"no claimed suite can be used with {title} (RFC 5246, A.5)"
            )


def _resume(values: Values, _written: frozenset[str]) -> Iterator[Contradiction]:
    if values["ftp.resume"] and "binary" not in _list(values, "ftp.types"):
        yield Contradiction(
            "ftp.resume", "ftp.types", "an offset in bytes needs the type binary (RFC 3659, 5.3)"
        )


def _credentials(values: Values, _written: frozenset[str]) -> Iterator[Contradiction]:
    levels = [level for level in _list(values, "tls.seclevels") if level != 0]
    if levels and not values["security_files.storages"]:
        yield Contradiction(
            "security_files.storages",
            "tls.seclevels",
            f"seclevel {levels[0]} needs a stored certificate (note 1.2, 2.3)",
        )


def _sizes(values: Values, written: frozenset[str]) -> Iterator[Contradiction]:
    for storage in ("NVRAM", "RAM"):
        key = f"security_files.{storage.lower()}_bytes"
        if key in written and storage not in _list(values, "security_files.storages"):
            yield Contradiction(key, "security_files.storages", f"a size of {storage}, which is not claimed")


def _timeout(values: Values, _written: frozenset[str]) -> Iterator[Contradiction]:
    limit = values["security_files.timeout_s"]
    if isinstance(limit, int) and limit < UPLOAD_TIMEOUT_DEFAULT_S and values["security_files.storages"]:
        yield Contradiction(
            "security_files.timeout_s",
            "security_files.storages",
            f"an upload without a time-out waits the default, {UPLOAD_TIMEOUT_DEFAULT_S} s (note 2.4)",
        )


_RULES: tuple[Callable[[Values, frozenset[str]], Iterator[Contradiction]], ...] = (
    _empty,
    _suites,
    _versions,
    _resume,
    _credentials,
    _sizes,
    _timeout,
)
