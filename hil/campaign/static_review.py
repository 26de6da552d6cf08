"""The static conformance review (ISO/IEC 9646-5): what the note states and the PICS does not claim.

Each such capability is a static deviation, on the ground of the note: no case can
fail because of it, so it is told apart, before the cases.  What only other documents
describe (the multiplexer, an SD card, active mode) may be absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hil.campaign import deviations as known
from hil.campaign.deviations import Deviation
from hil.campaign.pics import KEYS, Choices, Number, Pics
from hil.results.static import StaticDeviation


@dataclass(frozen=True, slots=True)
class Stated:
    """A key of the PICS about which the note states all values, with the requirements of each value."""

    clause: str
    requirements: Mapping[object, tuple[str, ...]]


STATED: Mapping[str, Stated] = {
    "tls.versions": Stated(
        "note 1.1",
        {"SSL3.0": ("VER-01",), "TLS1.0": ("VER-02",), "TLS1.1": ("VER-03",), "TLS1.2": ("VER-04",)},
    ),
    "tls.suites": Stated(
        "note Table 1",
        {
            "0X0035": ("CIPH-01",),
            "0X0005": ("CIPH-02",),
            "0X0004": ("CIPH-03",),
            "0X000A": ("CIPH-04",),
            "0X002F": ("CIPH-05",),
            "0X003D": ("CIPH-06",),
        },
    ),
    "tls.seclevels": Stated(
        "note 2.3", {0: ("SSLCFG-SECLVL-03",), 1: ("SSLCFG-SECLVL-04",), 2: ("SSLCFG-SECLVL-05",)}
    ),
    "tls.ssl_contexts": Stated("note 2.3", {None: ("SSLCFG-CTX-11",)}),
    "ftp.modes": Stated("note 2.2", {"implicit": ("FTPCFG-T7-01",), "explicit": ("FTPCFG-T7-04",)}),
    "network.contexts": Stated("note 5.1", {None: ("PDPERR-06", "PDPERR-07")}),
    "security_files.storages": Stated(
        "note Table 3",
        {"NVRAM": ("NAME-04", "NAME-05", "NAME-06", "NAME-07"), "RAM": ("NAME-01", "NAME-02", "NAME-03")},
    ),
    "security_files.nvram_bytes": Stated("note 2.4", {None: ("SECWRITE-SIZE-NVRAM-03",)}),
    "security_files.ram_bytes": Stated("note 2.4", {None: ("SECWRITE-SIZE-RAM-03",)}),
    "security_files.timeout_s": Stated("note 2.4", {None: ("SECWRITE-TMO-03",)}),
}
"""The keys whose values the note states."""


def review(pics: Pics, deviations: Iterable[Deviation] = ()) -> tuple[StaticDeviation, ...]:
    """What is not claimed, in the order of the PICS; an entry of the deviations file may give the reason."""
    entries = tuple(deviations)
    return tuple(
        _accepted(found, entries) for key, stated in STATED.items() for found in _unclaimed(pics, key, stated)
    )


def _unclaimed(pics: Pics, key: str, stated: Stated) -> Iterator[StaticDeviation]:
    kind, value = KEYS[key], pics.values[key]
    if isinstance(kind, Choices) and isinstance(value, tuple):
        for one in kind.values:
            if one not in value:
                yield StaticDeviation(
                    key=key,
                    feature=kind.feature(one),
                    what=f"{kind.prefix} {one}".strip(),
                    clause=stated.clause,
                    requirements=stated.requirements.get(one, ()),
                )
    elif isinstance(kind, Number) and isinstance(value, int) and value < kind.default:
        yield StaticDeviation(
            key=key,
            feature=key.rpartition(".")[2],
            what=f"{key.rpartition('.')[2]} = {kind.default}, only {value}",
            clause=stated.clause,
            requirements=stated.requirements.get(None, ()),
        )


def _accepted(found: StaticDeviation, entries: tuple[Deviation, ...]) -> StaticDeviation:
    entry = known.find(entries, found.requirements, found.words)
    return found.accepted_by(str(entry)) if entry is not None else found
