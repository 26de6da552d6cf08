"""Upload of certificates and a key to RAM and to NVRAM, step by step (note 4.1.1, 4.1.2).

The files have the sizes of the note's files.  Their checksums differ from the
note's, so only their form and their relations are judged.
"""

from __future__ import annotations

import re

import pytest

from hil.fixture_types import Observe
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import refusals

from ..responses import compact
from ..security_data import padded

CHECKSUM = re.compile(r"[0-9a-fA-F]{1,4}")  # note 4.1: 4039, 618, 83a7

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


def upload(modem: Modem, name: str, data: bytes) -> Exchange:
    """Delete the file of that name, if any, and send the example's command line."""
    modem.security.delete(name)
    return modem.send(f'AT+QSECWRITE="{name}",{len(data)},100', data=data)


def checksum(exchange: Exchange, name: str) -> str:
    """The second value of the result line."""
    assert exchange.ok, f"{exchange.command}: {exchange.outcome}"
    return exchange.values(name).split(",")[1]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(
            name,
            size,
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
    name: str, size: int, modem: Modem, files: dict[int, bytes]
) -> None:
    exchange = upload(modem, name, files[size])

    reported = checksum(exchange, "QSECWRITE")
    assert CHECKSUM.fullmatch(reported), reported
    assert compact(exchange.lines) == ["CONNECT", f"+QSECWRITE:{size},{reported}", "OK"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(RAM, id="RAM", marks=pytest.mark.requirement("EX411-04", "PROC-03", "SECREAD-04")),
        pytest.param(NVRAM, id="NVRAM", marks=pytest.mark.requirement("EX412-04", "PROC-03", "SECREAD-04")),
    ],
)
def test_three_files_are_stored_side_by_side(
    rows: tuple[tuple[str, int, str], ...],
    modem: Modem,
    files: dict[int, bytes],
    observe: Observe,
) -> None:
    written = {name: checksum(upload(modem, name, files[size]), "QSECWRITE") for name, size, _ in rows}

    read = {name: modem.send(f'AT+QSECREAD="{name}"') for name in written}

    assert refusals(read.values()) == ()
    assert [exchange.values("QSECREAD").split(",")[0] for exchange in read.values()] == ["1", "1", "1"]
    same = [checksum(read[name], "QSECREAD") == written[name] for name in written]
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
    in_ram: str, in_nvram: str, size: int, modem: Modem, files: dict[int, bytes]
) -> None:
    first = checksum(upload(modem, in_ram, files[size]), "QSECWRITE")
    second = checksum(upload(modem, in_nvram, files[size]), "QSECWRITE")

    assert first == second
