"""The five configurations to check when a PDP context cannot be activated (note 5.1, items 1 to 5)."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.verdict import Inconclusive

APN = "CMNET"

pytestmark = pytest.mark.needs("pdp-recovery")


def bring_up(modem: Modem, identifier: int) -> str:
    """Register and activate a context; its address, or an empty text."""
    assert modem.pdp.foreground(identifier).ok
    modem.pdp.context(APN).check()
    registered = modem.pdp.register()
    if not registered.ok or not modem.pdp.activate().ok:
        return ""
    return modem.pdp.address(modem.pdp.local_address())


@pytest.mark.requirement("PDPERR-01")
def test_1_the_gprs_attachment_can_be_queried(inactive_modem: Modem) -> None:
    asked = inactive_modem.send("AT+CGATT?")

    assert asked.values("CGATT") == "1"
    assert asked.lines[-1] == "OK"


@pytest.mark.requirement("PDPERR-02", "PDPERR-01")
def test_1_a_detached_module_attaches_on_command(inactive_modem: Modem) -> None:
    assert inactive_modem.send("AT+CGATT=0").ok
    detached = inactive_modem.send("AT+CGATT?").values("CGATT")
    attached = inactive_modem.send("AT+CGATT=1")
    now = inactive_modem.send("AT+CGATT?").values("CGATT")

    assert detached == "0"
    assert attached.ok, attached.outcome
    assert now == "1"


@pytest.mark.requirement("PDPERR-03")
def test_2_the_registration_can_be_queried(inactive_modem: Modem) -> None:
    asked = inactive_modem.send("AT+CGREG?")

    assert re.fullmatch(r"[0-2],[15](,.*)?", asked.values("CGREG")), asked.lines
    assert asked.lines[-1] == "OK"


@pytest.mark.requirement("PDPERR-04")
def test_3_the_apn_of_the_context_can_be_queried(inactive_modem: Modem, observe: Observe) -> None:
    inactive_modem.pdp.context("first.example").check()
    before = inactive_modem.send("AT+QIREGAPP?")
    inactive_modem.pdp.context(APN).check()
    asked = inactive_modem.send("AT+QIREGAPP?")
    bearer = inactive_modem.send("AT+QICSGP?")

    observe("answer to AT+QIREGAPP?", asked.lines[0])
    observe("answer to AT+QICSGP?", bearer.lines[0])
    assert "first.example" in before.values("QIREGAPP")
    assert APN in asked.values("QIREGAPP")
    assert bearer.values("QICSGP").startswith("1")  # GPRS


@pytest.mark.requirement("PDPERR-05")
def test_4_a_context_in_use_is_reported(inactive_modem: Modem, observe: Observe) -> None:
    inactive_modem.send(f'AT+CGDCONT=1,"IP","{APN}"').check()
    before = inactive_modem.send("AT+CGACT?")
    if not inactive_modem.send("AT+CGACT=1,1").ok:
        raise Inconclusive("AT+CGACT=1,1 was refused: no context is in use")
    used = inactive_modem.send("AT+CGACT?")
    address = bring_up(inactive_modem, 0)

    observe("AT+QIACT while AT+CGACT has a context active", "granted" if address else "refused")
    assert "1,1" not in [line.partition(":")[2].strip() for line in before.lines]
    assert "1,1" in [line.partition(":")[2].strip() for line in used.lines]


@pytest.mark.requirement("PDPERR-07")
def test_5_two_contexts_can_be_active_at_a_time(inactive_modem: Modem) -> None:
    addresses = [bring_up(inactive_modem, identifier) for identifier in (0, 1)]

    assert all(addresses), addresses
    assert not any(IPv4Address(address).is_unspecified for address in addresses)
    assert len(set(addresses)) == 2


@pytest.mark.requirement("PDPERR-06")
def test_5_a_third_context_is_refused(inactive_modem: Modem) -> None:
    inactive_modem.send(f'AT+CGDCONT=1,"IP","{APN}"').check()
    two = [bring_up(inactive_modem, identifier) for identifier in (0, 1)]
    if not all(two):
        raise Inconclusive(f"two contexts were not activated, so there is no third: {two}")

    third = inactive_modem.send("AT+CGACT=1,1")

    assert not third.ok, "three contexts are active at a time"
    assert inactive_modem.pdp.local_address().lines == (two[1],), "the second context was lost"
