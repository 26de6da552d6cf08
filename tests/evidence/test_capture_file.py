"""A capture past its limits: size, secrets, a killed run, a full disk, many threads."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hil.errors import InfrastructureError, UsageError
from hil.evidence import blocks
from hil.evidence.capture_file import ROOM
from hil.evidence.pcapng import LEAST_LIMIT_BYTES, Capture
from hil.spec.tls import CipherSuite, Version
from tests.evidence.dialogue import CLIENT, COMMANDS, DATA_CLIENT, DATA_SERVER, REPLIES, SERVER, Session
from tests.evidence.wireshark import decrypted, fields, run

SUITE = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
LINE_LENGTH = 176  # CLIENT_RANDOM, two hexadecimal numbers of 32 and 48 bytes, spaces, line feed
NOT_KEPT = "not kept from here on"


def packet_count(path: Path) -> int:
    return len(fields(path, "frame", "frame.number"))


def secrets_block_length(room: int = ROOM) -> int:
    return len(blocks.secrets(b"", size=room))


def test_a_long_transfer_is_cut_and_the_dialogue_around_it_kept(tmp_path: Path) -> None:
    path, limit = tmp_path / "session.pcapng", 100_000
    with Capture(path, limit_bytes=limit) as capture:
        session = Session(capture, Version.TLS12, SUITE)
        session.control(lambda: session.upload(bytes(1_000_000)))

    assert path.stat().st_size <= limit + secrets_block_length()
    assert decrypted(path, 0, server=SERVER[0]) == (COMMANDS, REPLIES)
    cuts = fields(path, "frame.comment", "tcp.stream", "frame.comment", "frame.len", "frame.cap_len")
    stream, comment, length, kept = cuts[-1]
    assert (stream, length, kept) == ("1", "1500", "40")
    assert NOT_KEPT in comment
    assert str(limit) in comment
    ends = fields(path, "tcp.stream==1 && tcp.flags.fin==1", "tcp.dstport")
    assert ends == [[str(DATA_SERVER[1])], [str(DATA_CLIENT[1])]]


def test_later_connections_of_a_session_have_room_left(tmp_path: Path) -> None:
    path, limit = tmp_path / "session.pcapng", 200_000
    with Capture(path, limit_bytes=limit) as capture:
        session = Session(capture, Version.TLS12, SUITE)
        for _ in range(2):
            session.upload(bytes(1_000_000))
        session.upload(b"small")

    assert path.stat().st_size <= limit + secrets_block_length()
    assert decrypted(path, 2, server=SERVER[0]) == (b"small", b"")


def test_what_a_connection_did_not_use_is_for_the_next(tmp_path: Path) -> None:
    path, count = tmp_path / "session.pcapng", 100
    with Capture(path, limit_bytes=count * 800) as capture:
        for number in range(count):
            flow = capture.connection((CLIENT[0], 40000 + number), SERVER, 1.0)
            flow.from_client(b"small", 2.0)
            for by_client in (True, False):
                flow.end(by_client=by_client, reset=False, t=3.0)

    assert fields(path, "tcp.payload", "tcp.payload") == [[b"small".hex()]] * count


def test_the_statistics_count_what_is_kept_and_what_is_not(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path, limit_bytes=LEAST_LIMIT_BYTES) as capture:
        flow = capture.connection(CLIENT, SERVER, 1.0)
        flow.from_client(bytes(146_000), 2.0)
        flow.end(by_client=True, reset=True, t=3.0)

    statistics = path.read_bytes()[-200:]
    kept = packet_count(path)
    total = 3 + 100 + 1  # opening, segments of 1460 bytes, RST
    assert kept < total
    assert f"{total - kept} packets are not in this file".encode() in statistics
    assert f"Number of packets = {kept}" in run("capinfos", path)


@pytest.mark.parametrize("limit", range(LEAST_LIMIT_BYTES, LEAST_LIMIT_BYTES + 3000, 271))
def test_no_limit_is_ever_exceeded(limit: int, tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path, limit_bytes=limit, comment="ä" * 300) as capture:
        for number in range(20):
            flow = capture.connection((CLIENT[0], 40000 + number), SERVER, 1.0, comment="€" * 300)
            for _ in range(10):
                flow.from_client(bytes(700), 2.0)
                flow.from_server(bytes(100), 2.0)
            flow.end(by_client=bool(number % 2), reset=False, t=3.0)
            flow.end(by_client=not number % 2, reset=False, t=3.0)

    assert path.stat().st_size <= limit + secrets_block_length()
    assert packet_count(path) > 10


def test_secrets_fit_when_nothing_else_does(tmp_path: Path) -> None:
    path, limit, count = tmp_path / "session.pcapng", 20_000, 3 * ROOM // LINE_LENGTH
    with Capture(path, limit_bytes=limit) as capture:
        session = Session(capture, Version.TLS10, SUITE)
        session.control(lambda: session.upload(bytes(100_000)))
        for number in range(count):
            capture.secret(number.to_bytes(32, "big"), bytes(48))

    lines = re.findall(rb"CLIENT_RANDOM ([0-9a-f]{64}) [0-9a-f]{96}\n", path.read_bytes())
    assert lines[2:] == [b"%064x" % number for number in range(count)]
    assert decrypted(path, 0, server=SERVER[0]) == (COMMANDS, REPLIES)
    assert path.stat().st_size <= limit + secrets_block_length(4 * ROOM)
    assert list(tmp_path.glob("*.new")) == []


def test_packets_after_the_room_for_secrets_grew_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        session = Session(capture, Version.TLS12, SUITE)
        session.upload(b"before")
        for number in range(ROOM // LINE_LENGTH):
            capture.secret(number.to_bytes(32, "big"), bytes(48))
        session.upload(b"after")

    assert decrypted(path, 0, server=SERVER[0]) == (b"before", b"")
    assert decrypted(path, 1, server=SERVER[0]) == (b"after", b"")


def test_a_secret_told_twice_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        for _ in range(2):
            capture.secret(bytes(32), bytes(48))

    assert path.read_bytes().count(b"CLIENT_RANDOM") == 1


def test_a_killed_run_leaves_a_file_that_is_read_and_decrypted(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    left_behind = tmp_path / "left-behind.pcapng"
    with Capture(path) as capture:
        session = Session(capture, Version.TLS12, SUITE)
        session.control(lambda: shutil.copyfile(path, left_behind))

    commands, replies = decrypted(left_behind, 0, server=SERVER[0])
    assert COMMANDS.startswith(commands)
    assert commands.endswith(b"STOR a.bin\r\n")
    assert replies.endswith(b"150 go\r\n")


def test_threads_do_not_mix_their_connections(tmp_path: Path) -> None:
    path, count = tmp_path / "session.pcapng", 4
    pattern = [bytes([number]) * 3000 for number in range(count)]

    def feed(capture: Capture, number: int) -> None:
        flow = capture.connection((CLIENT[0], 40000 + number), SERVER, time.monotonic())
        for _ in range(50):
            flow.from_client(pattern[number], time.monotonic())
            flow.from_server(pattern[number][:100], time.monotonic())
            capture.secret(os.urandom(32), bytes(48))
        flow.end(by_client=True, reset=False, t=time.monotonic())

    with Capture(path) as capture:
        threads = [threading.Thread(target=feed, args=(capture, number)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert fields(path, "tcp.analysis.flags || _ws.malformed", "frame.number") == []
    payloads = fields(path, "tcp.len > 0", "tcp.srcport", "tcp.dstport", "tcp.payload")
    assert len(payloads) == count * 50 * 4  # three segments up, one down
    assert all({int(p[0]), int(p[1])} & {40000 + int(p[2][:2], 16)} for p in payloads)


def test_a_reset_ends_both_directions(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        flow = capture.connection(CLIENT, SERVER, 1.0)
        flow.end(by_client=False, reset=True, t=2.0)
        flow.end(by_client=True, reset=False, t=3.0)

    last = fields(path, "frame", "tcp.flags.reset", "tcp.srcport")[3:]
    assert last in ([["1", str(SERVER[1])]], [["True", str(SERVER[1])]])  # the latter since Wireshark 4.4


def test_the_other_direction_goes_on_after_a_fin(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        flow = capture.connection(CLIENT, SERVER, 1.0)
        flow.end(by_client=True, reset=False, t=2.0)
        flow.from_server(b"221 bye\r\n", 3.0)
        flow.end(by_client=False, reset=False, t=4.0)

    fins = fields(path, "tcp.flags.fin==1 || tcp.len>0", "tcp.srcport", "tcp.len")
    assert fins == [[str(CLIENT[1]), "0"], [str(SERVER[1]), "9"], [str(SERVER[1]), "0"]]
    assert fields(path, "tcp.analysis.flags", "frame.number") == []


def test_the_time_of_a_packet_is_the_time_of_day(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        capture.connection(CLIENT, SERVER, time.monotonic())

    [[opened]] = fields(path, "frame.number==1", "frame.time_epoch")

    assert abs(float(opened) - time.time()) < 30


def test_what_comes_after_close_is_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        flow = capture.connection(CLIENT, SERVER, 1.0)
    size = path.stat().st_size

    flow.from_client(b"late", 2.0)
    flow.end(by_client=True, reset=False, t=2.0)
    capture.secret(bytes(32), bytes(48))
    capture.close()

    assert path.stat().st_size == size


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "session.pcapng"

    with pytest.raises(InfrastructureError, match=r"nowhere.*No such file"):
        Capture(path)


DISK_FULL = """
import resource, sys
from pathlib import Path
from hil.errors import InfrastructureError
from hil.evidence.pcapng import Capture

with Capture(Path(sys.argv[1])) as capture:
    flow = capture.connection(("192.0.2.7", 40001), ("198.51.100.9", 990), 1.0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    for _ in range(100):
        try:
            flow.from_client(bytes(1000), 2.0)
        except InfrastructureError as error:
            print(error)
"""


def test_a_disk_that_fills_up_is_told_once_and_leaves_whole_packets(tmp_path: Path) -> None:
    path = tmp_path / "session.pcapng"

    done = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(path)], capture_output=True, text=True, check=True
    )

    assert done.stdout == f"cannot write the capture {path}: File too large\n"
    assert packet_count(path) == 3 + (20_000 - secrets_block_length()) // 1100


@pytest.mark.parametrize(("random", "master"), [(31, 48), (32, 47), (0, 0)])
def test_a_secret_of_another_size_is_refused(random: int, master: int, tmp_path: Path) -> None:
    with (
        Capture(tmp_path / "session.pcapng") as capture,
        pytest.raises(UsageError, match=f"not {random} and {master}"),
    ):
        capture.secret(bytes(random), bytes(master))


def test_a_limit_without_room_for_a_connection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"at least 8192 bytes, not 100"):
        Capture(tmp_path / "session.pcapng", limit_bytes=100)
