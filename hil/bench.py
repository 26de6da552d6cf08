"""What a test may know of the bench: how the DUT is reached, and where the DUT finds the lower tester."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from hil.errors import UsageError


@dataclass(frozen=True, slots=True)
class Bench:
    """The bench of one run.

    `host` is the address that the DUT has to dial for the lower tester, and
    `host_name` a name that resolves to it, None when there is none; `clock_rate`
    tells how much faster than the wall the clock of an emulated DUT runs.
    """

    dut_url: str
    host: str
    host_name: str | None
    clock_rate: float = 1.0


@dataclass(frozen=True, slots=True)
class LineTrouble:
    """What a check of the AT line found; `restarted` tells that the DUT restarted and the line is sound."""

    detail: str
    restarted: bool = False


class Network(Protocol):
    """What plays the mobile network, where a bench has it: a network tester, or what surrounds an emulated DUT."""

    def refuse_activations(self, count: int) -> None:
        """Refuse the next `count` activations of a PDP context, whatever the DUT does; 0 refuses none any more."""

    def accept_apns(self, *names: str) -> None:
        """Grant activations for these access points only; for every one when none is named."""

    def deactivate_context(self) -> None:
        """Take the foreground context away from the DUT (24.008: network-initiated deactivation)."""


class Supply(Protocol):
    """The supply of a DUT, where the bench can switch it; with the power key, if the DUT needs one."""

    def cut(self) -> None:
        """Take the supply from the DUT."""

    def restore(self) -> None:
        """Give it back, and let the DUT start."""


def is_emulated(url: str) -> bool:
    """Whether the DUT at that URL is an emulated one."""
    return urlsplit(url).scheme.lower() == "emulator"


def with_options(url: str, **options: object) -> str:
    """The URL with these options in place of those of the same name."""
    parts = urlsplit(url)
    query = url_options(url) | {name: [str(value)] for name, value in options.items()}
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True, safe=",:")))


def url_options(url: str) -> dict[str, list[str]]:
    """The options of a URL, each with its values."""
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


def require_m95(url: str, model: str) -> None:
    """Raise `UsageError` unless a module that calls itself that (AT+CGMM) is an M95."""
    if "M95" not in model.upper():
        raise UsageError(f"{url}: expected a Quectel M95; AT+CGMM says {model!r}")
