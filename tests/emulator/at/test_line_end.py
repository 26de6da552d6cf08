"""How a command line ends: by the character of S3, with or without an LF, and never with payload in it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hil.at.mux import Frame, FrameType
from hil.emulator.at.line_end import LineEnd
from tests.emulator.dte import Bench, Dte

UPLOADS = ("AT+QSECWRITE", "AT+QFUPL")
PAYLOADS = (b"abc", b"\nabc", b"\r\nabc", b"\n", b"\n\n")


def stored(dte: Dte, command: str) -> bytes:
    """The file RAM:x as the module has it."""
    if command == "AT+QSECWRITE":
        return dte.module.security.get("RAM:x").data
    content = dte.module.files.find("RAM:x")
    assert content is not None
    return content


class Host:
    """A DTE that ends each line by `end`, with a gap before the last byte of it; None: both in one write."""

    def __init__(self, dte: Dte, *, end: bytes, gap_s: float | None) -> None:
        self.dte, self._end, self._gap_s = dte, end, gap_s

    def line(self, text: str) -> bytes:
        line = text.encode() + self._end
        if self._gap_s is None or len(self._end) == 1:
            return self.dte.send(line)
        answer = self.dte.send(line[:-1])
        answer += self.dte.pass_time(self._gap_s)
        return answer + self.dte.send(line[-1:])


@pytest.mark.parametrize("command", UPLOADS)
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    ("end", "gap_s"),
    [
        (b"\r", None),
        (b"\r\n", None),
        (b"\r\r\n", None),
        (b"\n\r", None),
        (b"\r\n", 0.001),
        (b"\r\n", 0.05),
        (b"\r\n", 4.0),
        (b"\r\r\n", 0.05),
    ],
)
def test_a_file_is_stored_as_sent_however_lines_end(
    dte: Dte, command: str, payload: bytes, end: bytes, gap_s: float | None
) -> None:
    host = Host(dte, end=end, gap_s=gap_s)
    host.line("AT")

    assert host.line(f'{command}="RAM:x",{len(payload)}') == b"\r\nCONNECT\r\n"
    assert dte.send(payload).endswith(b"OK\r\n")

    assert stored(dte, command) == payload


@pytest.mark.parametrize("payload", [*PAYLOADS, b"\r", b"\r\n", b"\rabc", b"\r\r\n"])
@pytest.mark.parametrize("end", [b"\r", b"\n\r"])
@pytest.mark.parametrize("before", [b"\r\n", b"\r", b"\n"])
def test_what_a_host_sends_in_front_of_its_lines_is_no_end_of_a_line(
    dte: Dte, before: bytes, end: bytes, payload: bytes
) -> None:
    """CR LF before `AT` looks like the end of a host that sends CR CR LF."""
    dte.send(before + b"AT" + end)
    dte.send(before + b"ATE0" + end)

    dte.send(before + f'AT+QFUPL="RAM:x",{len(payload)}'.encode() + end)
    dte.send(payload)
    dte.pass_time(1)

    assert stored(dte, "AT+QFUPL") == payload


@pytest.mark.parametrize("payload", [b"abc", b"\nabc", b"\r\nabc", b"\n\n\n", b"\rabc"])
@pytest.mark.parametrize("gap_s", [0.001, 0.3, 4.0])
@pytest.mark.parametrize("portions", [(b"\r", b"\r\n"), (b"\r", b"\r", b"\n"), (b"\r\r", b"\n")])
def test_the_rest_of_a_line_may_come_in_pieces_at_any_gap(
    dte: Dte, portions: tuple[bytes, ...], gap_s: float, payload: bytes
) -> None:
    dte.send(b"AT\r\r\n")
    dte.send(f'AT+QSECWRITE="RAM:x",{len(payload)}'.encode() + portions[0])
    for portion in portions[1:]:
        dte.pass_time(gap_s)
        dte.send(portion)
    dte.pass_time(gap_s)
    dte.send(payload)
    dte.pass_time(1)

    assert stored(dte, "AT+QSECWRITE") == payload


@settings(max_examples=60, deadline=None)
@given(
    payload=st.binary(min_size=1, max_size=6) | st.sampled_from(PAYLOADS),
    end=st.sampled_from([b"\r", b"\r\n", b"\r\r\n", b"\n\r"]),
    cuts=st.lists(st.integers(0, 30), max_size=6),
)
def test_no_portions_move_a_byte_between_line_and_file(payload: bytes, end: bytes, cuts: list[int]) -> None:
    bench = Bench()
    try:
        bench.dte.send(b"AT" + end)
        line = f'AT+QFUPL="RAM:x",{len(payload)}'.encode() + end
        places = sorted({0, *(cut for cut in cuts if cut < len(line)), len(line)})
        for start, stop in pairwise(places):
            bench.dte.send(line[start:stop])
        for byte in payload:
            bench.dte.send(bytes([byte]))
        bench.dte.pass_time(1)  # where a file begins with LF, only a silence tells that no byte is to come

        assert stored(bench.dte, "AT+QFUPL") == payload
    finally:
        bench.close()


@pytest.mark.parametrize("rest", [b"", b"\n", b"\r", b"\r\n"])
def test_a_repeated_upload_takes_nothing_of_the_end_of_its_line(dte: Dte, rest: bytes) -> None:
    dte.send(b'AT+QFUPL="RAM:x",3\r')
    dte.send(b"abc")
    dte.module.files.delete("RAM:x")

    assert dte.send(b"A/" + rest) == b"\r\nCONNECT\r\n"
    dte.send(b"\r\nx")

    assert stored(dte, "AT+QFUPL") == b"\r\nx"


@pytest.mark.parametrize("portions", [(b"\r\n", b"abc"), (b"\r", b"\n", b"abc"), (b"\r", b"abc")])
def test_the_first_line_of_a_host(dte: Dte, portions: tuple[bytes, ...]) -> None:
    """An LF in one portion with CR, or one that comes alone, is of the line."""
    dte.module.terminals[0].forget_dte()
    first, *others = portions

    dte.send(b'AT+QFUPL="RAM:x",3' + first)
    for portion in others:
        dte.send(portion)

    assert stored(dte, "AT+QFUPL") == b"abc"


@pytest.mark.parametrize(
    ("portions", "content"),
    [
        ((b"\nabc",), b"abc"),  # the host has read CONNECT before it sends LF, and sends the file at once
        ((b"\na", b"bc"), b"abc"),
        ((b"\n", b"a", b"b", b"c"), b"abc"),
        ((b"\n\n", b"ab"), b"\nab"),
        ((b"\n\r", b"\nx"), b"\r\nx"),
        ((b"\n", b"ab"), b"\nab"),
        ((b"\n", b"a", b"b"), b"\nab"),
        ((b"\na", b"b"), b"\nab"),
    ],
)
@pytest.mark.parametrize("before", [b"", b"AT\r", b"AT\r\n"])
def test_the_number_of_bytes_tells_whether_the_first_lf_is_of_the_line(
    dte: Dte, portions: tuple[bytes, ...], content: bytes, before: bytes
) -> None:
    """However the host ended the line before."""
    dte.module.terminals[0].forget_dte()
    dte.send(before)

    dte.send(b'AT+QFUPL="RAM:x",3\r')
    answer = b"".join(dte.send(portion) for portion in portions)
    answer += dte.pass_time(1)

    assert answer.endswith(b"OK\r\n")
    assert stored(dte, "AT+QFUPL") == content


@pytest.mark.parametrize(("later", "content"), [(b"x", b"x"), (b"", b"\n")])
def test_a_file_of_one_byte_is_counted_too(dte: Dte, later: bytes, content: bytes) -> None:
    dte.module.terminals[0].forget_dte()

    dte.send(b'AT+QFUPL="RAM:x",1\r')
    dte.send(b"\n")
    dte.send(later)
    dte.pass_time(1)

    assert stored(dte, "AT+QFUPL") == content


def test_a_file_that_begins_with_lf_keeps_it_after_the_first_line_of_a_host(dte: Dte) -> None:
    dte.module.terminals[0].forget_dte()

    dte.send(b'AT+QFUPL="RAM:x",3\r')
    dte.send(b"\nab")

    assert stored(dte, "AT+QFUPL") == b"\nab"


def test_an_lf_before_connect_has_left_the_module_is_of_the_line(dte: Dte) -> None:
    """A host that has ended its lines by CR alone can't have read CONNECT yet."""
    dte.module.terminals[0].output_on_the_way = lambda: True

    dte.send(b'AT+QFUPL="RAM:x",3\r')
    dte.send(b"\n")
    dte.send(b"abc")

    assert stored(dte, "AT+QFUPL") == b"abc"


@pytest.mark.parametrize("end", [b"\r\n", b"\r\r\n"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_upload_to_the_server_whose_connect_comes_later(bench: Bench, end: bytes, payload: bytes) -> None:
    """The rest of the line's end comes after CONNECT, which the server's reply has let through."""
    dte = bench.opened()
    dte.send(b"AT" + end)
    dte.send(f'AT+QFTPPUT="a.bin",{len(payload)}\r'.encode())
    dte.expect(b"CONNECT\r\n")
    dte.send(end[1:])
    dte.send(payload)
    dte.expect(b"+QFTPPUT: ")

    assert bench.files["a.bin"] == payload


def test_a_part_of_a_file_is_written_as_sent(dte: Dte) -> None:
    dte.send(b'AT+QFOPEN="RAM:x",1\r\n')
    dte.send(b"AT+QFWRITE=1,4\r")
    dte.send(b"\n")
    dte.send(b"\nabc")

    assert stored(dte, "AT+QFWRITE") == b"\nabc"


def test_the_echo_and_the_responses_are_the_same_with_cr_and_with_cr_lf() -> None:
    by_cr, by_cr_lf = Bench(), Bench()
    try:
        for line in (b"ATE1", b"AT", b"AT+CSQ;+CGATT?", b"at+gmm", b"AT+NOPE", b"AT" + b"x" * 300):
            assert by_cr.dte.send(line + b"\r") == by_cr_lf.dte.send(line + b"\r\n")
    finally:
        by_cr.close()
        by_cr_lf.close()


def test_the_lf_after_cmux_is_no_frame_and_the_line_is_multiplexed(dte: Dte) -> None:
    dte.send(b"AT\r\n")
    dte.send(b"AT+CMUX=0\r\n")
    muxed = dte.module.terminals[0].diversion

    assert muxed is not None
    assert dte.send(Frame(0, FrameType.SABM, cr=True, pf=True).encode()) != b""


def test_another_terminator_may_be_followed_by_an_lf_too(dte: Dte) -> None:
    dte.send(b"ATS3=33\r\n")
    dte.send(b"AT!\n")

    dte.send(b'AT+QFUPL="RAM:x",3!')
    dte.send(b"\n")
    dte.send(b"abc")

    assert stored(dte, "AT+QFUPL") == b"abc"


@given(st.text("\r\nA+", max_size=8).map(str.encode), st.booleans())
def test_at_most_cr_lf_is_of_a_line(data: bytes, may_be_payload: bool) -> None:
    end = LineEnd()
    end.line_ended()

    rest = end.taken_from(data, may_be_payload=may_be_payload)

    taken = data[: len(data) - len(rest)]
    assert taken in {b"", b"\n", b"\r", b"\r\n", b"\r\r"}
    assert rest == b"" or taken == (b"\n" if data.startswith(b"\n") else taken)
    assert taken + rest == data
