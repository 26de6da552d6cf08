"""The access point of each context: told whole, kept beside that of the other context, and used (note 1.2 step 2, 5.1 item 3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.bench import Network
from hil.expect import expect, expect_all, preamble, stimulus
from hil.fixture_types import Observe
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

pytestmark = pytest.mark.needs("pdp-recovery")

LABELS = "internet-1.operator.mnc001.mcc460.gprs.0example.a1.b2.c3.d4.net4"
LENGTHS = (1, 2, 3, 7, 8, 9, 15, 16, 17, 20, 24, 25, 31, 32, 33, 40, 48, 50, 60, 62, 63)
"""Up to the longest network identifier (3GPP TS 23.003, 9.1); at the places where a buffer ends, and beside them."""
ACCOUNTS = (
    ("mms", "mms"),
    ("web", "pass-word_1"),
    ("user@operator.example", "1234567890abcdef"),
    ("gprs", ""),
)
NOBODY = "nobody.example"
FIRST, SECOND, OTHER = "first.example", "second.example", "other.example"


def access_point(length: int) -> str:
    """A name of that length; each is the beginning of the next but for its last character."""
    return LABELS[: length - 1] + "z"


def told(modem: Modem) -> set[str]:
    """The values in the answers to the two queries of the APN (note 5.1, document [1])."""
    answers = modem.send("AT+QIREGAPP?"), modem.send("AT+QICSGP?")
    names = ("QIREGAPP", "QICSGP")
    return {value for answer in answers for name in names for row in answer.rows(name) for value in row}


def choose(modem: Modem, identifier: int, apn: str) -> None:
    """Set the APN of a context."""
    preamble(modem.pdp.foreground(identifier)).accepted()
    preamble(modem.pdp.context(apn)).accepted()


def is_granted(modem: Modem) -> bool:
    """Whether the network grants the foreground context, which is down."""
    modem.pdp.deactivate()  # also one of which the activation failed
    preamble(modem.pdp.register()).accepted()
    return modem.pdp.activate().ok


@pytest.mark.requirement("PDPERR-04", "PROC-05")
def test_an_apn_of_each_length_is_told_whole(inactive_modem: Modem, observe: Observe) -> None:
    refused = []

    with expect_all():
        for length in LENGTHS:
            apn = access_point(length)
            if not inactive_modem.pdp.context(apn).ok:
                refused.append(length)
                continue
            expect(told(inactive_modem), "PDPERR-04", what=f"the APNs told, {length} characters").contains(
                apn
            )

    observe("lengths of an APN that the DUT refuses", refused or "none")
    stimulus(len(refused) < len(LENGTHS), "the DUT refuses these names")


@pytest.mark.requirement("PDPERR-04", "PROC-05")
def test_the_apn_lasts(inactive_modem: Modem) -> None:
    modem, apn = inactive_modem, access_point(24)
    choose(modem, 0, apn)
    events: dict[str, Callable[[], Exchange]] = {
        "AT": lambda: modem.send("AT"),
        "a query of the attachment": lambda: modem.send("AT+CGATT?"),
        "AT+CGATT=0": lambda: modem.send("AT+CGATT=0"),
        "AT+CGATT=1": lambda: modem.send("AT+CGATT=1"),
        "AT+QIREGAPP": modem.pdp.register,
        "AT+QIACT": modem.pdp.activate,
        "AT+QILOCIP": modem.pdp.local_address,
    }

    with expect_all():
        for event, happen in events.items():
            happen()
            expect(told(modem), "PDPERR-04", what=f"the APNs told after {event}").contains(apn)
        preamble(modem.send('AT+QICSGP=9,"refused.example"')).failed()
        answered = told(modem)
        expect(answered, "PDPERR-04", what="the APNs told after a refused AT+QICSGP").contains(apn)


@pytest.mark.requirement("PROC-05", "PROC-07", "PDPERR-04")
def test_an_account_is_accepted_beside_the_apn(inactive_modem: Modem) -> None:
    with expect_all():
        for number, (user, password) in enumerate(ACCOUNTS):
            apn = f"account{number}.example"
            what = f"AT+QICSGP with the account {user!r}, {password!r}"
            described = inactive_modem.pdp.context(apn, user=user, password=password)
            expect(described, "PROC-05", what=what).accepted()
            expect(told(inactive_modem), "PDPERR-04", what=f"the APNs told after {what}").contains(apn)
        expect(is_granted(inactive_modem), "PROC-07", what="a context with an account").is_yes()


@pytest.mark.requirement("PROC-05", "PDPERR-04")
def test_an_apn_without_an_account_has_none(inactive_modem: Modem, observe: Observe) -> None:
    """Note 4.2.1: with the APN alone there is no user name and no password."""
    user, password = "former-user", "former-password"
    preamble(inactive_modem.pdp.context(FIRST, user=user, password=password)).accepted()
    observe("the account is told", "yes" if user in told(inactive_modem) else "no")

    preamble(inactive_modem.pdp.context(SECOND)).accepted()
    answered = told(inactive_modem)

    with expect_all():
        expect(answered, "PDPERR-04", what="the APNs told").contains(SECOND)
        expect(answered, "PROC-05", what="what is told of an APN without an account").lacks(user)
        expect(answered, "PROC-05", what="what is told of an APN without an account").lacks(password)


@pytest.mark.needs(contexts=2)
@pytest.mark.requirement("PDPERR-04", "PROC-05")
def test_each_context_keeps_its_apn(inactive_modem: Modem) -> None:
    with expect_all():
        for order in ((0, 1), (1, 0)):
            apns = {identifier: f"apn{identifier}.{order[0]}.example" for identifier in order}
            for identifier in order:
                choose(inactive_modem, identifier, apns[identifier])
            for identifier in order:
                preamble(inactive_modem.pdp.foreground(identifier)).accepted()
                answered = told(inactive_modem)
                what = f"the APNs told for context {identifier}, context {order[0]} set first"
                expect(answered, "PDPERR-04", what=what).contains(apns[identifier])
                expect(answered, "PDPERR-04", what=what).lacks(apns[1 - identifier])


@pytest.mark.requirement("PROC-05", "PROC-07", "PDPERR-11")
@pytest.mark.parametrize(
    "identifier", [0, pytest.param(1, marks=pytest.mark.needs(contexts=2))], ids=["context-0", "context-1"]
)
def test_each_activation_asks_for_the_apn_that_is_set(
    identifier: int, inactive_modem: Modem, network: Network, observe: Observe
) -> None:
    if identifier:
        choose(inactive_modem, 0, OTHER)
    choose(inactive_modem, identifier, FIRST)
    network.accept_apns(NOBODY)
    stimulus(not is_granted(inactive_modem), "the network grants an access point that it does not have")
    refused = []

    for apn, former in ((SECOND, FIRST), (FIRST, SECOND), *((access_point(n), FIRST) for n in (16, 33, 63))):
        if not inactive_modem.pdp.context(apn).ok:
            refused.append(len(apn))
            continue
        network.accept_apns(apn)
        what = f"a context with the APN of {len(apn)} characters, which the network has"
        expect(is_granted(inactive_modem), "PROC-05", "PDPERR-11", what=what).is_yes()
        network.accept_apns(former, apn[:-1], OTHER, "CMNET", "")
        what = f"a context with the APN of {len(apn)} characters, when the network has others only"
        expect(is_granted(inactive_modem), "PROC-05", what=what).is_no()

    observe("lengths of an APN that the DUT refuses", refused or "none")
    stimulus(len(refused) < 5, "the DUT refuses these names")
