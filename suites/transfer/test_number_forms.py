"""The numbers of AT+QFTPPUT by class, and resume points at the server (note 2.2, 4.2.2; document [2])."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, left_open, preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content

from ..numbers import no_numbers
from .sessions import session

SIZE, TIMEOUT_S = 20, 100
DATA = sample_content(SIZE, "numbers of an upload")
BEYOND_32_BITS = 2**32 + 8
"""A size of which 8 is the remainder in 32 bits."""
AFTER = 100
"""Bytes of a file behind the resume point."""
OFFSETS = (1, 9, 10, 127, 128, 255, 256, 257, 1000, 4095, 32767, 32768, 65535, 65536, 65537, 99999, 131072)
"""Resume points around the widths of variables and of digits."""
BEYOND = (16777215, 16777216, 16777217, 99999999, 1073741824, 2147483647)
"""Resume points behind the end of the file: a DUT that asks for one asks for this one."""


@pytest.mark.requirement("ERR-LOCAL-10", "ERR-GEN-07")
def test_what_is_no_number_uploads_nothing(online_modem: Modem, ftps_server: FtpsServer) -> None:
    name = "number.bin"
    lines = (
        *(f'AT+QFTPPUT="{name}",{text}' for text in no_numbers(SIZE)),
        *(f'AT+QFTPPUT="{name}",{SIZE},{text}' for text in no_numbers(TIMEOUT_S)),
        *("AT+QFTPPUT=", f"AT+QFTPPUT=,{SIZE}", 'AT+QFTPPUT=""'),
    )
    (ftps_server.root / name).unlink(missing_ok=True)

    with session(online_modem, ftps_server, Listener.PLAIN), expect_all():
        for line in lines:
            expect(online_modem.send(line), "ERR-LOCAL-10").failed()
        expect(ftps_server.root / name, "ERR-LOCAL-10").is_absent()
        uploaded = online_modem.send(f'AT+QFTPPUT="{name}",{SIZE},{TIMEOUT_S}', data=DATA)
        expect(uploaded, "ERR-GEN-07").result(SIZE)
    expect(ftps_server.root / name, "ERR-GEN-07").holds(DATA)


@pytest.mark.requirement("EX422-03", "EX422-05")
def test_a_size_beyond_32_bits_is_refused_or_awaited(online_modem: Modem, ftps_server: FtpsServer) -> None:
    name = "beyond.bin"
    (ftps_server.root / name).unlink(missing_ok=True)

    with session(online_modem, ftps_server, Listener.PLAIN):
        uploaded = online_modem.ftp.put(name, DATA, size=BEYOND_32_BITS, end="+++")
        online_modem.resynchronise()  # bytes behind an early end may be read as a command line
        preamble(online_modem.ftp.put("control.bin", DATA)).result(SIZE)

    stored = ftps_server.root / name
    if uploaded.ok:
        expect(uploaded, "EX422-03").result(SIZE)
        expect(stored, "EX422-05").holds(DATA)
    else:
        expect(uploaded, "EX422-03").failed()


@pytest.mark.requirement("FTPCFG-T3-03")
def test_a_download_begins_at_the_whole_number_of_the_resume_point(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    name = "resumed.bin"
    taken = []

    with expect_all(), session(online_modem, ftps_server, Listener.PLAIN) as pending:
        for offset in OFFSETS:
            tail = sample_content(AFTER, f"behind {offset}")
            (ftps_server.root / name).write_bytes(bytes(offset) + tail)
            if online_modem.send(f"AT+QFTPCFG=3,{offset}").ok:
                taken.append(offset)
                got = online_modem.ftp.get(name, expected_size=AFTER)
                what = f"the download from {offset}"
                expect(got, "FTPCFG-T3-03", what=what).result(AFTER).carried(tail)
        (ftps_server.root / name).write_bytes(bytes(AFTER))
        for offset in BEYOND:
            before = len(pending.sessions[-1].sent("REST"))
            if online_modem.send(f"AT+QFTPCFG=3,{offset}").ok:
                online_modem.ftp.get(name, expected_size=0)
                asked = {command.argument for command in pending.sessions[-1].sent("REST")[before:]}
                what = f"the resume points that the server got for {offset}"
                expect(asked, "FTPCFG-T3-03", what=what).is_within({str(offset), "0"})
        preamble(online_modem.send("AT+QFTPCFG=3,0")).succeeded()
    if not taken:
        left_open("type 3 takes no resume point but 0; its values are in document [2]")
