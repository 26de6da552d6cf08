"""The five configurations to check when a PDP context cannot be activated (note 5.1, items 1 to 5)."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

import pytest

from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.fixture_types import Observe
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.spec.codes import ResultCode

from .. import between
from ..restarts import RESTARTS, Restart
from ..restoring import Step
from .addresses import address_of_foreground, apn_of

REGISTERED = ("1", "5")  # 27.007 7.2: home network, roaming
ACTIVE = ("1", "1")  # of AT+CGACT?: context 1 is active

pytestmark = pytest.mark.needs("pdp-recovery")


def bring_up(modem: Modem, identifier: int) -> str:
    """Register and activate a context; its address, or an empty text."""
    preamble(modem.pdp.foreground(identifier)).accepted()
    preamble(modem.pdp.context(apn_of(modem))).accepted()
    registered = modem.pdp.register()
    if not registered.ok or not modem.pdp.activate().ok:
        return ""
    return address_of_foreground(modem)


@pytest.mark.requirement("PDPERR-01")
def test_1_the_gprs_attachment_can_be_queried(inactive_modem: Modem) -> None:
    asked = inactive_modem.send("AT+CGATT?")

    expect(asked, "PDPERR-01").accepted().answered("1")


@pytest.mark.requirement("PDPERR-02", "PDPERR-01")
def test_1_a_detached_module_attaches_on_command(inactive_modem: Modem) -> None:
    preamble(inactive_modem.send("AT+CGATT=0")).succeeded()  # document [1]: OK or NO CARRIER
    detached = inactive_modem.send("AT+CGATT?")
    attached = inactive_modem.send("AT+CGATT=1")
    now = inactive_modem.send("AT+CGATT?")

    expect(detached, "PDPERR-01").answered("0")
    expect(attached, "PDPERR-02").accepted()
    expect(now, "PDPERR-01", "PDPERR-02").answered("1")


@pytest.mark.requirement("PDPERR-03")
def test_2_the_registration_can_be_queried(inactive_modem: Modem, undo: Callable[[Step], None]) -> None:
    undo(lambda: inactive_modem.send("AT+CGREG=0").check())

    for setting in ("AT", "AT+CGREG=1", "AT+CGREG=2", "AT+CGREG=0"):  # <n>: no URC, a URC, one with the cell
        if not inactive_modem.send(setting).ok:
            continue
        asked = inactive_modem.send("AT+CGREG?")
        expect(asked, "PDPERR-03").accepted()
        state = expect(asked, "PDPERR-03").fields()[1:2]
        expect(state, "PDPERR-03", what=f"the state of the registration after {setting}").is_one_of(
            *((value,) for value in REGISTERED)
        )


BETWEEN = (  # what lies between two queries
    *(between.NOTHING,) * 4,
    *(between.SETTING, between.SSL_SETTING, between.NO_TYPE, between.NO_FILE, between.QUERY),
)


@pytest.mark.requirement("PDPERR-01", "PDPERR-03")
@pytest.mark.parametrize(
    "restart",
    [pytest.param(None, id="as-it-is"), *(pytest.param(RESTARTS[name], id=name) for name in RESTARTS)],
)
def test_each_query_has_one_answer_each_time(restart: Restart | None, inactive_modem: Modem) -> None:
    """27.007 10.1.9 and 10.1.20: one line for a read command; with <n> 0 there is no URC of that name."""
    modem = inactive_modem
    if restart is not None:
        restart(modem)
    queries = {"PDPERR-01": ("CGATT", 0, "01"), "PDPERR-03": ("CGREG", 1, "012345")}
    reports_off = modem.send("AT+CGREG=0").ok

    with expect_all():
        for line in BETWEEN:
            between.send(modem, line)
            for requirement, (name, place, known) in queries.items():
                asked = modem.send(f"AT+{name}?")
                if name == "CGREG" and not (reports_off and asked.ok):
                    continue
                expect(asked, requirement, what=f"AT+{name}? after {line}").accepted()
                states = [row[place : place + 1] for row in asked.rows(name)]
                what = f"the state in each line +{name} of AT+{name}? after {line}"
                expect(states, requirement, what=what).is_one_of(*([(state,)] for state in known))


@pytest.mark.requirement("PDPERR-04")
def test_3_the_apn_of_the_context_can_be_queried(inactive_modem: Modem, observe: Observe) -> None:
    preamble(inactive_modem.pdp.context("first.example")).accepted()
    before = _apn_queries(inactive_modem)
    preamble(inactive_modem.pdp.context(apn_of(inactive_modem))).accepted()
    asked = _apn_queries(inactive_modem)

    for exchange in asked:
        observe(f"answer to {exchange.command}", " / ".join(exchange.lines))
    expect(_told(before), "PDPERR-04", what="the APNs that the queries tell").contains("first.example")
    expect(_told(asked), "PDPERR-04", what="the APNs that the queries tell").contains(apn_of(inactive_modem))


def _apn_queries(modem: Modem) -> tuple[Exchange, ...]:
    """The two queries of the APN: that of note 5.1, and the one for whose command 1.2 uses it (document [1])."""
    return modem.send("AT+QIREGAPP?"), modem.send("AT+QICSGP?")


def _told(queries: tuple[Exchange, ...]) -> set[str]:
    """The values in the answers to the queries."""
    names = ("QIREGAPP", "QICSGP")
    return {value for exchange in queries for name in names for row in exchange.rows(name) for value in row}


@pytest.mark.requirement("PDPERR-05")
def test_4_a_context_in_use_is_reported(inactive_modem: Modem, observe: Observe) -> None:
    preamble(inactive_modem.send(f'AT+CGDCONT=1,"IP","{apn_of(inactive_modem)}"')).accepted()
    before = inactive_modem.send("AT+CGACT?")
    activated = inactive_modem.send("AT+CGACT=1,1")
    stimulus(activated.ok, "AT+CGACT=1,1 was refused: no context is in use")
    used = inactive_modem.send("AT+CGACT?")
    address = bring_up(inactive_modem, 0)

    observe("AT+QIACT while AT+CGACT has a context active", "granted" if address else "refused")
    expect(
        ACTIVE in before.rows("CGACT"), "PDPERR-05", what="context 1 is active before AT+CGACT=1,1"
    ).is_no()
    expect(ACTIVE in used.rows("CGACT"), "PDPERR-05", what="context 1 is active after AT+CGACT=1,1").is_yes()


@pytest.mark.requirement("PDPERR-07")
def test_5_two_contexts_can_be_active_at_a_time(inactive_modem: Modem) -> None:
    pdp = inactive_modem.pdp
    addresses = [bring_up(inactive_modem, identifier) for identifier in (0, 1)]
    preamble(pdp.foreground(0)).accepted()
    beside = address_of_foreground(inactive_modem)
    preamble(pdp.foreground(1)).accepted()
    preamble(pdp.deactivate()).final(ResultCode.DEACT_OK)
    preamble(pdp.foreground(0)).accepted()
    alone = address_of_foreground(inactive_modem)

    for number, address in enumerate(addresses):
        expect(address, "PDPERR-07", what=f"the address of context {number}").is_not_empty()
        unspecified = IPv4Address(address).is_unspecified
        expect(unspecified, "PDPERR-07", what=f"context {number} has no address but 0.0.0.0").is_no()
    expect(len(set(addresses)), "PDPERR-07", what="the number of different addresses").equals(2)
    expect(beside, "PDPERR-07", what="the address of context 0 beside context 1").equals(addresses[0])
    what = "the address of context 0 after AT+QIDEACT of context 1"
    expect(alone, "PDPERR-07", what=what).equals(addresses[0])


@pytest.mark.requirement("PDPERR-06")
@pytest.mark.parametrize(
    "restart",
    [
        pytest.param(None, id="as-it-is"),
        *(pytest.param(start, id=f"after-a-{name}") for name, start in RESTARTS.items()),
    ],
)
def test_5_a_third_context_is_refused(restart: Restart | None, inactive_modem: Modem) -> None:
    if restart is not None:
        restart(inactive_modem)
        inactive_modem.pdp.deactivate()  # in IP INITIAL document [1] has no one answer
    preamble(inactive_modem.send(f'AT+CGDCONT=1,"IP","{apn_of(inactive_modem)}"')).accepted()
    stimulus(inactive_modem.send("AT+CGACT=1,1").ok, "AT+CGACT=1,1 was refused without another context, too")
    inactive_modem.send("AT+CGACT=0,1")
    two = [bring_up(inactive_modem, identifier) for identifier in (0, 1)]
    stimulus(all(two), "two contexts were not activated, so there is no third")

    cid = _identifier_of_a_third(inactive_modem)
    third = inactive_modem.send(f"AT+CGACT=1,{cid}")

    if third.final is not ResultCode.NO_CARRIER:  # document [1]: also the end of a connection that fails
        expect(third, "PDPERR-06").refused()
    active = (cid, "1") in inactive_modem.send("AT+CGACT?").rows("CGACT")
    expect(active, "PDPERR-06", what=f"context {cid} is active after AT+CGACT=1,{cid}").is_no()
    address = address_of_foreground(inactive_modem)
    expect(address, "PDPERR-06", what="the address of the second context after the refusal").equals(two[1])


def _identifier_of_a_third(modem: Modem) -> str:
    """The <cid> of a context that is neither of the two; `AT+CGACT?` may list those of AT+QIACT, too."""
    if ACTIVE not in modem.send("AT+CGACT?").rows("CGACT"):
        return "1"
    if not modem.send(f'AT+CGDCONT=3,"IP","{apn_of(modem)}"').ok:
        left_open("AT+CGACT? lists the contexts of AT+QIACT, and there is no <cid> of a third one")
    return "3"
