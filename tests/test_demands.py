"""What is demanded at each fault and chain of the lower tester stands in the suites, one literal row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import pytest

from hil.ftps.dialect import DIALECTS, Dialect
from hil.ftps.named_faults import NAMED_FTP_FAULTS, NamedFault
from hil.pki.chains import CHAINS
from hil.pki.kinds.kind import ChainKind
from hil.spec.catalogue import RequirementKind, requirements
from hil.tls.fault import TlsFault
from hil.tls.faults import FAULTS
from suites.demands.chains import CHAIN_DEMANDS
from suites.demands.demand import Demand, Reaction
from suites.demands.ftp_dialects import DIALECT_DEMANDS
from suites.demands.ftp_faults import FTP_FAULT_DEMANDS
from suites.demands.tls_faults import TLS_FAULT_DEMANDS

TABLES = (TLS_FAULT_DEMANDS, FTP_FAULT_DEMANDS, DIALECT_DEMANDS, CHAIN_DEMANDS)
ROWS = [pytest.param(row, id=name) for table in TABLES for name, row in table.items()]


@pytest.mark.parametrize(
    ("table", "demands"),
    [
        pytest.param(FAULTS, TLS_FAULT_DEMANDS, id="tls"),
        pytest.param(NAMED_FTP_FAULTS, FTP_FAULT_DEMANDS, id="ftp"),
        pytest.param(DIALECTS, DIALECT_DEMANDS, id="dialects"),
        pytest.param(CHAINS, CHAIN_DEMANDS, id="chains"),
    ],
)
def test_each_fault_has_a_demand_and_each_demand_a_fault(
    table: Mapping[str, object], demands: Mapping[str, Demand]
) -> None:
    assert demands.keys() == table.keys()


@pytest.mark.parametrize("kind", [TlsFault, NamedFault, Dialect, ChainKind])
def test_the_lower_tester_says_what_a_fault_does_and_not_what_is_demanded(kind: type) -> None:
    names = {each.name for each in fields(kind)}

    assert names & {"expected", "demanded", "reaction", "alerts", "requirements"} == set()


@pytest.mark.parametrize("row", ROWS)
def test_a_demand_names_requirements_of_the_catalogue(row: Demand) -> None:
    catalogue = requirements()

    assert row.requirements
    assert set(row.named) <= catalogue.keys()


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=name) for table in TABLES for name, row in table.items() if row.optional],
)
def test_what_is_left_to_a_client_departs_at_most_from_an_optional_requirement(row: Demand) -> None:
    assert row.reaction is Reaction.EITHER
    assert requirements()[row.optional].kind is RequirementKind.OPTIONAL
