"""The recovery when AT+QIACT fails: correct the fault, reboot if there is none, and check again (note 5.1).

The host carries out the procedure; `hil.modem.recovery` is the host.  A case judges
whether the procedure activates the context of the DUT, and whether it was followed.
Ten minutes are measured by the clock of the DUT (AT+CCLK?).  The clock of an
emulated DUT is moved forward; for a physical DUT the case waits.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from hil.bench import Network
from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.recovery import Recovery, activate
from hil.session import SESSION_END_S, configure_ftp, open_ftp

APN = "CMNET"
ALWAYS = 1000  # activations: more than any case requests
CONTEXT_DEACTIVATED = -8  # note 3, Table 4

pytestmark = pytest.mark.needs("pdp-recovery")


def is_active(modem: Modem, recovery: Recovery) -> bool:
    """Whether the driver reports the context as active and it has an address."""
    return recovery.activated and bool(modem.pdp.address(modem.pdp.local_address()))


@pytest.mark.smoke
@pytest.mark.requirement("PDPERR-11", "PDPERR-01", "PDPERR-02")
def test_a_detached_module_is_attached_and_activated(inactive_modem: Modem) -> None:
    assert inactive_modem.send("AT+CGATT=0").ok

    recovery = activate(inactive_modem, APN)

    assert is_active(inactive_modem, recovery)
    assert "not attached" in recovery.before[0].faults(APN)
    assert recovery.reboots == 0


@pytest.mark.requirement("PDPERR-11", "PDPERR-05", "PDPERR-06")
def test_a_context_is_activated_when_both_were_in_use(inactive_modem: Modem) -> None:
    for cid in (1, 2):
        inactive_modem.send(f'AT+CGDCONT={cid},"IP","{APN}"').check()
        inactive_modem.send(f"AT+CGACT=1,{cid}").check()

    recovery = activate(inactive_modem, APN)

    assert is_active(inactive_modem, recovery)
    assert [found.faults(APN) for found in recovery.before] == [("context in use",)]
    assert recovery.reboots == 0


@pytest.mark.requirement("PDPERR-11", "PDPERR-04")
def test_a_context_is_activated_after_correction_of_its_apn(inactive_modem: Modem, network: Network) -> None:
    network.accept_apns(APN)
    inactive_modem.pdp.context("no.such.apn").check()

    recovery = activate(inactive_modem, APN)

    assert is_active(inactive_modem, recovery)
    assert [found.faults(APN) for found in recovery.before] == [("APN not set",)]
    assert recovery.reboots == 0


@pytest.mark.requirement("PDPERR-08", "PDPERR-11")
def test_a_module_refused_by_the_network_is_rebooted_once_and_activated(
    inactive_modem: Modem, network: Network
) -> None:
    network.refuse_activations(2)  # the first, and the one after the checks

    recovery = activate(inactive_modem, APN)

    assert is_active(inactive_modem, recovery)
    assert recovery.before[0].faults(APN) == ()
    assert recovery.reboots == 1
    assert [len(rounds) for rounds in recovery.after_reboot] == [1]


@pytest.mark.slow
@pytest.mark.requirement("PDPERR-09", "PDPERR-10", "PDPERR-08")
def test_three_rounds_ten_minutes_apart_precede_each_further_reboot(
    inactive_modem: Modem, network: Network, observe: Observe
) -> None:
    network.refuse_activations(ALWAYS)

    recovery = activate(inactive_modem, APN, most_reboots=2)

    assert not recovery.activated
    assert [len(rounds) for rounds in recovery.after_reboot] == [3, 3]
    moments = [found.at for rounds in recovery.after_reboot for found in rounds]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    within = [gap for number, gap in enumerate(gaps) if number != 2]  # the third gap is between two reboots
    observe("seconds between rounds, by the clock of the DUT", ", ".join(f"{gap:.0f}" for gap in within))
    assert all(600 <= gap < 660 for gap in within), within


@pytest.mark.requirement("PDPERR-11")
def test_a_context_deactivated_by_the_network_is_reported_and_activated_again(
    inactive_modem: Modem, network: Network, observe: Observe
) -> None:
    inactive_modem.pdp.ensure_active(APN)

    network.deactivate_context()
    urc = inactive_modem.channel.wait_urc(lambda text: "DEACT" in text, Deadline.after(SESSION_END_S))
    lost = inactive_modem.pdp.local_address()
    recovery = activate(inactive_modem, APN)

    observe("URC when the network deactivates the context", urc.text if urc else "none")
    assert urc is not None, "no URC reports the loss of the context"
    assert not lost.ok, lost.outcome
    assert is_active(inactive_modem, recovery)


@pytest.mark.requirement("PDPERR-11", "ERR-LOCAL-08")
def test_a_session_reopens_after_the_network_deactivated_its_context(
    inactive_modem: Modem, network: Network, ftps_server: FtpsServer, observe: Observe
) -> None:
    inactive_modem.pdp.ensure_active(APN)
    assert configure_ftp(inactive_modem, ftps_server) == ()

    with ftps_server.expecting(ServerProfile()):
        open_ftp(inactive_modem, ftps_server, Listener.PLAIN).check()
        network.deactivate_context()
        urc = inactive_modem.channel.wait_urc(lambda text: "QFTPERROR" in text, Deadline.after(SESSION_END_S))
        status = inactive_modem.ftp.status()
        activate(inactive_modem, APN)
        again = open_ftp(inactive_modem, ftps_server, Listener.PLAIN)
        inactive_modem.ftp.ensure_closed()

    observe("URC of a session that lost its context", urc.text if urc else "none")
    observe("state of a session that lost its context", status.lines[0])
    assert urc is not None, "no URC reports the loss of the session"
    assert str(CONTEXT_DEACTIVATED) in urc.text
    assert again.result == 0, again.outcome
