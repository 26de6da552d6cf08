"""The features that a DUT may claim, by name, and what needs them in the suites.

A case needs the features that its `needs` markers name, those of its axes
(`matrix`, `axes`) and those of its requirements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from hil.errors import UsageError, hint
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, SECLEVELS, SSLVERSION

VERSIONS = tuple(version.title for version in ALL_VERSIONS)
SUITES = tuple(suite.code for suite in ALL_SUITES)

OF_BENCH: Mapping[str, str] = {
    "standard-ports": "the ports 21 and 990",
    "bench-name": "a name of the lower tester that the DUT resolves",
    "direct": "a bench without port forwarding",
}
"""The features of the bench (`hil.bench.Bench.lacks`), which are none of the DUT."""

FEATURES: Mapping[str, str] = {
    **OF_BENCH,
    **{title.lower(): f"{title} (note 1.1)" for title in VERSIONS},
    **{suite.code.lower(): f"the suite {suite.code} {suite.name} (note Table 1)" for suite in ALL_SUITES},
    **{f"seclevel{level}": f"seclevel {level} (note 2.3)" for level in SECLEVELS},
    "implicit": "implicit mode (note 2.2)",
    "explicit": "explicit mode (note 2.2)",
    "passive": "passive data connections (document [2])",
    "active": "active data connections (document [2])",
    "uart": "transfers over the UART",
    "ram": "transfers to and from RAM",
    "ufs": "transfers to and from UFS",
    "sd": "an SD card",
    "nvram-files": "security files in NVRAM (note 2.4, Table 3)",
    "ram-files": "security files in RAM (note 2.4, Table 3)",
    "binary": "the transfer type binary",
    "ascii": "the transfer type ASCII",
    "resume": "resumed transfers (document [2])",
    "multiplexer": "the multiplexer (AT+CMUX)",
    "host-names": "server names (DNS)",
    "clock": "a clock that AT+CCLK sets",
    "pdp-recovery": "a PDP context that the host can deactivate and activate",
}
"""The names that a `needs` marker takes, with the text for a report."""

_ALL_SUITES = ("CIPH-07", "SSLCFG-CIPHER-12")
"""The requirements about the six suites of a context that was never set."""

OF_REQUIREMENTS: Mapping[str, tuple[str, ...]] = {
    "ssl3.0": ("PAIR-SSL30-*", "VER-01", "SSLCFG-VERSION-03"),
    "tls1.0": ("PAIR-TLS10-*", "VER-02", "SSLCFG-VERSION-04"),
    "tls1.1": ("PAIR-TLS11-*", "VER-03", "SSLCFG-VERSION-05"),
    "tls1.2": ("PAIR-TLS12-*", "VER-04", "SSLCFG-VERSION-06"),
    **{
        code.lower(): (f"PAIR-*-{code.removeprefix('0X')}", requirement, *_ALL_SUITES)
        for code, requirement in {
            "0X0035": "CIPH-01",
            "0X0005": "CIPH-02",
            "0X0004": "CIPH-03",
            "0X000A": "CIPH-04",
            "0X002F": "CIPH-05",
            "0X003D": "CIPH-06",
        }.items()
    },
    "seclevel0": ("SSLCFG-SECLVL-06",),  # the default
    "implicit": ("FTPCFG-T7-03",),  # the default
}
"""The requirements that are about one feature only."""


def require_known(name: str) -> None:
    """Raise `UsageError` for a name that is not a feature."""
    if name not in FEATURES:
        every = f"there are {', '.join(FEATURES)}"
        raise UsageError(f"unknown feature {name!r}{hint(name, FEATURES, otherwise=every)}")


def of_requirements(identifiers: Iterable[str]) -> Iterator[str]:
    """The features that these requirements are about."""
    named = tuple(identifiers)
    for feature, patterns in OF_REQUIREMENTS.items():
        if any(fnmatchcase(identifier, pattern) for identifier in named for pattern in patterns):
            yield feature


def of_axes(values: Mapping[str, object]) -> Iterator[str]:
    """The features that a place on the axes needs; values that are not features need none."""
    for axis, value in values.items():
        name = _AXES.get(axis, str)(value).lower()
        if name in FEATURES:
            yield name


def _version(value: object) -> str:
    versions = SSLVERSION.get(value, ()) if isinstance(value, int) else ()
    return versions[0].title if len(versions) == 1 else "all"  # 4 leaves the choice to the server


_AXES = {"sslversion": _version, "seclevel": "seclevel{}".format}
