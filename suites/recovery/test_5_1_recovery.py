"""The way out when AT+QIACT fails: correct what is wrong, reboot if nothing is, and look again (note 5.1).

The procedure is the host's, and `hil.modem.recovery` is the host; what a case
judges is whether the DUT comes up by it, and whether the procedure was kept.
Ten minutes are ten minutes of the DUT's own clock, which AT+CCLK? tells; on an
emulated DUT the clock is put forward, on a real one they are waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from hil.bench import Network
from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.recovery import Recovery, activate
from hil.session import SESSION_S, dial, plain

from ..fixture_types import Observe

APN = "CMNET"
FOR_EVER = 1000  # activations: more than any case asks for
CONTEXT_DEACTIVATED = -8  # note 3, Table 4

pytestmark = pytest.mark.needs("pdp-recovery")


@pytest.fixture
def fallen_modem(modem: Modem) -> Iterator[Modem]:
    """The DUT without an active context; up again after the case."""
    modem.pdp.foreground(0)
    modem.pdp.deactivate()
    modem.pdp.context(APN).check()
    yield modem
    modem.send("AT+CGATT=1").check()
    for cid in (1, 2):
        modem.send(f"AT+CGACT=0,{cid}")
    modem.pdp.foreground(1)
    modem.pdp.deactivate()
    modem.pdp.foreground(0)


def comes_up(modem: Modem, recovery: Recovery) -> bool:
    """Whether the context is active by the word of the driver and by an address."""
    return recovery.activated and bool(modem.pdp.address(modem.pdp.local_address()))


@pytest.mark.smoke
@pytest.mark.requirement("PDPERR-11", "PDPERR-01", "PDPERR-02")
def test_a_detached_module_is_attached_and_activated(fallen_modem: Modem) -> None:
    assert fallen_modem.send("AT+CGATT=0").ok

    recovery = activate(fallen_modem, APN)

    assert comes_up(fallen_modem, recovery)
    assert "not attached" in recovery.before[0].faults(APN)
    assert recovery.reboots == 0


@pytest.mark.requirement("PDPERR-11", "PDPERR-05", "PDPERR-06")
def test_a_context_is_activated_when_both_were_in_use(fallen_modem: Modem) -> None:
    for cid in (1, 2):
        fallen_modem.send(f'AT+CGDCONT={cid},"IP","{APN}"').check()
        fallen_modem.send(f"AT+CGACT=1,{cid}").check()

    recovery = activate(fallen_modem, APN)

    assert comes_up(fallen_modem, recovery)
    assert [found.faults(APN) for found in recovery.before] == [("context in use",)]
    assert recovery.reboots == 0


@pytest.mark.requirement("PDPERR-11", "PDPERR-04")
def test_a_context_is_activated_after_correction_of_its_apn(fallen_modem: Modem, network: Network) -> None:
    network.accept_apns(APN)
    fallen_modem.pdp.context("no.such.apn").check()

    recovery = activate(fallen_modem, APN)

    assert comes_up(fallen_modem, recovery)
    assert [found.faults(APN) for found in recovery.before] == [("APN not set",)]
    assert recovery.reboots == 0


@pytest.mark.requirement("PDPERR-08", "PDPERR-11")
def test_a_module_refused_by_the_network_is_rebooted_once_and_activated(
    fallen_modem: Modem, network: Network
) -> None:
    network.refuse_activations(2)  # the first, and the one after the checks

    recovery = activate(fallen_modem, APN)

    assert comes_up(fallen_modem, recovery)
    assert recovery.before[0].faults(APN) == ()
    assert recovery.reboots == 1
    assert [len(rounds) for rounds in recovery.after_reboot] == [1]


@pytest.mark.slow
@pytest.mark.requirement("PDPERR-09", "PDPERR-10", "PDPERR-08")
def test_three_rounds_ten_minutes_apart_precede_each_further_reboot(
    fallen_modem: Modem, network: Network, observe: Observe
) -> None:
    network.refuse_activations(FOR_EVER)

    recovery = activate(fallen_modem, APN, most_reboots=2)

    assert not recovery.activated
    assert [len(rounds) for rounds in recovery.after_reboot] == [3, 3]
    moments = [found.at for rounds in recovery.after_reboot for found in rounds]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    within = [gap for number, gap in enumerate(gaps) if number != 2]  # the third one lies between two reboots
    observe("seconds between rounds, by the clock of the DUT", ", ".join(f"{gap:.0f}" for gap in within))
    assert all(600 <= gap < 660 for gap in within), within


@pytest.mark.requirement("PDPERR-11")
def test_a_context_deactivated_by_the_network_is_reported_and_activated_again(
    fallen_modem: Modem, network: Network, observe: Observe
) -> None:
    fallen_modem.pdp.ensure_active(APN)

    network.deactivate_context()
    told = fallen_modem.channel.wait_urc(lambda text: "DEACT" in text, Deadline.after(SESSION_S))
    lost = fallen_modem.pdp.local_address()
    recovery = activate(fallen_modem, APN)

    observe("URC when the network takes the context", told.text if told else "none")
    assert told is not None, "nothing tells the host that the context is gone"
    assert not lost.ok, lost.outcome
    assert comes_up(fallen_modem, recovery)


@pytest.mark.requirement("PDPERR-11", "ERR-LOCAL-08")
def test_a_session_reopens_after_the_network_deactivated_its_context(
    fallen_modem: Modem, network: Network, ftps_server: FtpsServer, observe: Observe
) -> None:
    fallen_modem.pdp.ensure_active(APN)
    assert plain(fallen_modem, ftps_server) == ()

    with ftps_server.expecting(ServerProfile()):
        dial(fallen_modem, ftps_server, Listener.PLAIN).check()
        network.deactivate_context()
        told = fallen_modem.channel.wait_urc(lambda text: "QFTPERROR" in text, Deadline.after(SESSION_S))
        status = fallen_modem.ftp.status()
        activate(fallen_modem, APN)
        again = dial(fallen_modem, ftps_server, Listener.PLAIN)
        fallen_modem.ftp.ensure_closed()

    observe("URC of a session that lost its context", told.text if told else "none")
    observe("state of a session that lost its context", status.lines[0])
    assert told is not None, "nothing tells the host that the session is gone"
    assert str(CONTEXT_DEACTIVATED) in told.text
    assert again.result == 0, again.outcome
