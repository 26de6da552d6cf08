"""The same bytes give the same checksum, whatever the DUT did before; other bytes another one (note 2.4, 2.5).

The note does not define the checksum, so an upload is compared with other uploads of the
same DUT.  A content has every byte value, and is stored anew after each event: as it
is compared with its first upload, a DUT that stores it otherwise once is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from hil.bench import Supply
from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftps, open_ftp, sample_content

from ..responses import ended, found, uploaded
from ..security_data import Vacate, delete

LONGEST = {"RAM": 17_000, "NVRAM": 2017}
"""Sizes of contents; the larger one has bytes beyond a record and a flash page of 16384 bytes."""
NAMES = (
    "NVRAM:CA0",
    "RAM:client_cert.pem",
    "NVRAM:CK0",
    "RAM:ca_cert.pem",
    "NVRAM:CC0",
    "RAM:client_key.pem",
)
SPARE = "NVRAM:CA1"
JUDGED = pytest.mark.requirement("SECWRITE-07", "SECWRITE-09", "SECREAD-04", "SECREAD-11")


def content(name: str) -> bytes:
    """A content with every byte value that is as long as the storage of the name allows, or as `LONGEST` says."""
    return sample_content(LONGEST[name.partition(":")[0]], "the same bytes")


@dataclass(slots=True)
class Ledger:
    """What the DUT told of a content under a name, the first time."""

    modem: Modem
    first: dict[str, tuple[str, tuple[int, str]]]

    def replace(self, name: str, event: str) -> None:
        """Delete the file of that name, and store its content anew, both judged."""
        __tracebackhide__ = True
        expect(delete(self.modem, name), "SECDEL-03", what=f"{name} after {event}").accepted()
        self.store(name, event)

    def store(self, name: str, event: str) -> None:
        """Store the content of the name anew, and judge that the DUT tells what it told the first time."""
        __tracebackhide__ = True
        modem, data = self.modem, content(name)
        modem.security.free(name, beside=(*NAMES, SPARE))
        size, checksum = uploaded(modem.security.write(name, data, timeout_s=200), "SECWRITE-09")
        read = found(modem.security.read(name), "SECREAD-11")
        what = f"of {len(data)} bytes in {name} after {event}"
        with expect_all():
            expect(size, "SECWRITE-07", what=f"<uploadsize> {what}").equals(len(data))
            expect(read[0], "SECREAD-04", what=f"<good> {what}").equals(1)
            written, told = self.first.setdefault(name, (checksum, read))
            expect(checksum, "SECWRITE-09", what=f"the checksum {what}").equals(written)
            expect(read, "SECREAD-11", what=f"flag and checksum {what}").equals(told)


def events(modem: Modem, server: FtpsServer) -> Iterator[str]:
    """What can happen between two uploads; no session is open after any of them."""
    (server.root / "other.bin").write_bytes(b"0123456789")
    for line, event in (
        ("AT+QSECWRITE=?", "a test command"),
        ("AT+QFTPCFG=2,0", "a setting"),
        ('AT+QSECREAD="NVRAM:CA9"', "a refused name"),
        ('AT+QSECDEL="NVRAM:CA9"', "a refused deletion"),
        ('AT+QSSLCFG="seclevel",0,9', "a refused setting"),
        ('AT+QSSLCFG="ctxindex",0', "a query of a context"),
    ):
        modem.send(line)
        yield event
    with server.expecting(ServerProfile()):
        preamble(open_ftp(modem, server, Listener.IMPLICIT)).succeeded()
        modem.ftp.ensure_closed()
    yield "a session"
    with server.expecting(ServerProfile()):
        preamble(open_ftp(modem, server, Listener.IMPLICIT)).succeeded()
        preamble(modem.ftp.put("put.bin", b"0123456789")).succeeded()
        preamble(server.root / "put.bin", what="the uploaded file").holds(b"0123456789")
        preamble(modem.ftp.get("other.bin", expected_size=10)).result(10).carried(b"0123456789")
        preamble(modem.ftp.get("missing.bin", expected_size=1)).failed()
        modem.ftp.ensure_closed()
    yield "a session with transfers"
    preamble(modem.pdp.deactivate()).accepted()
    yield "AT+QIDEACT"
    modem.pdp.ensure_active()
    yield "AT+QIACT"


@JUDGED
@pytest.mark.requirement("SECREAD-08", "SECDEL-03")
@pytest.mark.parametrize(
    "storage",
    [
        pytest.param("RAM", marks=pytest.mark.needs("nvram-files", ram_bytes=17_000)),
        pytest.param("NVRAM", marks=pytest.mark.needs(nvram_bytes=2017)),
    ],
)
def test_the_same_bytes_have_the_same_checksum_after_each_event(
    storage: str, vacate: Vacate, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    names = tuple(name for name in NAMES if name.startswith(f"{storage}:"))
    refused = configure_ftps(
        online_modem, ftps_server, SslContext.usual(seclevel=0), mode=Listener.IMPLICIT, index=3
    )
    preamble(refused, what="refused settings").is_empty()
    vacate(online_modem, *names, SPARE)
    preamble(online_modem.security.write(SPARE, b"a file beside them")).succeeded()
    beside = found(online_modem.security.read(SPARE))
    ledger = Ledger(online_modem, {})
    for name in names:
        ledger.store(name, "nothing")
    checksums = {written for written, _ in ledger.first.values()}
    expect(checksums, "SECWRITE-09", what="the checksums of the same bytes in each slot").has_length(1)

    for number, event in enumerate(events(online_modem, ftps_server)):
        ledger.replace(names[number % len(names)], event)

    for name in names:
        told = found(online_modem.security.read(name), "SECREAD-11")
        expect(told, "SECREAD-11", what=f"{name} at last").equals(ledger.first[name][1])
    told = found(online_modem.security.read(SPARE), "SECREAD-08")
    expect(told, "SECREAD-08", what=f"{SPARE} at last").equals(beside)


def _judge_starts(modem: Modem, vacate: Vacate, start: Callable[[], None]) -> None:
    """Start the DUT anew, and store each content; the first file after a start is in RAM, then in NVRAM."""
    vacate(modem, *NAMES)
    ledger = Ledger(modem, {})
    for name in NAMES[:2]:
        ledger.store(name, "nothing")

    for first, second in (NAMES[1::-1], NAMES[:2]):
        start()
        for name in (first, second, first):
            ledger.store(name, "a start")


@JUDGED
@pytest.mark.needs(ram_bytes=17_000, nvram_bytes=2017)
def test_the_same_bytes_have_the_same_checksum_after_each_reboot(vacate: Vacate, fast_modem: Modem) -> None:
    _judge_starts(fast_modem, vacate, fast_modem.reboot)


@JUDGED
@pytest.mark.needs(ram_bytes=17_000, nvram_bytes=2017)
def test_the_same_bytes_have_the_same_checksum_after_each_loss_of_power(
    vacate: Vacate, fast_modem: Modem, supply: Supply
) -> None:
    _judge_starts(fast_modem, vacate, lambda: fast_modem.power_cycle(supply))


# --- contents that differ --------------------------------------------------------------------------------------

PLACES = (700, 1500, 16_900)
"""Offsets of the bytes that differ: in the first block, behind a segment, and behind 16384 bytes."""
SPECIAL = b"a\r\n\x00\xd0\x00\r\xf1\nz"
ALTERED = {
    "without CR": SPECIAL.replace(b"\r", b""),
    "without LF": SPECIAL.replace(b"\n", b""),
    "without NUL": SPECIAL.replace(b"\x00", b""),
    "with CR LF for LF": SPECIAL.replace(b"\n", b"\r\n"),
    "with seven bits": bytes(byte & 0x7F for byte in SPECIAL),
    "with zeros": bytes(len(SPECIAL)),
    "without its last byte": SPECIAL[:-1],
    "twice": SPECIAL + SPECIAL,
}


@pytest.mark.requirement("SECWRITE-20", "SECWRITE-10")
@pytest.mark.needs(ram_bytes=17_000, nvram_bytes=2017)
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("NVRAM:CK0", PLACES[0]),
        ("RAM:client_key.pem", PLACES[1]),
        ("NVRAM:CC0", PLACES[1]),
        ("RAM:ca_cert.pem", PLACES[2]),
    ],
)
def test_bytes_of_each_value_count_wherever_they_stand(
    name: str, place: int, vacate: Vacate, modem: Modem
) -> None:
    filling = sample_content(place, "filling").hex().encode()[:place]

    def checksum(middle: bytes) -> str:
        vacate(modem, name)
        written = modem.security.write(name, filling + middle + b"the end", timeout_s=200)
        return uploaded(written, "SECWRITE-20")[1]

    whole = checksum(SPECIAL)
    with expect_all():
        for kind, middle in ALTERED.items():
            judge = "SECWRITE-10" if len(middle) == len(SPECIAL) else "SECWRITE-20"
            what = f"the checksum with the bytes from {place} on {kind}"
            expect(checksum(middle), judge, what=what).differs_from(whole)
    expect(checksum(SPECIAL), "SECWRITE-20", what="the checksum of the first content again").equals(whole)


@pytest.mark.requirement("SECWRITE-04", "SECWRITE-07", "SECWRITE-09", "SECREAD-04")
@pytest.mark.needs(ram_bytes=6000, nvram_bytes=2017)
@pytest.mark.parametrize(("name", "size"), [("NVRAM:CA0", 2017), ("RAM:client_cert.pem", 6000)])
def test_the_pieces_in_which_bytes_come_do_not_count(
    name: str, size: int, vacate: Vacate, fast_modem: Modem
) -> None:
    modem, data = fast_modem, sample_content(size, "pieces")
    vacate(modem, name)
    _, whole = uploaded(modem.security.write(name, data, timeout_s=200))

    for pieces in ((1, 2), (size - 1,), (1000, 1001), (255, 256, 512, 1024), (1460,), (7, 700, 1007)):
        vacate(modem, name)
        upload = modem.security.begin(name, size, timeout_s=200)
        for start, end in zip((0, *pieces), (*pieces, size), strict=True):
            upload.feed(data[start:end])
            if end < size:
                upload.pause(0.5)
        told = ended(upload.end(within_s=200), "SECWRITE-04")
        count, checksum = uploaded(told, "SECWRITE-04")
        what = f"of {size} bytes in pieces up to {', '.join(map(str, pieces))}"
        expect(count, "SECWRITE-07", what=f"<uploadsize> {what}").equals(size)
        expect(checksum, "SECWRITE-09", what=f"the checksum {what}").equals(whole)
        expect(found(modem.security.read(name))[0], "SECREAD-04", what=f"<good> {what}").equals(1)
