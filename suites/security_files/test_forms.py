"""Test and read forms of the three commands, and no execute form (note 2.1, Table 2; 2.4 to 2.6)."""

from __future__ import annotations

import pytest

from hil.modem.exchange import CmeError
from hil.modem.modem import Modem
from hil.spec.codes import ResultCode

TEST_FORMS = (("QSECWRITE", "SECWRITE-01"), ("QSECREAD", "SECREAD-01"), ("QSECDEL", "SECDEL-01"))
READ_FORMS = (("QSECWRITE", "SECWRITE-02"), ("QSECREAD", "SECREAD-02"), ("QSECDEL", "SECDEL-02"))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[
                pytest.mark.requirement(requirement, "SYN-01"),
                *([pytest.mark.smoke] if name == "QSECWRITE" else []),
            ],
        )
        for name, requirement in TEST_FORMS
    ],
)
def test_the_test_form_lists_the_parameters(name: str, modem: Modem) -> None:
    exchange = modem.send(f"AT+{name}=?")

    assert exchange.final is ResultCode.OK
    assert exchange.values(name).strip() != ""
    assert len(exchange.values(name).split(",")) >= (2 if name == "QSECWRITE" else 1)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.requirement(id_, "SYN-02")) for name, id_ in READ_FORMS]
)
def test_the_read_form_returns_only_ok(name: str, modem: Modem) -> None:
    assert modem.send(f"AT+{name}?").lines == ("OK",)


@pytest.mark.requirement("SYN-05")
@pytest.mark.parametrize("name", ["QSECWRITE", "QSECREAD", "QSECDEL"])
def test_there_is_no_execute_form(name: str, modem: Modem) -> None:
    final = modem.send(f"AT+{name}").final

    assert final is ResultCode.ERROR or isinstance(final, CmeError)
