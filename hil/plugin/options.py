"""The options and ini keys of pytest in a conformance run, as a table.

Every pytest run of an environment loads this file.  It imports nothing that costs time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hil.plugin import PREFIX, SHORT_NAMES

GROUP = "m95-hil"
"""The group of the options; `hil` may be one of the project."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its name without prefix, and how pytest is told of it."""

    name: str
    about: str
    metavar: str | None = None
    default: object = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """What a user writes."""
        return f"--hil-{self.name}"

    @property
    def dest(self) -> str:
        """The name of its value in the config."""
        return f"{PREFIX}{self.name.replace('-', '_')}"

    @property
    def has_value(self) -> bool:
        """Whether the next word may be its value."""
        return self.more.get("action") != "store_true"

    @property
    def attributes(self) -> dict[str, Any]:
        """What argparse takes."""
        metavar = {"metavar": self.metavar} if self.metavar else {}
        return {"help": self.about, "default": self.default, **metavar, **self.more}


@dataclass(frozen=True, slots=True)
class IniKey:
    """A key of the ini file."""

    name: str
    about: str
    more: dict[str, Any] = field(default_factory=dict)


def seconds(text: str) -> float:
    """A span of time of an option; raises `ValueError` for what is none."""
    span_s = float(text)
    if not 0 <= span_s < float("inf"):
        raise ValueError(text)
    return span_s


_FLAG = {"action": "store_true"}

OPTIONS = (
    Option(
        "dut",
        "the DUT: a pyserial URL or a device path (default: %(default)s)",
        "URL",
        default="emulator://m95",
    ),
    Option("bench", "the bench file (TOML): lower tester, lab and modules (hil bench --example)", "FILE"),
    Option("module", "the module of the bench file that is the DUT; several with workers (-n)", "NAME,..."),
    Option("tags", "the DUT is the module of the bench file that has these tags, with -n several", "TAG,..."),
    Option("baud", "the rate of the port of the DUT in bit/s (default: 115200)", "RATE", more={"type": int}),
    Option(
        "wait",
        "how long to wait while another run has the DUT (default: not at all)",
        "SECONDS",
        default=0.0,
        more={"type": float},
    ),
    Option(
        "flow-control",
        "rts-cts: the port uses the lines RTS and CTS, and the DUT is told so (default: none)",
        more={"choices": ("none", "rts-cts")},
    ),
    Option(
        "campaign",
        "which cases to run: those marked smoke, all but of products only pairs, or all; or the load of many sessions (default: %(default)s)",
        default="full",
        more={"choices": ("smoke", "pairwise", "full", "endurance")},
    ),
    Option(
        "report-dir",
        "folder for the report of this run; an earlier report found there is moved to DIR/earlier/",
        "DIR",
    ),
    Option(
        "captures",
        "of which cases the report keeps pcapng files: of those that did not pass, of all, of none (default: %(default)s)",
        default="failed",
        more={"choices": ("none", "failed", "all")},
    ),
    Option(
        "requirement",
        "only the cases of this requirement; may be repeated (ids: hil requirements)",
        "ID",
        default=[],
        more={"action": "append"},
    ),
    Option(
        "pics",
        "what the DUT claims and how its bench is made; cases of what it doesn't claim are not applicable",
        "FILE",
    ),
    Option(
        "settings",
        "settings that the driver sends: those that differ from what it remembers, or all each time (default: %(default)s)",
        default="remembered",
        more={"choices": ("remembered", "always")},
    ),
    Option("public", "the address that the DUT dials; alone where it is one of this machine", "ADDRESS"),
    Option(
        "listen", "the address or interface that the lower tester binds, behind port forwarding", "ADDRESS"
    ),
    Option(
        "ports",
        "the ports that the DUT can reach, for control and data connections (default: any)",
        "LOW-HIGH",
    ),
    Option("host-name", "a host name that the DUT resolves to the address that it dials", "NAME"),
    Option(
        "standard-ports",
        "the lower tester may bind ports 21 and 990, and the DUT reaches them",
        default=False,
        more=_FLAG,
    ),
    Option(
        "port-wait",
        "how long to wait for a lost port to return; 0 is not at all (default: 60)",
        "SECONDS",
        default=60.0,
        more={"type": seconds},
    ),
    Option(
        "no-preflight",
        "judge without a check whether SIM, network and a path to the lower tester are there",
        default=False,
        more=_FLAG,
    ),
    Option("deviations", "known deviations of the DUT, each with reason and date", "FILE"),
    Option(
        "selftest",
        "the record of `hil selftest` that the report holds as evidence that the method is fit",
        "FILE",
    ),
    Option(
        "gate",
        "which fails decide: those on the note only, those on a standard too, or all (default: %(default)s)",
        default="reading",
        more={"choices": ("note", "standard", "reading")},
    ),
    Option(
        "max-time",
        "after this time, as 90s, 15m, 8h or 1h30m, no new case starts, and the rest is not run",
        "TIME",
    ),
    Option(
        "shard",
        "of the selected cases those of one part, as 2/5, so that machines share a selection (hil merge)",
        "NUMBER/COUNT",
    ),
    Option(
        "case-time",
        "a case that takes longer, as 90s, 15m or 1h30m, is an error, and the run goes on (default: 30 minutes of module time and 2 minutes, without the pauses that the case makes)",
        "TIME",
    ),
    Option(
        "for",
        "of the campaign endurance: how long its load lasts, as 90s, 30min, 8h (default: 30min)",
        "SPAN",
    ),
    Option(
        "seed",
        "of the campaign endurance: draws the order of its works and their bytes (default: 0)",
        "N",
        more={"type": int},
    ),
    Option(
        "requirements",
        "requirements of your own under a prefix of their own (docs/writing-a-suite.md)",
        "FILE",
    ),
)
"""The options, as `pytest --help` shows them."""

INI_KEYS = (
    IniKey(
        "hil_report_dir",
        "folder that receives one sub-folder for each run of hil.suites",
        {"default": None},  # an empty value is one that somebody wrote
    ),
    IniKey("hil_requirements", "as --hil-requirements, relative to the ini file"),
    IniKey(
        SHORT_NAMES,
        "also accept the names without prefix: --dut, the marker requirement, the fixture modem (docs/api.md)",
        {"type": "bool", "default": False},
    ),
)
"""The ini keys."""
