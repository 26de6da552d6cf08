"""The preflight: whom it asks, what ends a run, and what the message says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from hil.bench import Network
from hil.errors import ChannelTimeout, MissingPrecondition
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.advice import path_step, unreached
from hil.lab.preflight import LOWER_TESTER, preflight
from hil.lab.reach import Dialled
from hil.modem.channel import Channel
from hil.modem.exchange import Exchange
from hil.modem.ftp import Ftp
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.results.model import PreflightLine, PreflightOutcome
from hil.spec.codes import ResultCode
from hil.transcript import Transcript

HOST, ELSEWHERE = "127.0.0.1", "127.0.0.2"
"""Where the server listens, and a loopback address where it does not."""

MET, DOUBTED, NOT_ASKED = PreflightOutcome.MET, PreflightOutcome.DOUBTED, PreflightOutcome.NOT_ASKED

REFUSED = Exchange("AT+QFTPOPEN", ("ERROR",), ResultCode.ERROR)

Check = Callable[..., dict[str, PreflightLine]]


@dataclass
class NetworkTester:
    """A network tester that knows this of the DUT."""

    registered: bool = True
    grants_contexts: bool = True
    outages: int = 0
    path: bool = True

    def refuse_activations(self, count: int) -> None:
        raise NotImplementedError

    def accept_apns(self, *names: str) -> None:
        raise NotImplementedError

    def deactivate_context(self) -> None:
        raise NotImplementedError

    def reaches(self, host: str, port: int) -> bool:
        assert (host, port > 0) == (ELSEWHERE, True)
        return self.path


@pytest.fixture(scope="module")
def server() -> Iterator[FtpsServer]:
    with FtpsServer(Authority(), Transcript()) as server:
        yield server


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[FtpsServer]:
    """A server that gives out an address where it does not listen."""
    with FtpsServer(Authority(), Transcript(), host=HOST, public_host=ELSEWHERE) as server:
        yield server


@pytest.fixture
def check(server: FtpsServer, elsewhere: FtpsServer) -> Iterator[Check]:
    """`check(option, ...)` is the preflight of an emulated DUT with these options, by the name of the check."""
    with ExitStack() as opened:

        def found(
            *options: str,
            host: str = HOST,
            network: Network | None = None,
            unclaimed: tuple[str, ...] = (),
            tell: bool = True,
            clock_rate: int = 100,
        ) -> dict[str, PreflightLine]:
            url = f"emulator://m95?{'&'.join((f'clock_rate={clock_rate}', *options))}"
            channel = opened.enter_context(Channel.open(url, transcript=Transcript(), clock_rate=clock_rate))
            modem = Modem(channel)
            modem.attach()
            lines = preflight(
                modem,
                server if host == HOST else elsewhere,
                named="/dev/ttyM95",
                claims=lambda feature: feature not in unclaimed,
                network=network or (channel.network if tell else None),
            )
            return {line.check: line for line in lines}

        yield found


def test_a_dut_that_has_all_passes_with_a_line_for_each_check(check: Check) -> None:
    lines = check()

    assert list(lines) == ["SIM", "registration", "attachment", "PDP context", "clock", LOWER_TESTER]
    assert {line.outcome for line in lines.values()} == {MET}
    assert lines["PDP context"].detail == "10.1.83.188"
    assert lines[LOWER_TESTER].detail.startswith("the DUT reached 127.0.0.1:")


def test_it_costs_a_fraction_of_a_second(check: Check) -> None:
    spans_s = []
    for _ in range(6):
        began = time.monotonic()
        check()
        spans_s.append(time.monotonic() - began)

    assert min(spans_s) < 0.3


def test_what_is_not_claimed_is_not_asked(check: Check) -> None:
    assert check(unclaimed=("clock",))["clock"].outcome is NOT_ASKED


@pytest.mark.parametrize(
    ("defect", "doubted"),
    [
        ("never-registered", set()),  # it is about AT+CGREG?, which nobody asks here
        ("never-attached", {"attachment"}),
        ("bearer-not-kept", set()),
        ("bearer-refused", {"PDP context"}),
        ("registration-without-effect", {"PDP context"}),
        ("activation-without-effect", {"PDP context"}),
    ],
)
@pytest.mark.parametrize("tell", [True, False], ids=["witness", "no-witness"])
def test_a_connection_seen_passes_whatever_the_dut_says(
    check: Check, defect: str, doubted: set[str], tell: bool
) -> None:
    lines = check(f"defect={defect}", tell=tell)

    assert lines[LOWER_TESTER].outcome is MET
    assert {line.check for line in lines.values() if line.outcome is DOUBTED} == doubted


@pytest.mark.parametrize(("unclaimed", "way"), [((), "(implicit FTPS)"), (("implicit",), "(explicit FTPS)")])
def test_a_dut_that_cannot_dial_in_one_way_is_asked_to_dial_in_another(
    check: Check, monkeypatch: pytest.MonkeyPatch, unclaimed: tuple[str, ...], way: str
) -> None:
    opened, asked = Ftp.open, []

    def refused_once(ftp: Ftp, host: str, port: int) -> Exchange:
        asked.append(port)
        return REFUSED if len(asked) == 1 else opened(ftp, host, port)

    monkeypatch.setattr(Ftp, "open", refused_once)

    assert check(unclaimed=unclaimed)[LOWER_TESTER].detail.endswith(way)


def test_a_network_that_is_found_late_is_waited_for(check: Check) -> None:
    lines = check("network=30", clock_rate=20, unclaimed=("implicit", "explicit"), tell=False)

    assert {line.outcome for line in lines.values()} == {MET}


@pytest.mark.parametrize("tell", [True, False], ids=["witness", "no-witness"])
@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("sim_pin=1234", ("the SIM is not ready", "AT+CPIN? says SIM PIN", 'AT+CPIN="<pin>"')),
        ("sim_pin=none", ("the SIM is not ready", "+CME ERROR: 10 (SIM not inserted)", "insert a SIM")),
        ("network=denied", ("the DUT is not registered", "registration denied", "ask the operator")),
        ("network=none", ("the DUT is not registered", "searching", "check the antenna")),
        ("network=no-contexts", ("the PDP context is not active", "AT+QIACT", "check the APN")),
    ],
)
def test_what_is_missing_is_told_with_the_next_step(
    check: Check, option: str, words: tuple[str, ...], tell: bool
) -> None:
    with pytest.raises(MissingPrecondition) as caught:
        check(option, tell=tell)

    message = str(caught.value)
    assert message.startswith(f"/dev/ttyM95: {words[0]}: ")
    assert all(word in message for word in words)
    assert ("the network tester says so" in message) == (tell and option.startswith("network"))
    assert message.endswith("; --no-preflight judges anyway")
    assert "\n" not in message


def test_without_a_connection_both_causes_are_named(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hil.lab.addresses.of_this_machine", lambda: ("192.0.2.7", "198.51.100.7"))
    with pytest.raises(MissingPrecondition) as caught:
        check(host=ELSEWHERE, tell=False)

    message = str(caught.value)
    assert "no TCP connection of the DUT came to 127.0.0.2:" in message
    assert "said OK, -5 (network error)" in message
    assert "either the DUT does not dial, or the path does not carry it" in message
    assert "127.0.0.2 is the loopback address, so a module dials itself" in message
    assert "this machine has 192.0.2.7, 198.51.100.7: --public 192.0.2.7" in message


def test_a_path_beyond_this_machine_has_other_next_steps() -> None:
    message = unreached(
        "/dev/ttyM95",
        [Dialled("192.0.2.7", 40000, Listener.PLAIN, how="FTP", outcome="-5 (network error)", is_seen=False)],
    )

    assert "check that 192.0.2.7 is reachable from the network of the SIM" in message
    assert "--listen, --public and --ports" in message
    assert "loopback" not in message


@pytest.mark.parametrize(
    ("tester", "words"),
    [
        (NetworkTester(registered=False), "the DUT is not registered: the network tester says so"),
        (NetworkTester(grants_contexts=False), "the PDP context is not active: the network tester says so"),
        (NetworkTester(path=False), "neither the DUT nor the network tester reaches 127.0.0.2:"),
    ],
)
def test_the_network_tester_ends_a_run_that_cannot_begin(
    check: Check, tester: NetworkTester, words: str
) -> None:
    with pytest.raises(MissingPrecondition) as caught:
        check(host=ELSEWHERE, network=tester)

    assert words in str(caught.value)


def test_a_dut_that_alone_does_not_dial_is_left_to_the_cases(check: Check) -> None:
    line = check(host=ELSEWHERE, network=NetworkTester())[LOWER_TESTER]

    assert line.outcome is DOUBTED
    assert "the network reaches 127.0.0.2:" in line.detail
    assert line.detail.endswith("the DUT did not: OK, -5 (network error)")


def test_a_dut_that_never_dials_is_left_to_the_cases_where_its_network_is_known(check: Check) -> None:
    assert check("unknown_error=open")[LOWER_TESTER].outcome is DOUBTED

    with pytest.raises(MissingPrecondition, match="either the DUT does not dial, or the path"):
        check("unknown_error=open", tell=False)


def test_a_sim_that_the_network_knows_is_left_to_the_cases(check: Check) -> None:
    lines = check("sim_pin=1234", host=ELSEWHERE, network=NetworkTester())

    assert lines["SIM"].outcome is DOUBTED
    assert lines["SIM"].detail == "AT+CPIN? says SIM PIN"


def test_a_dut_that_falls_silent_when_it_dials_has_reached_the_server(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = Ftp.open

    def silent(ftp: Ftp, host: str, port: int) -> Exchange:
        answered(ftp, host, port)
        raise ChannelTimeout("no line +QFTPOPEN: <n>")

    monkeypatch.setattr(Ftp, "open", silent)

    assert check()[LOWER_TESTER].outcome is MET


def test_a_silent_dut_that_reached_nothing_is_told_so(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> Exchange:
        raise ChannelTimeout("no line +QFTPOPEN: <n>")

    monkeypatch.setattr(Ftp, "open", silent)

    with pytest.raises(
        MissingPrecondition, match=r"said no line \+QFTPOPEN: <n>; either the DUT does not dial"
    ):
        check(tell=False)


def test_the_way_of_an_emulated_module_begins_at_this_machine() -> None:
    assert "its interfaces (ip link)" in path_step("127.0.0.1", "emulator://m95")
    assert "a module dials itself" in path_step("127.0.0.1", "/dev/ttyM95")
