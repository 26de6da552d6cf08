"""The numbers of AT+QSECWRITE by class: beyond their range, no number, other forms; sizes told in full (note 2.4).

A value that is refused enters no data mode and stores nothing.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.modem.modem import Modem
from hil.session import sample_content

from ..controls import store_and_read
from ..numbers import no_numbers, open_forms, outside
from ..responses import found, rejected, uploaded
from ..security_data import Vacate, delete

SIZE = 10
DATA = b"0123456789"
NOT_FOUND = 4010  # Table 4
LARGEST = {"RAM:ca_cert.pem": 32768, "NVRAM:CA0": 2017}  # note 2.4
ABOVE = (  # name, requirement
    ("RAM:ca_cert.pem", "SECWRITE-SIZE-RAM-05"),
    ("NVRAM:CA0", "SECWRITE-SIZE-NVRAM-05"),
)
SIZES = {
    "NVRAM:CA1": (1, 2, 127, 128, 255, 256, 257, 511, 512, 513, 1000, 1023, 1024, 1025, 2000, 2017),
    "RAM:client_cert.pem": (255, 256, 257, 4095, 4096, 4097, 9999, 10000, 16383, 16384, 16385, 32768),
}
TOLD = (  # name, requirement of its largest size
    ("NVRAM:CA1", "SECWRITE-SIZE-NVRAM-03"),
    ("RAM:client_cert.pem", "SECWRITE-SIZE-RAM-03"),
)


@pytest.mark.parametrize(
    ("name", "above"),
    [
        pytest.param(name, above, id=name, marks=pytest.mark.requirement(above, "SECWRITE-SIZE-01"))
        for name, above in ABOVE
    ],
)
def test_no_size_outside_the_range_is_taken_for_one_within(
    name: str, above: str, vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name)

    for number in outside(1, LARGEST[name], SIZE):
        exchange = modem.send(f'AT+QSECWRITE="{name}",{number}')
        if (
            number.startswith("-") or len(number) > 10
        ):  # longer than any number of 32 bits: a matter of the parser
            rejected(exchange, "SECWRITE-SIZE-01" if number.startswith("-") else above)
        elif number != "0":  # has a case of its own
            expect(exchange, above).refused()
    for text in no_numbers(SIZE):
        rejected(modem.send(f'AT+QSECWRITE="{name}",{text}'), "SECWRITE-SIZE-01")
    expect(modem.security.read(name), above).refused_with(NOT_FOUND)
    store_and_read(modem, vacate, name)


@pytest.mark.requirement("SECWRITE-TMO-04", "SECWRITE-TMO-02", "SECWRITE-TMO-10")
def test_no_timeout_outside_the_range_is_taken_for_one_within(vacate: Vacate, modem: Modem) -> None:
    name = "RAM:ca_cert.pem"
    vacate(modem, name)

    for number in outside(3, 200, 100):
        exchange = modem.send(f'AT+QSECWRITE="{name}",{SIZE},{number}')
        if number.startswith("-"):
            rejected(exchange, "SECWRITE-TMO-10")
        elif len(number) > 10:
            rejected(exchange, "SECWRITE-TMO-04")
        else:
            expect(exchange, "SECWRITE-TMO-04" if int(number) > 200 else "SECWRITE-TMO-02").refused()
    for text in no_numbers(100):
        rejected(modem.send(f'AT+QSECWRITE="{name}",{SIZE},{text}'), "SECWRITE-TMO-10")
    expect(modem.security.read(name), "SECWRITE-TMO-04").refused_with(NOT_FOUND)
    store_and_read(modem, vacate, name)


@pytest.mark.requirement("SECWRITE-SIZE-01", "SECWRITE-TMO-10", "SECWRITE-07")
def test_another_form_of_a_number_is_refused_or_read_as_that_number(vacate: Vacate, modem: Modem) -> None:
    name = "NVRAM:CA0"
    vacate(modem, name)

    for text in open_forms(SIZE):
        exchange = modem.send(f'AT+QSECWRITE="{name}",{text}', data=DATA)
        if exchange.ok:
            what = f"<uploadsize> after {exchange.command}"
            expect(uploaded(exchange, "SECWRITE-07")[0], "SECWRITE-07", what=what).equals(SIZE)
            preamble(delete(modem, name)).accepted()
        else:
            rejected(exchange, "SECWRITE-SIZE-01")
            expect(modem.security.read(name), "SECWRITE-SIZE-01").refused_with(NOT_FOUND)
    for text in open_forms(100):
        exchange = modem.send(f'AT+QSECWRITE="{name}",{SIZE},{text}', data=DATA)
        if exchange.ok:
            expect(uploaded(exchange, "SECWRITE-07")[0], "SECWRITE-07", what="<uploadsize>").equals(SIZE)
            preamble(delete(modem, name)).accepted()
        else:
            rejected(exchange, "SECWRITE-TMO-10")
    store_and_read(modem, vacate, name)


@pytest.mark.parametrize(
    ("name", "largest"),
    [
        pytest.param(
            name,
            largest,
            id=name,
            marks=pytest.mark.requirement(largest, "SECWRITE-07", "SECWRITE-10", "SECREAD-04", "SECREAD-06"),
        )
        for name, largest in TOLD
    ],
)
def test_each_size_is_told_in_full_and_each_byte_counts_in_the_checksum(
    name: str, largest: str, vacate: Vacate, modem: Modem
) -> None:
    """Two files of a size differ in their last byte only, so a DUT that stores a part has one checksum for both."""
    vacate(modem, name)

    repeated = []
    with expect_all():
        for size in SIZES[name]:
            data = sample_content(size, name)
            checksums = []
            for content in (data, data[:-1] + bytes([data[-1] ^ 4])):
                told, checksum = uploaded(modem.security.write(name, content, timeout_s=200), largest)
                expect(told, largest, "SECWRITE-07", what=f"<uploadsize> of {size} bytes").equals(size)
                good, read = found(modem.security.read(name), "SECREAD-04")
                expect(good, "SECREAD-04", what=f"<good> of {size} bytes").equals(1)
                checksums.append(checksum)
                repeated.append(read == checksum)
                preamble(delete(modem, name)).accepted()
            what = f"the checksum of {size} bytes of which the last one differs"
            expect(checksums[1], "SECWRITE-10", what=what).differs_from(checksums[0])
    what = (
        "files whose checksum of AT+QSECWRITE is that of AT+QSECREAD"  # all, or of the encrypted files none
    )
    expect(sum(repeated), "SECREAD-06", what=what).is_one_of(0, len(repeated))
