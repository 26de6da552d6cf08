"""The DTE's side of the multiplexer: on the emulated module, on literal frames, and what only a second channel can do."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator

import pytest

from hil.at.mux import Frame, FrameType
from hil.deadline import Deadline
from hil.errors import ChannelLost, ChannelTimeout, UnexpectedResult, UsageError
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.channel import Channel
from hil.modem.ftp import status_word
from hil.modem.modem import Modem
from hil.modem.mux import Multiplexer
from hil.pki.authority import Authority
from hil.spec.codes import ErrorCode, ResultCode
from hil.transcript import Transcript
from tests.modem.scripted import Pause, ScriptedDce, Turn, turn

CLOCK_RATE = 50.0
OK = b"\r\nOK\r\n"
DATA = hashlib.shake_128(b"over a DLCI").digest(20000)


@pytest.fixture(params=["", "&chunk=1"])
def channel(request: pytest.FixtureRequest) -> Iterator[Channel]:
    url = f"emulator://m95?clock_rate={CLOCK_RATE:g}{request.param}"
    with Channel.open(url, transcript=Transcript(), clock_rate=CLOCK_RATE) as channel:
        Modem(channel).attach()
        yield channel


@pytest.fixture
def pair(channel: Channel) -> Iterator[tuple[Modem, Modem]]:
    """Two channels of one module, attached."""
    with Multiplexer.start(channel) as mux:
        modems = Modem(mux.channel(1)), Modem(mux.channel(2))
        for modem in modems:
            modem.attach()
        yield modems


@pytest.fixture(scope="module")
def server() -> Iterator[FtpsServer]:
    with FtpsServer(Authority(), Transcript()) as server:
        yield server


@pytest.fixture
def session(pair: tuple[Modem, Modem], server: FtpsServer) -> tuple[Modem, Modem]:
    """An FTP session in clear that the first channel opened."""
    first, _ = pair
    first.pdp.ensure_active()
    for exchange in (
        first.ssl.enable_ftps(False),
        first.ftp.user(server.user),
        first.ftp.password(server.password),
        first.ftp.open(*server.address(Listener.PLAIN)),
    ):
        exchange.check()
    return pair


# --- two channels ----------------------------------------------------------------------------------------------


def test_each_channel_talks_to_the_same_module(pair: tuple[Modem, Modem]) -> None:
    first, second = pair

    first.security.write("RAM:ca_cert.pem", b"abc").check()

    assert second.security.read("RAM:ca_cert.pem").ok
    assert first.identity() == second.identity()


def test_the_port_returns_to_at_commands(channel: Channel) -> None:
    with Multiplexer.start(channel) as mux:
        assert mux.test(b"pattern \xf9") == b"pattern \xf9"

    assert Modem(channel).send("AT").ok


def test_a_channel_of_a_closed_multiplexer_is_lost(channel: Channel) -> None:
    with Multiplexer.start(channel) as mux:
        first = Modem(mux.channel(1))

    with pytest.raises(ChannelLost, match="DLCI 1: the multiplexer was closed"):
        first.send("AT")


def test_a_restart_ends_multiplexing_and_the_port_is_found_again(channel: Channel) -> None:
    mux = Multiplexer.start(channel)
    Modem(mux.channel(2)).send("AT+CFUN=1,1").check()

    with pytest.raises(ChannelTimeout):
        Modem(mux.channel(1)).send("AT", deadline=Deadline.after(0.1))
    mux.close()

    modem = Modem(channel)
    modem.attach()
    assert modem.send("AT").ok


def test_two_threads_use_two_channels(pair: tuple[Modem, Modem]) -> None:
    answers_of: dict[int, set[tuple[str, ...]]] = {}

    def ask(number: int, line: str) -> None:
        answers_of[number] = {pair[number].send(line).information for _ in range(30)}

    threads = [threading.Thread(target=ask, args=args) for args in ((0, "AT+CGSN"), (1, "AT+CGMM"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers_of == {0: {("866425030000006",)}, 1: {("Quectel_M95",)}}


def test_an_answer_that_another_thread_has_read_is_handed_on_at_once(pair: tuple[Modem, Modem]) -> None:
    first, second = pair
    listener = threading.Thread(target=first.channel.event, args=(Deadline.after(60),))
    listener.start()

    elapsed = [second.send("AT").elapsed_s for _ in range(20)]

    assert listener.is_alive(), "it reads for both, and has heard nothing of its own"
    assert max(elapsed) < 0.5
    first.channel.write_data(b"AT\r")  # whose echo ends the listening
    listener.join()


def test_repetition_is_no_command_on_a_channel(pair: tuple[Modem, Modem]) -> None:
    first, _ = pair
    first.send("AT+CSQ").check()

    first.channel.write_data(b"A/")

    assert first.channel.event(Deadline.after(0.1)) is None
    assert first.send("AT").ok


# --- what only a second channel can do ---------------------------------------------------------------------------


def test_a_service_that_is_busy_on_one_channel_says_so_on_the_other(
    session: tuple[Modem, Modem], server: FtpsServer
) -> None:
    """Error -3 (note, Table 4)."""
    first, second = session
    began = first.send(f'AT+QFTPPUT="up.bin",{len(DATA)},200')

    refused = second.ftp.get("up.bin")

    assert began.final is ResultCode.CONNECT
    assert refused.result == ErrorCode.BUSY
    assert status_word(second.ftp.status()) == "TRANSFER"
    first.channel.write_data(DATA)
    first.channel.leave_data()
    assert first.channel.wait_urc(f"+QFTPPUT: {len(DATA)}".__eq__, Deadline.after(5))
    assert (server.root / "up.bin").read_bytes() == DATA
    assert second.ftp.get("up.bin", expected_size=len(DATA)).data == DATA


def test_a_context_that_is_deactivated_during_a_transfer_ends_it(session: tuple[Modem, Modem]) -> None:
    """Error -8 (note, Table 4)."""
    first, second = session
    first.send('AT+QFTPPUT="cut.bin",1000,200')
    first.channel.write_data(b"x" * 100)

    deactivated = second.pdp.deactivate()

    first.channel.leave_data()
    assert deactivated.final is ResultCode.DEACT_OK
    assert first.channel.wait_urc("+QFTPPUT: -8".__eq__, Deadline.after(5))
    assert status_word(second.ftp.status()) in {"IDLE", "CLOSED"}


# --- literal frames --------------------------------------------------------------------------------------------

START = turn(b"AT+CMUX=0,0,,127\r", OK)
CONTROL = turn(bytes.fromhex("f9 03 3f 01 1c f9"), bytes.fromhex("f9 03 73 01 d7 f9"))
UA = bytes.fromhex("f9 07 73 01 15 f9")
FIRST = turn(bytes.fromhex("f9 07 3f 01 de f9"), UA)
STATUS = bytes.fromhex("f9 03 ef 09 e3 05 07 8d fb f9")
CLOSE = (
    turn(bytes.fromhex("f9 07 53 01 3f f9"), bytes.fromhex("f9 07 73 01 15 f9")),
    turn(bytes.fromhex("f9 03 ef 05 c3 01 f2 f9"), bytes.fromhex("f9 01 ef 05 c1 01 93 f9")),
)


def sent(data: bytes) -> bytes:
    return Frame(1, FrameType.UIH, cr=True, payload=data).encode()


def from_dut(dlci: int, data: bytes) -> bytes:
    return Frame(dlci, FrameType.UIH, cr=False, payload=data).encode()


@pytest.fixture
def channel_on() -> Iterator[Callable[..., Channel]]:
    opened: list[tuple[ScriptedDce, Channel]] = []

    def make(*turns: Turn) -> Channel:
        dce = ScriptedDce(turns).__enter__()
        opened.append((dce, Channel.open(dce.path, transcript=Transcript(), clock_rate=CLOCK_RATE)))
        return opened[-1][1]

    yield make
    for dce, channel in opened:
        channel.close()
        dce.__exit__(None, None, None)


def test_start_exchange_and_end_are_the_frames_of_the_standard(channel_on: Callable[..., Channel]) -> None:
    channel = channel_on(
        START,
        CONTROL,
        FIRST,
        turn(STATUS + sent(b"AT\r"), b"\x00", from_dut(1, b"\r\nO"), from_dut(1, b"K\r\n")),
        *CLOSE,
    )

    with Multiplexer.start(channel, dlcis=(1,)) as mux:
        assert Modem(mux.channel(1)).send("AT").lines == ("OK",)


def test_a_frame_that_is_not_answered_is_sent_again(channel_on: Callable[..., Channel]) -> None:
    silent = turn(CONTROL.awaited)
    channel = channel_on(START, silent, CONTROL, FIRST, turn(STATUS), *CLOSE)

    Multiplexer.start(channel, dlcis=(1,)).close()


def test_the_signals_of_the_dut_are_answered_and_flow_control_is_kept(
    channel_on: Callable[..., Channel],
) -> None:
    stop, go = bytes.fromhex("e3 05 07 8f"), bytes.fromhex("e3 05 07 8d")
    answers = [
        Frame(0, FrameType.UIH, cr=True, payload=bytes((0xE1,)) + value[1:]).encode() for value in (stop, go)
    ]
    channel = channel_on(
        START,
        CONTROL,
        turn(FIRST.awaited, UA + from_dut(0, stop)),  # in one piece, else the DTE's status may go first
        turn(answers[0] + STATUS, Pause(0.3), from_dut(0, go)),
        turn(answers[1] + sent(b"AT\r"), from_dut(1, OK)),
        *CLOSE,
    )

    with Multiplexer.start(channel, dlcis=(1,)) as mux:
        mux.channel(1).listen(Deadline.after(0.05))
        assert Modem(mux.channel(1)).send("AT").ok


@pytest.mark.parametrize(
    ("ended", "acknowledged", "why"),
    [
        (FrameType.DISC, (FrameType.UA,), "the DUT closed it"),
        (FrameType.DM, (), "the DUT says that it is not open"),
    ],
)
def test_a_channel_that_the_dut_ends_is_lost(
    ended: FrameType, acknowledged: tuple[FrameType, ...], why: str, channel_on: Callable[..., Channel]
) -> None:
    goodbye = Frame(1, ended, cr=ended is FrameType.DM, pf=True).encode()
    answers = [turn(Frame(1, kind, cr=False, pf=True).encode()) for kind in acknowledged]
    channel = channel_on(START, CONTROL, FIRST, turn(STATUS, goodbye), *answers)

    first = Multiplexer.start(channel, dlcis=(1,)).channel(1)

    with pytest.raises(ChannelLost, match=why):
        first.listen(Deadline.after(1))


def test_a_dut_that_refuses_a_channel_is_named(channel_on: Callable[..., Channel]) -> None:
    refused = Frame(1, FrameType.DM, cr=True, pf=True).encode()
    channel = channel_on(START, CONTROL, turn(FIRST.awaited, refused))

    with pytest.raises(ChannelTimeout, match=r"expected UA for DLCI 1 on .*; DM came"):
        Multiplexer.start(channel, dlcis=(1,))


def test_a_dut_without_a_multiplexer_says_so(channel_on: Callable[..., Channel]) -> None:
    channel = channel_on(turn(START.awaited, b"\r\nERROR\r\n"))

    with pytest.raises(UnexpectedResult):
        Multiplexer.start(channel)


@pytest.mark.parametrize("dlcis", [(), (0,), (5,)])
def test_channels_that_no_module_has_are_refused(
    dlcis: tuple[int, ...], channel_on: Callable[..., Channel]
) -> None:
    with pytest.raises(UsageError):
        Multiplexer.start(channel_on(), dlcis=dlcis)
