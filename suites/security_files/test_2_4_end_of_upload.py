"""The end of an upload: at <filesize> bytes or by +++, with a result line and OK (note 2.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import ended, refusal_code, uploaded
from ..restoring import Step
from ..security_data import NAMES, Vacate

STORAGES = ("RAM:ca_cert.pem", "NVRAM:CA0")
SIZE = 100
ENDED_S = 60.0  # module time, with room for a busy host; the shortest limit here is 200 s
LIMIT_S = 200  # the longest limit, so that a busy host does not reach it
ESCAPED = ((1, "first"), (SIZE // 2, "half"), (SIZE - 1, "but-one"))


def stored_sum(modem: Modem, vacate: Vacate, name: str, data: bytes) -> str:
    """The checksum of a file whose upload ends at its size: a step."""
    __tracebackhide__ = True
    vacate(modem, name)
    return uploaded(modem.security.write(name, data, timeout_s=LIMIT_S))[1]


@pytest.mark.form
@pytest.mark.requirement("SECWRITE-03", "SECWRITE-04", "SECWRITE-06")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == "RAM:ca_cert.pem" else []) for name in NAMES],
)
def test_an_upload_ends_at_its_size(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, name)
    upload = fast_modem.security.begin(name, 1614, timeout_s=LIMIT_S)
    upload.feed(sample_content(1614, name))

    end = ended(upload.end(within_s=ENDED_S), "SECWRITE-04")

    size, _ = uploaded(end, "SECWRITE-06")
    expect(size, "SECWRITE-04", what="<uploadsize>").equals(1614)
    _, printed = expect(end, "SECWRITE-06").fields()
    expect(end, "SECWRITE-03", "SECWRITE-06").form_lines("CONNECT", f"+QSECWRITE: 1614,{printed}", "OK")


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
    sound = (data, data + b"+") if count == SIZE - 1 else (data,)  # a plus sign may complete <filesize>
    sums = {len(each): stored_sum(fast_modem, vacate, name, each) for each in sound}
    vacate(fast_modem, name)
    upload = fast_modem.security.begin(name, SIZE, timeout_s=LIMIT_S)
    upload.feed(data)
    upload.escape()

    end = ended(upload.end(within_s=ENDED_S), "SECWRITE-05")
    fast_modem.resynchronise()  # plus signs after <filesize> may be read as a command line

    size, total = uploaded(end, "SECWRITE-05", "SECWRITE-06")
    expect(size, "SECWRITE-07", what="<uploadsize>").is_one_of(*sums)
    expect(total, "SECWRITE-27", what="the checksum of the data without plus signs").equals(sums.get(size))
    expect(fast_modem.security.read(name), "SECWRITE-05").succeeded()


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

    end = upload.end(within_s=LIMIT_S + ENDED_S)
    fast_modem.resynchronise()  # the rest of the data may be read as a command line

    size, _ = uploaded(end)
    observe("bytes kept of 64", size)
    if size != 64:
        left_open(
            f"+++ within the data ended the upload at {size} of 64 bytes: note 2.4 requires no silence around it,"
            " and base64 may contain it"
        )


@pytest.mark.requirement("SECWRITE-22", "SECWRITE-04")
@pytest.mark.parametrize("name", STORAGES)
def test_surplus_bytes_are_not_stored(
    name: str, vacate: Vacate, modem: Modem, observe: Observe, undo: Callable[[Step], None]
) -> None:
    undo(lambda: modem.send("AT+CMEE=1").check())
    exact = stored_sum(modem, vacate, name, b"0123456789")
    vacate(modem, name)

    exchange = modem.security.write(name, b"0123456789AT+CMEE=2\r", size=10)

    size, total = uploaded(exchange, "SECWRITE-04")
    expect(size, "SECWRITE-04", what="<uploadsize>").equals(10)
    expect(total, "SECWRITE-04", what="the checksum of the first ten bytes").equals(exact)
    modem.resynchronise()  # the DUT may have answered the surplus
    setting = modem.send("AT+CMEE?").values("CMEE")
    observe("a command line after the file", "carried out" if setting == "2" else "ignored")


@pytest.mark.requirement("SECWRITE-25", "SECWRITE-05", "SECWRITE-07")
def test_the_result_of_an_empty_upload_is_recorded(
    vacate: Vacate, fast_modem: Modem, observe: Observe
) -> None:
    vacate(fast_modem, "RAM:ca_cert.pem")
    upload = fast_modem.security.begin("RAM:ca_cert.pem", 10, timeout_s=LIMIT_S)
    upload.escape()

    end = ended(upload.end(within_s=ENDED_S), "SECWRITE-05")

    observe("+++ without data", " / ".join(end.lines))
    if end.ok:
        expect(uploaded(end, "SECWRITE-07")[0], "SECWRITE-07", what="<uploadsize>").equals(0)
    else:
        expect(end, "SECWRITE-25").refused()


@pytest.mark.requirement("SECWRITE-24")
@pytest.mark.parametrize("end", [pytest.param(None, id="by-size"), pytest.param("+++", id="by-plus-signs")])
def test_the_dut_accepts_commands_after_an_upload(end: str | None, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, "NVRAM:CC0")
    size = 10 if end is None else 20
    written = fast_modem.security.write("NVRAM:CC0", b"0123456789", size=size, end=end, timeout_s=LIMIT_S)
    preamble(written).succeeded()

    expect(fast_modem.send("AT"), "SECWRITE-24").accepted()
    expect(fast_modem.security.read("NVRAM:CC0"), "SECWRITE-24").succeeded()


@pytest.mark.requirement("SECWRITE-24", "SECWRITE-23")
def test_the_dut_accepts_commands_after_a_refused_upload(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, "NVRAM:CC0")

    refusal_code(modem.send('AT+QSECWRITE="NVRAM:CC0",2018'), "SECWRITE-23")

    expect(modem.send("AT"), "SECWRITE-24").accepted()
    expect(modem.security.write("NVRAM:CC0", b"0123456789"), "SECWRITE-24").succeeded()
