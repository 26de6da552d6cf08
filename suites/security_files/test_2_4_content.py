"""The stored bytes and their checksum (note 2.4, <checksum>; examples 4.1).

The note does not define the checksum.  It is compared with other checksums of the
same DUT, never with a computed one.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import sample_content

from ..responses import found, uploaded
from ..security_data import Vacate

NAME = "RAM:ca_cert.pem"
ENDED_S = 60.0
"""Module time until an upload ends, with room for a busy host; AT+QSECWRITE waits for 100 s by default."""
PAUSE_S = 1.2
"""Longer than the silence around `+++` of document [1], 0.5 s."""
EVERY_WIDTH = (b"\x00\x00", b"\x00\x05", b"\x01\x02", b"\x12\x34", b"\xff\xff", sample_content(1614, "any"))
"""Contents whose checksums have one to four digits if they are sums of 16 bits, and one as long as the example's."""

CONTROLS = (*b"\x00\x03\x04\x08\t\n\r\x11\x13\x1a\x1b\x7f", 0x80, 0xA0, 0xFF)
"""Bytes that a line or an editor of lines may change; an escape sequence has three plus signs."""


def checksum(modem: Modem, vacate: Vacate, name: str, data: bytes) -> str:
    """Delete the file, store the data, and return the checksum that the DUT reports: a step."""
    __tracebackhide__ = True
    vacate(modem, name)
    size, total = uploaded(modem.security.write(name, data))
    preamble(size, what="<uploadsize>").equals(len(data))
    return total


def printed_checksum(modem: Modem, vacate: Vacate, data: bytes) -> str:
    """The checksum of an upload, as the DUT prints it: a step."""
    __tracebackhide__ = True
    vacate(modem, NAME)
    written = modem.security.write(NAME, data)
    return preamble(written).succeeded().answered(None, None).fields()[1]


@pytest.mark.parametrize(
    ("without", "special"),
    [
        pytest.param(b"abcd", b"\r\n", id="line-ends"),
        pytest.param(b"abcd", b"\x1a\x1b\x7f", id="controls"),
        pytest.param(b"abcd", b"\x11\x13", id="flow-control"),
        pytest.param(b"", bytes(range(1, 256)), id="every-other-byte"),
    ],
)
@pytest.mark.requirement("SECWRITE-20")
def test_bytes_of_each_value_are_stored(without: bytes, special: bytes, vacate: Vacate, modem: Modem) -> None:
    data = without[:2] + special + without[2:]
    whole = checksum(modem, vacate, NAME, data)

    for value in special[:3]:
        changed = data.replace(bytes([value]), b"", 1)
        other = checksum(modem, vacate, NAME, changed)
        expect(other, "SECWRITE-20", what=f"the checksum without the byte 0x{value:02x}").differs_from(whole)


@pytest.mark.requirement("SECWRITE-20")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA0"])
def test_a_file_with_all_256_byte_values_is_stored(name: str, vacate: Vacate, modem: Modem) -> None:
    every = bytes(range(256))
    whole = checksum(modem, vacate, name, every)

    good, _ = found(modem.security.read(name), "SECWRITE-20")
    other = checksum(modem, vacate, name, every[:-1] + b"\xfe")

    expect(good, "SECWRITE-20", what="<good>").equals(1)
    expect(other, "SECWRITE-20", what="the checksum with another byte at the end").differs_from(whole)


@pytest.mark.requirement("SECWRITE-20", "SECWRITE-10")
def test_no_control_character_is_stored_as_another_byte(vacate: Vacate, modem: Modem) -> None:
    others = {value: {value ^ bit for bit in (0x01, 0x20, 0x40, 0x80)} for value in CONTROLS}
    others[0x0D].add(0x0A)
    totals = {
        value: checksum(modem, vacate, NAME, b"a" + bytes([value]) + b"z")
        for value in sorted({*others, *(other for each in others.values() for other in each)})
    }

    with expect_all():
        for value, each in others.items():
            for other in sorted(each):
                what = f"the checksum with 0x{value:02x}, in place of which 0x{other:02x} may be stored"
                expect(totals[value], "SECWRITE-20", "SECWRITE-10", what=what).differs_from(totals[other])


@pytest.mark.requirement("SECWRITE-20", "SECWRITE-07")
@pytest.mark.parametrize("line", [b"AT\r", b'AT+QSECDEL="RAM:ca_cert.pem"\r\n'], ids=["AT", "QSECDEL"])
def test_a_command_line_within_an_upload_is_data(line: bytes, vacate: Vacate, modem: Modem) -> None:
    parts = (line, b"MIIDQTCCAimgAwIBAgITBmyf\r\n", line, b"z1mMA0G\r\n", line)
    whole = checksum(modem, vacate, NAME, b"".join(parts))
    vacate(modem, NAME)
    upload = modem.security.begin(NAME, len(b"".join(parts)))

    for part in parts:
        upload.feed(part)

    size, total = uploaded(upload.end(within_s=ENDED_S), "SECWRITE-20", "SECWRITE-07")
    expect(size, "SECWRITE-07", what="<uploadsize>").equals(len(b"".join(parts)))
    expect(total, "SECWRITE-20", what="the checksum of the same bytes, part by part").equals(whole)
    good, _ = found(modem.security.read(NAME), "SECWRITE-20")
    expect(good, "SECWRITE-20", what="<good>").equals(1)


@pytest.mark.requirement("SECWRITE-20", "SECWRITE-07")
def test_fewer_than_three_plus_signs_between_pauses_are_data(vacate: Vacate, fast_modem: Modem) -> None:
    parts = (b"MIIDQTCCAimg", b"+", b"wIBAgITBmyf", b"++", b"z5m")
    whole = checksum(fast_modem, vacate, NAME, b"".join(parts))
    vacate(fast_modem, NAME)
    upload = fast_modem.security.begin(NAME, len(b"".join(parts)))

    for part in parts:
        upload.pause(PAUSE_S)
        upload.feed(part)

    size, total = uploaded(upload.end(within_s=150.0), "SECWRITE-20", "SECWRITE-07")
    expect(size, "SECWRITE-07", what="<uploadsize>").equals(len(b"".join(parts)))
    expect(total, "SECWRITE-20", what="the checksum of the same bytes, part by part").equals(whole)


@pytest.mark.smoke
@pytest.mark.requirement("SECWRITE-08")
def test_a_checksum_is_one_to_four_hexadecimal_digits(vacate: Vacate, modem: Modem) -> None:
    for data in EVERY_WIDTH:
        printed = printed_checksum(modem, vacate, data)

        expect(printed, "SECWRITE-08", what=f"the checksum of {len(data)} bytes").matches(
            "[0-9a-fA-F]{1,4}", "one to four hexadecimal digits"
        )


@pytest.mark.requirement("SECWRITE-28")
def test_a_checksum_is_printed_as_in_the_examples(vacate: Vacate, modem: Modem) -> None:
    for data in EVERY_WIDTH:
        printed = printed_checksum(modem, vacate, data)

        expect(printed, "SECWRITE-28", what=f"the checksum of {len(data)} bytes").matches(
            "0|[1-9a-f][0-9a-f]*", "lower case and no leading zero"
        )


@pytest.mark.requirement("SECWRITE-09")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("RAM:ca_cert.pem", "NVRAM:CA0", id="both-storages", marks=pytest.mark.smoke),
        pytest.param("RAM:client_cert.pem", "RAM:client_key.pem", id="another-name"),
        pytest.param("NVRAM:CA0", "NVRAM:CA0", id="once-more"),
    ],
)
def test_the_same_bytes_have_the_same_checksum(first: str, second: str, vacate: Vacate, modem: Modem) -> None:
    data = sample_content(1614, "ca")

    before = checksum(modem, vacate, first, data)
    again = checksum(modem, vacate, second, data)

    expect(again, "SECWRITE-09", what=f"the checksum in {second}").equals(before)


@pytest.mark.requirement("SECWRITE-10", "SECWRITE-20")
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(0, id="first-byte"),
        pytest.param(700, id="middle"),
        pytest.param(1418, id="last-byte"),
    ],
)
@pytest.mark.parametrize("name", ["RAM:client_cert.pem", "NVRAM:CC0"])
def test_a_changed_bit_changes_the_checksum(name: str, place: int, vacate: Vacate, modem: Modem) -> None:
    data = bytearray(sample_content(1419, "certificate"))
    before = checksum(modem, vacate, name, bytes(data))

    data[place] ^= 0x10

    changed = checksum(modem, vacate, name, bytes(data))
    expect(
        changed, "SECWRITE-10", "SECWRITE-20", what=f"the checksum with another byte at offset {place}"
    ).differs_from(before)


@pytest.mark.requirement("SECWRITE-26")
@pytest.mark.parametrize("data", [b"x", b"no certificate at all", b"-----BEGIN CERTIFICATE-----\r"])
def test_whether_a_file_without_a_certificate_is_accepted_is_recorded(
    data: bytes, vacate: Vacate, modem: Modem, authority: Authority, observe: Observe
) -> None:
    vacate(modem, "NVRAM:CA1")

    exchange = modem.security.write("NVRAM:CA1", data)

    observe(f"{len(data)} bytes that are not a certificate", exchange.outcome)
    if exchange.ok:
        expect(modem.security.read("NVRAM:CA1"), "SECWRITE-26").succeeded()
    else:
        expect(exchange, "SECWRITE-26").refused()
        preamble(modem.security.write("NVRAM:CA1", authority.ca_pem)).succeeded()


@pytest.mark.requirement("SECWRITE-11")
def test_the_checksum_of_bytes_from_public_logs_is_recorded(
    vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    """28 bytes whose 16-bit XOR checksum is 6c53 in field logs of the vendor's modules."""
    total = checksum(modem, vacate, NAME, b"-----BEGIN CERTIFICATE-----\r")

    observe("28 known bytes", f"{total}; public logs say 6c53")
