"""What is evidence that a case has lost a precondition, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hil.lab.loss import LossWatch
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Direction, Entry, Kind, Pco, Transcript


@dataclass
class Witness:
    """A network tester or a power switch, as far as the check asks it."""

    registered: bool = True
    grants_contexts: bool = True
    outages: int = 0

    def reaches(self, host: str, port: int) -> bool:
        raise NotImplementedError

    def refuse_activations(self, count: int) -> None:
        raise NotImplementedError

    def accept_apns(self, *names: str) -> None:
        raise NotImplementedError

    def deactivate_context(self) -> None:
        raise NotImplementedError

    def cut(self) -> None:
        raise NotImplementedError

    def restore(self) -> None:
        raise NotImplementedError


@dataclass
class Server:
    """A peer of a case."""

    is_serving: bool


@pytest.fixture
def modem(url: str) -> Iterator[Modem]:
    with Channel.open(url, transcript=Transcript(), clock_rate=10) as channel:
        modem = Modem(channel)
        modem.attach()
        yield modem


@pytest.fixture
def url() -> str:
    return "emulator://m95?clock_rate=10"


def urc(text: str) -> Entry:
    return Entry(0.0, Pco.AT, Direction.FROM_DUT, text, Kind.URC)


def command(text: str) -> Entry:
    return Entry(0.0, Pco.AT, Direction.TO_DUT, text, Kind.COMMAND)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [urc("+CREG: 1"), urc("+CGREG: 5"), urc("+CPIN: READY"), urc("+CPIN: SIM PIN2"), urc("RING")],
        [command("AT+CFUN=0"), urc("+CPIN: NOT READY")],
        [command("AT+COPS=2"), urc("+CREG: 0")],
        [command("ATE0;+CGATT=0"), urc("+CGREG: 0")],
        [Entry(0.0, Pco.HARNESS, Direction.NOTE, "supply cut", Kind.SUPPLY_CUT), urc("+CREG: 2")],
        [Entry(0.0, Pco.AT, Direction.FROM_DUT, "+CREG: 0,0", Kind.RESPONSE)],
    ],
    ids=["nothing", "good news", "CFUN", "COPS", "CGATT", "supply", "the DUT's own word"],
)
def test_what_is_no_evidence(modem: Modem, entries: list[Entry]) -> None:
    watch = LossWatch(modem, network=None, supply=None)

    assert watch.lost(entries, [Server(is_serving=True), "a value", None]) == ""


@pytest.mark.parametrize(
    "text", ["+CREG: 0", '+CREG: 2,"1801","2B5C"', "+CGREG: 3", "+CPIN: NOT READY", "+CPIN: SIM PIN"]
)
def test_a_urc_that_nobody_asked_for_is_evidence(modem: Modem, text: str) -> None:
    watch = LossWatch(modem, network=None, supply=None)

    assert watch.lost([command("AT+QFTPSTAT"), urc(text)]) == f"the DUT reported {text!r}"


@pytest.mark.parametrize("url", ["emulator://m95?clock_rate=10&sim_pin=1234"])
def test_a_sim_that_wants_its_pin_is_evidence(modem: Modem) -> None:
    watch = LossWatch(modem, network=None, supply=None)

    assert watch.lost([]) == "the SIM is not ready: AT+CPIN? says SIM PIN"


@pytest.mark.parametrize("url", ["emulator://m95?clock_rate=10&sim_pin=1234"])
def test_a_restart_that_the_case_asked_for_does_not_excuse_the_sim(modem: Modem) -> None:
    restart = Entry(0.0, Pco.AT, Direction.TO_DUT, "AT+CFUN=1,1", Kind.RESTART_COMMAND)

    assert LossWatch(modem, network=None, supply=None).lost([restart]).startswith("the SIM is not ready")


def test_a_sim_that_the_case_has_switched_off_is_no_evidence(modem: Modem) -> None:
    modem.send("AT+CFUN=0").check()
    watch = LossWatch(modem, network=None, supply=None)

    assert watch.lost([command("AT+CFUN=0")]) == ""
    assert watch.lost([]).startswith("the SIM is not ready: AT+CPIN? says +CME ERROR: 13")


@pytest.mark.parametrize("url", ["emulator://m95?clock_rate=10&mishap=no-coverage:6"])
def test_an_emulated_dut_knows_all_its_outages(modem: Modem) -> None:
    for _ in range(6):
        modem.send("AT")

    watch = LossWatch.of_emulated(modem)

    assert watch.lost([command("AT+CFUN=0")]) == "the network tester reports a loss of the network"


@pytest.mark.parametrize("url", ["emulator://m95?clock_rate=10&sim_pin=1234"])
def test_the_network_knows_better_than_the_dut(modem: Modem) -> None:
    assert LossWatch(modem, network=Witness(registered=True), supply=None).lost([]) == ""


def test_the_network_tells_that_the_dut_is_not_registered(modem: Modem) -> None:
    watch = LossWatch(modem, network=Witness(registered=False), supply=None)

    assert watch.lost([]) == "the network tester says that the DUT is not registered"
    assert watch.lost([command("AT+COPS=2")]) == ""


@pytest.mark.parametrize(
    ("network", "supply", "words"),
    [
        (Witness(), Witness(outages=3), "the power switch reports a failure of the supply"),
        (Witness(outages=3), Witness(), "the network tester reports a loss of the network"),
    ],
)
def test_an_outage_counts_for_the_case_in_which_it_was(
    modem: Modem, network: Witness, supply: Witness, words: str
) -> None:
    watch = LossWatch(modem, network=network, supply=supply)
    assert watch.lost([]) == ""

    for witness in (network, supply):
        witness.outages += witness.outages > 0
    assert watch.lost([command("AT+CFUN=0")]) == words

    watch.begin()
    assert watch.lost([]) == ""


def test_a_peer_that_has_stopped_is_evidence(modem: Modem) -> None:
    watch = LossWatch(modem, network=None, supply=None)

    assert watch.lost([], [Server(is_serving=False)]) == "the lower tester has stopped: Server"


def test_reports_of_the_registration_stay_on(modem: Modem) -> None:
    modem.watch()
    LossWatch(modem, network=None, supply=None).listen()

    modem.hand_back()
    after_case = modem.send("AT+CREG?").values("CREG")
    modem.send("AT+CREG=0").check()
    modem.hand_back()
    after_change = modem.send("AT+CREG?").values("CREG")
    modem.reboot()
    after_reboot = modem.send("AT+CREG?").values("CREG")

    assert (after_case[0], after_change[0], after_reboot[0]) == ("1", "1", "1")
