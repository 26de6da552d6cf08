"""The pytest plugin: markers, and the names of the modules that hold options, hooks and fixtures.

Each public name has the prefix `hil` (docs/api.md), so that a project may have
options, markers and fixtures of its own under the short names.  Every pytest
run of an environment loads this package (`m95_hil_pytest`).  It holds no logic and
imports nothing that costs time; the modules named here keep to the same rule.
"""

from __future__ import annotations

pytest_plugins = ("hil.plugin.guest",)

HOOKS = ("hil.plugin.declared", "hil.plugin.selection", "hil.plugin.activation")
"""The modules with the hooks of each run in which no project has our names (`guest`)."""

FIXTURES = (
    "hil.fixtures.dut",
    "hil.fixtures.preflight",
    "hil.fixtures.special",
    "hil.fixtures.server",
    "hil.fixtures.recording",
    "hil.fixtures.endurance",
)
"""The modules with the fixtures of such a run."""

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

SHORT_NAMES = "hil_short_names"
"""The ini key by which a project opts in to the short names."""
