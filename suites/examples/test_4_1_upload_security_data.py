"""Upload of certificates and a key to RAM and to NVRAM, step by step (note 4.1.1, 4.1.2).

The files have the sizes of the note's files.  Their checksums differ from the
note's, so only their form and their relations are judged.
"""

from __future__ import annotations

import pytest

from hil.expect import expect
from hil.fixture_types import Observe
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.pki.security_files import padded

from ..responses import found, uploaded
from ..security_data import Vacate

# name, size in the example, requirement
RAM = (
    ("RAM:ca_cert.pem", 1614, "EX411-01"),
    ("RAM:client_cert.pem", 1419, "EX411-02"),
    ("RAM:client_key.pem", 1679, "EX411-03"),
)
NVRAM = (
    ("NVRAM:CA0", 1614, "EX412-01"),
    ("NVRAM:CC0", 1419, "EX412-02"),
    ("NVRAM:CK0", 1679, "EX412-03"),
)


@pytest.fixture(scope="module")
def files(authority: Authority) -> dict[int, bytes]:
    """CA certificate, client certificate and client key by the sizes of the example."""
    client = authority.client()
    return {
        1614: padded(authority.ca_pem, 1614),
        1419: padded(client.certificate, 1419),
        1679: padded(client.key, 1679),
    }


def upload(modem: Modem, vacate: Vacate, name: str, data: bytes) -> Exchange:
    """Delete the file of that name, if any, and send the example's command line."""
    vacate(modem, name)
    return modem.send(f'AT+QSECWRITE="{name}",{len(data)},100', data=data)


@pytest.mark.form
@pytest.mark.parametrize(
    ("name", "size", "requirement"),
    [
        pytest.param(
            name,
            size,
            identifier,
            id=name,
            marks=[
                pytest.mark.requirement(identifier, "PROC-01"),
                *([pytest.mark.smoke] if identifier.endswith("-01") else []),
            ],
        )
        for name, size, identifier in RAM + NVRAM
    ],
)
def test_a_security_file_is_uploaded_as_in_the_example(
    name: str, size: int, requirement: str, vacate: Vacate, modem: Modem, files: dict[int, bytes]
) -> None:
    exchange = upload(modem, vacate, name, files[size])

    stored, _ = uploaded(exchange, requirement, "PROC-01")
    expect(stored, requirement, what="<uploadsize>").equals(size)
    _, printed = expect(exchange, requirement).fields()
    expect(printed, requirement, what="<checksum>").matches(
        "[0-9a-fA-F]{1,4}",
        "one to four hexadecimal digits",  # note 4.1: 4039, 618, 83a7
    )
    expect(exchange, requirement).form_lines("CONNECT", f"+QSECWRITE: {size},{printed}", "OK")


@pytest.mark.requirement("PROC-03", "SECREAD-04")
@pytest.mark.parametrize(
    ("rows", "requirement"),
    [
        pytest.param(RAM, "EX411-04", id="RAM", marks=pytest.mark.requirement("EX411-04")),
        pytest.param(NVRAM, "EX412-04", id="NVRAM", marks=pytest.mark.requirement("EX412-04")),
    ],
)
def test_three_files_are_stored_side_by_side(
    rows: tuple[tuple[str, int, str], ...],
    requirement: str,
    vacate: Vacate,
    modem: Modem,
    files: dict[int, bytes],
    observe: Observe,
) -> None:
    written = {name: uploaded(upload(modem, vacate, name, files[size]))[1] for name, size, _ in rows}

    answers = {name: modem.send(f'AT+QSECREAD="{name}"') for name in written}

    read = {name: found(answer, requirement, "PROC-03") for name, answer in answers.items()}
    for name, (good, _) in read.items():
        expect(good, requirement, "SECREAD-04", what=f"<good> of {name}").equals(1)
    same = [read[name][1] == written[name] for name in written]
    observe("QSECREAD repeats the checksum of QSECWRITE", same)


@pytest.mark.requirement("EX412-05", "SECWRITE-09")
@pytest.mark.parametrize(
    ("in_ram", "in_nvram", "size"),
    [
        pytest.param(ram, nvram, size, id=f"{ram}-{nvram}")
        for (ram, size, _), (nvram, _, _) in zip(RAM, NVRAM, strict=True)
    ],
)
def test_a_file_has_the_same_checksum_in_both_storages(
    in_ram: str, in_nvram: str, size: int, vacate: Vacate, modem: Modem, files: dict[int, bytes]
) -> None:
    _, first = uploaded(upload(modem, vacate, in_ram, files[size]))
    _, second = uploaded(upload(modem, vacate, in_nvram, files[size]))

    expect(second, "EX412-05", "SECWRITE-09", what=f"the checksum in {in_nvram}").equals(first)
