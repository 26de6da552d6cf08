"""The end of an upload: at <filesize> bytes or by +++, with a result line and OK (note 2.4)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.verdict import Inconclusive

from ..responses import cme_error, compact, uploaded
from ..security_data import NAMES, Vacate

STORAGES = ("RAM:ca_cert.pem", "NVRAM:CA0")
SIZE = 100
ENDED_S = 10.0  # module time
LIMIT_S = 200  # the longest limit, so that a busy host does not reach it
ESCAPED = ((1, "first"), (SIZE // 2, "half"), (SIZE - 1, "but-one"))


@pytest.mark.requirement("SECWRITE-03", "SECWRITE-04", "SECWRITE-06")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == "RAM:ca_cert.pem" else []) for name in NAMES],
)
def test_an_upload_ends_at_its_size(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, name)
    upload = fast_modem.security.begin(name, 1614, timeout_s=LIMIT_S)
    upload.feed(sample_content(1614, name))

    ended = upload.end(within_s=ENDED_S)

    assert ended is not None, "still in data mode"
    size, checksum = uploaded(ended)
    assert size == 1614
    assert [line.upper() for line in compact(ended.lines)] == [
        "CONNECT",  # no OK before it; 2.4 writes Connect
        f"+QSECWRITE:1614,{checksum.upper()}",
        "OK",
    ]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        pytest.param(
            name,
            count,
            id=f"{name.partition(':')[0]}-{where}",
            marks=[
                pytest.mark.requirement("SECWRITE-05", "SECWRITE-07", "SECWRITE-27", "SECWRITE-06"),
                *([pytest.mark.smoke] if (name, where) == ("NVRAM:CA0", "half") else []),
            ],
        )
        for name in STORAGES
        for count, where in ESCAPED
    ],
)
def test_the_escape_sequence_ends_an_upload(name: str, count: int, vacate: Vacate, fast_modem: Modem) -> None:
    data = sample_content(SIZE, name)[:count]
    vacate(fast_modem, name)
    _, whole = uploaded(fast_modem.security.write(name, data, timeout_s=LIMIT_S))
    vacate(fast_modem, name)
    upload = fast_modem.security.begin(name, SIZE, timeout_s=LIMIT_S)
    upload.feed(data)
    upload.escape()

    ended = upload.end(within_s=ENDED_S)

    assert uploaded(ended) == (count, whole), "the plus signs are not data"
    assert fast_modem.security.read(name).ok


@pytest.mark.requirement("SECWRITE-21")
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"MIIDQTCCAimg+++wIBAgITBmyfz5m".ljust(64, b"="), id="inside"),
        pytest.param(b"MIIDQTCCAimgwIBAgITBmyfz5m".ljust(61, b"=") + b"+++", id="at-the-end"),
    ],
)
def test_the_effect_of_plus_signs_within_the_data_is_recorded(
    data: bytes, vacate: Vacate, fast_modem: Modem, observe: Observe
) -> None:
    vacate(fast_modem, "RAM:ca_cert.pem")
    upload = fast_modem.security.begin("RAM:ca_cert.pem", 64, timeout_s=LIMIT_S)
    upload.feed(data)

    ended = upload.end(within_s=LIMIT_S + ENDED_S)

    size, _ = uploaded(ended)
    observe("bytes kept of 64", size)
    if size != 64:
        raise Inconclusive(
            f"+++ within the data ended the upload at {size} of 64 bytes: note 2.4 requires no silence around it,"
            " and base64 may contain it"
        )


@pytest.mark.requirement("SECWRITE-22", "SECWRITE-04")
@pytest.mark.parametrize("name", STORAGES)
def test_surplus_bytes_are_not_stored(name: str, vacate: Vacate, modem: Modem, observe: Observe) -> None:
    vacate(modem, name)
    _, exact = uploaded(modem.security.write(name, b"0123456789"))
    vacate(modem, name)

    exchange = modem.security.write(name, b"0123456789AT+CMEE=2\r", size=10)

    assert uploaded(exchange) == (10, exact)
    setting = modem.send("AT+CMEE?").values("CMEE")
    modem.send("AT+CMEE=1").check()
    observe("a command line after the file", "carried out" if setting == "2" else "ignored")


@pytest.mark.requirement("SECWRITE-25", "SECWRITE-07")
def test_the_result_of_an_empty_upload_is_recorded(
    vacate: Vacate, fast_modem: Modem, observe: Observe
) -> None:
    vacate(fast_modem, "RAM:ca_cert.pem")
    upload = fast_modem.security.begin("RAM:ca_cert.pem", 10, timeout_s=LIMIT_S)
    upload.escape()

    ended = upload.end(within_s=ENDED_S)

    assert ended is not None, "still in data mode"
    observe("+++ without data", " / ".join(ended.lines))
    if ended.ok and ended.information:
        assert uploaded(ended)[0] == 0
    elif not ended.ok:
        cme_error(ended)


@pytest.mark.requirement("SECWRITE-24")
@pytest.mark.parametrize("end", [pytest.param(None, id="by-size"), pytest.param("+++", id="by-plus-signs")])
def test_the_dut_accepts_commands_after_an_upload(end: str | None, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, "NVRAM:CC0")
    size = 10 if end is None else 20
    fast_modem.security.write("NVRAM:CC0", b"0123456789", size=size, end=end, timeout_s=LIMIT_S).check()

    assert fast_modem.send("AT").lines == ("OK",)
    assert fast_modem.security.read("NVRAM:CC0").ok


@pytest.mark.requirement("SECWRITE-24", "SECWRITE-23")
def test_the_dut_accepts_commands_after_a_refused_upload(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, "NVRAM:CC0")

    cme_error(modem.send('AT+QSECWRITE="NVRAM:CC0",2018'))

    assert modem.send("AT").lines == ("OK",)
