"""The pytest plugin: options, ini keys, markers, and the names of the modules that hold hooks and fixtures.

Each public name has the prefix `hil` (docs/api.md), so that a project may have
options, markers and fixtures of its own under the short names.  Every pytest
run of an environment loads this package.  It holds no logic and imports nothing
that costs time; the modules named here keep to the same rule.
"""

from __future__ import annotations

import pytest

pytest_plugins = (
    "hil.plugin.short_options",
    "hil.plugin.selection",
    "hil.plugin.activation",
    "hil.fixtures.dut",
    "hil.fixtures.preflight",
    "hil.fixtures.special",
    "hil.fixtures.server",
    "hil.fixtures.recording",
    "hil.fixtures.endurance",
)

PREFIX = "hil_"

MARKERS = (
    "requirement(id, ...): the requirements of the catalogue that a test verifies",
    "smoke: belongs to the smoke campaign, the short selection",
    "slow: takes minutes on a physical DUT",
    "matrix(sslversion, ciphersuite, seclevel, mode): the cell of the TLS matrix that a test fills",
    "axes(product, axis=value, ...): the place of a case in a product, of which the campaign pairwise takes pairs",
    "needs(feature, ..., number=least): what the DUT has to claim for a case (docs/selection.md)",
    "form: the case judges the form of responses: names, fields, their order, quotation, final result codes",
    "probe(question): the case answers a question that the note leaves open, by what it observes",
)
"""The markers without their prefix."""

BENCH_FILE_OPTIONS = (
    ("bench", "FILE", "the bench file (TOML): lower tester, lab and modules (hil bench --example)"),
    ("module", "NAME,...", "the module of the bench file that is the DUT; several with workers (-n)"),
    ("tags", "TAG,...", "the DUT is the module of the bench file that has these tags, with -n several"),
)
"""The options that choose the DUT from a bench file."""

BENCH_OPTIONS = (
    ("public", "ADDRESS", "the address that the DUT dials; alone where it is one of this machine"),
    ("listen", "ADDRESS", "the address or interface that the lower tester binds, behind port forwarding"),
    (
        "ports",
        "LOW-HIGH",
        "the ports that the DUT can reach, for control and data connections (default: any)",
    ),
    ("host-name", "NAME", "a host name that the DUT resolves to the address that it dials"),
)
"""The options that say where the lower tester stands; they count before the PICS."""

SHORT_NAMES = "hil_short_names"
"""The ini key by which a project opts in to the short names."""


def seconds(text: str) -> float:
    """A span of time of an option; raises `ValueError` for what is none."""
    span_s = float(text)
    if not 0 <= span_s < float("inf"):
        raise ValueError(text)
    return span_s


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the options and the ini keys of a conformance run."""
    group = parser.getgroup("hil", "conformance tests of an M95 (m95-hil)")
    group.addoption(
        "--hil-dut",
        metavar="URL",
        default="emulator://m95",
        help="the DUT: a pyserial URL or a device path (default: %(default)s)",
    )
    for name, metavar, meaning in BENCH_FILE_OPTIONS:
        group.addoption(f"--hil-{name}", metavar=metavar, default=None, help=meaning)
    group.addoption(
        "--hil-baud",
        metavar="RATE",
        type=int,
        default=None,
        help="the rate of the port of the DUT in bit/s (default: 115200)",
    )
    group.addoption(
        "--hil-wait",
        metavar="SECONDS",
        type=float,
        default=0.0,
        help="how long to wait while another run has the DUT (default: not at all)",
    )
    group.addoption(
        "--hil-flow-control",
        choices=("none", "rts-cts"),
        default=None,
        help="rts-cts: the port uses the lines RTS and CTS, and the DUT is told so (default: none)",
    )
    group.addoption(
        "--hil-campaign",
        choices=("smoke", "pairwise", "full", "endurance"),
        default="full",
        help="which cases to run: those marked smoke, all but of products only pairs, or all; or the load of many "
        "sessions (default: %(default)s)",
    )
    group.addoption(
        "--hil-report-dir",
        metavar="DIR",
        default=None,
        help="folder for the report of this run; an earlier report found there is moved to DIR/earlier/",
    )
    group.addoption(
        "--hil-captures",
        choices=("none", "failed", "all"),
        default="failed",
        help="of which cases the report keeps pcapng files: of those that did not pass, of all, of none "
        "(default: %(default)s)",
    )
    group.addoption(
        "--hil-requirement",
        metavar="ID",
        action="append",
        default=[],
        help="only the cases of this requirement; may be repeated (ids: hil requirements)",
    )
    group.addoption(
        "--hil-pics",
        metavar="FILE",
        default=None,
        help="what the DUT claims and how its bench is made; cases of what it doesn't claim are not applicable",
    )
    group.addoption(
        "--hil-settings",
        choices=("remembered", "always"),
        default="remembered",
        help="settings that the driver sends: those that differ from what it remembers, or all each time "
        "(default: %(default)s)",
    )
    for name, metavar, meaning in BENCH_OPTIONS:
        group.addoption(f"--hil-{name}", metavar=metavar, default=None, help=meaning)
    group.addoption(
        "--hil-standard-ports",
        action="store_true",
        default=False,
        help="the lower tester may bind ports 21 and 990, and the DUT reaches them",
    )
    group.addoption(
        "--hil-port-wait",
        metavar="SECONDS",
        type=seconds,
        default=60.0,
        help="how long to wait for a lost port to return; 0 is not at all (default: 60)",
    )
    group.addoption(
        "--hil-no-preflight",
        action="store_true",
        default=False,
        help="judge without a check whether SIM, network and a path to the lower tester are there",
    )
    group.addoption(
        "--hil-deviations",
        metavar="FILE",
        default=None,
        help="known deviations of the DUT, each with reason and date",
    )
    group.addoption(
        "--hil-selftest",
        metavar="FILE",
        default=None,
        help="the record of `hil selftest` that the report holds as evidence that the method is fit",
    )
    group.addoption(
        "--hil-gate",
        choices=("note", "standard", "reading"),
        default="reading",
        help="which fails decide: those on the note only, those on a standard too, or all (default: %(default)s)",
    )
    group.addoption(
        "--hil-max-time",
        metavar="TIME",
        default=None,
        help="after this time, as 90s, 15m, 8h or 1h30m, no new case starts, and the rest is not run",
    )
    group.addoption(
        "--hil-shard",
        metavar="NUMBER/COUNT",
        default=None,
        help="of the selected cases those of one part, as 2/5, so that machines share a selection (hil merge)",
    )
    group.addoption(
        "--hil-case-time",
        metavar="TIME",
        default=None,
        help="a case that takes longer, as 90s, 15m or 1h30m, is an error, and the run goes on "
        "(default: 30 minutes of module time and 2 minutes, without the pauses that the case makes)",
    )
    group.addoption(
        "--hil-for",
        metavar="SPAN",
        default=None,
        help="of the campaign endurance: how long its load lasts, as 90s, 30min, 8h (default: 30min)",
    )
    group.addoption(
        "--hil-seed",
        metavar="N",
        type=int,
        default=None,
        help="of the campaign endurance: draws the order of its works and their bytes (default: 0)",
    )
    group.addoption(
        "--hil-requirements",
        metavar="FILE",
        default=None,
        help="requirements of your own under a prefix of their own (docs/writing-a-suite.md)",
    )
    parser.addini("hil_report_dir", "folder that receives one sub-folder for each run of hil.suites")
    parser.addini("hil_requirements", "as --hil-requirements, relative to the ini file")
    parser.addini(
        SHORT_NAMES,
        "also accept the names without prefix: --dut, the marker requirement, the fixture modem (docs/api.md)",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; a project that opted in gets the short names too."""
    for marker in MARKERS:
        config.addinivalue_line("markers", f"{PREFIX}{marker}")
    if config.getini(SHORT_NAMES):
        config.pluginmanager.import_plugin("hil.short_names")
