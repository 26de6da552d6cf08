"""The recovery when AT+QIACT fails: correct the fault, reboot if there is none, and check again (note 5.1).

The host carries out the procedure; `hil.modem.recovery` is the host.  A case judges
whether the procedure activates the context of the DUT, and whether it was followed.
Ten minutes are measured by the clock of the DUT (AT+CCLK?).  The clock of an
emulated DUT is moved forward; for a physical DUT the case waits.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from hil.at.values import numbered
from hil.bench import Network
from hil.deadline import Deadline
from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.ftp import status_word
from hil.modem.modem import Modem
from hil.modem.recovery import Recovery, activate
from hil.session import SESSION_END_S, configure_ftp, open_ftp

from .. import between
from .addresses import apn_of, has_address

ALWAYS = 1000  # activations: more than any case requests
CONTEXT_DEACTIVATED = -8  # note 3, Table 4
ROUND_S, NEXT_S = 600, 660
"""Note 5.1: 10 minutes between two rounds; the checks take less than one."""

BETWEEN = {
    "nothing else": between.NOTHING,
    "a setting": between.SSL_SETTING,
    "a query": between.QUERY,
    "an error": between.NO_TYPE,
}

pytestmark = pytest.mark.needs("pdp-recovery")


def expect_active(modem: Modem, recovery: Recovery) -> None:
    """Judge that the procedure activated the context, and that it has an address."""
    expect(recovery.activated, "PDPERR-11", what="the context is activated by the procedure").is_yes()
    expect(has_address(modem), "PDPERR-11", what="an address of the context").is_yes()


def faults_found(recovery: Recovery, apn: str, otherwise: str) -> tuple[str, ...]:
    """The faults that the first round of checks found; the case is left open if the first activation succeeded."""
    if not recovery.before:
        left_open(otherwise)
    return recovery.before[0].faults(apn)


@pytest.mark.smoke
@pytest.mark.requirement("PDPERR-11", "PDPERR-01", "PDPERR-02")
def test_a_detached_module_is_attached_and_activated(inactive_modem: Modem) -> None:
    preamble(inactive_modem.send("AT+CGATT=0")).succeeded()  # document [1]: OK or NO CARRIER

    recovery = activate(inactive_modem, apn_of(inactive_modem))

    expect_active(inactive_modem, recovery)
    faults = faults_found(recovery, apn_of(inactive_modem), "the DUT attaches itself for AT+QIACT")
    expect(faults, "PDPERR-01", what="the faults that the queries of note 5.1 show").contains("not attached")
    expect(recovery.reboots, "PDPERR-11", "PDPERR-02", what="the number of reboots").equals(0)


@pytest.mark.requirement("PDPERR-11", "PDPERR-05", "PDPERR-06")
def test_a_context_is_activated_when_both_were_in_use(inactive_modem: Modem) -> None:
    for cid in (1, 2):
        preamble(inactive_modem.send(f'AT+CGDCONT={cid},"IP","{apn_of(inactive_modem)}"')).accepted()
        activated = inactive_modem.send(f"AT+CGACT=1,{cid}")
        stimulus(activated.ok, f"AT+CGACT=1,{cid} was refused: not both contexts are in use")

    recovery = activate(inactive_modem, apn_of(inactive_modem))

    expect_active(inactive_modem, recovery)
    faults = faults_found(
        recovery, apn_of(inactive_modem), "AT+QIACT takes a context that AT+CGACT has activated"
    )
    expect(faults, "PDPERR-05", what="the faults that the queries of note 5.1 show").equals(
        ("context in use",)
    )
    expect(recovery.reboots, "PDPERR-11", what="the number of reboots").equals(0)


@pytest.mark.requirement("PDPERR-11", "PDPERR-04")
def test_a_context_is_activated_after_correction_of_its_apn(inactive_modem: Modem, network: Network) -> None:
    network.accept_apns(apn_of(inactive_modem))
    preamble(inactive_modem.pdp.context("no.such.apn")).accepted()

    recovery = activate(inactive_modem, apn_of(inactive_modem))

    expect_active(inactive_modem, recovery)
    stimulus(bool(recovery.before), "the network granted an access point that it does not have")
    faults = [found.faults(apn_of(inactive_modem)) for found in recovery.before]
    expect(faults, "PDPERR-04", what="the faults that the queries of note 5.1 show").equals(
        [("APN not set",)]
    )
    expect(recovery.reboots, "PDPERR-11", what="the number of reboots").equals(0)


@pytest.mark.requirement("PDPERR-08", "PDPERR-11")
def test_a_module_refused_by_the_network_is_rebooted_once_and_activated(
    inactive_modem: Modem, network: Network
) -> None:
    network.refuse_activations(2)  # the first, and the one after the checks

    recovery = activate(inactive_modem, apn_of(inactive_modem))

    expect_active(inactive_modem, recovery)
    faults = faults_found(recovery, apn_of(inactive_modem), "the DUT repeats a refused activation itself")
    if not recovery.reboots:
        left_open("the DUT repeats a refused activation itself")
    expect(faults, "PDPERR-11", what="the faults that the queries of note 5.1 show").is_empty()
    expect(recovery.reboots, "PDPERR-08", "PDPERR-11", what="the number of reboots").equals(1)
    rounds = [len(rounds) for rounds in recovery.after_reboot]
    expect(rounds, "PDPERR-08", what="the rounds of checks after each reboot").equals([1])


@pytest.mark.requirement("PDPERR-11")
def test_an_activation_that_the_network_refuses_is_never_reported_as_done(
    inactive_modem: Modem, network: Network
) -> None:
    modem = inactive_modem
    network.refuse_activations(ALWAYS)
    with expect_all():
        for event, line in BETWEEN.items():
            between.send(modem, line)
            preamble(modem.pdp.register()).accepted()
            what = f"AT+QIACT after {event}, with a network that refuses it"
            expect(modem.pdp.activate(), "PDPERR-11", what=what).refused()
            expect(has_address(modem), "PDPERR-11", what=f"an address: {what}").is_no()
            modem.pdp.deactivate()
    network.refuse_activations(0)

    expect_active(modem, activate(modem, apn_of(modem)))


@pytest.mark.slow
@pytest.mark.needs("clock")
@pytest.mark.requirement("PDPERR-09", "PDPERR-10", "PDPERR-08", "PDPERR-11")
def test_three_rounds_ten_minutes_apart_precede_each_further_reboot(
    inactive_modem: Modem, network: Network, observe: Observe
) -> None:
    network.refuse_activations(ALWAYS)

    recovery = activate(inactive_modem, apn_of(inactive_modem), most_reboots=2)

    expect(recovery.activated, "PDPERR-11", what="a context is active that the network refused").is_no()
    rounds = [len(rounds) for rounds in recovery.after_reboot]
    expect(rounds, "PDPERR-08", "PDPERR-09", what="the rounds of checks after each reboot").equals([3, 3])
    checks = [found for rounds in recovery.after_reboot for found in rounds]
    moments = [found.at for found in checks if found.at is not None]
    stimulus(len(moments) == len(checks), "the clock of the DUT tells no time")
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    within = [gap for number, gap in enumerate(gaps) if number != 2]  # the third gap is between two reboots
    observe("seconds between rounds, by the clock of the DUT", ", ".join(f"{gap:.0f}" for gap in within))
    for gap in within:
        expect(gap, "PDPERR-10", what="the time between two rounds").is_between(ROUND_S, NEXT_S, "s")


@pytest.mark.requirement("PDPERR-11")
def test_a_context_deactivated_by_the_network_is_reported_and_activated_again(
    inactive_modem: Modem, network: Network, observe: Observe
) -> None:
    inactive_modem.pdp.ensure_active()

    network.deactivate_context()
    urc = inactive_modem.channel.wait_urc(lambda text: "DEACT" in text, Deadline.after(SESSION_END_S))
    still = has_address(inactive_modem)
    recovery = activate(inactive_modem, apn_of(inactive_modem))

    observe("URC when the network deactivates the context", urc.text if urc else "none")
    expect(still, "PDPERR-11", what="an address of the context that the network deactivated").is_no()
    expect_active(inactive_modem, recovery)


@pytest.mark.requirement("PDPERR-11", "ERR-LOCAL-08")
def test_a_session_reopens_after_the_network_deactivated_its_context(
    inactive_modem: Modem, network: Network, ftps_server: FtpsServer, observe: Observe
) -> None:
    inactive_modem.pdp.ensure_active()
    preamble(configure_ftp(inactive_modem, ftps_server), what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(inactive_modem, ftps_server, Listener.PLAIN)).succeeded()
        network.deactivate_context()
        urc = inactive_modem.channel.wait_urc(_is_service_error, Deadline.after(SESSION_END_S))
        status = inactive_modem.ftp.status()
        recovery = activate(inactive_modem, apn_of(inactive_modem))
        again = open_ftp(inactive_modem, ftps_server, Listener.PLAIN)
        inactive_modem.ftp.ensure_closed()

    observe("URC of a session that lost its context", urc.text if urc else "none")
    observe("state of a session that lost its context", status.outcome)
    expect(status_word(status), "ERR-LOCAL-08", what="the state after the loss").differs_from("OPENED")
    told = expect(
        urc, "ERR-LOCAL-08", what="+QFTPERROR:<err> of a session that lost its context"
    ).is_present()
    expect(numbered(told.text), "ERR-LOCAL-08", what="the name and the code of that line").equals(
        ("QFTPERROR", CONTEXT_DEACTIVATED)
    )
    expect_active(inactive_modem, recovery)
    expect(again, "PDPERR-11").succeeded()
    expect(pending.sessions[-1], "PDPERR-11").logged_in()


def _is_service_error(text: str) -> bool:
    found = numbered(text)
    return found is not None and found[0] == "QFTPERROR"
