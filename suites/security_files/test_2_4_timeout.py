"""The time that the DUT waits for the data of an upload: 3 to 200 s, by default 100 s (note 2.4, <timeout>).

Time is module time and is judged from both sides.  A timeout is too early if less
than the limit has passed since the command, and too late if it has not come so long
after CONNECT.  A busy host can cause neither.
"""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..responses import cme_error, uploaded
from ..security_data import Vacate

NAME = "RAM:ca_cert.pem"
EARLY_S, LATE_S = 0.5, 2.0  # our tolerance; the note states none
DEFAULT_EARLY_S, DEFAULT_LATE_S = 1.0, 5.0

SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "timeout",
    [
        pytest.param(",3", id="3", marks=pytest.mark.requirement("SECWRITE-TMO-01")),
        pytest.param(",100", id="100", marks=pytest.mark.requirement("SECWRITE-TMO-03")),
        pytest.param(",200", id="200", marks=pytest.mark.requirement("SECWRITE-TMO-03")),
        pytest.param("", id="omitted", marks=pytest.mark.requirement("SECWRITE-TMO-05")),
    ],
)
def test_a_timeout_within_the_range_is_accepted(timeout: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, NAME)

    exchange = modem.send(f'AT+QSECWRITE="{NAME}",10{timeout}', data=b"0123456789")

    assert uploaded(exchange)[0] == 10


@pytest.mark.parametrize(
    "timeout",
    [
        pytest.param("2", marks=[pytest.mark.requirement("SECWRITE-TMO-02"), pytest.mark.smoke]),
        pytest.param("0", marks=pytest.mark.requirement("SECWRITE-TMO-02")),
        pytest.param("201", marks=[pytest.mark.requirement("SECWRITE-TMO-04"), pytest.mark.smoke]),
        pytest.param("-1", marks=pytest.mark.requirement("SECWRITE-TMO-10")),
        pytest.param("x", marks=pytest.mark.requirement("SECWRITE-TMO-10")),
    ],
)
def test_a_timeout_outside_the_range_is_refused(
    timeout: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, NAME)

    exchange = modem.send(f'AT+QSECWRITE="{NAME}",10,{timeout}')

    observe("code", cme_error(exchange))


@pytest.mark.parametrize(
    "limit_s",
    [
        pytest.param(
            3, marks=[pytest.mark.requirement("SECWRITE-TMO-06", "SECWRITE-TMO-07"), pytest.mark.smoke]
        ),
        pytest.param(5, marks=pytest.mark.requirement("SECWRITE-TMO-07")),
        pytest.param(10, marks=pytest.mark.requirement("SECWRITE-TMO-07")),
        pytest.param(200, marks=[pytest.mark.requirement("SECWRITE-TMO-03", "SECWRITE-TMO-07"), SLOW]),
    ],
)
def test_an_upload_without_data_ends_at_its_timeout(limit_s: int, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, NAME)

    ended = fast_modem.security.begin(NAME, 10, timeout_s=limit_s).end(within_s=limit_s + LATE_S)

    assert ended is not None, f"still in data mode {limit_s + LATE_S} s after CONNECT"
    assert cme_error(ended) == 4009
    assert ended.elapsed_s * fast_modem.channel.clock_rate >= limit_s - EARLY_S


@pytest.mark.slow
@pytest.mark.requirement("SECWRITE-TMO-05")
def test_the_default_timeout_is_100_s(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, NAME)

    ended = fast_modem.security.begin(NAME, 10).end(within_s=100 + DEFAULT_LATE_S)

    assert ended is not None, f"still in data mode {100 + DEFAULT_LATE_S} s after CONNECT"
    assert cme_error(ended) == 4009
    assert ended.elapsed_s * fast_modem.channel.clock_rate >= 100 - DEFAULT_EARLY_S


@pytest.mark.requirement("SECWRITE-TMO-06", "SECWRITE-24")
def test_the_dut_accepts_commands_and_an_upload_after_a_timeout(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, NAME)
    cme_error(fast_modem.security.begin(NAME, 10, timeout_s=3).end(within_s=3 + LATE_S))

    assert fast_modem.send("AT").lines == ("OK",)
    assert cme_error(fast_modem.security.read(NAME)) == 4010
    assert uploaded(fast_modem.security.write(NAME, b"0123456789", timeout_s=200))[0] == 10


@pytest.mark.requirement("SECWRITE-TMO-08", "SECWRITE-TMO-11")
def test_whether_a_byte_restarts_the_timeout_is_recorded(
    vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, NAME)
    upload = modem.security.begin(NAME, 10, timeout_s=3)
    upload.pause(2)
    upload.feed(b"0")

    ended = upload.end(within_s=4)

    observe("timeout", "of the whole input" if ended is not None else "of each pause")
    assert ended is not None or upload.end(within_s=2 + 3 + LATE_S) is not None


@pytest.mark.requirement("SECWRITE-TMO-09", "SECWRITE-TMO-11")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA0"])
def test_the_result_of_a_partial_upload_at_its_timeout_is_recorded(
    name: str, vacate: Vacate, fast_modem: Modem, observe: Observe
) -> None:
    vacate(fast_modem, name)
    upload = fast_modem.security.begin(name, 10, timeout_s=40)  # long enough for a busy host
    upload.feed(b"01234")

    ended = upload.end(within_s=2 * 40 + LATE_S)

    assert ended is not None, "still in data mode"
    reading = fast_modem.security.read(name)
    observe("5 of 10 bytes", f"{ended.outcome}, then AT+QSECREAD: {reading.outcome}")
    if ended.ok:
        assert uploaded(ended)[0] == 5
        assert reading.ok
    else:
        assert cme_error(ended) == 4009
