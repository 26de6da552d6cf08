"""Files of 0 bytes to 2 MiB: sizes around powers of two and the sizes of segments and buffers (note 4.2.2, 4.2.3).

The sizes of one case pass in one or two sessions.  Each one is uploaded and downloaded,
and compared at the other end; the count that the DUT reports is the size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import pytest

from hil.expect import expect, expect_all
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.spec.tls import CipherSuite
from hil.tls.policy import TlsPolicy

from .sessions import SECURITIES, DataMode, session

NAME = "sizes.bin"
MIB = 1 << 20

BOUNDARIES = (2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1400, 1460, 2048, 4096, 8192, 16384, 32768, 65536)
"""Powers of two; 1400 and 1460: payloads of TCP segments; 16384: a TLS record (RFC 5246, 6.2.1)."""

IN_A_SESSION = 10
"""Sizes that pass in one session, both up and down."""

MODES = tuple(product(SECURITIES, (DataMode.PASSIVE, DataMode.ACTIVE)))

SHORT_RECORD = 64
"""Bytes of the shortest records that the server sends."""


def sizes(index: int) -> list[int]:
    """A third of the sizes one below, at and one above each boundary; each index has each boundary once or more."""
    around = [boundary + place for boundary in BOUNDARIES for place in (-1, 0, 1)]
    # The largest ones, where counters of 16 bits end, belong to each index.
    return sorted({*(size for at, size in enumerate(around) if (at + at // 3) % 3 == index), *around[-3:]})


def sessions(several: list[int]) -> Iterator[list[int]]:
    """The sizes of one session after the other."""
    for first in range(0, len(several), IN_A_SESSION):
        yield several[first : first + IN_A_SESSION]


def up_and_down(modem: Modem, server: FtpsServer, several: Iterable[int], seed: object) -> None:
    """Each size is uploaded and downloaded; the server gets other bytes in between."""
    for size in several:
        sent, fetched = sample_content(size, ("up", size, seed)), sample_content(size, ("down", size, seed))
        stored = server.root / NAME
        stored.unlink(missing_ok=True)
        uploaded = modem.ftp.put(NAME, sent)
        expect(uploaded, "EX422-05", "EX422-08").result(size)
        expect(stored, "EX422-05", "EX422-08").holds(sent)
        stored.write_bytes(fetched)
        downloaded = modem.ftp.get(NAME, expected_size=size)
        expect(downloaded, "EX423-06", "EX423-07").result(size).carried(fetched)


@pytest.mark.needs(file_bytes=65537)
@pytest.mark.requirement("EX422-05", "EX422-08", "EX423-06", "EX423-07", "FTPCFG-T1-03")
@pytest.mark.parametrize(
    ("security", "data_mode", "index"),
    [
        pytest.param(security, data_mode, at % 3, id=f"{security.value}-{data_mode.name.lower()}")
        for at, (security, data_mode) in enumerate(MODES)
    ],
)
def test_files_of_sizes_around_powers_of_two_pass_unchanged(
    security: Listener, data_mode: DataMode, index: int, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    with expect_all():
        for several in sessions(sizes(index)):
            with session(online_modem, ftps_server, security, data_mode=data_mode) as pending:
                up_and_down(online_modem, ftps_server, several, (security.value, data_mode.name))
            expect(pending.sessions[-1], "FTPCFG-T1-03").sent_one_of(*data_mode.verbs)


@pytest.mark.slow
@pytest.mark.requirement("EX422-05", "EX422-08")
@pytest.mark.parametrize(
    ("security", "size"),
    [
        pytest.param(
            Listener.IMPLICIT, 2 * MIB, id="implicit-2-MiB", marks=pytest.mark.needs(file_bytes=2 * MIB)
        ),
        pytest.param(
            Listener.EXPLICIT,
            MIB + 65537,
            id="explicit-1-MiB-and-65537",
            marks=pytest.mark.needs(file_bytes=MIB + 65537),
        ),
    ],
)
def test_a_file_above_one_mib_is_uploaded(
    security: Listener, size: int, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = sample_content(size, ("large up", security.value))

    with session(online_modem, ftps_server, security):
        uploaded = online_modem.ftp.put(NAME, data)

    expect(uploaded, "EX422-05", "EX422-08").result(size)
    expect(ftps_server.root / NAME, "EX422-05", "EX422-08").holds(data)


@pytest.mark.slow
@pytest.mark.requirement("EX423-06", "EX423-07")
@pytest.mark.parametrize(
    ("security", "size"),
    [
        pytest.param(
            Listener.EXPLICIT, 2 * MIB, id="explicit-2-MiB", marks=pytest.mark.needs(file_bytes=2 * MIB)
        ),
        pytest.param(
            Listener.IMPLICIT,
            MIB + 65537,
            id="implicit-1-MiB-and-65537",
            marks=pytest.mark.needs(file_bytes=MIB + 65537),
        ),
    ],
)
def test_a_file_above_one_mib_is_downloaded(
    security: Listener, size: int, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = sample_content(size, ("large down", security.value))
    (ftps_server.root / NAME).write_bytes(data)

    with session(online_modem, ftps_server, security):
        downloaded = online_modem.ftp.get(NAME, expected_size=size)

    expect(downloaded, "EX423-06", "EX423-07").result(size).carried(data)


@pytest.mark.needs(file_bytes=19264)
@pytest.mark.requirement("EX423-06", "EX423-07")
@pytest.mark.parametrize(
    ("security", "suite"),
    [
        pytest.param(
            Listener.IMPLICIT,
            CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
            id="implicit-block-cipher",
            marks=pytest.mark.needs("0x002f"),
        ),
        pytest.param(
            Listener.EXPLICIT,
            CipherSuite.TLS_RSA_WITH_RC4_128_SHA,
            id="explicit-stream-cipher",
            marks=pytest.mark.needs("0x0005"),
        ),
    ],
)
def test_a_download_of_many_short_records_is_complete(
    security: Listener, suite: CipherSuite, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    """Each connection has more than 2^8 records; they end with one of a byte, one byte short of full, and full."""
    profile = ServerProfile(tls=TlsPolicy(suites=(suite,), record_size=SHORT_RECORD))
    several = [300 * SHORT_RECORD + last for last in (1, SHORT_RECORD - 1, SHORT_RECORD)]

    with session(online_modem, ftps_server, security, profile=profile), expect_all():
        for size in several:
            data = sample_content(size, ("records", size))
            (ftps_server.root / NAME).write_bytes(data)
            downloaded = online_modem.ftp.get(NAME, expected_size=size)
            expect(downloaded, "EX423-06", "EX423-07").result(size).carried(data)
