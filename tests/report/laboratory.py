"""A laboratory that tells all items of a formal report, and the description of a run of it."""

from __future__ import annotations

from hil.results.description import Claim, Description

LAB = (
    ("name", "Radio laboratory"),
    ("address", "1 Test Street, City"),
    ("place", "at its address"),
    ("operator", "A. Person"),
    ("customer", "A customer"),
    ("customer_address", "tests@customer.example"),
    ("item", "sample 3"),
    ("item_condition", "new, undamaged"),
    ("received", "2026-01-12"),
    ("report_number", "RL-2026-0042"),
    ("issued", "2026-02-02"),
    ("authorised_by", "B. Person"),
    ("authorised_function", "head of the laboratory"),
    ("method_deviations", "none"),
    ("external_results", "none"),
)

KNOWN = Description(
    claims=(
        Claim("dut.name", "the name of the DUT in the report", "M95 of the pilot", stated=True),
        Claim("bench.ports", "IXIT: the ports that the DUT can reach", "", stated=False),
    ),
    suites="a1" * 32,
    catalogue="b2" * 32,
)
