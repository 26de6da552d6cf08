"""Registration and PDP contexts without a module: which listener gets what, and in which order."""

from __future__ import annotations

import socket

import pytest

from hil.emulator.defects import parts_with
from hil.emulator.device.hardware_options import COVERAGES, FOUND_AT_ONCE, Coverage, HardwareOptions
from hil.emulator.device.sim import Sim
from hil.emulator.device.timing import Timing
from hil.emulator.network.packet_service import LossCause, MobileNetwork, PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.network.radio import MINIMUM, Radio, Registration


class Network:
    """The parts of the network side, and what they tell."""

    def __init__(self, *defects: str, sim_pin: str = "", coverage: Coverage = FOUND_AT_ONCE) -> None:
        parts = parts_with(defects)
        self.reported: list[object] = []
        self.sim = Sim(HardwareOptions(sim_pin=sim_pin))
        self.packet = parts.of(PacketNetwork)(
            ("10.0.0.1", "10.0.0.2"), grants_contexts=coverage.grants_contexts
        )
        self.timing = Timing()
        self.radio = Radio(
            sim=self.sim, packet_network=self.packet, coverage=coverage, timers=self.timing.timers
        )
        self.service = parts.of(PacketService)(network=self.packet, radio=self.radio)
        self.radio.on_change.append(self.reported.append)
        self.radio.on_registered.append(lambda: self.reported.append("registered"))
        self.radio.on_left.append(lambda: self.reported.append("left"))
        self.service.on_loss.append(self.reported.append)
        self.service.on_event.append(self.reported.append)
        self.service.on_deactivation.append(lambda: self.reported.append("deactivated"))

    def activate(self) -> bool:
        """AT+QIREGAPP and AT+QIACT."""
        self.packet.context.register()
        return self.service.activate()

    def activate_both(self) -> None:
        """Both contexts of AT+QIFGCNT are active."""
        for index in (1, 0):
            self.packet.foreground = index
            assert self.activate()


@pytest.fixture
def network() -> Network:
    return Network()


def test_a_right_pin_registers_the_module() -> None:
    network = Network(sim_pin="1234")
    assert not network.radio.registered
    network.sim.verify("1234")

    network.radio.register()

    assert network.reported == [{"+CREG": Registration.HOME, "+CGREG": Registration.HOME}, "registered"]


def test_switched_off_the_radio_ends_contexts_and_registration(network: Network) -> None:
    network.activate()

    network.radio.set_functionality(MINIMUM)

    assert not network.packet.context.active
    assert network.reported == [
        LossCause.MODULE,
        "left",
        {"+CREG": Registration.NOT_SEARCHING, "+CGREG": Registration.NOT_SEARCHING},
    ]


def test_a_context_that_the_network_takes_away_is_reported(network: Network) -> None:
    network.activate()

    network.service.lose_context()

    assert network.reported == ["deactivated", ' NW DEACT "IP","10.0.0.1",1', LossCause.NETWORK]


def test_without_a_context_nothing_is_lost(network: Network) -> None:
    network.service.lose_context()

    assert network.reported == []


def test_a_detached_module_is_out_of_the_packet_network_only(network: Network) -> None:
    network.activate()

    network.service.detach()

    assert network.reported == ["ME DETACH", LossCause.MODULE, {"+CGREG": Registration.NOT_SEARCHING}]
    assert network.radio.registered
    assert not network.service.can_activate


def test_a_context_brought_up_belongs_to_its_channel(network: Network) -> None:
    assert network.service.bring_up(2)
    assert network.packet.context.owner == 2

    network.packet.release(2)

    assert network.packet.context.owner is None


def test_two_contexts_are_active_at_a_time(network: Network) -> None:
    network.activate_both()

    assert not network.service.activate_definition(1)


def test_a_third_context_with_a_defect() -> None:
    network = Network("three-contexts-at-once")
    network.activate_both()

    assert network.service.activate_definition(1)
    assert not network.service.activate_definition(2)


def test_the_network_refuses_as_often_as_it_was_told(network: Network) -> None:
    network.packet.refusals = 1

    assert [network.service.bring_up(0), network.service.bring_up(0)] == [False, True]


def test_refusals_go_on_after_a_reboot_with_a_defect() -> None:
    network = Network("refused-again-after-reboot")
    network.packet.refusals = 1
    assert not network.activate()

    network.service.reset()
    network.packet.context.register()

    assert [network.service.activate() for _ in range(4)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("coverage", "state"),
    [
        (COVERAGES["denied"], Registration.DENIED),
        (COVERAGES["none"], Registration.SEARCHING),
        (Coverage(found_after_s=30), Registration.SEARCHING),
        (COVERAGES["no-contexts"], Registration.HOME),
    ],
)
def test_the_network_around_the_module_decides_its_registration(
    coverage: Coverage, state: Registration
) -> None:
    network = Network(coverage=coverage)

    assert network.radio.state is state


def test_a_network_that_refuses_contexts_refuses_each() -> None:
    network = Network(coverage=COVERAGES["no-contexts"])

    assert not network.activate()
    assert not network.packet.grants_any


def test_a_network_that_comes_late_registers_the_module_then() -> None:
    network = Network(coverage=Coverage(found_after_s=30))

    network.timing.clock.advance(31)
    network.timing.timers.run_due()

    assert network.radio.registered
    assert network.reported == [{"+CREG": Registration.HOME, "+CGREG": Registration.HOME}, "registered"]


def test_the_network_reaches_a_listener_by_a_connection_of_its_own(network: Network) -> None:
    tester = MobileNetwork(
        timing=network.timing,
        packet_network=network.packet,
        packet_service=network.service,
        radio=network.radio,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert tester.reaches("127.0.0.1", port)
        listener.accept()[0].close()

    assert not tester.reaches("127.0.0.1", port)
