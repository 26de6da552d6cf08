"""Each value of a switch shows at the AT port, as its row says; the tables are `rows_of_...`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hil.emulator.variants.catalogue import SWITCHES
from tests.emulator.dte import Bench
from tests.emulator.variants import (
    rows_of_forms,
    rows_of_order,
    rows_of_refusals,
    rows_of_restarts,
    rows_of_transfers,
    rows_of_words,
)
from tests.emulator.variants.dialogues import Row

ROWS: dict[str, Row] = {
    **rows_of_words.ROWS,
    **rows_of_forms.ROWS,
    **rows_of_order.ROWS,
    **rows_of_refusals.ROWS,
    **rows_of_restarts.ROWS,
    **rows_of_transfers.ROWS,
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_tells_all_values_apart(name: str) -> None:
    outcomes = ROWS[name].outcomes

    assert list(outcomes) == [value.name for value in SWITCHES[name].values]
    assert len(set(outcomes.values())) == len(outcomes)


FAMILIES = (
    {
        "local-storages": "uart",
        "active-mode": "absent",
        "ascii-type": "absent",
        "resuming": "absent",
        "ftpcfg-unknown-type": "line",
    },
    {
        "keyword-letters": "lower",
        "suite-input-letters": "capitals",
        "all-suites-code": "refused",
        "bare-suite": "refused",
    },
    {"several-suites": "parameters", "repeated-suite": "once"},
    {"name-quotes": "bare", "secwrite-test": "range", "checksum-letters": "upper"},
    {"secwrite-empty": "error", "secwrite-part": "dropped"},
    {"secwrite-escape": "anywhere", "put-escape": "anywhere"},
    {"illegal-pair": "setting", "empty-suites": "all"},
    {"ftp-malformed-port": "illegal", "credential-length": "64", "state-words": "closed"},
)
"""Values that replace the same part; each must act beside the others."""


@pytest.mark.parametrize(
    ("family", "name"),
    [(family, name) for family in FAMILIES for name in family],
)
def test_a_value_acts_beside_others_of_its_part(family: Mapping[str, str], name: str) -> None:
    together = ",".join(f"{switch}:{value}" for switch, value in family.items())
    bench = Bench(variants=together, hardware=ROWS[name].hardware)

    said = ROWS[name].dialogue(bench)
    bench.close()

    assert said == ROWS[name].outcomes[family[name]]


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, row in ROWS.items() for value in row.outcomes]
)
def test_a_value_shows_at_the_line(name: str, value: str) -> None:
    bench = Bench(variants=f"{name}:{value}", hardware=ROWS[name].hardware)

    said = ROWS[name].dialogue(bench)
    bench.close()

    assert said == ROWS[name].outcomes[value]
