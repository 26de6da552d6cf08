"""Test and read forms of the three commands, and no execute form (note 2.1, Table 2; 2.4 to 2.6)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.modem.modem import Modem

from ..responses import rejected

TEST_FORMS = (("QSECWRITE", "SECWRITE-01"), ("QSECREAD", "SECREAD-01"), ("QSECDEL", "SECDEL-01"))
READ_FORMS = (("QSECWRITE", "SECWRITE-02"), ("QSECREAD", "SECREAD-02"), ("QSECDEL", "SECDEL-02"))


@pytest.mark.form
@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        pytest.param(
            name,
            requirement,
            id=name,
            marks=[
                pytest.mark.requirement(requirement, "SYN-01"),
                *([pytest.mark.smoke] if name == "QSECWRITE" else []),
            ],
        )
        for name, requirement in TEST_FORMS
    ],
)
def test_the_test_form_lists_the_parameters(name: str, requirement: str, modem: Modem) -> None:
    exchange = modem.send(f"AT+{name}=?")

    parameters = expect(exchange, requirement, "SYN-01").accepted().fields(name)
    expect(len(parameters), requirement, "SYN-01", what="parameters in the response").is_at_least(
        2 if name == "QSECWRITE" else 1  # <timeout> is optional, and the brackets are notation
    )
    expect(parameters[0], requirement, "SYN-01", what="the first parameter").is_not_empty()


@pytest.mark.form
@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        pytest.param(name, id_, id=name, marks=pytest.mark.requirement(id_, "SYN-02"))
        for name, id_ in READ_FORMS
    ],
)
def test_the_read_form_returns_only_ok(name: str, requirement: str, modem: Modem) -> None:
    exchange = modem.send(f"AT+{name}?")

    expect(exchange, requirement, "SYN-02").form_lines("OK")


@pytest.mark.requirement("SYN-05")
@pytest.mark.parametrize("name", ["QSECWRITE", "QSECREAD", "QSECDEL"])
def test_there_is_no_execute_form(name: str, modem: Modem) -> None:
    exchange = modem.send(f"AT+{name}")

    rejected(exchange, "SYN-05")
    preamble(modem.send(f"AT+{name}=?")).accepted()
